//! Tokens, how the client proves who it is to get them, and what a sign-in begins with.
//!
//! A sign-in begins with an [`AuthorisationRequest`]: a [`Journey`], and the one-time values that
//! tie the answer to it. A [`PushedAuthorisationRequest`] lays it down at the identity service, which
//! answers with what the URL for the user's browser is made of.

mod authorisation_request;
mod client_authentication;
mod discovery;
mod journey;
mod pkce;
mod pushed_authorisation_request;
mod seconds;
mod token;

pub use self::{
    authorisation_request::{AuthorisationRequest, Prompt, ResponseMode, ResponseType},
    client_authentication::ClientAuthentication,
    discovery::{
        DiscoveryDocument, GetDiscoveryDocument, GetJsonWebKeys, JsonWebKey, JsonWebKeySet,
    },
    journey::Journey,
    pkce::{CodeChallenge, CodeVerifier, Nonce, State},
    pushed_authorisation_request::{PushedAuthorisation, PushedAuthorisationRequest},
    token::{ClientCredentials, TokenSet, client_token, token_for_user},
};
