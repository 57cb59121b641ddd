//! Single settings of the default client, for the command's options.

use super::Builder;
use crate::client::{Client, Method};
use crate::jose::{Algorithm, InvalidJwks, Jwks};

impl Builder {
    /// The id of the default client; its secret stays the same.
    pub fn client_id(mut self, id: impl Into<String>) -> Self {
        self.settings.client.id = id.into();
        self
    }

    /// The secret of the default client, as it is before any encoding. It is then sent in the
    /// `Authorization` header.
    pub fn client_secret(mut self, secret: impl Into<String>) -> Self {
        self.settings.client.method = Method::SecretBasic(secret.into());
        self
    }

    /// The public keys of the default client, for what it signs: a JWK Set or a JWK, as JSON.
    ///
    /// # Errors
    ///
    /// If the text is not a JWK Set of public RSA and EC signature keys.
    pub fn client_keys(mut self, jwks: &str) -> Result<Self, InvalidJwks> {
        self.settings.client.keys = Jwks::parse(jwks)?;
        Ok(self)
    }

    /// The default client authenticates with `private_key_jwt` and these public keys, and has no
    /// secret.
    ///
    /// # Errors
    ///
    /// If the text is not a JWK Set of public RSA and EC signature keys.
    pub fn private_key_jwt(mut self, jwks: &str) -> Result<Self, InvalidJwks> {
        self.settings.client.method = Method::PrivateKeyJwt;
        self.client_keys(jwks)
    }

    /// The default client signs its authorisation requests: see [`Client::request_object_alg`].
    pub fn request_object_alg(mut self, algorithm: Algorithm) -> Self {
        self.settings.client = self.settings.client.request_object_alg(algorithm);
        self
    }

    pub(crate) fn default_client(mut self, client: Client) -> Self {
        self.settings.client = client;
        self
    }
}
