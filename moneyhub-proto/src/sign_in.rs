//! Signing in: stages that can't be skipped.
//!
//! A [`SignIn`] is a [`Journey`] together with the way in which the user comes back. It begins with an
//! [`AuthorisationRequest`], which a
//! [`PushedAuthorisationRequest`](crate::identity::PushedAuthorisationRequest) pushes to the identity
//! service, and goes on in stages, none of which can be skipped. A [`Client`](crate::driver::Client) goes
//! through them with `begin_sign_in` and `finish_sign_in`; the rest of this page is for callers who send the
//! requests themselves. Nothing here sends anything. Time, entropy and keys are passed in.
//!
//! An `id_token` is verified by an [`IdTokenVerifier`], with all checks of OpenID Connect Core and three
//! more. It needs a [`Verifier`](crate::jose::Verifier) for the cryptography. For webhooks, use a
//! [`WebhookVerifier`](crate::webhooks::WebhookVerifier), for other tokens of the service, a
//! [`JwtVerifier`](crate::jose::JwtVerifier).
//!
//! ```standalone_crate
//! use moneyhub_proto::{env::{EntropyError, UnixTime}, id::{ClientId, ProviderId}};
//! use moneyhub_proto::sign_in::{Callback, Checked, IdTokenVerifier, IssuerParameter, Journey, PendingSignIn, SignIn};
//!
//! # #[cfg(feature = "aws-lc-rs")]
//! # fn main() -> Result<(), moneyhub_proto::Error> {
//! # use moneyhub_proto::{
//! #     identity::TokenSet, jose::{aws_lc_rs, JsonWebKeySet, JwsAlgorithm, PrivateKey},
//! # };
//! # use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
//! # let key = include_str!("../tests/keys/p256.jwk.json");
//! # let signer = aws_lc_rs::signer(&PrivateKey::from_jwk(key)?, None)?;
//! # let keys: JsonWebKeySet = serde_json::from_str(&format!(r#"{{"keys":[{key}]}}"#)).unwrap();
//! # let sign = |claims: serde_json::Value| {
//! #     let header = BASE64_URL_SAFE_NO_PAD.encode(r#"{"alg":"ES256","kid":"ec-256"}"#);
//! #     let message = format!("{header}.{}", BASE64_URL_SAFE_NO_PAD.encode(claims.to_string()));
//! #     let signature = pollster::block_on(signer.sign(message.as_bytes())).unwrap();
//! #     format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
//! # };
//! # let mut entropy = |buffer: &mut [u8]| -> Result<(), EntropyError> { buffer.fill(7); Ok(()) };
//! # let now = UnixTime::from_seconds(1_717_200_000);
//! // 1. Once. The issuer and its keys come from discovery; RS256 is the default.
//! let issuer = "https://identity.moneyhub.co.uk/oidc";
//! let client_id = ClientId::from("my-client");
//! let verifier = IdTokenVerifier::new(issuer, client_id.clone(), aws_lc_rs::verifier())
//!     .algorithm(JwsAlgorithm::Es256);
//!
//! // 2. The user wants to connect their bank. Push `begun.request`, send the user to the resulting
//! //    URL, and keep the pending sign-in where only this user's session can reach it.
//! let bank = ProviderId::from("9c1185a5c5e9fc54612808977ee8f548");
//! let sign_in = SignIn::new("https://shop.example/callback", Journey::connect(&bank)?);
//! let begun = sign_in.begin(client_id, issuer, now, &mut entropy)?;
//! let stored = begun.pending.to_secret();
//!
//! // 3. The user is back, in another request.
//! # let state = begun.pending.state().expose_secret();
//! # let uri = format!("/callback?code=the-code&state={state}&iss={issuer}");
//! let pending = PendingSignIn::restore(&stored, now)?;
//! let callback = Callback::from_query(&uri)?;
//! let returned = pending.receive(&callback, IssuerParameter::Required, now)?;
//! let Checked::Exchange(exchange) = returned.check(&verifier, &keys, now)? else {
//!     unreachable!("this flow has a code");
//! };
//!
//! // 4. Send `exchange.endpoint()`, once, and finish with its answer.
//! # assert_eq!(exchange.endpoint().code.expose_secret(), "the-code");
//! # let mut tokens = TokenSet::new(moneyhub_proto::AccessToken::new("token")?, Default::default());
//! # tokens.id_token = Some(sign(serde_json::json!({
//! #     "iss": issuer, "sub": "64b0f3a1c2d4e5f60718293a", "aud": "my-client",
//! #     "exp": now.seconds() + 3600, "iat": now.seconds(),
//! #     "nonce": begun.request.nonce.expose_secret(), "mh:con_id": "9c1185a5:3f2a9d10",
//! # })).into());
//! let signed_in = exchange.finish(&tokens, &verifier, &keys, now)?;
//! assert_eq!(signed_in.id_token.sub().as_str(), "64b0f3a1c2d4e5f60718293a");
//! assert_eq!(signed_in.id_token.connection_id().unwrap().as_str(), "9c1185a5:3f2a9d10");
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "aws-lc-rs"))]
//! # fn main() {}
//! ```
//!
//! What can go wrong, and how to tell:
//!
//! | what happened | how to tell |
//! |---|---|
//! | the user took too long | [`VerificationError::SignInExpired`](crate::ground::error::VerificationError::SignInExpired) |
//! | a callback that was forged, repeated, or came from another service | [`ErrorKind::Verification`](crate::ground::error::ErrorKind::Verification), by its check |
//! | the user or their bank refused | [`Error::sign_in_refusal`](crate::ground::error::Error::sign_in_refusal), its code `access_denied` |
//! | the service has changed its keys | [`VerificationError::asks_for_newer_keys`](crate::ground::error::VerificationError::asks_for_newer_keys): fetch them once, and repeat the stage |
//! | an `id_token` that can't be trusted | [`ErrorKind::Verification`](crate::ground::error::ErrorKind::Verification); the outcome says whether the code is spent |

