//! Tokens, and how the client proves who it is to get them.

mod client_authentication;
mod token;

pub use self::{
    client_authentication::ClientAuthentication,
    token::{ClientCredentials, TokenSet, client_token, token_for_user},
};
