//! Tokens, client authentication, and the requests that begin a sign-in.
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
//! The client authenticates by one of these methods, see
//! [`ClientAuthentication`](crate::config::ClientAuthentication). Every attempt is signed anew, see
//! [`Signer`](crate::jose::Signer).
//!
//! | method | header | form |
//! |---|---|---|
//! | `client_secret_basic` | `Authorization: Basic` | |
//! | `client_secret_post` (not advertised by Moneyhub) | | `client_id`, `client_secret` |
//! | `private_key_jwt` | | `client_id`, `client_assertion_type`, `client_assertion` |
//! | `self_signed_tls_client_auth` | | `client_id`, and the certificate of the connection |
//! | `none` | | `client_id` |

mod authorisation_request;
pub mod claims;
mod client_credentials;
mod exchange_code;
mod get_discovery_document;
mod get_json_web_keys;
mod introspect;
mod journey;
mod jwt_bearer;
mod pkce;
mod pushed_authorisation_request;
mod refresh;
mod request_object;
mod revoke;
mod seconds;
#[cfg(test)]
mod tests;

pub(crate) use self::{
    authorisation_request::authorisation_url, get_json_web_keys::DiscoveredKeys,
};
pub use self::{
    authorisation_request::{AuthorisationRequest, Prompt, ResponseMode, ResponseType},
    client_credentials::{ClientCredentials, TokenSet},
    exchange_code::ExchangeCode,
    get_discovery_document::GetDiscoveryDocument,
    get_json_web_keys::GetJsonWebKeys,
    introspect::{Introspect, Introspection},
    journey::Journey,
    jwt_bearer::JwtBearer,
    pkce::{CodeChallenge, CodeVerifier, Nonce, State},
    pushed_authorisation_request::{PushedAuthorisation, PushedAuthorisationRequest},
    refresh::Refresh,
    revoke::{Revoke, TokenTypeHint},
};
pub use crate::config::DiscoveryDocument;
