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

/// The longest body that is read, in bytes. 6,000 ids take about 250 kB.
const SIZE_LIMIT: usize = 1024 * 1024;

/// The `typ` that RFC 8417 section 2.3 recommends, without `application/`. Moneyhub's has none.
const TYPE: &str = "secevent+jwt";

/// Verifies webhooks in the JWT form: security event tokens (RFC 8417), signed by the identity service.
///
/// Every check is on unless you switch it off here, and has its own [`VerificationError`]:
///
/// | check | refusal |
/// |---|---|
/// | it is a compact JWS, not the JSON form, and not longer than 1 MiB | `JsonWebhook`, `TooLong`, `NotCompact`, `EncryptedToken` |
/// | `alg` is exactly the one that is set here; `typ` is `JWT`, `secevent+jwt` or absent | `UnexpectedAlgorithm`, `UnexpectedType` |
/// | a key of the service has its `kid`, is for signatures, and fits | `UnknownKey`, `NoFittingKey`, `UnusableKey` |
/// | the signature was made with that key | `InvalidSignature` |
/// | no member occurs twice | `DuplicateMember` |
/// | `iss` is exactly the issuer of webhooks | `IssuerMismatch` |
/// | `aud` is or contains the client | `AudienceMismatch` |
/// | `iat` is not in the future, and at most five minutes ago | `InFuture`, `TooOld` |
/// | `exp` has not passed and `nbf` has been reached, if present | `Expired`, `NotYetValid` |
/// | `jti` is present | `ClaimMissing` |
/// | `events` has one member, which is one of Moneyhub's | `ClaimMissing`, `UnexpectedEvent`, `SeveralEvents` |
///
/// So an `id_token` does not pass as a webhook (it has no `events`, and another issuer). Nor does a logout
/// token, which has other `events`. Nor does a webhook pass as an `id_token`: it has neither the issuer of
/// one nor an `exp`.
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
    /// A verifier for webhooks of this issuer to this client, signed with RS256, with a tolerance
    /// of 10 s.
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

    /// A verifier with the settings of a client: issuer, client id, tolerance, and the verifier of
    /// signatures. The issuer is the client's, without a trailing `/oidc`.
    ///
    /// The algorithm stays RS256, whatever is set for the client's `id_token`s: Moneyhub's portal has no such
    /// setting for webhooks.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ground::error::ErrorKind::Configuration) when there is no client
    /// id, or no verifier of signatures.
    pub fn of_config(config: &Config) -> Result<Self, Error> {
        let missing = |setting| ConfigurationError::Missing { setting };
        let client_id = config.required_client_id()?;
        let verifier = config.verifier().ok_or(missing("verifier"))?;
        let issuer = config.issuer();
        let issuer = issuer.strip_suffix("/oidc").unwrap_or(issuer);
        Ok(Self::new(issuer, ClientId::from(client_id), Arc::clone(verifier))
            .tolerance(config.clock_tolerance()))
    }

    /// Accepts another issuer as well: for instance the one that discovery names, in case Moneyhub starts to
    /// use it in webhooks.
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

    /// Refuses no webhook for its age. For webhooks that wait in a queue before they are verified. Remember
    /// the ids of those you have seen for as long as they may wait there: see [`Receipts`](super::Receipts).
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
    /// [`ErrorKind::Verification`](crate::ground::error::ErrorKind::Verification), with the check that
    /// failed. When it [asks for newer keys](VerificationError::asks_for_newer_keys), fetch them once and try
    /// again. Don't do so for every such body: anybody can send one.
    pub fn verify(
        &self,
        body: &[u8],
        keys: &JsonWebKeySet,
        now: UnixTime,
    ) -> Result<VerifiedWebhook, Error> {
        Ok(self.verified(token_in(body)?, keys, now)?)
    }

    /// Checks that a body has the form of a signed webhook, for which no key is needed.
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

/// The body as text, unless it is a webhook in the JSON form.
fn token_in(body: &[u8]) -> Result<&str, VerificationError> {
    if matches!(body.trim_ascii_start(), [b'{' | b'[', ..]) {
        return Err(VerificationError::JsonWebhook);
    }
    std::str::from_utf8(body).map_err(|_| VerificationError::NotCompact)
}

/// RFC 8417 section 2.2: the member names of `events` are the events, and their values are objects.
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
