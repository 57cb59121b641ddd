//! A transport that plays a script, for tests and examples: yours and ours.
//!
//! It opens no socket and has virtual time: when every task waits, the clocks jump to the end of
//! the shortest wait. So a test of a retry takes no time and is the same on every run.

mod routes;
mod sleep;

use std::{
    collections::{BTreeSet, VecDeque},
    fmt,
    future::{pending, ready},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};

use self::{routes::Routes, sleep::Sleep};
use crate::{
    codec::Outgoing,
    driver::{Transport, blocking},
    ground::{
        env::{EntropyError, Monotonic, Now, UnixTime},
        error::{Fault, FaultClass, Sent},
        future::BoxFuture,
    },
};

/// The wall clock of a script when it begins: 2024-05-01T08:00:00Z.
const START: i64 = 1_714_550_400;

/// A script of answers, played in order, one per request; and answers by [route](Self::on), for
/// tests that don't care about the order.
///
/// A request after the end of the script gets a fault that says so. Clones play the same script.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
/// use moneyhub_proto::{scripted::Scripted, users, AccessToken, CallOptions, Client, Config};
///
/// # pollster::block_on(async {
/// let script = Scripted::new()
///     .reply(503, "<html>down for maintenance</html>")
///     .reply(200, r#"{"userId":"u1"}"#);
/// let client = Client::new(Config::builder().build()?, Arc::new(script.clone()));
///
/// let options = CallOptions { token: Some(AccessToken::new("token")?), ..Default::default() };
/// client.send_with(users::Get { user_id: "u1".into() }, options).await?;
///
/// assert_eq!(script.requests().len(), 2);
/// assert_eq!(script.requests()[1].uri().path(), "/users/u1");
/// # Ok::<(), moneyhub_proto::Error>(())
/// # }).unwrap();
/// ```
#[derive(Clone)]
pub struct Scripted(Arc<Mutex<Script>>);

struct Script {
    routes: Routes,
    scenes: VecDeque<Scene>,
    requests: Vec<Request<Bytes>>,
    waits: Vec<Duration>,
    sleepers: BTreeSet<(Duration, u64)>,
    last_sleeper: u64,
    elapsed: Duration,
    wall_shift: i64,
    entropy: Result<u64, EntropyError>,
}

enum Scene {
    Reply(Response<Bytes>),
    Fault(Fault),
    Silence,
}

impl Scripted {
    /// An empty script.
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(Script {
            routes: Routes::default(),
            scenes: VecDeque::new(),
            requests: Vec::new(),
            waits: Vec::new(),
            sleepers: BTreeSet::new(),
            last_sleeper: 0,
            elapsed: Duration::ZERO,
            wall_shift: 0,
            entropy: Ok(0),
        })))
    }

    /// Answers the next request with this status and body.
    #[must_use]
    pub fn reply(self, status: u16, body: impl Into<Bytes>) -> Self {
        self.reply_with(status, &[], body)
    }

    /// Answers the next request with this status, headers and body. An invalid status or header
    /// turns the answer into a fault that says so.
    #[must_use]
    pub fn reply_with(self, status: u16, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Self {
        self.then(match response(status, headers, body) {
            Ok(reply) => Scene::Reply(reply),
            Err(error) => {
                Scene::Fault(Fault::new(FaultClass::Other, Sent::Nothing).with_source(error))
            }
        })
    }

    /// Answers every token request with a token that is valid for two hours and has the requested scopes,
    /// whatever comes next in the script.
    #[must_use]
    pub fn with_tokens(self) -> Self {
        self.lock().routes.give_tokens();
        self
    }

    /// Answers every request of a route, whatever comes next in the script. The route is an operation,
    /// `users.get`, or a method and a path template, `GET /users/{userId}`. If you set a route more than
    /// once, each answer is given once in turn, and then the last one for ever.
    ///
    /// An invalid status answers with a 500.
    ///
    /// # Examples
    ///
    /// ```
    /// # use std::sync::Arc;
    /// use moneyhub_proto::{Client, Config, scripted::Scripted, users};
    ///
    /// # pollster::block_on(async {
    /// let script = Scripted::new().with_tokens().on("users.get", 200, r#"{"userId":"u1"}"#);
    /// let config = Config::builder().client_id("client").client_secret("secret").build()?;
    /// let client = Client::new(config, Arc::new(script));
    /// for _ in 0..3 {
    ///     client.send(users::Get { user_id: "u1".into() }).await?;
    /// }
    /// # Ok::<(), moneyhub_proto::Error>(())
    /// # }).unwrap();
    /// ```
    #[must_use]
    pub fn on(self, route: &str, status: u16, body: impl Into<Bytes>) -> Self {
        let reply = response(status, &[], body).unwrap_or_else(|_| {
            let mut reply = Response::new(Bytes::from_static(b"no such status"));
            *reply.status_mut() = http::StatusCode::INTERNAL_SERVER_ERROR;
            reply
        });
        self.lock().routes.add(route, reply);
        self
    }

    /// Fails the next request.
    #[must_use]
    pub fn fault(self, class: FaultClass, sent: Sent) -> Self {
        self.then(Scene::Fault(Fault::new(class, sent)))
    }

    /// Never answers the next request.
    #[must_use]
    pub fn silence(self) -> Self {
        self.then(Scene::Silence)
    }

    /// Makes every request for entropy fail.
    #[must_use]
    pub fn without_entropy(self) -> Self {
        self.lock().entropy = Err(EntropyError);
        self
    }

    /// The requests so far.
    #[must_use]
    pub fn requests(&self) -> Vec<Request<Bytes>> {
        self.lock().requests.clone()
    }

    /// The waits so far, without those that an answer cut short.
    #[must_use]
    pub fn waits(&self) -> Vec<Duration> {
        self.lock().waits.clone()
    }

    /// How many answers are left.
    #[must_use]
    pub fn left(&self) -> usize {
        self.lock().scenes.len()
    }

    /// Advances both clocks.
    pub fn advance(&self, duration: Duration) {
        let mut script = self.lock();
        script.elapsed = script.elapsed.saturating_add(duration);
    }

    /// Shifts the wall clock forward or back by this many seconds; the monotonic clock stays.
    pub fn shift_wall_clock(&self, seconds: i64) {
        let mut script = self.lock();
        script.wall_shift = script.wall_shift.saturating_add(seconds);
    }

    fn then(self, scene: Scene) -> Self {
        self.lock().scenes.push_back(scene);
        self
    }

    fn lock(&self) -> MutexGuard<'_, Script> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn play(&self, request: Outgoing) -> Option<Result<Response<Bytes>, Fault>> {
        let mut script = self.lock();
        let routed = script.routes.answer(&request);
        script.requests.push(request.into_http());
        if let Some(reply) = routed {
            return Some(Ok(reply));
        }
        match script.scenes.pop_front() {
            Some(Scene::Reply(reply)) => Some(Ok(reply)),
            Some(Scene::Fault(fault)) => Some(Err(fault)),
            Some(Scene::Silence) => None,
            None => {
                let fault = Fault::new(FaultClass::Other, Sent::Nothing);
                Some(Err(fault.with_source("the script is over")))
            }
        }
    }

    fn wait(&self, duration: Duration) {
        let mut script = self.lock();
        script.elapsed = script.elapsed.saturating_add(duration);
        script.waits.push(duration);
    }

    fn time(&self) -> Now {
        let script = self.lock();
        let seconds = i64::try_from(script.elapsed.as_secs()).unwrap_or(i64::MAX);
        Now {
            unix: UnixTime::from_seconds(
                START.saturating_add(seconds).saturating_add(script.wall_shift),
            ),
            monotonic: Monotonic::of_clock(script.elapsed),
        }
    }

    /// Bytes that look random enough for a test, and are the same on every run (splitmix64).
    fn entropy(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        let mut script = self.lock();
        let mut state = script.entropy?;
        for chunk in buffer.chunks_mut(8) {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut mixed = state;
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            mixed ^= mixed >> 31;
            for (byte, random) in chunk.iter_mut().zip(mixed.to_le_bytes()) {
                *byte = random;
            }
        }
        script.entropy = Ok(state);
        Ok(())
    }
}

