use std::time::Duration;

use crate::{
    config::Retry,
    ground::{scope::Scopes, secret::AccessToken},
};

/// What one call does differently from the rest. Nothing by default.
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
#[derive(Clone, Debug, Default)]
pub struct CallOptions {
    /// Sends this bearer token, and fetches none. It is not renewed either.
    pub token: Option<AccessToken>,
    /// Needs a token with these scopes in place of those that the endpoint names. A call that needs
    /// no token has no use for them, and is refused with
    /// [`RequestError::UnexpectedScopes`](crate::ground::error::RequestError::UnexpectedScopes).
    pub scopes: Option<Scopes>,
    /// Gives the whole call this long, in place of the configuration's
    /// [`Retry::deadline`](crate::config::Retry::deadline).
    pub deadline: Option<Duration>,
    /// Repeats by these numbers in place of the configuration's.
    pub retry: Option<Retry>,
}
