//! Tokens, how the client proves who it is to get them, and what a sign-in begins with.
//!
//! | endpoint | request | authentication |
//! |---|---|---|
//! | [`GetDiscoveryDocument`] | `GET /oidc/.well-known/openid-configuration` | none |
//! | [`GetJsonWebKeys`] | `GET /oidc/certs` | none |
//! | [`PushedAuthorisationRequest`] | `POST /oidc/request` | the client's |
//! | [`ClientCredentials`] | `POST /oidc/token` | the client's |
//! | [`ExchangeCode`] | `POST /oidc/token` | the client's, and the code |
//! | [`JwtBearer`] | `POST /oidc/token` | the client's, and an assertion |
//! | [`Refresh`] | `POST /oidc/token` | the client's, and the refresh token |
//! | [`Introspect`] | `POST /oidc/token/introspection` | the client's |
//! | [`Revoke`] | `POST /oidc/token/revocation` | the client's |
//!
//! The client says who it is by one of these, see [`ClientAuthentication`]. What is signed is signed
//! anew for every attempt, see [`Signer`](crate::crypto::Signer).
//!
//! | method | header | form |
//! |---|---|---|
//! | `client_secret_basic` | `Authorization: Basic` | |
//! | `client_secret_post` (not advertised by Moneyhub) | | `client_id`, `client_secret` |
//! | `private_key_jwt` | | `client_id`, `client_assertion_type`, `client_assertion` |
//! | `self_signed_tls_client_auth` | | `client_id`, and the certificate of the connection |
//! | `none` | | `client_id` |
//!
//! # Signing in
//!
//! A [`SignIn`] is a [`Journey`] and how the user comes back. It begins with an
//! [`AuthorisationRequest`], which a [`PushedAuthorisationRequest`] lays down at the identity service,
//! and goes on in stages of which none can be skipped. A [`Client`](crate::Client) goes through them
//! with `begin_sign_in` and `finish_sign_in`; what follows is for those who send the requests
//! themselves. Nothing here sends anything, and time, entropy and keys are passed in.
//!
//! An `id_token` is verified by an [`IdTokenVerifier`], with all checks of OpenID Connect Core and
//! three more. What it needs of cryptography is a [`Verifier`](crate::crypto::Verifier). Other tokens
//! of the service, such as those of webhooks, are for a [`JwtVerifier`].
//!
//! ```
//! use moneyhub_proto::{auth, ClientId, EntropyError, ProviderId, UnixTime};
//! use auth::{Callback, Checked, IdTokenVerifier, IssuerParameter, Journey, PendingSignIn, SignIn};
//!
//! # #[cfg(feature = "aws-lc-rs")]
//! # fn main() -> Result<(), moneyhub_proto::Error> {
//! # use moneyhub_proto::{auth::{JsonWebKeySet, TokenSet}, crypto::{aws_lc_rs, JwsAlgorithm, PrivateKey}};
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
//! // 2. The user wants to connect their bank. Push `begun.request`, send the user to the URL that
//! //    comes of it, and keep the pending sign-in where only this user's session reaches.
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
//! // 4. Send `exchange.endpoint()`, once, and finish with what comes of it.
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
//! What can go wrong, and how it shows:
//!
//! | what happened | how to tell |
//! |---|---|
//! | the user took too long | [`VerificationError::SignInExpired`](crate::VerificationError::SignInExpired) |
//! | a callback that was forged, repeated, or of another service | [`ErrorKind::Verification`](crate::ErrorKind::Verification), by its check |
//! | the user or their bank said no | [`Error::sign_in_refusal`](crate::Error::sign_in_refusal), its code `access_denied` |
//! | the service has changed its keys | [`VerificationError::asks_for_newer_keys`](crate::VerificationError::asks_for_newer_keys): fetch them once, and repeat the stage |
//! | an `id_token` that can't be trusted | [`ErrorKind::Verification`](crate::ErrorKind::Verification); the outcome says whether the code is spent |

mod authorisation_request;
mod authorisation_url;
mod client_authentication;
pub(crate) mod client_form;
mod client_jwt;
mod discovery;
mod exchange_code;
#[cfg(test)]
mod fixture;
mod id_token;
mod introspect;
mod journey;
mod jwt;
mod jwt_bearer;
mod pkce;
mod pushed_authorisation_request;
mod refresh;
mod request_object;
mod revoke;
mod seconds;
mod sign_in;
#[cfg(test)]
pub(crate) mod test_signer;
#[cfg(test)]
mod tests;
mod token;

pub use self::{
    authorisation_request::{AuthorisationRequest, Prompt, ResponseMode, ResponseType},
    authorisation_url::AuthorisationUrl,
    client_authentication::{AssertionAudience, ClientAuthentication},
    discovery::{
        DiscoveryDocument, GetDiscoveryDocument, GetJsonWebKeys, JsonWebKey, JsonWebKeySet,
    },
    exchange_code::ExchangeCode,
    id_token::{Channel, ExpectedIdToken, ExpectedNonce, IdToken, IdTokenVerifier},
    introspect::{Introspect, Introspection},
    journey::Journey,
    jwt::{JwtVerifier, VerifiedJwt},
    jwt_bearer::{JwtBearer, UserGrant},
    pkce::{CodeChallenge, CodeVerifier, Nonce, State},
    pushed_authorisation_request::{PushedAuthorisation, PushedAuthorisationRequest},
    refresh::Refresh,
    request_object::RequestObjects,
    revoke::{Revoke, TokenTypeHint},
    sign_in::{
        BegunSignIn, Callback, Checked, CodeExchange, Flow, IssuerParameter, PendingSignIn,
        PushedSignIn, ReturnedSignIn, SignIn, SignInRefusal, SignedIn, UnverifiedSignIn,
    },
    token::{ClientCredentials, TokenSet, client_token, token_for_user},
};
pub(crate) use self::{
    client_jwt::{ClientJwt, FormJwt},
    discovery::DiscoveredKeys,
};
