//! One call as a machine without I/O: token, sign, send, retry, renew.
//!
//! ```text
//!            ┌────────────── 401 with a token of the cache: once ─────────────┐
//!            ▼                                                                │
//!  NeedToken ──► FetchToken / AwaitToken ──► Ready ──► Send ──► InFlight ─────┤
//!            ▲                                  │         ▲                     │
//!            │                                  └► Signing ┘ where it must      │
//!            ▲                                                                ├──► Done
//!            └───────────── WaitUntil ◄── to be repeated, by the table ───────┘
//! ```

mod answer;
pub mod check;
mod core;
mod driven;
mod keyed_check;
mod keys_fetch;
pub(crate) mod need;
mod options;
pub mod poll;
mod ready;
pub mod resolve;
mod session;
mod signing;
mod state;
mod token_fetch;
pub(crate) mod trace;

use std::{fmt, sync::Arc};

use bytes::Bytes;
use http::Response;

pub(crate) use self::session::{HeldKeys, Trigger};
pub use self::{
    answer::Answer,
    options::CallOptions,
    session::{IssuedToken, Session},
    token_fetch::TokenFetch,
};
pub(crate) use self::{
    core::Core,
    driven::Machine,
    keyed_check::{Check, KeyedCheck},
    keys_fetch::KeysFetch,
};
pub use crate::ground::observer::RateLimit;
use crate::{
    codec::{self, Endpoint, Outgoing},
    ground::{
        env::{Env, Monotonic},
        error::{Error, Fault, RequestError, SignerError},
    },
    jose::SigningRequest,
};

/// One call of an endpoint. Step it, do what the [`Step`] says, and report the result, until it is
/// done.
///
/// Nothing happens by itself: a step that is not taken, or taken too early or too often, changes
/// nothing. Dropping an exchange is safe at any time.
///
/// # Examples
///
/// A driver in a few lines. [`Client`](crate::driver::Client) is the real one.
///
/// ```
/// use moneyhub_proto::{
///     env::{Env, Monotonic, Now}, machine::{Event, Exchange, Session, Step}, users,
///     AccessToken, CallOptions, Config,
/// };
///
/// let session = Session::new(Config::builder().build()?);
/// let options = CallOptions { token: Some(AccessToken::new("token")?), ..Default::default() };
/// let get = users::Get { user_id: "64b0f3a1c2d4e5f60718293a".into() };
///
/// let mut exchange = Exchange::new(&session, get, options, Monotonic::default());
/// let mut entropy = |buffer: &mut [u8]| { buffer.fill(7); Ok(()) };
/// let user = loop {
///     let env = &mut Env { now: Now::default(), entropy: &mut entropy };
///     match exchange.step(env) {
///         Step::Send(outgoing) => {
///             let request = outgoing.into_http();
///             assert_eq!(request.uri().path(), "/users/64b0f3a1c2d4e5f60718293a");
///             // ... any HTTP client ...
///             let reply = http::Response::new(r#"{"userId":"64b0f3a1c2d4e5f60718293a"}"#.into());
///             exchange.handle(env, Event::Reply(reply));
///         }
///         Step::Done => break exchange.finish()?,
///         other => unreachable!("not with a token that was given: {other:?}"),
///     }
/// };
/// assert_eq!(user.user_id.as_str(), "64b0f3a1c2d4e5f60718293a");
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
pub struct Exchange<E> {
    endpoint: E,
    core: Core,
}

/// What to do next.
#[derive(Debug)]
#[must_use]
#[non_exhaustive]
#[expect(
    clippy::large_enum_variant,
    reason = "it is short-lived, and a box would cost an allocation"
)]
pub enum Step {
    /// Another call is fetching the token that this one needs. Wait for it, at most until the given
    /// time, and step again; or, when you have the result, give it to [`handle`](Exchange::handle)
    /// as [`Event::Token`].
    AwaitToken {
        /// Which fetch: the [`id`](TokenFetch::id) of another exchange's fetch.
        id: u64,
        /// This call's own deadline.
        until: Monotonic,
    },
    /// The exchange is finished: [`finish`](Exchange::finish) it.
    Done,
    /// No call is fetching the token that this one needs, so this one has to. Drive the fetch like
    /// an exchange, and give its result to [`handle`](Exchange::handle) as [`Event::Token`].
    FetchToken(Box<TokenFetch>),
    /// Send this, and report the result.
    Send(Outgoing),
    /// Sign this, and give the result to [`handle`](Exchange::handle) as [`Event::Signature`]. An
    /// attempt may need more than one signature, one after the other.
    Sign(SigningRequest),
    /// Nothing to do before this time. While a request is in flight or a signature is being made,
    /// this is when the exchange gives it up.
    WaitUntil(Monotonic),
}

