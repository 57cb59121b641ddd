//! The seam between the protocol and a runtime.

use std::time::Duration;

use bytes::Bytes;
use http::Response;

use crate::{
    codec::Outgoing,
    ground::{
        env::{EntropyError, Now},
        error::Fault,
        future::BoxFuture,
    },
};

/// Everything that a [`Client`](crate::driver::Client) needs of the world: one HTTP exchange, a timer, two
/// clocks, entropy.
///
/// # The contract
///
/// `send` makes exactly one HTTP request and reads the answer to its end.
///
/// - It follows no redirect and repeats nothing, whatever happened. A connection pool that sends a
///   request again by itself has that switched off.
/// - It verifies TLS certificates and host names.
/// - It changes no header but those that HTTP itself asks for (`Host`, `Content-Length`).
/// - It reads the body through [`Outgoing::limits`] and [`ReplyBody`](crate::codec::ReplyBody), and stops
///   where that says so.
/// - A status is never a fault; a [`Fault`] means that there is no complete answer. It claims
///   [`Sent::Nothing`](crate::ground::error::Sent::Nothing) only when no byte of the request can have left.
/// - When its future is dropped, so is the request. The client enforces [`Outgoing::timeout`] in
///   this way; a transport need not. One that counts it, too, from its first poll at the latest, is
///   asked first when it is over, and may say that nothing was sent; the client itself cannot know.
///
/// `sleep` returns no sooner than after the given time. `now` gives both clocks; the monotonic one
/// never goes back. `fill` gives random bytes that are fit for secrets.
///
/// The repository has this as a suite of tests for any transport, `tests/src/conformance`, and
/// transports to copy, `tests/transports`.
pub trait Transport: Send + Sync {
    /// Sends one request and reads its answer.
    fn send(&self, request: Outgoing) -> BoxFuture<'_, Result<Response<Bytes>, Fault>>;

    /// Waits.
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()>;

    /// The time.
    fn now(&self) -> Now;

    /// Fills the whole buffer with random bytes.
    ///
    /// # Errors
    ///
    /// [`EntropyError`] when the system has none.
    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError>;
}
