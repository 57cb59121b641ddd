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
//! A sign-in begins with an [`AuthorisationRequest`]: a [`Journey`], and the one-time values that
//! tie the answer to it. A [`PushedAuthorisationRequest`] lays it down at the identity service, which
//! answers with what the URL for the user's browser is made of.

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
        PushedSignIn, ReturnedSignIn, SignIn, SignInRefusal, SignedIn,
    },
    token::{ClientCredentials, TokenSet, client_token, token_for_user},
};
pub(crate) use self::{
    client_jwt::{ClientJwt, FormJwt},
    discovery::DiscoveredKeys,
};
