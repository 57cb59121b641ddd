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

/// Everything that a [`Client`](crate::driver::Client) needs from outside: one HTTP exchange, a timer, two
/// clocks, entropy.
///
/// # The contract
///
/// `send` makes exactly one HTTP request and reads the answer to its end.
///
/// - It follows no redirect and retries nothing, whatever happens. If the connection pool resends
///   requests by itself, switch that off.
/// - It verifies TLS certificates and host names.
/// - It changes no headers except those that HTTP itself requires (`Host`, `Content-Length`), and `Connection`,
///   which belongs to the hop (RFC 9110 section 7.6.1).
/// - It reads the body through [`Outgoing::limits`] and [`ReplyBody`](crate::codec::ReplyBody), and stops
///   when that says so.
/// - A status is never a fault; a [`Fault`] means that there is no complete answer. It claims
///   [`Sent::Nothing`](crate::ground::error::Sent::Nothing) only if no byte of the request can have left.
/// - When its future is dropped, so is the request. The client enforces [`Outgoing::timeout`] in
///   this way; a transport need not. A transport that enforces it too, from its first poll at the
///   latest, is polled first when the time is over. It may then say that nothing was sent, which
///   the client can't know.
///
/// `sleep` returns after the given time, not before. `now` reads both clocks; the monotonic one
/// never goes back. `fill` provides random bytes that are fit for secrets.
///
/// The repository tests this contract for any transport in `tests/src/conformance`, and has
/// transports to copy in `tests/transports`.
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