fn response(
    status: u16,
    headers: &[(&str, &str)],
    body: impl Into<Bytes>,
) -> Result<Response<Bytes>, http::Error> {
    headers
        .iter()
        .fold(Response::builder().status(status), |reply, (name, value)| {
            reply.header(*name, *value)
        })
        .body(body.into())
}

impl Default for Scripted {
    fn default() -> Self {
        Self::new()
    }
}

impl Transport for Scripted {
    fn send(&self, request: Outgoing) -> BoxFuture<'_, Result<Response<Bytes>, Fault>> {
        match self.play(request) {
            Some(result) => Box::pin(ready(result)),
            None => Box::pin(pending()),
        }
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(Sleep::new(self.clone(), duration))
    }

    fn now(&self) -> Now {
        self.time()
    }

    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        self.entropy(buffer)
    }
}

impl blocking::Transport for Scripted {
    fn send(&self, request: Outgoing) -> Result<Response<Bytes>, Fault> {
        let timeout = request.timeout();
        self.play(request).unwrap_or_else(|| {
            self.wait(timeout);
            Err(Fault::new(FaultClass::TimedOut, Sent::Perhaps))
        })
    }

    fn sleep(&self, duration: Duration) {
        self.wait(duration);
    }

    fn now(&self) -> Now {
        self.time()
    }

    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        self.entropy(buffer)
    }
}

impl fmt::Debug for Scripted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let script = self.lock();
        f.debug_struct("Scripted")
            .field("requests", &script.requests.len())
            .field("left", &script.scenes.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        api::users,
        config::Config,
        driver::Client,
        ground::{error::Error, secret::AccessToken},
        machine::CallOptions,
    };

    fn send(script: &Scripted) -> Error {
        let client = Client::new(Config::builder().build().unwrap(), Arc::new(script.clone()));
        let token = Some(AccessToken::new("canary-token").unwrap());
        let options = CallOptions { token, ..CallOptions::default() };
        let get = users::Get { user_id: "canary-user".into() };
        pollster::block_on(client.send_with(get, options)).unwrap_err()
    }

    #[test]
    fn a_reply_that_http_cannot_carry_is_a_fault_that_says_why() {
        for script in [
            Scripted::new().reply(7, ""),
            Scripted::new().reply_with(200, &[("no name", "value")], ""),
        ] {
            let error = send(&script);
            assert_eq!(error.fault().unwrap().class(), FaultClass::Other, "{error}");
            assert!(std::error::Error::source(&error).is_some(), "{error}");
        }
    }

    #[test]
    fn debug_counts_and_shows_neither_requests_nor_replies() {
        let script = Scripted::default().reply(404, "canary").reply(200, "canary");
        send(&script);
        assert_eq!(format!("{script:?}"), "Scripted { requests: 1, left: 1, .. }");
    }
}
