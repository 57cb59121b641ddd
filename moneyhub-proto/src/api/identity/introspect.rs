use std::{collections::BTreeMap, fmt};

use serde::Deserialize;
use serde_json::Value;

use super::TokenTypeHint;
use crate::{
    codec::{Call, Endpoint, Operation, decode},
    config::Service,
    ground::{error::RequestError, secret::Secret},
};

/// `POST /oidc/token/introspection`: whether a token is valid, and for what (RFC 7662).
///
/// Known from Moneyhub's discovery document only; no client of theirs uses it.
///
/// # Examples
///
/// ```
/// use http::Response;
/// use moneyhub_proto::{codec, identity::Introspect};
///
/// let introspect = Introspect { token: "a-token".into(), token_type_hint: None };
/// let body = r#"{"active":true,"scope":"user:read","sub":"64b0f3a1","exp":1800000000}"#;
/// let found = codec::decode(&introspect, Response::new(body))?;
/// assert!(found.active);
/// assert_eq!(found.subject.as_deref(), Some("64b0f3a1"));
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Introspect {
    /// The token.
    pub token: Secret,
    /// What kind of token it is. The service looks there first.
    pub token_type_hint: Option<TokenTypeHint>,
}

impl Endpoint for Introspect {
    type Output = Introspection;
    const OPERATION: Operation<Introspection> = Service::Identity
        .post("identity.introspect", "/oidc/token/introspection", decode::bare)
        .with_credentials()
        .only_reads();

    fn fill(&self, call: Call) -> Call {
        about_token(call, &self.token, self.token_type_hint.as_ref())
    }
}

/// What the service knows about a token. For an inactive one, it says nothing else.
///
/// `Debug` shows whether it is active and its scopes, not whose it is.
#[derive(Clone, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct Introspection {
    /// Whether it is valid now.
    pub active: bool,
    /// Its scopes, separated by spaces. On the wire `scope`.
    #[serde(rename = "scope")]
    pub scopes: Option<String>,
    /// The client that it belongs to.
    pub client_id: Option<String>,
    /// Whose it is. On the wire `sub`.
    #[serde(rename = "sub")]
    pub subject: Option<String>,
    /// All other members, as they came, such as `exp`.
    #[serde(flatten)]
    pub other: BTreeMap<String, Value>,
}

impl fmt::Debug for Introspection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Introspection")
            .field("active", &self.active)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

/// A call about a token, which the client itself makes and which may be retried freely.
pub(super) fn about_token(call: Call, token: &Secret, hint: Option<&TokenTypeHint>) -> Call {
    let mut form = vec![("token", token.expose_secret())];
    form.extend(hint.map(|hint| ("token_type_hint", hint.as_str())));
    let empty = RequestError::Empty { parameter: "token" };
    call.form(&form).refuse_if(token.expose_secret().is_empty(), empty)
}

#[cfg(test)]
mod tests {
    use http::Response;

    use super::*;
    use crate::{codec, config::Config};

    fn introspect() -> Introspect {
        let token_type_hint = Some(TokenTypeHint::AccessToken);
        Introspect { token: "canary".into(), token_type_hint }
    }

    #[test]
    fn the_form_is_that_of_rfc_7662() {
        let config = Config::builder().client_id("client").client_secret("secret").build().unwrap();
        let request = codec::encode_without_token(&introspect(), &config).unwrap();
        assert_eq!(request.uri().path(), "/oidc/token/introspection");
        assert_eq!(request.body(), "token=canary&token_type_hint=access_token");
    }

    #[test]
    fn a_token_that_is_not_active_has_nothing_else() {
        let found = codec::decode(&introspect(), Response::new(r#"{"active":false}"#)).unwrap();
        assert!(!found.active && found.scopes.is_none() && found.other.is_empty());
    }

    #[test]
    fn without_a_word_whether_it_is_active_nothing_is_believed() {
        let error = codec::decode(&introspect(), Response::new(r#"{"sub":"a"}"#)).unwrap_err();
        assert_eq!(error.decode_error().unwrap().path(), "active");
    }

    #[test]
    fn an_empty_token_is_refused_before_it_is_sent() {
        let error = Introspect { token: "".into(), token_type_hint: None }.call().unwrap_err();
        assert_eq!(error.to_string(), "identity.introspect: token is empty");
    }

    #[test]
    fn debug_does_not_show_whose_token_it_is() {
        let body = r#"{"active":true,"scope":"user:read","sub":"canary","sid":"canary"}"#;
        let found = codec::decode(&introspect(), Response::new(body)).unwrap();
        let shown = r#"Introspection { active: true, scopes: Some("user:read"), .. }"#;
        assert_eq!(format!("{found:?}"), shown);
    }

    #[test]
    fn debug_shows_no_token() {
        assert!(!format!("{:?} {:?}", introspect(), introspect().call()).contains("canary"));
    }
}
