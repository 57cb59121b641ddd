use std::{sync::Arc, time::Duration};

use serde_json::{Map, Value};

use super::{EventType, VerifiedWebhook};
use crate::{
    config::Config,
    ground::{
        env::UnixTime,
        error::{ConfigurationError, Error, VerificationError},
        id::{ClientId, UserId, WebhookId},
    },
    jose::{
        JsonWebKeySet, JwsAlgorithm, JwtVerifier, Verifier,
        jwt::claims::{required, seconds, text},
    },
};

/// How old a webhook may be. It comes once, and within seconds; it has no `exp`.
const GREATEST_AGE: Duration = Duration::from_secs(5 * 60);

/// The longest body that is looked at, in bytes. 6,000 ids have about 250 kB.
const SIZE_LIMIT: usize = 1024 * 1024;

/// The `typ` that RFC 8417 section 2.3 recommends, without `application/`. Moneyhub's has none.
const TYPE: &str = "secevent+jwt";

/// Verifies webhooks in the JWT form: security event tokens (RFC 8417), signed by the identity service.
///
/// Every check is on unless it is switched off here, and has a [`VerificationError`] of its own:
///
/// | check | refusal |
/// |---|---|
/// | it is not the JSON form, not longer than 1 MiB, and a compact JWS | `JsonWebhook`, `TooLong`, `NotCompact`, `EncryptedToken` |
/// | `alg` is the one that is set here, to the letter; `typ` is `JWT`, `secevent+jwt` or none | `UnexpectedAlgorithm`, `UnexpectedType` |
/// | a key of the service has its `kid`, is for signatures, and fits | `UnknownKey`, `NoFittingKey`, `UnusableKey` |
/// | the signature is of that key | `InvalidSignature` |
/// | no member occurs twice | `DuplicateMember` |
/// | `iss` is the issuer of webhooks, to the letter | `IssuerMismatch` |
/// | `aud` is or contains the client | `AudienceMismatch` |
/// | `iat` is not in the future, and at most five minutes ago | `InFuture`, `TooOld` |
/// | `exp` is not over and `nbf` is reached, where they are there | `Expired`, `NotYetValid` |
/// | `jti` is there | `ClaimMissing` |
/// | `events` has one member, which is one of Moneyhub's | `ClaimMissing`, `UnexpectedEvent`, `SeveralEvents` |
///
/// So an `id_token` is no webhook (it has no `events`, and another issuer), and neither is a logout token, which
/// has `events` of somebody else's. Nor is a webhook an `id_token`: it has neither its issuer nor an `exp`.
///
/// Keys and time are passed in. [`Client::webhook`](crate::driver::Client::webhook) gets the keys by itself.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
/// use moneyhub_proto::{
///     env::UnixTime, error::VerificationError, id::ClientId,
///     jose::{JsonWebKeySet, JwsAlgorithm, PublicKey, Verifier, VerifierError},
///     webhooks::WebhookVerifier,
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
/// let issuer = "https://identity.moneyhub.co.uk";
/// let webhooks = WebhookVerifier::new(issuer, ClientId::from("my-client"), verifier);
///
/// let now = UnixTime::from_seconds(1_717_200_000);
/// let json = br#"{"id": "1", "eventType": "newTransactions", "payload": {"accounts": []}}"#;
/// let error = webhooks.verify(json, &JsonWebKeySet::default(), now).unwrap_err();
/// assert_eq!(error.verification_error(), Some(&VerificationError::JsonWebhook));
/// ```
#[derive(Clone, Debug)]
pub struct WebhookVerifier {
    jwt: JwtVerifier,
}

impl WebhookVerifier {
    /// One for webhooks of this issuer to this client, signed with RS256, with a tolerance of 10 s.
    ///
    /// The issuer of Moneyhub's webhooks is `https://identity.moneyhub.co.uk`: that of its `id_token`s without
    /// `/oidc` (documentation page "Webhooks").
    #[must_use]
    pub fn new(
        issuer: impl Into<String>,
        client_id: ClientId,
        verifier: Arc<dyn Verifier>,
    ) -> Self {
        let jwt = JwtVerifier::new(issuer, verifier)
            .audience(client_id)
            .accepted_type(TYPE)
            .greatest_age(GREATEST_AGE)
            .size_limit(SIZE_LIMIT);
        Self { jwt }
    }

