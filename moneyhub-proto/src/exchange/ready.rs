//! What an exchange sends, and with whose token.

use crate::{
    call::{Authentication, Call},
    id::UserId,
    scope::Scopes,
    secret::AccessToken,
    session::IssuedToken,
};

/// What is sent, and the token that it needs.
pub(super) struct Ready {
    pub(super) call: Call,
    pub(super) scopes: Scopes,
    pub(super) given: Option<AccessToken>,
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
    pub(super) fn new(call: Call, scopes: Scopes, given: Option<AccessToken>) -> Self {
        Self { call, scopes, given, renewed: false }
    }

    /// Whether a token of this subject is one for this call.
    pub(super) fn is_for(&self, subject: &Option<UserId>) -> bool {
        match self.call.authentication() {
            Authentication::Bearer { subject: needed } => needed == subject,
            _ => false,
        }
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
