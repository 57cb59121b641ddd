//! Clients as JSON, with the members of OAuth 2.0 Dynamic Client Registration (RFC 7591 section 2)
//! and OpenID Connect.

use std::fmt;

use serde_json::{Map, Value};

use super::Client;
use crate::jose::{Algorithm, InvalidJwks, can_sign};

/// JSON that does not describe a client. `Display` says what is wrong, and shows no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidMetadata {
    /// The id, if known.
    client: Option<String>,
    /// The wrong member, if one is to blame.
    member: Option<&'static str>,
    reason: String,
}

impl InvalidMetadata {
    fn new(member: impl Into<Option<&'static str>>, reason: impl Into<String>) -> Self {
        Self { client: None, member: member.into(), reason: reason.into() }
    }

    fn must_be(member: &'static str, what: &str) -> Self {
        Self::new(member, format!("{member} must be {what}"))
    }

    fn of(self, client: &str) -> Self {
        Self { client: Some(client.to_owned()), ..self }
    }

    /// Whether the member with this name is wrong.
    pub(crate) fn is_about(&self, member: &str) -> bool {
        self.member == Some(member)
    }

    /// Which client, and what is wrong with it.
    pub(crate) fn reason(&self) -> String {
        match &self.client {
            Some(client) => format!("client {client}: {}", self.reason),
            None => self.reason.clone(),
        }
    }
}

impl fmt::Display for InvalidMetadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not the metadata of a client: {}", self.reason())
    }
}

impl std::error::Error for InvalidMetadata {}

impl Client {
    /// Clients from JSON: one object or an array of them, with the members of client registration
    /// (RFC 7591): `client_id`, and if applicable `client_secret`, `client_name`, `redirect_uris`,
    /// `scope`, `jwks`, `token_endpoint_auth_method` (default `client_secret_basic`),
    /// `token_endpoint_auth_signing_alg`, `request_object_signing_alg`,
    /// `id_token_signed_response_alg`; and `legacy`, which is [`Client::legacy`]. A client without
    /// `redirect_uris` takes `/callback` on any port of the loopback interface.
    ///
    /// # Errors
    ///
    /// If the text is not such JSON, a member is unknown, or a member that the method needs is
    /// missing.
    ///
    /// ```
    /// let clients = moneyhub_sandbox::Client::from_metadata(
    ///     r#"{"client_id": "shop", "client_secret": "s", "scope": "accounts:read user:read"}"#,
    /// )?;
    /// assert_eq!(clients.len(), 1);
    /// # Ok::<(), moneyhub_sandbox::InvalidMetadata>(())
    /// ```
    pub fn from_metadata(json: &str) -> Result<Vec<Self>, InvalidMetadata> {
        match serde_json::from_str(json) {
            Ok(Value::Array(all)) => all.iter().map(Self::of_metadata).collect(),
            Ok(one) => Self::of_metadata(&one).map(|client| vec![client]),
            Err(_) => Err(InvalidMetadata::new(None, "it is not JSON")),
        }
    }

    /// The names of the members.
    pub(crate) const METADATA: [&'static str; 11] = [
        "client_id",
        "client_secret",
        "client_name",
        "redirect_uris",
        "scope",
        "jwks",
        "token_endpoint_auth_method",
        "token_endpoint_auth_signing_alg",
        "request_object_signing_alg",
        "id_token_signed_response_alg",
        "legacy",
    ];

    pub(crate) fn of_metadata(value: &Value) -> Result<Self, InvalidMetadata> {
        let members = value.as_object();
        let members =
            members.ok_or_else(|| InvalidMetadata::new(None, "a client must be a JSON object"))?;
        let id = text(members, "client_id")?;
        let id = id.ok_or_else(|| InvalidMetadata::new(None, "client_id is missing"))?;
        let client = authenticated(id, members).and_then(|client| with_others(client, members));
        client.map_err(|problem| problem.of(id))
    }
}

