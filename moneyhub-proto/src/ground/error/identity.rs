use thiserror::Error as ThisError;

use super::{Cause, Error};
use crate::ground::{error::SignInRefusal, scope::Scopes};

/// The identity service refused a sign-in, or issued a token that can't be used.
#[derive(Clone, Debug, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum IdentityError {
    /// The token was granted with fewer scopes than requested.
    #[error(
        "the identity service granted fewer scopes than requested; missing: {missing}. Have them granted in the admin portal, or request others with `CallOptions::scopes` or `ConfigBuilder::replace_scope`"
    )]
    NarrowerScope {
        /// The scopes that were requested and not granted.
        missing: Scopes,
    },
    /// The user came back from a sign-in with an error.
    #[error("{0}")]
    SignInRefused(Box<SignInRefusal>),
    /// The token has characters that a header can't carry.
    #[error("the identity service answered with an access token that a header can't carry")]
    UnusableToken,
    /// The token's type is not `Bearer`.
    #[error("the identity service answered with a token of another type than Bearer")]
    UnsupportedTokenType,
}

impl Error {
    /// What the user came back with from a sign-in that the service or the user refused.
    #[must_use]
    pub fn sign_in_refusal(&self) -> Option<&SignInRefusal> {
        match &*self.0.cause {
            Cause::Identity(IdentityError::SignInRefused(refusal)) => Some(refusal),
            _ => None,
        }
    }
}
