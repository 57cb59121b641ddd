use thiserror::Error as ThisError;

use crate::scope::Scopes;

/// A token that the identity service did hand out, and that can't be used.
#[derive(Clone, Debug, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum IdentityError {
    /// The token was granted with fewer scopes than were asked for.
    #[error(
        "the identity service granted fewer scopes than asked for; missing: {missing}. Let the client have them in the admin portal, or ask for others with `CallOptions::scopes` or `ConfigBuilder::replace_scope`"
    )]
    NarrowerScope {
        /// What was asked for and not granted.
        missing: Scopes,
    },
    /// The token has characters that a header can't carry.
    #[error("the identity service answered with an access token that a header can't carry")]
    UnusableToken,
    /// The token's type is not `Bearer`.
    #[error("the identity service answered with a token of another type than Bearer")]
    UnsupportedTokenType,
}
