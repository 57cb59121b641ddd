//! A transport that answers at once, so that what is left is the client's own work.
//!
//! Not [`moneyhub_proto::scripted`]: that one keeps every request for tests to look at.

use std::{future::ready, hint::black_box, sync::Arc, time::Duration};

use bytes::Bytes;
use http::Response;
use moneyhub_proto::{
    Client, Transport, blocking,
    env::{EntropyError, Now},
    id::UserId,
    transport::{BoxFuture, Fault, Outgoing},
    users,
};

use crate::sample;

/// A client that has its token.
///
/// # Panics
///
/// When a call fails.
#[must_use]
pub fn client() -> Client {
    let client = Client::new(sample::config(), Arc::new(Instant));
    call(&client);
    client
}

/// A blocking client that has its token.
///
/// # Panics
///
/// When a call fails.
#[must_use]
pub fn blocking_client() -> blocking::Client {
    let client = blocking::Client::new(sample::config(), Arc::new(Instant));
    call_blocking(&client);
    client
}

/// One call.
///
/// # Panics
///
/// When it fails.
pub fn call(client: &Client) {
    black_box(pollster::block_on(client.send(get())).expect("a user"));
}

/// One call.
///
/// # Panics
///
/// When it fails.
pub fn call_blocking(client: &blocking::Client) {
    black_box(client.send(get()).expect("a user"));
}

fn get() -> users::Get {
    users::Get { user_id: UserId::from(black_box(sample::USER_ID)) }
}

struct Instant;

impl Instant {
    fn answer(request: Outgoing) -> Response<Bytes> {
        let body = match black_box(request.into_http()).uri().path() {
            "/oidc/token" => sample::TOKEN_REPLY,
            _ => sample::USER,
        };
        Response::new(Bytes::from_static(body.as_bytes()))
    }
}

impl Transport for Instant {
    fn send(&self, request: Outgoing) -> BoxFuture<'_, Result<Response<Bytes>, Fault>> {
        Box::pin(ready(Ok(Self::answer(request))))
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(ready(()))
    }

    fn now(&self) -> Now {
        Now::default()
    }

    fn fill(&self, _: &mut [u8]) -> Result<(), EntropyError> {
        Err(EntropyError)
    }
}

impl blocking::Transport for Instant {
    fn send(&self, request: Outgoing) -> Result<Response<Bytes>, Fault> {
        Ok(Self::answer(request))
    }

    fn sleep(&self, _: Duration) {}

    fn now(&self) -> Now {
        Now::default()
    }

    fn fill(&self, _: &mut [u8]) -> Result<(), EntropyError> {
        Err(EntropyError)
    }
}
