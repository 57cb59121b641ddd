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
    let client = Client::new(sample::config(), Arc::new(Instant::of_user()));
    call(&client);
    client
}

/// A client whose calls are all answered with this body, except those for a token.
#[must_use]
pub fn answering(body: Bytes) -> Client {
    Client::new(sample::config(), Arc::new(Instant(body)))
}

/// A blocking client that has its token.
///
/// # Panics
///
/// When a call fails.
#[must_use]
pub fn blocking_client() -> blocking::Client {
    let client = blocking::Client::new(sample::config(), Arc::new(Instant::of_user()));
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

/// Answers with this body.
struct Instant(Bytes);

impl Instant {
    fn of_user() -> Self {
        Self(Bytes::from_static(sample::USER.as_bytes()))
    }

    fn answer(&self, request: Outgoing) -> Response<Bytes> {
        Response::new(match black_box(request.into_http()).uri().path() {
            "/oidc/token" => Bytes::from_static(sample::TOKEN_REPLY.as_bytes()),
            _ => self.0.clone(),
        })
    }
}

impl Transport for Instant {
    fn send(&self, request: Outgoing) -> BoxFuture<'_, Result<Response<Bytes>, Fault>> {
        Box::pin(ready(Ok(self.answer(request))))
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
        Ok(self.answer(request))
    }

    fn sleep(&self, _: Duration) {}

    fn now(&self) -> Now {
        Now::default()
    }

    fn fill(&self, _: &mut [u8]) -> Result<(), EntropyError> {
        Err(EntropyError)
    }
}
