use std::fmt;

use crate::ground::secret::Secret;

/// The identity service sent the user back with an error (OpenID Connect Core section 3.1.2.6).
///
/// `Display` shows the code, if it is a known one, and what to do about it. The service's own words
/// have their own methods: they came through the user's browser.
#[derive(Clone)]
pub struct SignInRefusal {
    code: Secret,
    description: Option<Secret>,
    uri: Option<Secret>,
}

impl SignInRefusal {
    /// The code, `error`, such as `access_denied`.
    #[must_use]
    pub fn code(&self) -> &str {
        self.code.expose_secret()
    }

    /// `error_description`: words for a developer, not for a user.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.description.as_ref().map(Secret::expose_secret)
    }

    /// `error_uri`: a page about the error.
    #[must_use]
    pub fn uri(&self) -> Option<&str> {
        self.uri.as_ref().map(Secret::expose_secret)
    }

    /// The error in a callback's parameters, if there is one.
    pub(crate) fn of_parameters<'a>(
        get: impl Fn(&'static str) -> Option<&'a Secret>,
    ) -> Option<Self> {
        Some(Self {
            code: get("error")?.clone(),
            description: get("error_description").cloned(),
            uri: get("error_uri").cloned(),
        })
    }

    /// Whether the service certainly did nothing. It can't answer 500 or 503 in the user's browser, so two codes
    /// stand for these (RFC 6749 section 4.1.2.1); and of an unknown code nothing is known.
    pub(crate) fn refuses(&self) -> bool {
        let failed = ["server_error", "temporarily_unavailable"];
        self.known().is_some_and(|(code, _)| !failed.contains(&code))
    }

    /// The code, if it may be printed, with what to do about it.
    fn known(&self) -> Option<(&'static str, &'static str)> {
        KNOWN.into_iter().find(|(code, _)| *code == self.code())
    }
}

/// RFC 6749 section 4.1.2.1, OpenID Connect Core section 3.1.2.6.
const KNOWN: [(&str, &str); 15] = [
    ("access_denied", "the user or their bank refused; ask again only if they want to"),
    ("account_selection_required", ASK),
    ("consent_required", ASK),
    ("interaction_required", ASK),
    ("invalid_request", "the service can't read the authorisation request"),
    ("invalid_request_object", "the service can't read or verify the request object"),
    ("invalid_request_uri", "the pushed request has expired or was used: push a new one"),
    ("invalid_scope", "this client may not request all of its scopes, or not for all at once"),
    ("login_required", ASK),
    ("request_not_supported", "the service takes no request objects"),
    ("request_uri_not_supported", "the service takes no pushed requests"),
    ("server_error", "the service, or the bank behind it, failed"),
    ("temporarily_unavailable", "the service is overloaded or being maintained"),
    ("unauthorized_client", "this client may not make this request: see the admin portal"),
    ("unsupported_response_type", "this client may not use this response type"),
];

const ASK: &str = "the service has to ask the user something: begin again without prompt=none";

impl fmt::Display for SignInRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the user came back without having signed in")?;
        match self.known() {
            Some((code, advice)) => write!(f, ": {code}: {advice}"),
            None => f.write_str(", with a non-standard error code"),
        }
    }
}

impl fmt::Debug for SignInRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignInRefusal")
            .field("code", &self.known().map(|(code, _)| code))
            .finish_non_exhaustive()
    }
}

impl PartialEq for SignInRefusal {
    fn eq(&self, other: &Self) -> bool {
        (self.code(), self.description(), self.uri())
            == (other.code(), other.description(), other.uri())
    }
}

impl Eq for SignInRefusal {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn refusal(query: &str) -> SignInRefusal {
        let pairs = form_urlencoded::parse(query.as_bytes());
        let pairs: BTreeMap<String, Secret> =
            pairs.map(|(name, value)| (name.into_owned(), Secret::from(&*value))).collect();
        SignInRefusal::of_parameters(|name| pairs.get(name)).unwrap()
    }

    #[test]
    fn what_the_service_said_is_there_to_be_asked_for() {
        let said = refusal("error=access_denied&error_description=No&error_uri=https://a.test/no");
        let parts = (said.code(), said.description(), said.uri());
        assert_eq!(parts, ("access_denied", Some("No"), Some("https://a.test/no")));
    }

    #[test]
    fn refusals_are_equal_when_all_that_was_said_is() {
        let denied = refusal("error=access_denied");
        assert_eq!(denied, refusal("error=access_denied&state=x"));
        for other in ["error=server_error", "error=access_denied&error_description=No"] {
            assert_ne!(denied, refusal(other));
        }
    }
}
