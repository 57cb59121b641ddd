use std::{collections::BTreeMap, fmt};

use serde::Deserialize;
use serde_json::Value;

/// A client as the provider has it registered, by the names of RFC 7591 section 2.
#[derive(Clone, Deserialize)]
#[non_exhaustive]
pub struct ClientMetadata {
    /// Its id, which says what it is for, such as `private_key_jwt.ES256`.
    pub client_id: String,
    /// Its secret, if it has one. Full of characters that have to be encoded.
    pub client_secret: Option<String>,
    /// Where its users come back to.
    pub redirect_uris: Vec<String>,
    /// How it says who it is.
    pub token_endpoint_auth_method: String,
    /// The only algorithm of its assertions.
    pub token_endpoint_auth_signing_alg: Option<String>,
    /// The only algorithm of its request objects.
    pub request_object_signing_alg: Option<String>,
    /// The algorithm of its `id_token`s.
    pub id_token_signed_response_alg: String,
    /// Whether what it asks for has to come in a signed request object.
    #[serde(default)]
    pub require_signed_request_object: bool,
}

impl ClientMetadata {
    /// Its redirect URI; each client has one.
    #[must_use]
    pub fn redirect_uri(&self) -> &str {
        self.redirect_uris.first().map_or("", String::as_str)
    }
}

/// Leaves out the secret.
impl fmt::Debug for ClientMetadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientMetadata")
            .field("client_id", &self.client_id)
            .field("token_endpoint_auth_method", &self.token_endpoint_auth_method)
            .finish_non_exhaustive()
    }
}

/// A key pair that node's OpenSSL made, in every form that it can write it in.
#[derive(Clone, Deserialize)]
#[non_exhaustive]
pub struct KeyPair {
    /// `RSA`, or the name of the curve.
    #[serde(rename = "type")]
    pub key_type: String,
    /// The `kid`.
    #[serde(rename = "kid")]
    pub key_id: String,
    /// The private key as a JSON Web Key.
    #[serde(rename = "private")]
    pub private_jwk: Value,
    /// The public key as a JSON Web Key.
    #[serde(rename = "public")]
    pub public_jwk: Value,
    /// The private key in PEM, by the name of the form.
    pub pem: BTreeMap<Pem, String>,
}

/// What is inside of a PEM.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Pem {
    /// RFC 8017 appendix A.1.2, for RSA.
    Pkcs1,
    /// RFC 5208, for all.
    Pkcs8,
    /// RFC 5915, for elliptic curves.
    Sec1,
}

/// Leaves out the private key.
impl fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyPair")
            .field("key_type", &self.key_type)
            .field("key_id", &self.key_id)
            .finish_non_exhaustive()
    }
}