fn text<'a>(
    members: &'a Map<String, Value>,
    name: &'static str,
) -> Result<Option<&'a str>, InvalidMetadata> {
    match members.get(name) {
        None => Ok(None),
        Some(Value::String(text)) if !text.is_empty() => Ok(Some(text)),
        Some(_) => Err(InvalidMetadata::must_be(name, "a text")),
    }
}

/// A client with its way to authenticate and its keys.
fn authenticated(id: &str, members: &Map<String, Value>) -> Result<Client, InvalidMetadata> {
    const METHOD: &str = "token_endpoint_auth_method";
    let secret = || {
        let secret = text(members, "client_secret")?;
        secret.ok_or_else(|| InvalidMetadata::new(None, "client_secret is missing"))
    };
    let jwks = members.get("jwks").map(Value::to_string);
    let bad_keys = |problem: InvalidJwks| InvalidMetadata::new("jwks", problem.to_string());
    let client = match text(members, METHOD)?.unwrap_or("client_secret_basic") {
        "client_secret_basic" => Client::client_secret_basic(id, secret()?),
        "client_secret_post" => Client::client_secret_post(id, secret()?),
        "private_key_jwt" => {
            let jwks = jwks.as_ref();
            let jwks =
                jwks.ok_or_else(|| InvalidMetadata::new(METHOD, "private_key_jwt needs jwks"))?;
            Client::private_key_jwt(id, jwks).map_err(bad_keys)?
        }
        "self_signed_tls_client_auth" => Client::self_signed_tls_client_auth(id),
        "none" => Client::public(id),
        other => {
            return Err(InvalidMetadata::new(METHOD, format!("{METHOD} {other} is unknown")));
        }
    };
    match jwks {
        Some(jwks) => client.keys(&jwks).map_err(bad_keys),
        None => Ok(client),
    }
}

fn with_others(
    mut client: Client,
    members: &Map<String, Value>,
) -> Result<Client, InvalidMetadata> {
    let known = Client::METADATA;
    for (name, value) in members {
        let Some(name) = known.into_iter().find(|known| known == name) else {
            let reason = format!("{name} is unknown: permitted are {}", known.join(", "));
            return Err(InvalidMetadata::new(None, reason));
        };
        let text = || value.as_str().ok_or_else(|| InvalidMetadata::must_be(name, "a text"));
        let algorithm = || {
            let names = Algorithm::ALL.map(Algorithm::name).join(", ");
            let algorithm = Algorithm::of(text()?);
            algorithm.ok_or_else(|| InvalidMetadata::must_be(name, &format!("one of {names}")))
        };
        client = match name {
            "client_name" => client.name(text()?),
            "scope" => client.scopes(text()?.split(' ')),
            "legacy" => match value.as_bool() {
                Some(true) => client.legacy(),
                Some(false) => client,
                None => return Err(InvalidMetadata::must_be(name, "true or false")),
            },
            "redirect_uris" => {
                let uris: Option<Vec<&str>> =
                    value.as_array().and_then(|uris| uris.iter().map(Value::as_str).collect());
                let uris =
                    uris.ok_or_else(|| InvalidMetadata::must_be(name, "an array of strings"))?;
                uris.into_iter().fold(client, Client::redirect_uri)
            }
            "token_endpoint_auth_signing_alg" => client.assertion_alg(algorithm()?),
            // Moneyhub's portal writes this if a client does not sign.
            "request_object_signing_alg" if value == "none" => client,
            "request_object_signing_alg" => client.request_object_alg(algorithm()?),
            "id_token_signed_response_alg" => {
                let algorithm = algorithm()?;
                if !can_sign(algorithm) {
                    let reason =
                        format!("the sandbox can't sign id_tokens with {}", algorithm.name());
                    return Err(InvalidMetadata::new(name, reason));
                }
                client.id_token_alg(algorithm)
            }
            // Those of its authentication.
            _ => client,
        };
    }
    let redirects = members.contains_key("redirect_uris");
    Ok(if redirects { client } else { client.loopback_redirect("/callback") })
}
