//! JSON Web Tokens of the service: only compact ones with an asymmetric signature.

pub(crate) mod claims;
mod compact;
mod signature;
mod unique;

use std::{fmt, sync::Arc, time::Duration};

use serde_json::{Map, Value};

pub(crate) use self::signature::check_keys;
use self::{compact::CompactJws, signature::HeaderRules};
use super::JsonWebKeySet;
use crate::{
    ground::{
        env::UnixTime,
        error::{Error, VerificationError},
        id::ClientId,
    },
    jose::{JwsAlgorithm, Verifier},
};

/// How much two clocks may differ, by default. Moneyhub's own client has the same.
const TOLERANCE: Duration = Duration::from_secs(10);

/// The longest token that is read, in bytes, by default. Real ones have a few thousand.
const SIZE_LIMIT: usize = 64 * 1024;

/// Verifies JWTs of the service that are neither `id_token`s nor webhooks. For those, use
/// [`IdTokenVerifier`](crate::sign_in::IdTokenVerifier) and
/// [`WebhookVerifier`](crate::webhooks::WebhookVerifier).
///
/// The signature comes first. Then `iss` must be exactly one of the named issuers; `aud` must contain the
/// audience, if one was named; `exp`, `nbf` and `iat`, if present, must be numbers and hold within the
/// tolerance. The caller has to check the claims of the particular kind of token, such as `events` of a
/// security event token.
///
/// The algorithm is always the one that is configured here, whatever the token says. Encrypted
/// tokens are refused.
///
/// # Examples
///
/// ```
/// use std::{sync::Arc, time::Duration};
/// use moneyhub_proto::{
///     env::UnixTime, error::VerificationError, id::ClientId,
///     jose::{JsonWebKeySet, JwsAlgorithm, JwtVerifier, PublicKey, Verifier, VerifierError},
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
/// let webhooks = JwtVerifier::new("https://identity.moneyhub.co.uk", verifier)
///     .or_issuer("https://identity.moneyhub.co.uk/oidc")
///     .audience(ClientId::from("my-client"))
///     .greatest_age(Duration::from_secs(300))
///     .size_limit(1024 * 1024);
///
/// let now = UnixTime::from_seconds(1_717_200_000);
/// let error = webhooks.verify("not a token", &JsonWebKeySet::default(), now).unwrap_err();
/// assert_eq!(error.verification_error(), Some(&VerificationError::NotCompact));
/// ```
#[derive(Clone, Debug)]
pub struct JwtVerifier {
    issuers: Vec<String>,
    audience: Option<ClientId>,
    algorithm: JwsAlgorithm,
    types: Vec<String>,
    tolerance: Duration,
    greatest_age: Option<Duration>,
    size_limit: usize,
    verifier: Arc<dyn Verifier>,
}

impl JwtVerifier {
    /// A verifier for tokens of this issuer, signed with RS256, for any audience, with a tolerance of 10 s.
    #[must_use]
    pub fn new(issuer: impl Into<String>, verifier: Arc<dyn Verifier>) -> Self {
        Self {
            issuers: vec![issuer.into()],
            audience: None,
            algorithm: JwsAlgorithm::Rs256,
            types: Vec::new(),
            tolerance: TOLERANCE,
            greatest_age: None,
            size_limit: SIZE_LIMIT,
            verifier,
        }
    }

