use std::{collections::BTreeMap, fmt};

use crate::ground::{
    error::{Error, VerificationError},
    secret::Secret,
};

/// The longest callback that is read, in bytes. Its longest part is an `id_token`.
const LIMIT: usize = 128 * 1024;

/// The parameters that mean something at a redirect URI (RFC 6749 section 4.1.2, OpenID Connect Core
/// section 3.3.2.5, RFC 9207).
const PARAMETERS: [&str; 11] = [
    "access_token",
    "code",
    "error",
    "error_description",
    "error_uri",
    "expires_in",
    "id_token",
    "iss",
    "session_state",
    "state",
    "token_type",
];

/// What came to the redirect URI. None of it is verified.
///
/// A parameter that occurs twice is refused (RFC 6749 section 3.1), one without a value counts as absent, and
/// unknown ones are ignored: they may be the redirect URI's own. `Debug` shows names only.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{error::VerificationError, sign_in::Callback};
///
/// for text in ["https://shop.example/callback?code=abc&state=xyz", "?code=abc&state=xyz", "code=abc&state=xyz"] {
///     let callback = Callback::from_query(text)?;
///     assert_eq!(callback.state(), Some("xyz"));
///     assert_eq!(format!("{callback:?}"), r#"Callback{"code", "state"}"#);
/// }
/// let error = Callback::from_form(b"state=xyz&state=abc").unwrap_err();
/// let twice = VerificationError::DuplicateParameter { parameter: "state" };
/// assert_eq!(error.verification_error(), Some(&twice));
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone)]
pub struct Callback {
    parameters: BTreeMap<&'static str, Secret>,
}

impl Callback {
    /// Whether there is an `iss`.
    pub(crate) fn has_issuer(&self) -> bool {
        self.get("iss").is_some()
    }

    /// Reads the query of the request to the redirect URI, with or without its `?`, or the whole URL
    /// of that request, or its path and query.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Verification`](crate::ground::error::ErrorKind::Verification) when it is longer than 128 KiB or
    /// has a parameter twice.
    pub fn from_query(text: &str) -> Result<Self, Error> {
        let text = text.split_once('#').map_or(text, |(before, _)| before);
        let query = if is_url(text) {
            text.split_once('?').map_or("", |(_, query)| query)
        } else {
            text.strip_prefix('?').unwrap_or(text)
        };
        Self::from_form(query.as_bytes())
    }

    /// Reads a fragment that a script in the page sent on, with or without its `#`, or the whole URL.
    ///
    /// # Errors
    ///
    /// As [`from_query`](Self::from_query).
    pub fn from_fragment(text: &str) -> Result<Self, Error> {
        let fragment = text.split_once('#').map_or(text, |(_, fragment)| fragment);
        Self::from_form(fragment.as_bytes())
    }

    /// Reads the body of a form that the user's browser posted (`response_mode=form_post`).
    ///
    /// # Errors
    ///
    /// As [`from_query`](Self::from_query).
    pub fn from_form(body: &[u8]) -> Result<Self, Error> {
        if body.len() > LIMIT {
            return Err(VerificationError::CallbackTooLong { limit: LIMIT }.into());
        }
        let mut parameters = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(body) {
            let known = PARAMETERS.iter().copied().find(|known| *known == name);
            let Some(parameter) = known else { continue };
            if parameters.insert(parameter, Secret::from(value.into_owned())).is_some() {
                return Err(VerificationError::DuplicateParameter { parameter }.into());
            }
        }
        // RFC 6749 section 3.1: treat a parameter without a value as if it were omitted.
        parameters.retain(|_, value| !value.expose_secret().is_empty());
        Ok(Self { parameters })
    }

    /// The `state`, to find the pending sign-in by. It is not verified here:
    /// [`PendingSignIn::receive`](super::PendingSignIn::receive) does that.
    #[must_use]
    pub fn state(&self) -> Option<&str> {
        self.get("state").map(Secret::expose_secret)
    }

    pub(super) fn get(&self, parameter: &'static str) -> Option<&Secret> {
        self.parameters.get(parameter)
    }
}

/// Whether there is something before the query: a scheme, or a path.
fn is_url(text: &str) -> bool {
    let is_scheme = |scheme: &str| {
        scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    };
    text.starts_with('/') || text.split_once("://").is_some_and(|(scheme, _)| is_scheme(scheme))
}

impl fmt::Debug for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Callback")?;
        f.debug_set().entries(self.parameters.keys()).finish()
    }
}