    /// One by the settings of a client: issuer, client id, tolerance, and what checks signatures. The issuer is
    /// the one of the client without a trailing `/oidc`.
    ///
    /// The algorithm stays RS256, whatever the client has for its `id_token`s: Moneyhub's portal has no setting for
    /// that of webhooks.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ground::error::ErrorKind::Configuration) when there is no client id, or
    /// nothing that checks signatures.
    pub fn of_config(config: &Config) -> Result<Self, Error> {
        let missing = |setting| ConfigurationError::Missing { setting };
        let client_id = config.required_client_id()?;
        let verifier = config.verifier().ok_or(missing("verifier"))?;
        let issuer = config.issuer();
        let issuer = issuer.strip_suffix("/oidc").unwrap_or(issuer);
        Ok(Self::new(issuer, ClientId::from(client_id), Arc::clone(verifier))
            .tolerance(config.clock_tolerance()))
    }

    /// Accepts another issuer as well: the one that discovery names, say, in case that Moneyhub comes to write it in
    /// webhooks too.
    #[must_use]
    pub fn or_issuer(mut self, issuer: impl Into<String>) -> Self {
        self.jwt = self.jwt.or_issuer(issuer);
        self
    }

    /// The one algorithm, instead of RS256.
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

    /// How old a webhook may be, instead of five minutes.
    #[must_use]
    pub fn greatest_age(mut self, age: Duration) -> Self {
        self.jwt = self.jwt.greatest_age(age);
        self
    }

    /// Refuses no webhook for its age: for those that have waited in a queue before they are verified.
    /// Remember the ids of those that were seen for as long as they may wait there: see
    /// [`Receipts`](super::Receipts).
    #[must_use]
    pub fn any_age(mut self) -> Self {
        self.jwt = self.jwt.any_age();
        self
    }

    /// How many bytes a body may have, instead of 1,048,576.
    #[must_use]
    pub fn size_limit(mut self, bytes: usize) -> Self {
        self.jwt = self.jwt.size_limit(bytes);
        self
    }

    /// Verifies the body of a request with the service's keys, as of now.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Verification`](crate::ground::error::ErrorKind::Verification), with the check that failed. When it
    /// [asks for newer keys](VerificationError::asks_for_newer_keys), fetch them once and try again; but
    /// anybody can send such a body, so not each time.
    pub fn verify(
        &self,
        body: &[u8],
        keys: &JsonWebKeySet,
        now: UnixTime,
    ) -> Result<VerifiedWebhook, Error> {
        Ok(self.verified(token_in(body)?, keys, now)?)
    }

    /// Whether a body has the form of a signed webhook, for which no key is needed.
    pub(super) fn check_form(&self, body: &[u8]) -> Result<(), VerificationError> {
        self.jwt.check_form(token_in(body)?)
    }

    fn verified(
        &self,
        token: &str,
        keys: &JsonWebKeySet,
        now: UnixTime,
    ) -> Result<VerifiedWebhook, VerificationError> {
        let (jwt, json) = self.jwt.verify_with_text(token, keys, now)?;
        let claims = jwt.claims();
        let issued_at = required(seconds(claims, "iat"), "iat")?;
        let id = required(text(claims, "jti"), "jti")?;
        if id.is_empty() {
            return Err(VerificationError::MalformedClaim { claim: "jti" });
        }
        let user_id = text(claims, "sub")?.filter(|id| !id.is_empty());
        Ok(VerifiedWebhook {
            id: WebhookId::from(id),
            user_id: user_id.map(UserId::from),
            event_type: event_type(claims)?,
            issued_at: issued_at.whole(),
            claims: json.into(),
        })
    }
}

/// The body as a text, unless it is the other form of a webhook.
fn token_in(body: &[u8]) -> Result<&str, VerificationError> {
    if matches!(body.trim_ascii_start(), [b'{' | b'[', ..]) {
        return Err(VerificationError::JsonWebhook);
    }
    std::str::from_utf8(body).map_err(|_| VerificationError::NotCompact)
}

/// RFC 8417 section 2.2: the names of `events` are what it is about, and their values are objects.
fn event_type(claims: &Map<String, Value>) -> Result<EventType, VerificationError> {
    let malformed = VerificationError::MalformedClaim { claim: "events" };
    let events = claims.get("events").ok_or(VerificationError::ClaimMissing { claim: "events" })?;
    let mut events = events.as_object().ok_or(malformed.clone())?.iter();
    let (urn, payload) = events.next().ok_or(VerificationError::UnexpectedEvent)?;
    if events.next().is_some() {
        return Err(VerificationError::SeveralEvents);
    }
    let event_type = EventType::of_urn(urn).ok_or(VerificationError::UnexpectedEvent)?;
    if payload.is_object() { Ok(event_type) } else { Err(malformed) }
}