    /// Accepts another issuer as well. (Moneyhub's webhooks leave out the `/oidc` of its issuer.)
    #[must_use]
    pub fn or_issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuers.push(issuer.into());
        self
    }

    /// Accepts only tokens for this audience, which is the client in all tokens that Moneyhub
    /// sends.
    #[must_use]
    pub fn audience(mut self, client_id: ClientId) -> Self {
        self.audience = Some(client_id);
        self
    }

    /// The algorithm, instead of RS256.
    #[must_use]
    pub const fn algorithm(mut self, algorithm: JwsAlgorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// Accepts this `typ` as well, without the prefix `application/`. By default, a token must have
    /// the type `JWT` or none.
    #[must_use]
    pub fn accepted_type(mut self, typ: impl Into<String>) -> Self {
        self.types.push(typ.into());
        self
    }

    /// How much the service's clock and this one may differ, instead of 10 s.
    #[must_use]
    pub const fn tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// Requires `iat`, and refuses older tokens. For tokens that don't expire.
    #[must_use]
    pub const fn greatest_age(mut self, age: Duration) -> Self {
        self.greatest_age = Some(age);
        self
    }

    /// Refuses no token for its age.
    pub(crate) const fn any_age(mut self) -> Self {
        self.greatest_age = None;
        self
    }

    /// How many bytes a token may have, instead of 65,536.
    #[must_use]
    pub const fn size_limit(mut self, bytes: usize) -> Self {
        self.size_limit = bytes;
        self
    }

    /// Verifies a token with the service's keys, as of now.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Verification`](crate::ground::error::ErrorKind::Verification), with the check that failed. When it
    /// [asks for newer keys](VerificationError::asks_for_newer_keys), fetch them once and try again.
    pub fn verify(
        &self,
        token: &str,
        keys: &JsonWebKeySet,
        now: UnixTime,
    ) -> Result<VerifiedJwt, Error> {
        let jwt = self.signed(token, keys)?;
        self.check(&jwt, now)?;
        Ok(jwt)
    }

    /// Verifies a token, and also returns the text of its claims, in which numbers keep all their digits.
    pub(crate) fn verify_with_text(
        &self,
        token: &str,
        keys: &JsonWebKeySet,
        now: UnixTime,
    ) -> Result<(VerifiedJwt, String), VerificationError> {
        let jws = self.signed_jws(token, keys)?;
        let jwt = VerifiedJwt { claims: jws.claims()? };
        self.check(&jwt, now)?;
        Ok((jwt, jws.claims_text()?))
    }

    /// The claims of a token whose header and signature are valid. The claims are not checked yet.
    pub(crate) fn signed(
        &self,
        token: &str,
        keys: &JsonWebKeySet,
    ) -> Result<VerifiedJwt, VerificationError> {
        Ok(VerifiedJwt { claims: self.signed_jws(token, keys)?.claims()? })
    }

    /// Checks that a text has the form of a token, for which no key is needed.
    pub(crate) fn check_form(&self, token: &str) -> Result<(), VerificationError> {
        CompactJws::parse(token, self.size_limit).map(drop)
    }

    fn signed_jws<'a>(
        &self,
        token: &'a str,
        keys: &JsonWebKeySet,
    ) -> Result<CompactJws<'a>, VerificationError> {
        let jws = CompactJws::parse(token, self.size_limit)?;
        let rules = HeaderRules { algorithm: self.algorithm, types: &self.types };
        signature::verify(&jws, &rules, keys, &*self.verifier)?;
        Ok(jws)
    }

    /// All checks of the claims.
    fn check(&self, jwt: &VerifiedJwt, now: UnixTime) -> Result<(), VerificationError> {
        claims::check_issuer(&jwt.claims, &self.issuers)?;
        if let Some(audience) = &self.audience {
            claims::check_audience(&jwt.claims, audience.as_str())?;
        }
        let times = claims::check_times(&jwt.claims, self.tolerance, now)?;
        if let Some(age) = self.greatest_age {
            let issued_at = claims::required(Ok(times.issued_at), "iat")?;
            if issued_at.is_older(age.saturating_add(self.tolerance), now) {
                return Err(VerificationError::TooOld);
            }
        }
        Ok(())
    }

    /// Checks that one of these keys may verify a token.
    pub(crate) fn check_keys(&self, keys: &JsonWebKeySet) -> Result<(), VerificationError> {
        check_keys(keys, self.algorithm)
    }

    pub(crate) fn issuers(&self) -> &[String] {
        &self.issuers
    }

    pub(crate) const fn pinned_algorithm(&self) -> JwsAlgorithm {
        self.algorithm
    }

    pub(crate) const fn clock_tolerance(&self) -> Duration {
        self.tolerance
    }
}

/// The claims of a verified token. Only a [`JwtVerifier`] makes one.
///
/// `Debug` shows none of them.
#[derive(Clone, PartialEq)]
pub struct VerifiedJwt {
    claims: Map<String, Value>,
}

impl VerifiedJwt {
    /// The claim of this name.
    #[must_use]
    pub fn claim(&self, name: &str) -> Option<&Value> {
        self.claims.get(name)
    }

    /// All claims.
    #[must_use]
    pub const fn claims(&self) -> &Map<String, Value> {
        &self.claims
    }
}

impl fmt::Debug for VerifiedJwt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifiedJwt").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
