//! What an exchange sends, and whose token it uses.

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

/// The call to send, and the token that it needs.
pub(super) struct Ready {
    pub(super) call: Call,
    pub(super) need: Need,
    /// Whose token it is; `None` for the client's own.
    pub(super) subject: Option<UserId>,
    pub(super) given: Option<AccessToken>,
    /// The caller's own headers.
    pub(super) headers: HeaderMap,
    /// Whether a 401 has already led to a new token.
    pub(super) renewed: bool,
}

/// The token of an attempt.
#[derive(Clone)]
pub(super) enum Bearer {
    /// None is needed.
    None,
    /// The caller gave it; nothing is known about it.
    Given(AccessToken),
    /// It was in the table: it may have been revoked since.
    Cached(IssuedToken),
    /// It was fetched for this attempt. If it is refused, so would be the next one, and it may
    /// still do for other calls.
    Fresh(IssuedToken),
}

impl Ready {
    /// # Errors
    ///
    /// When an option does not fit this call, or a header is not the caller's to set.
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
            // A call that authenticates the client itself already names its scopes.
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

    /// Whether a token of this subject fits this call.
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