/// What happened. `Debug` shows no body and no token.
#[non_exhaustive]
pub enum Event {
    /// There is no complete answer to the request in flight.
    Fault(Fault),
    /// The answer to the request in flight.
    Reply(Response<Bytes>),
    /// The result of the requested signature.
    Signature(Result<Vec<u8>, SignerError>),
    /// The result of a token fetch, this exchange's own or the one that it waits for.
    Token(Result<IssuedToken, Error>),
}

impl<E: Endpoint> Exchange<E> {
    /// Starts a call. Its deadline counts from `now`.
    ///
    /// A parameter that can't be sent is reported by [`finish`](Self::finish), so that there is one
    /// place to handle errors.
    #[must_use]
    pub fn new(session: &Arc<Session>, endpoint: E, options: CallOptions, now: Monotonic) -> Self {
        let core = Core::new(session, endpoint.call(), options, now);
        Self { endpoint, core }
    }

    /// Says what to do next. A request, a signature or a fetch is handed out once; after that the step says
    /// what it waits for.
    pub fn step(&mut self, env: &mut Env<'_>) -> Step {
        self.core.step(env)
    }

    /// Takes in what happened. Events that the exchange does not wait for are ignored.
    pub fn handle(&mut self, env: &mut Env<'_>, event: Event) {
        self.core.handle(env, event);
    }

    /// When the whole call gives up.
    #[must_use]
    pub fn deadline(&self) -> Monotonic {
        self.core.deadline()
    }

    /// The result of a finished exchange.
    ///
    /// # Errors
    ///
    /// Whatever went wrong, of any [`ErrorKind`](crate::ground::error::ErrorKind).
    pub fn finish(self) -> Result<E::Output, Error> {
        self.finish_full().map(|answer| answer.value)
    }

    /// The result, with status, headers and attempts.
    ///
    /// # Errors
    ///
    /// As [`finish`](Self::finish).
    pub fn finish_full(mut self) -> Result<Answer<E::Output>, Error> {
        let result = self.answer();
        self.core.ended(&result);
        result
    }

    fn answer(&mut self) -> Result<Answer<E::Output>, Error> {
        let (head, body) = self.core.take_reply()?.into_parts();
        let name = self.core.name();
        match codec::accepted(&self.endpoint, || name, head.status, &head.headers, &body) {
            Ok((value, repairs)) => Ok(Answer {
                value,
                status: head.status,
                headers: head.headers,
                attempts: self.core.attempts(),
                repairs,
            }),
            Err(error) => Err(self.core.finished(error)),
        }
    }

    pub(crate) fn may_send(&self, now: Monotonic) -> bool {
        self.core.may_send(now)
    }

    pub(crate) fn core(&mut self) -> &mut Core {
        &mut self.core
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fault(fault) => f.debug_tuple("Fault").field(fault).finish(),
            Self::Reply(reply) => f
                .debug_struct("Reply")
                .field("status", &reply.status())
                .field("length", &reply.body().len())
                .finish(),
            Self::Signature(Ok(_)) => f.write_str("Signature"),
            Self::Signature(Err(error)) => f.debug_tuple("Signature").field(error).finish(),
            Self::Token(result) => f.debug_tuple("Token").field(result).finish(),
        }
    }
}

impl<E> fmt::Debug for Exchange<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.core.fmt(f)
    }
}

pub(crate) fn unfinished(name: &'static str) -> Error {
    Error::from(RequestError::Unfinished).at(name)
}

#[cfg(test)]
mod tests;
