//! A span for each call, and events for requests, replies, waits and tokens, by [`tracing`], if the feature
//! of that name is on; otherwise nothing at all.
//!
//! They have the endpoint's name, the method, the path template and counts, never an id, a query, a
//! header or a body. The events come from the machine, so every driver has them.

#![cfg_attr(
    not(feature = "tracing"),
    expect(unused_variables, reason = "without the feature nothing is written")
)]

use std::{future::Future, time::Duration};

use crate::{codec::Outgoing, ground::observer::EndedCall, machine::Event};

/// The target of all spans and events.
#[cfg(feature = "tracing")]
const TARGET: &str = "moneyhub";

/// Whether a subscriber records how calls end.
pub(crate) fn is_on() -> bool {
    #[cfg(feature = "tracing")]
    return tracing::enabled!(target: TARGET, tracing::Level::WARN);
    #[cfg(not(feature = "tracing"))]
    false
}

/// The span of a whole call: its attempts, waits and token fetches happen inside.
pub(crate) fn call<F: Future>(endpoint: &'static str, call: F) -> impl Future<Output = F::Output> {
    #[cfg(feature = "tracing")]
    let call = tracing::Instrument::instrument(
        call,
        tracing::debug_span!(target: TARGET, "call", endpoint),
    );
    call
}

/// The same span, for a call that blocks.
pub(crate) fn within<T>(endpoint: &'static str, call: impl FnOnce() -> T) -> T {
    #[cfg(feature = "tracing")]
    let _span = tracing::debug_span!(target: TARGET, "call", endpoint).entered();
    call()
}

/// A request goes out.
pub(crate) fn attempt(outgoing: &Outgoing, number: u32) {
    #[cfg(feature = "tracing")]
    tracing::debug!(
        target: TARGET,
        endpoint = outgoing.name(),
        method = outgoing.method().as_str(),
        path = outgoing.template(),
        attempt = number,
        "request"
    );
}

/// The result of a request, or of waiting for a token.
pub(crate) fn event(endpoint: &'static str, event: &Event) {
    #[cfg(feature = "tracing")]
    match event {
        Event::Reply(reply) => {
            tracing::debug!(target: TARGET, endpoint, status = reply.status().as_u16(), "reply")
        }
        Event::Fault(fault) => {
            tracing::warn!(target: TARGET, endpoint, class = ?fault.class(), sent = ?fault.sent(), "fault");
        }
        Event::Signature(Ok(_)) => tracing::debug!(target: TARGET, endpoint, "signature"),
        Event::Signature(Err(error)) => {
            tracing::warn!(target: TARGET, endpoint, %error, "no signature")
        }
        Event::Token(Ok(_)) => tracing::debug!(target: TARGET, endpoint, "token"),
        Event::Token(Err(error)) => tracing::warn!(target: TARGET, endpoint, %error, "no token"),
    }
}

/// A request waits before a retry.
pub(crate) fn wait(endpoint: &'static str, wait: Duration) {
    #[cfg(feature = "tracing")]
    tracing::debug!(target: TARGET, endpoint, millis = wait.as_secs_f64() * 1000.0, "wait");
}

/// A call has ended. Failures are warnings.
pub(crate) fn ended(call: &EndedCall) {
    #[cfg(feature = "tracing")]
    {
        let millis = u64::try_from(call.elapsed.as_millis()).unwrap_or(u64::MAX);
        let status = call.status.map(|status| status.as_u16());
        match (call.error, call.outcome) {
            (Some(error), Some(outcome)) => tracing::warn!(
                target: TARGET,
                endpoint = call.endpoint,
                path = call.path,
                status,
                ?error,
                ?outcome,
                attempts = call.attempts,
                millis,
                "failed"
            ),
            _ => tracing::debug!(
                target: TARGET,
                endpoint = call.endpoint,
                path = call.path,
                status,
                attempts = call.attempts,
                millis,
                repairs = call.repairs,
                "done"
            ),
        }
    }
}
