//! A span for each call, and events for requests, replies, waits and tokens, by [`tracing`], when the feature of that name is on; nothing at all otherwise.
//!
//! They name the endpoint, the method and the path template, and count; never an id, a query, a
//! header or a body. The events come from the machine, so every driver has them.

#![cfg_attr(
    not(feature = "tracing"),
    expect(unused_variables, reason = "what nobody listens to needs no words")
)]

use std::{future::Future, time::Duration};

use crate::{exchange::Event, outgoing::Outgoing};

/// The span of a whole call: its attempts, waits and token fetches happen inside.
pub(crate) fn call<F: Future>(endpoint: &'static str, call: F) -> impl Future<Output = F::Output> {
    #[cfg(feature = "tracing")]
    let call = tracing::Instrument::instrument(call, tracing::debug_span!("moneyhub", endpoint));
    call
}

/// The same span, for a call that blocks.
pub(crate) fn within<T>(endpoint: &'static str, call: impl FnOnce() -> T) -> T {
    #[cfg(feature = "tracing")]
    let _span = tracing::debug_span!("moneyhub", endpoint).entered();
    call()
}

/// A request goes out.
pub(crate) fn attempt(outgoing: &Outgoing, number: u32) {
    #[cfg(feature = "tracing")]
    tracing::debug!(
        endpoint = outgoing.name(),
        method = outgoing.method().as_str(),
        path = outgoing.template(),
        attempt = number,
        "request"
    );
}

/// What came of a request, or of the wait for a token.
pub(crate) fn event(endpoint: &'static str, event: &Event) {
    #[cfg(feature = "tracing")]
    match event {
        Event::Reply(reply) => tracing::debug!(endpoint, status = reply.status().as_u16(), "reply"),
        Event::Fault(fault) => {
            tracing::warn!(endpoint, class = ?fault.class(), sent = ?fault.sent(), "fault");
        }
        Event::Signature(Ok(_)) => tracing::debug!(endpoint, "signature"),
        Event::Signature(Err(error)) => tracing::warn!(endpoint, %error, "no signature"),
        Event::Token(Ok(_)) => tracing::debug!(endpoint, "token"),
        Event::Token(Err(error)) => tracing::warn!(endpoint, %error, "no token"),
    }
}

/// Something odd in an answer was repaired. An answer may have a thousand such places.
pub(crate) fn repaired(endpoint: &'static str, path: &str) {
    #[cfg(feature = "tracing")]
    tracing::debug!(endpoint, path, "repaired");
}

/// A request waits before it is repeated.
pub(crate) fn wait(endpoint: &'static str, wait: Duration) {
    #[cfg(feature = "tracing")]
    tracing::debug!(endpoint, millis = wait.as_secs_f64() * 1000.0, "wait");
}
