//! Tokens, how the client proves who it is to get them, and what a sign-in begins with.
//!
//! | endpoint | request | authentication |
//! |---|---|---|
//! | [`GetDiscoveryDocument`] | `GET /oidc/.well-known/openid-configuration` | none |
//! | [`GetJsonWebKeys`] | `GET /oidc/certs` | none |
//! | [`PushedAuthorisationRequest`] | `POST /oidc/request` | the client's |
//! | [`ClientCredentials`] | `POST /oidc/token` | the client's |
//! | [`ExchangeCode`] | `POST /oidc/token` | the client's, and the code |
//! | [`Refresh`] | `POST /oidc/token` | the client's, and the refresh token |
//! | [`Introspect`] | `POST /oidc/token/introspection` | the client's |
//! | [`Revoke`] | `POST /oidc/token/revocation` | the client's |
//!
//! A sign-in begins with an [`AuthorisationRequest`]: a [`Journey`], and the one-time values that
//! tie the answer to it. A [`PushedAuthorisationRequest`] lays it down at the identity service, which
//! answers with what the URL for the user's browser is made of.

mod authorisation_request;
mod client_authentication;
mod discovery;
mod exchange_code;
#[cfg(test)]
mod fixture;
mod id_token;
mod introspect;
mod journey;
mod jwt;
mod pkce;
mod pushed_authorisation_request;
mod refresh;
mod revoke;
mod seconds;
mod sign_in;
mod token;

pub use self::{
    authorisation_request::{AuthorisationRequest, Prompt, ResponseMode, ResponseType},
    client_authentication::ClientAuthentication,
    discovery::{
        DiscoveryDocument, GetDiscoveryDocument, GetJsonWebKeys, JsonWebKey, JsonWebKeySet,
    },
    exchange_code::ExchangeCode,
    id_token::{Channel, ExpectedIdToken, ExpectedNonce, IdToken, IdTokenVerifier},
    introspect::{Introspect, Introspection},
    journey::Journey,
    jwt::{JwtVerifier, VerifiedJwt},
    pkce::{CodeChallenge, CodeVerifier, Nonce, State},
    pushed_authorisation_request::{PushedAuthorisation, PushedAuthorisationRequest},
    refresh::Refresh,
    revoke::{Revoke, TokenTypeHint},
    sign_in::{
        BegunSignIn, Callback, Checked, CodeExchange, Flow, IssuerParameter, PendingSignIn,
        ReturnedSignIn, SignIn, SignInRefusal, SignedIn,
    },
    token::{ClientCredentials, TokenSet, client_token, token_for_user},
};