mod authorisation_url;
mod callback;
mod finish_sign_in;
mod id_token;
mod pending;
mod returned;
mod stored;
mod unverified;

use std::time::Duration;

use self::pending::Origin;
pub use self::{
    authorisation_url::AuthorisationUrl,
    callback::Callback,
    finish_sign_in::FinishSignIn,
    id_token::{Channel, ExpectedIdToken, ExpectedNonce, IdToken, IdTokenVerifier},
    pending::PendingSignIn,
    returned::{Checked, CodeExchange, ReturnedSignIn, SignedIn},
    unverified::UnverifiedSignIn,
};
use crate::api::identity::{
    AuthorisationRequest, CodeVerifier, Nonce, Prompt, ResponseMode, ResponseType, State,
};
use crate::ground::{
    env::{Entropy, EntropyError, UnixTime},
    error::{EnvironmentError, Error, RequestError},
    id::ClientId,
    secret::Secret,
};
pub use crate::{api::identity::Journey, config::IssuerParameter, ground::error::SignInRefusal};

/// How long the user may take, by default.
const LIFETIME: Duration = Duration::from_secs(60 * 60);

/// A sign-in that is about to begin: its purpose, and where the user comes back to.
///
/// # Stages
///
/// Each stage is made only by the one before it, so no check can be left out:
///
/// ```text
/// SignIn ── begin ──▶ AuthorisationRequest       push it, send the user to the URL
///            └──────▶ PendingSignIn              keep it for this user: to_secret, restore
///                        │ receive(Callback)     state, iss, error, parameters
///                        ▼
///                  ReturnedSignIn
///                        │ check                 the id_token of the callback, if there is one
///                        ▼
///                  CodeExchange ─ endpoint ─▶ ExchangeCode, once
///                        │ finish(TokenSet)      the id_token of the token endpoint
///                        ▼
///                    SignedIn                    IdToken, tokens
/// ```
///
/// See the [module](self) for complete code.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// Where the user comes back to, exactly as registered.
    pub redirect_uri: String,
    /// What for.
    pub journey: Journey,
    /// What comes back. [`new`](Self::new) sets a code.
    pub flow: Flow,
    /// How it comes back, if not in the flow's default way: see [`Flow`].
    pub response_mode: Option<ResponseMode>,
    /// What the user is asked again. [`new`](Self::new) sets `consent`, as Moneyhub's own client does.
    pub prompt: Option<Prompt>,
    /// How long ago the user may have authenticated, in whole seconds. If set, the `id_token` must
    /// have an `auth_time`.
    pub max_age: Option<Duration>,
    /// How long the user may take to come back. [`new`](Self::new) sets an hour.
    pub lifetime: Duration,
}

/// What comes back to the `redirect_uri`, by the names of OpenID Connect Core section 3.
///
/// # How it comes back, and cookies
///
/// A code comes in the query of the redirect. An `id_token` would come after a `#`, which never reaches a
/// server, so the flows that have one request `form_post`: the user's browser posts a form from the identity
/// service to the `redirect_uri`. **With such a cross-site post a browser sends no `SameSite=Lax` cookie**,
/// and that is the default for cookies. Keep the pending sign-in in a `SameSite=None; Secure` cookie, or on
/// the server under a key that [`Callback::state`] leads to, and tie it to the user's session at the next
/// request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Flow {
    /// `response_type=code`: a code, which is exchanged for tokens.
    AuthorisationCode,
    /// `response_type=code id_token`: a code, and an `id_token` that vouches for it.
    Hybrid,
    /// `response_type=id_token`: who signed in, and no other tokens. Moneyhub advises it for
    /// `reauth` and `refresh`. Refused for payments and whatever else may move money.
    Implicit,
}

