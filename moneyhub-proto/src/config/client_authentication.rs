use std::sync::Arc;

use base64::{Engine, prelude::BASE64_STANDARD};
use http::{HeaderValue, header::InvalidHeaderValue};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

use crate::{ground::secret::Secret, jose::Signer};

/// How the client authenticates at the endpoints for tokens, pushed authorisation requests,
/// introspection and revocation (RFC 6749 section 2.3, OpenID Connect Core section 9).
///
/// It must match the client's registration in Moneyhub's admin portal. With Basic, the form does not name the
/// client, except in pushed authorisation requests, as in Moneyhub's own client.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ClientAuthentication {
    /// `none`: a public client, which has no secret. The form names the client.
    None,
    /// `private_key_jwt`: a new signed JWT for every attempt, valid for a minute and for one use. Moneyhub
    /// recommends it for production.
    PrivateKeyJwt(Arc<dyn Signer>),
    /// `client_secret_basic`: the secret in an `Authorization: Basic` header.
    SecretBasic(Secret),
    /// `client_secret_post`: the secret in the form. Moneyhub's own client offers it as a setting; the
    /// discovery document does not list it among the service's methods. Prefer
    /// [`SecretBasic`](Self::SecretBasic).
    SecretPost(Secret),
    /// `self_signed_tls_client_auth` (RFC 8705 section 2.2): the client's certificate, on the TLS
    /// connection. Give the certificate to the transport. The form names the client.
    SelfSignedTls,
}

/// The audience of a client assertion: its claim `aud`.
///
/// The service accepts each of these. Behind a gateway they are the issuer's own names, not those
/// of the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[non_exhaustive]
pub enum AssertionAudience {
    /// The issuer.
    Issuer,
    /// An array of the issuer and the token endpoint, as Moneyhub's own client sends, at every
    /// endpoint.
    #[default]
    IssuerAndTokenEndpoint,
    /// The token endpoint, as in Moneyhub's documentation.
    TokenEndpoint,
}

/// The characters that stay unencoded in a form-encoded id or secret: those of JavaScript's
/// `encodeURIComponent`. Moneyhub's own client encodes like this, and the server decodes both
/// parts.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

impl ClientAuthentication {
    /// The `Authorization` header, if the method has one and it can be written.
    ///
    /// RFC 6749 section 2.3.1: both parts are form-encoded before they are joined by a colon, so a secret may
    /// hold a `%`, a `+` or a colon. Clients that send them raw, such as the Elixir package, fail with such a
    /// secret.
    pub(crate) fn header(
        &self,
        client_id: &str,
    ) -> Option<Result<HeaderValue, InvalidHeaderValue>> {
        let Self::SecretBasic(secret) = self else { return None };
        let pair =
            Zeroizing::new(format!("{}:{}", *encode(client_id), *encode(secret.expose_secret())));
        let encoded = Zeroizing::new(BASE64_STANDARD.encode(pair.as_bytes()));
        let header = Zeroizing::new(format!("Basic {}", *encoded));
        let value = HeaderValue::from_str(&header);
        Some(value.map(|mut value| {
            value.set_sensitive(true);
            value
        }))
    }

    /// The name of the method in OpenID Connect (`token_endpoint_auth_method`).
    pub(crate) const fn as_str(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::PrivateKeyJwt(_) => "private_key_jwt",
            Self::SecretBasic(_) => "client_secret_basic",
            Self::SecretPost(_) => "client_secret_post",
            Self::SelfSignedTls => "self_signed_tls_client_auth",
        }
    }

    /// Whether the form has to name the client.
    pub(crate) const fn is_named_in_form(&self) -> bool {
        !matches!(self, Self::SecretBasic(_))
    }

    /// The secret, if it goes into the form.
    pub(crate) const fn secret_in_form(&self) -> Option<&Secret> {
        match self {
            Self::SecretPost(secret) => Some(secret),
            _ => None,
        }
    }

    pub(crate) fn has_empty_secret(&self) -> bool {
        self.secret().is_some_and(|secret| secret.expose_secret().is_empty())
    }

    pub(crate) fn has_space_around_secret(&self) -> bool {
        let secret = self.secret().map(Secret::expose_secret);
        secret.is_some_and(|secret| secret.trim() != secret)
    }

    const fn secret(&self) -> Option<&Secret> {
        match self {
            Self::SecretBasic(secret) | Self::SecretPost(secret) => Some(secret),
            _ => None,
        }
    }
}

fn encode(text: &str) -> Zeroizing<String> {
    let percent = Zeroizing::new(utf8_percent_encode(text, ENCODED).to_string());
    Zeroizing::new(percent.replace("%20", "+"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(client_id: &str, secret: &str) -> String {
        let authentication = ClientAuthentication::SecretBasic(Secret::from(secret));
        let header = authentication.header(client_id).unwrap().unwrap();
        let text = header.to_str().unwrap().strip_prefix("Basic ").unwrap();
        String::from_utf8(BASE64_STANDARD.decode(text).unwrap()).unwrap()
    }

    #[test]
    fn unreserved_characters_stay_as_they_are() {
        let pair = decoded("0f6a2c1e-7b3d", "aZ09-_.!~*'()");
        assert_eq!(pair, "0f6a2c1e-7b3d:aZ09-_.!~*'()");
    }

    #[test]
    fn reserved_characters_are_form_encoded() {
        assert_eq!(decoded("a:b", "p%+ &=/\u{e9}"), "a%3Ab:p%25%2B+%26%3D%2F%C3%A9");
    }

    #[test]
    fn the_header_is_sensitive() {
        let header = ClientAuthentication::SecretBasic(Secret::from("s")).header("c");
        assert!(header.unwrap().unwrap().is_sensitive());
    }
}
