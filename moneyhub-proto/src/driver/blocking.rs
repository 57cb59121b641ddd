//! The client again, for threads: the same machine, driven without futures.
//!
//! # Examples
//!
//! ```
//! use std::sync::Arc;
//! use moneyhub_proto::{blocking, scripted::Scripted, users, Config};
//!
//! let config = Config::builder().client_id("client").client_secret("secret").build()?;
//! let transport = Scripted::new()
//!     .reply(200, r#"{"access_token":"a-token","token_type":"Bearer","expires_in":7200}"#)
//!     .reply(204, "");
//! let client = blocking::Client::new(config, Arc::new(transport));
//!
//! client.send(users::Delete { user_id: "64b0f3a1c2d4e5f60718293a".into() })?;
//! # Ok::<(), moneyhub_proto::Error>(())
//! ```

mod authorisation_url;
mod check;
mod fetches;
mod items;
mod parked;
mod resolve;
mod sign_in;
mod user;
mod wait;
mod webhook;

use std::{fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use http::Response;

use self::fetches::{Announced, Fetches, Fetching};
pub use self::{items::Items, user::UserClient};
use crate::machine::Answer;
use crate::{
    api::identity::TokenSet,
    codec::{Endpoint, Outgoing, Page, Paged, Walk},
    config::Config,
    ground::{
        env::{EntropyError, Env, Monotonic, Now},
        error::{Error, Fault, SignerError},
        id::UserId,
    },
    jose::SigningRequest,
    machine::{
        CallOptions, Event, Exchange, IssuedToken, Machine, Session, Step, TokenFetch, trace,
    },
};

/// How long to wait before repeating a step that found a fetch whose thread is gone.
const PAUSE: Duration = Duration::from_millis(1);

/// The counterpart of [`crate::driver::Transport`] for threads. The contract is the same, with one exception:
/// a blocking call can't be dropped, so `send` itself must give up after [`Outgoing::timeout`].
pub trait Transport: Send + Sync {
    /// Sends one request and reads its answer, within the time of the attempt.
    ///
    /// # Errors
    ///
    /// A [`Fault`] when there is no complete answer.
    fn send(&self, request: Outgoing) -> Result<Response<Bytes>, Fault>;

    /// Waits.
    fn sleep(&self, duration: Duration);

    /// The time.
    fn now(&self) -> Now;

    /// Fills the whole buffer with random bytes.
    ///
    /// # Errors
    ///
    /// [`EntropyError`] when the system has none.
    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError>;
}

/// A client for threads. Cheap to clone; clones share tokens.
///
/// It does not limit the requests in flight: each one has a thread.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    session: Arc<Session>,
    transport: Arc<dyn Transport>,
    fetches: Fetches,
}

impl Client {
    /// A client over a transport.
    #[must_use]
    pub fn new(config: Config, transport: Arc<dyn Transport>) -> Self {
        let session = Session::new(config);
        Self(Arc::new(Inner { session, transport, fetches: Fetches::default() }))
    }

    /// Makes a call.
    ///
    /// # Errors
    ///
    /// Whatever went wrong, of any [`ErrorKind`](crate::ground::error::ErrorKind).
    pub fn send<E: Endpoint>(&self, endpoint: E) -> Result<E::Output, Error> {
        const { E::OPERATION.facts.authentication.assert_fits_client() }
        self.send_with(endpoint, CallOptions::default())
    }

    /// Makes a call with options.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send).
    pub fn send_with<E: Endpoint>(
        &self,
        endpoint: E,
        options: CallOptions,
    ) -> Result<E::Output, Error> {
        self.send_full(endpoint, options).map(|answer| answer.value)
    }

    /// Makes calls for a user, as [`crate::Client::user`] does.
    #[must_use]
    pub fn user(&self, user_id: &UserId) -> UserClient {
        UserClient::new(self.clone(), user_id.clone())
    }

    /// Makes a call, and also returns status, headers and attempts.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send).
    pub fn send_full<E: Endpoint>(
        &self,
        endpoint: E,
        options: CallOptions,
    ) -> Result<Answer<E::Output>, Error> {
        let now = self.0.transport.now().monotonic;
        let mut exchange = Exchange::new(&self.0.session, endpoint, options, now);
        let name = exchange.core().name();
        trace::within(name, || self.0.drive(exchange.core(), None));
        exchange.finish_full()
    }

    /// Walks a list page by page.
    ///
    /// # Examples
    ///
    /// ```
    /// # use std::sync::Arc;
    /// use moneyhub_proto::{blocking, scripted::Scripted, users, AccessToken, CallOptions, Config};
    ///
    /// # let transport = Scripted::new().reply(200, r#"{"data":[{"userId":"u1"}],"meta":{"total":1}}"#);
    /// # let client = blocking::Client::new(Config::builder().build()?, Arc::new(transport));
    /// # let options = CallOptions { token: Some(AccessToken::new("token")?), ..Default::default() };
    /// for page in client.pages_with(users::List::default(), options) {
    ///     assert_eq!(page?.data.len(), 1);
    /// }
    /// # Ok::<(), moneyhub_proto::Error>(())
    /// ```
    pub fn pages<E: Paged>(&self, endpoint: E) -> Pages<E> {
        const { E::OPERATION.facts.authentication.assert_fits_client() }
        self.pages_with(endpoint, CallOptions::default())
    }

    /// Walks a list with options; a deadline is that of each page.
    pub fn pages_with<E: Paged>(&self, endpoint: E, options: CallOptions) -> Pages<E> {
        Pages { client: self.clone(), walk: Walk::new(endpoint), options, failed: None }
    }

    /// Walks a list item by item, one page in memory at a time.
    pub fn items<E: Paged>(&self, endpoint: E) -> Items<E> {
        Items::new(self.pages(endpoint))
    }

