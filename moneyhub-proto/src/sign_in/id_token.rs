//! Verifies who signed in.

mod checks;
mod expected;

use std::{fmt, sync::Arc, time::Duration};

use serde_json::{Map, Value};

pub use self::expected::{Channel, ExpectedIdToken, ExpectedNonce};
use crate::jose::{
    JsonWebKeySet,
    jwt::{JwtVerifier, VerifiedJwt},
};
use crate::{
    config::Config,
    ground::{
        env::UnixTime,
        error::{ConfigurationError, Error},
        id::{ClientId, ConnectionId, PaymentId, SyncId, UserId},
    },
    jose::{JwsAlgorithm, Verifier},
};

/// Verifies `id_token`s by all the rules of OpenID Connect Core section 3.1.3.7 (3.3.2.12 for those of a
/// callback), and by three that it leaves to the client.
///
/// | step | check |
/// |---|---|
/// | 1 | not encrypted |
/// | 6, 7 | `alg` is exactly the configured one; the signature is the service's |
/// | 2 | `iss` is exactly the issuer |
/// | 3, 4, 5 | `aud` contains the client; `azp` when there are others, and then it is the client |
/// | 9, 10 | `exp` and `iat` are present; `exp` has not passed, `nbf` has been reached |
/// | 11 | `nonce` |
/// | 13 | `auth_time`, with a `max_age` |
/// | 3.3.2.10, 3.3.2.11 | `c_hash`, `at_hash`, and FAPI's `s_hash` |
/// | 5.5.1 | claims that were requested with `value` or `values`, such as `acr` |
/// | not in Core | `sub` is the requested user, `mh:con_id` the connection, `iat` not in the future |
///
/// The signature is checked first: no claim is read before it is known who wrote it. Keys and time are passed
/// in.
///
/// # Examples
///
/// Without a sign-in, for a token that was received elsewhere:
///
/// ```
/// use std::sync::Arc;
/// use moneyhub_proto::{
///     env::UnixTime, error::VerificationError, id::ClientId,
///     jose::{JsonWebKeySet, JwsAlgorithm, PublicKey, Verifier, VerifierError},
///     sign_in::{ExpectedIdToken, ExpectedNonce, IdTokenVerifier}, ErrorKind,
/// };
///
/// # struct None;
/// # impl Verifier for None {
/// #     fn verify(&self, _: JwsAlgorithm, _: &PublicKey, _: &[u8], _: &[u8]) -> Result<(), VerifierError> {
/// #         Err(VerifierError::InvalidSignature)
/// #     }
/// # }
/// # let verifier = Arc::new(None);
/// // `verifier` is that of the feature `aws-lc-rs` or `ring`, or your own.
/// let issuer = "https://identity.moneyhub.co.uk/oidc";
/// let id_tokens = IdTokenVerifier::new(issuer, ClientId::from("my-client"), verifier)
///     .algorithm(JwsAlgorithm::Ps256);
///
/// let expected = ExpectedIdToken { nonce: ExpectedNonce::Any, ..ExpectedIdToken::default() };
/// let now = UnixTime::from_seconds(1_717_200_000);
/// let token = "eyJhbGciOiJub25lIn0.e30."; // {"alg":"none"}
/// let error = id_tokens.verify(token, &expected, &JsonWebKeySet::default(), now).unwrap_err();
///
/// assert_eq!(error.kind(), ErrorKind::Verification);
/// assert_eq!(error.verification_error(), Some(&VerificationError::UnexpectedAlgorithm));
/// ```
#[derive(Clone, Debug)]
pub struct IdTokenVerifier {
    jwt: JwtVerifier,
    client_id: ClientId,
}

impl IdTokenVerifier {
    /// A verifier for tokens of this issuer (`<identity_url>/oidc`, as discovery names it) to this
    /// client, signed with RS256, with a tolerance of 10 s.
    #[must_use]
    pub fn new(
        issuer: impl Into<String>,
        client_id: ClientId,
        verifier: Arc<dyn Verifier>,
    ) -> Self {
        Self { jwt: JwtVerifier::new(issuer, verifier), client_id }
    }

    /// A verifier with the settings of a client: issuer, client id, algorithm, tolerance, and the
    /// verifier of signatures.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ground::error::ErrorKind::Configuration) when there is no client
    /// id, or no verifier of signatures.
    pub fn of_config(config: &Config) -> Result<Self, Error> {
        let missing = |setting| ConfigurationError::Missing { setting };
        let client_id = config.required_client_id()?;
        let verifier = config.verifier().ok_or(missing("verifier"))?;
        Ok(Self::new(config.issuer(), ClientId::from(client_id), Arc::clone(verifier))
            .algorithm(config.id_token_signed_response_alg())
            .tolerance(config.clock_tolerance()))
    }

