use thiserror::Error as ThisError;

/// Which check of a callback, an `id_token` or another JWT failed, named after its place in the
/// specifications. No value of the token is repeated.
#[derive(Clone, Debug, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum VerificationError {
    /// The `state` of the callback is not the one of this sign-in (RFC 6749 section 10.12).
    #[error("the callback's state is not the one of this sign-in")]
    StateMismatch,
}
