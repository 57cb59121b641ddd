use std::{fmt, time::Duration};

use http::{HeaderMap, HeaderName};

use crate::{
    config::Retry,
    ground::{error::RequestError, id::UserId, scope::Scopes, secret::AccessToken},
};

/// Options for one call. By default, it behaves like every other.
///
/// `Debug` shows neither the user nor the values of headers.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use moneyhub_proto::{scope, CallOptions};
///
/// let options = CallOptions {
///     scopes: Some(scope::USER_READ.into()),
///     deadline: Some(Duration::from_secs(5)),
///     ..CallOptions::default()
/// };
/// assert!(options.token.is_none());
/// ```
#[derive(Clone, Default)]
pub struct CallOptions {
    /// The user, for operations that need one. [`Client::user`](crate::Client::user) fills it in.
    pub user: Option<UserId>,
    /// Sends this bearer token. None is fetched, and this one is not renewed.
    pub token: Option<AccessToken>,
    /// Needs a token with these scopes instead of those that the endpoint names. A call that needs
    /// no token is refused with [`RequestError::UnexpectedScopes`].
    pub scopes: Option<Scopes>,
    /// The time for the whole call, instead of the configuration's
    /// [`Retry::deadline`](crate::config::Retry::deadline).
    pub deadline: Option<Duration>,
    /// The time for one attempt, instead of the operation's.
    pub attempt_timeout: Option<Duration>,
    /// Retries by these numbers instead of the configuration's.
    pub retry: Option<Retry>,
    /// Sends these headers as well. Headers that the library sets itself are refused with
    /// [`RequestError::OwnedHeader`].
    pub headers: HeaderMap,
}

impl CallOptions {
    pub(super) fn check_headers(&self) -> Result<(), RequestError> {
        let owned = |name: &HeaderName| OWNED.into_iter().find(|header| name == header);
        let owned = self.headers.keys().find_map(owned);
        owned.map_or(Ok(()), |header| Err(RequestError::OwnedHeader { header }))
    }
}

impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallOptions")
            .field("user", &self.user.is_some())
            .field("token", &self.token)
            .field("scopes", &self.scopes)
            .field("deadline", &self.deadline)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("retry", &self.retry)
            .field("headers", &self.headers.len())
            .finish()
    }
}

/// The headers that this library sets, and those that describe the message (RFC 9110 sections 6.6
/// and 8).
const OWNED: [&str; 13] = [
    "accept",
    "accept-encoding",
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "host",
    "te",
    "transfer-encoding",
    "upgrade",
    "user-agent",
];