    /// The client's `id_token_signed_response_alg`, instead of RS256.
    #[must_use]
    pub fn algorithm(mut self, algorithm: JwsAlgorithm) -> Self {
        self.jwt = self.jwt.algorithm(algorithm);
        self
    }

    /// How much the service's clock and this one may differ, instead of 10 s.
    #[must_use]
    pub fn tolerance(mut self, tolerance: Duration) -> Self {
        self.jwt = self.jwt.tolerance(tolerance);
        self
    }

    /// How many bytes a token may have, instead of 65,536.
    #[must_use]
    pub fn size_limit(mut self, bytes: usize) -> Self {
        self.jwt = self.jwt.size_limit(bytes);
        self
    }

    /// Verifies a token with the service's keys, as of now.
    ///
    /// A [`SignIn`](super::SignIn) does this by itself; this method is for tokens from elsewhere.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Verification`](crate::ground::error::ErrorKind::Verification), with the check that failed. When it
    /// [asks for newer keys](crate::ground::error::VerificationError::asks_for_newer_keys), fetch them once and try
    /// again.
    pub fn verify(
        &self,
        token: &str,
        expected: &ExpectedIdToken<'_>,
        keys: &JsonWebKeySet,
        now: UnixTime,
    ) -> Result<IdToken, Error> {
        let jwt = self.jwt.signed(token, keys)?;
        Ok(checks::check(jwt, self, expected, now)?)
    }

    /// Whether any of these keys could verify a token.
    pub(crate) fn check_keys(&self, keys: &JsonWebKeySet) -> Result<(), Error> {
        Ok(self.jwt.check_keys(keys)?)
    }
}

/// Who signed in, and for what. It is verified: only an [`IdTokenVerifier`] makes one.
///
/// Claims of the wrong type count as absent, except for those that were checked. `Debug` shows none
/// of them: they are ids.
#[derive(Clone, PartialEq)]
pub struct IdToken {
    jwt: VerifiedJwt,
    issuer: String,
    sub: UserId,
    issued_at: UnixTime,
    expires_at: UnixTime,
}

impl IdToken {
    /// The user, `sub`.
    #[must_use]
    pub const fn sub(&self) -> &UserId {
        &self.sub
    }

    /// The issuer, `iss`: the expected one.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The connection that was made or renewed, `mh:con_id`.
    #[must_use]
    pub fn connection_id(&self) -> Option<ConnectionId> {
        self.text("mh:con_id").map(ConnectionId::from)
    }

    /// The payment that was made, `mh:payment`.
    #[must_use]
    pub fn payment_id(&self) -> Option<PaymentId> {
        self.text("mh:payment").map(PaymentId::from)
    }

    /// The payment that sends the money back, `mh:reverse_payment`. That this is an id, and of the new payment
    /// rather than of the one that was reversed, is by analogy: no source shows it.
    #[must_use]
    pub fn reverse_payment_id(&self) -> Option<&str> {
        self.text("mh:reverse_payment")
    }

    /// The recurring payment that was set up, `mh:recurring_payment`. An id by analogy, too.
    #[must_use]
    pub fn recurring_payment_id(&self) -> Option<&str> {
        self.text("mh:recurring_payment")
    }

    /// The standing order that was set up, `mh:standing_order`. An id by analogy, too.
    #[must_use]
    pub fn standing_order_id(&self) -> Option<&str> {
        self.text("mh:standing_order")
    }

    /// The first sync of the connection, `mh:sync`, when `enableAsync` was requested.
    #[must_use]
    pub fn sync_id(&self) -> Option<SyncId> {
        self.text("mh:sync").map(SyncId::from)
    }

    /// When the token was issued, `iat`, in whole seconds.
    #[must_use]
    pub const fn issued_at(&self) -> UnixTime {
        self.issued_at
    }

    /// When the token expires, `exp`, in whole seconds. The user's session is independent of that.
    #[must_use]
    pub const fn expires_at(&self) -> UnixTime {
        self.expires_at
    }

    /// The claim of this name.
    #[must_use]
    pub fn claim(&self, name: &str) -> Option<&Value> {
        self.jwt.claim(name)
    }

    /// All claims.
    #[must_use]
    pub const fn claims(&self) -> &Map<String, Value> {
        self.jwt.claims()
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.claim(name)?.as_str()
    }
}

impl fmt::Debug for IdToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdToken")
            .field("issued_at", &self.issued_at)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
