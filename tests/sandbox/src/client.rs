//! A registered client: what Moneyhub's admin portal holds about it.

mod metadata;
mod redirects;

use std::collections::BTreeSet;
use std::fmt;

use crate::jose::{Algorithm, InvalidJwks, Jwks, can_sign};
pub use metadata::InvalidMetadata;
pub(crate) use redirects::Redirects;

/// How a client proves who it is.
#[derive(Clone)]
pub(crate) enum Method {
    SecretBasic(String),
    SecretPost(String),
    PrivateKeyJwt,
    SelfSignedTls,
    None,
}

/// A client of the service. Register it with [`Builder::register`](crate::Builder::register).
///
/// A client has no redirect URI until it is given one, and redirect URIs are compared exactly.
/// It signs no request objects until [`request_object_alg`](Client::request_object_alg), and its
/// id_tokens are signed with RS256.
///
/// ```
/// use moneyhub_sandbox::{Algorithm, Client, Sandbox};
///
/// let shop = Client::client_secret_basic("shop", "a+secret/with%reserved:characters")
///     .redirect_uri("https://shop.example/callback")
///     .id_token_alg(Algorithm::Ps256);
/// let service = Sandbox::builder().register(shop).service();
/// # drop(service);
/// ```
#[derive(Clone)]
#[must_use]
pub struct Client {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) method: Method,
    pub(crate) keys: Jwks,
    pub(crate) assertion_alg: Option<Algorithm>,
    pub(crate) request_object_alg: Option<Algorithm>,
    pub(crate) id_token_alg: Algorithm,
    pub(crate) redirects: Redirects,
    pub(crate) scopes: BTreeSet<String>,
    pub(crate) user_scopes_accepted: bool,
    pub(crate) banks: Option<BTreeSet<String>>,
}

impl Client {
    /// A client that sends its secret in the `Authorization` header (RFC 6749 section 2.3.1).
    pub fn client_secret_basic(id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self::new(id.into(), Method::SecretBasic(secret.into()))
    }

    /// A client that sends its secret in the form. Moneyhub's discovery document does not
    /// advertise this method, nor does the sandbox's.
    pub fn client_secret_post(id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self::new(id.into(), Method::SecretPost(secret.into()))
    }

    /// A client that signs an assertion (RFC 7523) with one of these keys: a JWK Set or a JWK, of
    /// public keys, as JSON.
    ///
    /// # Errors
    ///
    /// If the text is not a JWK Set of public RSA and EC signature keys.
    pub fn private_key_jwt(id: impl Into<String>, jwks: &str) -> Result<Self, InvalidJwks> {
        Self::new(id.into(), Method::PrivateKeyJwt).keys(jwks)
    }

    /// A client that shows a certificate on its TLS connection (RFC 8705 section 2.2). The sandbox
    /// has no TLS and sees no certificate: it trusts the `client_id` in the form.
    pub fn self_signed_tls_client_auth(id: impl Into<String>) -> Self {
        Self::new(id.into(), Method::SelfSignedTls)
    }

    /// A public client: it sends its `client_id` and proves nothing, so it must use PKCE.
    pub fn public(id: impl Into<String>) -> Self {
        Self::new(id.into(), Method::None)
    }

    /// Registers public keys for the request objects and jwt-bearer assertions of a client that
    /// authenticates in another way. Replaces earlier ones.
    ///
    /// # Errors
    ///
    /// If the text is not a JWK Set of public RSA and EC signature keys.
    pub fn keys(mut self, jwks: &str) -> Result<Self, InvalidJwks> {
        self.keys = Jwks::parse(jwks)?;
        Ok(self)
    }