    /// Caches the tokens of a user that came from a sign-in or a refresh. Calls for that user use the access
    /// token until it expires, where its scopes suffice. The refresh token is not used.
    pub fn adopt(&self, user_id: &UserId, tokens: TokenSet) -> IssuedToken {
        self.0.session.adopt(user_id, tokens, self.0.transport.now())
    }

    /// The shared state.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.0.session
    }
}

/// A step, with the fetch to make or to wait for if it needs a token.
enum Next<'a> {
    Done,
    Fetch(TokenFetch, Announced<'a>),
    Join(Arc<Fetching>),
    Send(Outgoing),
    Sign(SigningRequest),
    Wait(Monotonic),
}

impl Inner {
    /// Does what the machine says until it is done, or gives up at the given time if there is one.
    /// Returns whether it is done.
    fn drive(&self, machine: &mut dyn Machine, until: Option<Monotonic>) -> bool {
        loop {
            let event = match self.step(machine) {
                Next::Send(outgoing) => match self.attempt(outgoing, until) {
                    Some(event) => event,
                    None => return false,
                },
                Next::Sign(request) => match self.sign(&request, until) {
                    Some(signature) => Event::Signature(signature),
                    None => continue,
                },
                Next::Fetch(fetch, announced) => {
                    match self.fetch(fetch, announced, machine.deadline()) {
                        Some(result) => Event::Token(result),
                        None => continue,
                    }
                }
                Next::Join(fetching) => {
                    let left = self.transport.now().monotonic.until(machine.deadline());
                    match fetching.wait(left) {
                        Some(result) => Event::Token(result),
                        None => continue,
                    }
                }
                Next::Wait(time) => {
                    let end = until.map_or(time, |until| until.min(time));
                    self.transport.sleep(self.transport.now().monotonic.until(end));
                    if end < time {
                        return false;
                    }
                    continue;
                }
                Next::Done => return true,
            };
            let now = self.transport.now();
            let mut entropy = |buffer: &mut [u8]| self.transport.fill(buffer);
            machine.handle(&mut Env { now, entropy: &mut entropy }, event);
        }
    }

    /// Takes one step. A fetch that it asks for is announced before another thread can look for it.
    fn step(&self, machine: &mut dyn Machine) -> Next<'_> {
        let now = self.transport.now();
        let mut entropy = |buffer: &mut [u8]| self.transport.fill(buffer);
        let fetches = machine.fetches_tokens().then(|| self.fetches.lock());
        match (machine.step(&mut Env { now, entropy: &mut entropy }), fetches) {
            (Step::Send(outgoing), _) => Next::Send(outgoing),
            (Step::Sign(request), _) => Next::Sign(request),
            (Step::WaitUntil(until), _) => Next::Wait(until),
            (Step::FetchToken(fetch), Some(mut fetches)) => {
                let announced = self.fetches.announce(&mut fetches, fetch.id());
                Next::Fetch(*fetch, announced)
            }
            (Step::AwaitToken { id, .. }, Some(fetches)) => match fetches.get(&id) {
                Some(fetching) => Next::Join(Arc::clone(fetching)),
                // Its thread panicked, and is about to give the lease back.
                None => Next::Wait(now.monotonic + PAUSE),
            },
            // A machine that needs no token asks for none.
            (Step::FetchToken(_) | Step::AwaitToken { .. }, None) => {
                Next::Wait(now.monotonic + PAUSE)
            }
            (Step::Done, _) => Next::Done,
        }
    }

    /// One request; `None` when its answer has not come by the given time.
    fn attempt(&self, outgoing: Outgoing, until: Option<Monotonic>) -> Option<Event> {
        let left = until.map(|until| self.transport.now().monotonic.until(until));
        let left = left.filter(|left| *left < outgoing.timeout());
        let outgoing = match left {
            Some(Duration::ZERO) => return None,
            Some(left) => outgoing.within(left),
            None => outgoing,
        };
        match self.transport.send(outgoing) {
            Ok(reply) => Some(Event::Reply(reply)),
            Err(_) if left.is_some() && until <= Some(self.transport.now().monotonic) => None,
            Err(fault) => Some(Event::Fault(fault)),
        }
    }

    fn sign(
        &self,
        request: &SigningRequest,
        until: Option<Monotonic>,
    ) -> Option<Result<Vec<u8>, SignerError>> {
        let late = self.transport.now().monotonic + request.timeout();
        let late = until.map_or(late, |until| until.min(late));
        let left = || self.transport.now().monotonic.until(late);
        parked::wait_for(request.signer().sign(request.message()), left)
    }

    /// Fetches a token, within the deadline of the call that needs it, since they share a thread. When that
    /// passes, the calls that wait for the fetch start again.
    fn fetch(
        &self,
        mut fetch: TokenFetch,
        announced: Announced<'_>,
        until: Monotonic,
    ) -> Option<Result<IssuedToken, Error>> {
        if !self.drive(fetch.core(), Some(until)) {
            // The lease is given back before the others wake up.
            drop(fetch);
            return None;
        }
        let result = fetch.finish(self.transport.now());
        announced.settle(result.clone());
        Some(result)
    }
}

/// The pages of a list, as an iterator. An error ends it.
pub struct Pages<E> {
    client: Client,
    walk: Walk<E>,
    options: CallOptions,
    failed: Option<Error>,
}

impl<E: Paged> Iterator for Pages<E> {
    type Item = Result<Page<E::Item>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(error) = self.failed.take() {
            return Some(Err(error));
        }
        let page = self.client.send_with(self.walk.next_page()?, self.options.clone());
        self.failed = self.walk.turn_after(self.client.session().config(), &page);
        Some(page)
    }
}

impl<E> fmt::Debug for Pages<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("session", &self.0.session).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
