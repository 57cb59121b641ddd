use base64::{Engine, prelude::BASE64_STANDARD};
use http::HeaderValue;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

use crate::secret::Secret;

/// How the client proves who it is at the token endpoint.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ClientAuthentication {
    /// `client_secret_basic`: the secret in an `Authorization: Basic` header.
    SecretBasic(Secret),
}

/// What is left as it is in a form-encoded id or secret: what JavaScript's `encodeURIComponent`
/// leaves. Moneyhub's own client encodes like this, and the server decodes both parts.
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
    /// The `Authorization` header.
    ///
    /// RFC 6749 section 2.3.1: both parts are form-encoded before they are joined by a colon, so a
    /// secret may hold a `%`, a `+` or a colon. Clients that send them raw (the Elixir package does)
    /// fail with such a secret.
    pub(crate) fn header(&self, client_id: &str) -> Option<HeaderValue> {
        let Self::SecretBasic(secret) = self;
        let pair =
            Zeroizing::new(format!("{}:{}", *encode(client_id), *encode(secret.expose_secret())));
        let encoded = Zeroizing::new(BASE64_STANDARD.encode(pair.as_bytes()));
        let header = Zeroizing::new(format!("Basic {}", *encoded));
        let mut value = HeaderValue::from_str(&header).ok()?;
        value.set_sensitive(true);
        Some(value)
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
        let header = authentication.header(client_id).unwrap();
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
        let header = ClientAuthentication::SecretBasic(Secret::from("s")).header("c").unwrap();
        assert!(header.is_sensitive());
    }
}