    /// The name that the bank shows to the account holder; by default the id.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Registers one more redirect URI. It is compared byte for byte.
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.redirects.add(uri.into());
        self
    }

    /// Registers `http://127.0.0.1`, `http://[::1]` and `http://localhost` with this path, on any
    /// port (RFC 8252 section 7.3). The real service may require the registered port.
    pub fn loopback_redirect(mut self, path: impl Into<String>) -> Self {
        self.redirects.add_loopback(path.into());
        self
    }

    /// The only algorithm of its client assertions (`token_endpoint_auth_signing_alg`). By default,
    /// any algorithm that fits one of its keys.
    pub fn assertion_alg(mut self, algorithm: Algorithm) -> Self {
        self.assertion_alg = Some(algorithm);
        self
    }

    /// Requires signed request objects with this algorithm for the client's authorisation requests
    /// (`request_object_signing_alg`). By default (`none`), it sends parameters or unsigned request
    /// objects, and can't make payments.
    pub fn request_object_alg(mut self, algorithm: Algorithm) -> Self {
        self.request_object_alg = Some(algorithm);
        self
    }

    /// The algorithm of the id_tokens that it gets (`id_token_signed_response_alg`).
    ///
    /// # Panics
    ///
    /// If it is not RS256, PS256 or ES256: the service has no other keys.
    pub fn id_token_alg(mut self, algorithm: Algorithm) -> Self {
        assert!(can_sign(algorithm), "the sandbox can't sign id_tokens with {}", algorithm.name());
        self.id_token_alg = algorithm;
        self
    }

    /// Makes it a client that was registered before March 2025: `user:*` opens the routes of
    /// connections and syncs. The official Node client requested only those scopes until then.
    pub fn legacy(mut self) -> Self {
        self.user_scopes_accepted = true;
        self
    }

    /// The scopes for data and management that the client may request; any other gets
    /// `invalid_scope`. Every client may request the scopes of sign-in: `openid`, `offline_access`,
    /// and those of banks, payments and the life of a connection.
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// The ids of the banks that the client may use: a list of connections that is requested with
    /// its `clientId` has only these. By default all.
    pub fn banks<S: Into<String>>(mut self, ids: impl IntoIterator<Item = S>) -> Self {
        self.banks = Some(ids.into_iter().map(Into::into).collect());
        self
    }

    fn new(id: String, method: Method) -> Self {
        Self {
            id,
            name: None,
            method,
            keys: Jwks::default(),
            assertion_alg: None,
            request_object_alg: None,
            id_token_alg: Algorithm::Rs256,
            redirects: Redirects::default(),
            scopes: crate::builder::default_scopes(),
            user_scopes_accepted: false,
            banks: None,
        }
    }

    pub(crate) fn is_public(&self) -> bool {
        matches!(self.method, Method::None)
    }
}

/// A description in one line, without its secret and keys.
impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let method = match self.method {
            Method::SecretBasic(_) => "client_secret_basic",
            Method::SecretPost(_) => "client_secret_post",
            Method::PrivateKeyJwt => "private_key_jwt",
            Method::SelfSignedTls => "self_signed_tls_client_auth",
            Method::None => "none",
        };
        f.write_str(&self.id)?;
        if let Some(name) = &self.name {
            write!(f, " ({name})")?;
        }
        write!(f, ": {method}")?;
        if let Some(algorithm) = self.assertion_alg {
            write!(f, " with {}", algorithm.name())?;
        }
        if let Some(algorithm) = self.request_object_alg {
            write!(f, ", request objects with {}", algorithm.name())?;
        }
        write!(f, ", id_tokens with {}", self.id_token_alg.name())?;
        for (count, what) in [(self.keys.count(), "key"), (self.scopes.len(), "scope")] {
            match count {
                0 => {}
                1 => write!(f, ", 1 {what}")?,
                _ => write!(f, ", {count} {what}s")?,
            }
        }
        if self.user_scopes_accepted {
            f.write_str(", legacy")?;
        }
        write!(f, ", back to {}", self.redirects)
    }
}

/// Shows the id, but not the secret.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("id", &self.id).finish_non_exhaustive()
    }
}
