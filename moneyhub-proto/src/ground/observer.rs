//! What an observer is told about each call.

use std::{fmt, time::Duration};

use http::{HeaderMap, StatusCode};

use crate::ground::error::{ErrorKind, Outcome};

/// Is told how each call ended, for metrics.
///
/// Set it with [`ConfigBuilder::observer`](crate::config::ConfigBuilder::observer). The machine calls it, so
/// it works with every driver: asynchronous, blocking, or your own over
/// [`Exchange`](crate::machine::Exchange). Token requests and the requests of a sign-in are reported as
/// separate calls. A call whose future is dropped before its end is not reported.
///
/// It is called on the thread that ends the call. Count and return: an observer that blocks also blocks the
/// call.
///
/// # Examples
///
/// ```
/// use std::sync::{Arc, atomic::{AtomicU32, Ordering}};
/// use moneyhub_proto::{Client, Config, observe::{EndedCall, Observer}, scripted::Scripted, users};
///
/// #[derive(Default)]
/// struct Requests(AtomicU32);
///
/// impl Observer for Requests {
///     fn call_ended(&self, call: &EndedCall) {
///         // Names and numbers only: safe as the labels of a metric.
///         self.0.fetch_add(call.attempts, Ordering::Relaxed);
///     }
/// }
///
/// # pollster::block_on(async {
/// let requests = Arc::new(Requests::default());
/// let config = Config::builder()
///     .client_id("client")
///     .client_secret("secret")
///     .observer(requests.clone())
///     .build()?;
/// # let transport = Scripted::new()
/// #     .reply(200, r#"{"access_token":"a-token","token_type":"Bearer","expires_in":7200}"#)
/// #     .reply(200, r#"{"userId":"u1"}"#);
/// let client = Client::new(config, Arc::new(transport));
/// client.send(users::Get { user_id: "u1".into() }).await?;
///
/// // One for the token, one for the user.
/// assert_eq!(requests.0.load(Ordering::Relaxed), 2);
/// # Ok::<(), moneyhub_proto::Error>(())
/// # }).unwrap();
/// ```
pub trait Observer: Send + Sync {
    /// A call has ended, with a value or an error.
    fn call_ended(&self, call: &EndedCall);
}

/// How a call ended: names and numbers, never an id, a query, a header or a body.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EndedCall {
    /// The operation, such as `users.get`. For a `RawCall`, its path template.
    pub endpoint: &'static str,
    /// The path template, such as `/users/{userId}`; empty if the call could not even be built.
    pub path: &'static str,
    /// The status of the last answer, if there was one.
    pub status: Option<StatusCode>,
    /// The kind of the error; `None` for a call that succeeded.
    pub error: Option<ErrorKind>,
    /// Whether a failed call may have had an effect; `None` for a call that succeeded.
    pub outcome: Option<Outcome>,
    /// How many requests were handed to the transport, without token requests.
    pub attempts: u32,
    /// From the start of the call to its end, including all waits and the wait for a token.
    pub elapsed: Duration,
    /// How many places of the answer were repaired.
    pub repairs: usize,
    /// What the last answer said about the rate limit.
    pub rate_limit: RateLimit,
}

/// How much of the rate limit is left, as far as the service says
/// (`x-ratelimit-limit`, `x-ratelimit-remaining`, `x-ratelimit-reset`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// How many requests a window allows.
    pub limit: Option<u64>,
    /// How many are left in this one.
    pub remaining: Option<u64>,
    /// The time until the next window, or the moment in seconds since 1970: no source says which.
    pub reset: Option<Duration>,
}

impl RateLimit {
    /// What these headers say.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let number = |name| headers.get(name)?.to_str().ok()?.trim().parse().ok();
        Self {
            limit: number("x-ratelimit-limit"),
            remaining: number("x-ratelimit-remaining"),
            reset: number("x-ratelimit-reset").map(Duration::from_secs),
        }
    }
}

impl fmt::Debug for dyn Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Observer")
    }
}