impl Flow {
    /// The value of `response_type`.
    #[must_use]
    pub const fn response_type(self) -> &'static str {
        match self {
            Self::AuthorisationCode => "code",
            Self::Hybrid => "code id_token",
            Self::Implicit => "id_token",
        }
    }

    const fn has_code(self) -> bool {
        matches!(self, Self::AuthorisationCode | Self::Hybrid)
    }

    const fn has_id_token(self) -> bool {
        matches!(self, Self::Hybrid | Self::Implicit)
    }
}

/// What [`SignIn::begin`] makes.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct BegunSignIn {
    /// To be pushed, or put into a URL.
    pub request: AuthorisationRequest,
    /// To be kept until the user comes back.
    pub pending: PendingSignIn,
}

/// A sign-in whose authorisation request was pushed:
/// [`Client::begin_sign_in`](crate::driver::Client::begin_sign_in).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PushedSignIn {
    /// Where to send the user, within a minute. Anyone who has it can begin this sign-in in the user's place.
    pub url: Secret,
    /// To be kept until the user comes back.
    pub pending: PendingSignIn,
}

impl PushedSignIn {
    pub(crate) const fn new(url: Secret, pending: PendingSignIn) -> Self {
        Self { url, pending }
    }
}

impl SignIn {
    /// A sign-in with a code and `prompt=consent` that is valid for an hour, without other options.
    #[must_use]
    pub fn new(redirect_uri: impl Into<String>, journey: Journey) -> Self {
        Self {
            redirect_uri: redirect_uri.into(),
            journey,
            flow: Flow::AuthorisationCode,
            response_mode: None,
            prompt: Some(Prompt::Consent),
            max_age: None,
            lifetime: LIFETIME,
        }
    }

    /// Begins the sign-in: makes `state`, `nonce` and the PKCE verifier.
    ///
    /// `issuer` is the identity service's, [`Config::issuer`](crate::config::Config::issuer): issuer and
    /// client are remembered, so that only an answer from there is accepted.
    ///
    /// Claims that the journey fixes by `value` or `values`, such as `sub`, `mh:con_id` or `acr`, are
    /// remembered: if another user, connection or level of authentication comes back, it is refused. See
    /// [`Claims::put`](crate::api::identity::claims::Claims::put) for what is not verified.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Environment`](crate::ground::error::ErrorKind::Environment) when there is no entropy,
    /// [`ErrorKind::Request`](crate::ground::error::ErrorKind::Request) when an `id_token` would come in a
    /// query, or for a journey that may move money by a flow without a code: if its `id_token` could not be
    /// verified, nothing would say whether money has moved.
    pub fn begin(
        &self,
        client_id: ClientId,
        issuer: impl Into<String>,
        now: UnixTime,
        entropy: &mut dyn Entropy,
    ) -> Result<BegunSignIn, Error> {
        let mode = self.response_mode.as_ref().map(ResponseMode::as_str);
        if self.flow.has_id_token() && mode.is_some_and(|mode| mode.starts_with("query")) {
            return Err(RequestError::IdTokenInQuery.into());
        }
        if !self.flow.has_code() && self.journey.moves_money() {
            let problem =
                "has no code, and money moves when a code is exchanged: choose another flow";
            return Err(RequestError::Invalid { parameter: "flow", problem }.into());
        }
        let origin = Origin { issuer: issuer.into(), client_id: client_id.clone() };
        let failed = |error: EntropyError| EnvironmentError::from(error);
        let state = State::generate(entropy).map_err(failed)?;
        let nonce = Nonce::generate(entropy).map_err(failed)?;
        let code_verifier = CodeVerifier::generate(entropy).map_err(failed)?;
        let response_type = match self.flow {
            Flow::AuthorisationCode => {
                ResponseType::Code { code_challenge: code_verifier.challenge() }
            }
            Flow::Hybrid => ResponseType::CodeIdToken { code_challenge: code_verifier.challenge() },
            Flow::Implicit => ResponseType::IdToken,
        };
        let form_post = self.flow.has_id_token().then_some(ResponseMode::FormPost);
        let mut request = AuthorisationRequest::new(
            client_id,
            self.redirect_uri.clone(),
            self.journey.clone(),
            response_type,
            state.clone(),
            nonce.clone(),
        );
        request.prompt.clone_from(&self.prompt);
        request.response_mode = self.response_mode.clone().or(form_post);
        request.max_age = self.max_age;
        let pending = PendingSignIn::new(self, origin, now, state, nonce, code_verifier);
        Ok(BegunSignIn { request, pending })
    }
}

#[cfg(test)]
mod tests;
