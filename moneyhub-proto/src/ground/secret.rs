//! Values that must not be seen: client secrets and tokens.

use std::fmt;

use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

use crate::ground::{
    env::{Entropy, EntropyError},
    error::{Error, RequestError},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

/// A text that is never printed, never serialised, never compared with `==`, and wiped on drop.
///
/// Read it with [`expose_secret`](Self::expose_secret), a name that is easy to search for. What the
/// library builds from a secret (an `Authorization` header, the body of a token request) is held in
/// `http` and `bytes` types, which can't be wiped: SECURITY.md names them.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::Secret;
///
/// let secret = Secret::from("s3cret");
/// assert_eq!(format!("{secret:?}"), "Secret(redacted)");
/// assert_eq!(secret.expose_secret(), "s3cret");
/// ```
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// How many random bytes a one-time value has.
    pub(crate) const RANDOM_BYTES: usize = 32;

    /// A one-time value: random bytes in base64url.
    pub(crate) fn random(entropy: &mut dyn Entropy) -> Result<Self, EntropyError> {
        let mut bytes = Zeroizing::new([0; Self::RANDOM_BYTES]);
        entropy.fill(bytes.as_mut())?;
        Ok(Self::from(BASE64_URL_SAFE_NO_PAD.encode(bytes.as_ref())))
    }

    /// The text itself. Take care where it goes.
    #[must_use]
    pub fn expose_secret(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(redacted)")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

/// A bearer token (RFC 6750), checked to fit into an `Authorization` header.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::AccessToken;
///
/// let token = AccessToken::new("eyJhbGciOi")?;
/// assert_eq!(format!("{token:?}"), "AccessToken(redacted)");
/// assert!(AccessToken::new("two\nlines").is_err());
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone)]
pub struct AccessToken(Secret);

impl AccessToken {
    /// Takes a token as it was issued.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Request`](crate::ground::error::ErrorKind::Request) when the token is empty or contains
    /// anything but visible ASCII characters. RFC 6750 section 2.1 allows fewer characters; real services
    /// have used more, and these do no harm in a header.
    pub fn new(token: impl Into<Secret>) -> Result<Self, Error> {
        let token = token.into();
        let text = token.expose_secret();
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(RequestError::MalformedToken.into());
        }
        Ok(Self(token))
    }

    /// The token itself. Take care where it goes.
    #[must_use]
    pub fn expose_secret(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessToken(redacted)")
    }
}
