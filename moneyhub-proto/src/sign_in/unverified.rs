use std::fmt;

use super::{CodeExchange, SignedIn};
use crate::{
    api::identity::TokenSet,
    ground::{
        env::UnixTime,
        error::{Error, Kept},
    },
    jose::JsonWebKeySet,
    sign_in::IdTokenVerifier,
};

/// A sign-in whose code was exchanged, but whose `id_token` could not be verified: perhaps the keys could not
/// be fetched, or the clock is slow. **The connection or payment that the sign-in was for may have been
/// made.**
///
/// It is kept in the error, see [`of`](Self::of). Verify it later, with
/// [`Client::verify_sign_in`](crate::driver::Client::verify_sign_in); until then, trust nothing in it. Don't
/// begin another sign-in for a payment before you know what became of this one.
///
/// `Debug` shows the flow only.
///
/// # Examples
///
/// ```no_run
/// use moneyhub_proto::{
///     sign_in::{Callback, PendingSignIn, SignedIn, UnverifiedSignIn}, Client, Error,
/// };
///
/// async fn finish(
///     client: &Client,
///     pending: &PendingSignIn,
///     callback: &Callback,
/// ) -> Result<SignedIn, Error> {
///     match client.finish_sign_in(pending, callback).await {
///         Err(error) => match UnverifiedSignIn::of(&error) {
///             // In an application, some time later.
///             Some(unverified) => client.verify_sign_in(unverified).await,
///             None => Err(error),
///         },
///         signed_in => signed_in,
///     }
/// }
/// ```
#[derive(Clone)]
pub struct UnverifiedSignIn {
    code: CodeExchange,
    tokens: TokenSet,
}

impl UnverifiedSignIn {
    /// The one that a failed sign-in left behind, if its code was exchanged.
    #[must_use]
    pub fn of(error: &Error) -> Option<&Self> {
        error.kept()
    }

    /// Verifies the `id_token`, as [`CodeExchange::finish`] does.
    ///
    /// # Errors
    ///
    /// As [`CodeExchange::finish`].
    pub fn verify(
        &self,
        verifier: &IdTokenVerifier,
        keys: &JsonWebKeySet,
        now: UnixTime,
    ) -> Result<SignedIn, Error> {
        self.code.finish(&self.tokens, verifier, keys, now)
    }

    /// What the code was exchanged for, as it came. It is not verified whose tokens these are.
    #[must_use]
    pub const fn unverified_tokens(&self) -> &TokenSet {
        &self.tokens
    }

    pub(crate) const fn new(code: CodeExchange, tokens: TokenSet) -> Self {
        Self { code, tokens }
    }
}

impl Kept for UnverifiedSignIn {}

impl fmt::Debug for UnverifiedSignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnverifiedSignIn").field("code", &self.code).finish_non_exhaustive()
    }
}
