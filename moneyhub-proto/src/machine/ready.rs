//! What an exchange sends, and with whose token.

use http::HeaderMap;

use super::{CallOptions, IssuedToken, need::Need};
use crate::{
    codec::{self, Authentication, Call},
    config::Config,
    ground::{
        error::{Error, RequestError},
        id::UserId,
        secret::AccessToken,
    },
};

/// What is sent, and the token that it needs.
pub(super) struct Ready {
    pub(super) call: Call,
    pub(super) need: Need,
    /// Whose token it is; the client's own when there is none.
    pub(super) subject: Option<UserId>,
    pub(super) given: Option<AccessToken>,
    /// Of the caller's own.
    pub(super) headers: HeaderMap,
    /// Whether a 401 has led to a new token before.
    pub(super) renewed: bool,
}

/// The token of an attempt.
#[derive(Clone)]
pub(super) enum Bearer {
    /// None is needed.
    None,
    /// The caller gave it; nothing is known of it.
    Given(AccessToken),
    /// It was in the table: it may have been revoked since.
    Cached(IssuedToken),
    /// It was fetched for this attempt: if it is refused, so would be the next, and it may be good
    /// enough for other calls.
    Fresh(IssuedToken),
}

impl Ready {
    /// # Errors
    ///
    /// What the options ask for is not for this call, or not for this library to do.
    pub(super) fn new(
        mut call: Call,
        options: CallOptions,
        config: &Config,
    ) -> Result<Self, Error> {
        codec::check_version(call.facts(), config)?;
        options.check_headers()?;
        let authentication = call.authentication();
        let subject = call.subject().cloned().or(options.user);
        let need = match authentication.is_bearer() {
            true => Need::of(&call, options.scopes, config),
            // A call that authenticates by itself has said what it asks for.
            false if options.token.is_some() => return Err(RequestError::UnexpectedToken.into()),
            false if options.scopes.is_some() => return Err(RequestError::UnexpectedScopes.into()),
            false => Need::default(),
        };
        if authentication == Authentication::UserToken
            && subject.is_none()
            && options.token.is_none()
        {
            return Err(RequestError::MissingUser.into());
        }
        if !authentication.fits_user() && subject.is_some() && call.subject().is_none() {
            return Err(RequestError::UnexpectedUser.into());
        }
        if let Some(timeout) = options.attempt_timeout {
            call.set_timeout(timeout);
        }
        if authentication.is_bearer() {
            call.set_scopes(need.all.clone());
        }
        let (given, headers) = (options.token, options.headers);
        Ok(Self { call, need, subject, given, headers, renewed: false })
    }

    /// Whether a token of this subject is one for this call.
    pub(super) fn is_for(&self, subject: &Option<UserId>) -> bool {
        self.call.authentication().is_bearer() && self.subject == *subject
    }
}

impl Bearer {
    pub(super) fn token(&self) -> Option<&AccessToken> {
        match self {
            Self::None => None,
            Self::Given(token) => Some(token),
            Self::Cached(grant) | Self::Fresh(grant) => Some(grant.token()),
        }
    }
}
