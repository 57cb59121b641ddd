//! Clients as JSON, in the words of OAuth 2.0 Dynamic Client Registration (RFC 7591 section 2) and
//! of OpenID Connect.

use std::fmt;

use serde_json::{Map, Value};

use super::Client;
use crate::jose::{Algorithm, can_sign};

/// A text that describes no client; `Display` says what is wrong, and not with which secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidMetadata {
    reason: String,
}

impl fmt::Display for InvalidMetadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not the metadata of a client: {}", self.reason)
    }
}

impl std::error::Error for InvalidMetadata {}

impl Client {
    /// Clients from JSON: one object or an array of them, with the members of client registration
    /// (RFC 7591): `client_id`, and where they apply `client_secret`, `client_name`,
    /// `redirect_uris`, `scope`, `jwks`, `token_endpoint_auth_method` (without it
    /// `client_secret_basic`), `token_endpoint_auth_signing_alg`, `request_object_signing_alg`,
    /// `id_token_signed_response_alg`; and `legacy`, which is [`Client::legacy`]. A client without
    /// `redirect_uris` takes `/callback` on any port of the loopback interface.
    ///
    /// # Errors
    ///
    /// If the text is not such JSON, a member is not known, or one is missing that the method
    /// needs.
    ///
    /// ```
    /// let clients = moneyhub_sandbox::Client::from_metadata(
    ///     r#"{"client_id": "shop", "client_secret": "s", "scope": "accounts:read user:read"}"#,
    /// )?;
    /// assert_eq!(clients.len(), 1);
    /// # Ok::<(), moneyhub_sandbox::InvalidMetadata>(())
    /// ```
    pub fn from_metadata(json: &str) -> Result<Vec<Self>, InvalidMetadata> {
        let read = match serde_json::from_str(json) {
            Ok(Value::Array(all)) => all.iter().map(client).collect(),
            Ok(one) => client(&one).map(|client| vec![client]),
            Err(_) => Err("it is not JSON".to_owned()),
        };
        read.map_err(|reason| InvalidMetadata { reason })
    }
}

fn client(value: &Value) -> Result<Client, String> {
    let members = value.as_object().ok_or("a client is a JSON object")?;
    let text = |name: &str| match members.get(name) {
        None => Ok(None),
        Some(Value::String(text)) if !text.is_empty() => Ok(Some(text.as_str())),
        Some(_) => Err(format!("{name} must be a text")),
    };
    let id = text("client_id")?.ok_or("client_id is missing")?;
    let about = |problem: String| format!("client {id}: {problem}");
    let secret = || {
        let secret = text("client_secret")?;
        secret.ok_or_else(|| about("client_secret is missing".to_owned()))
    };
    let mut client = match text("token_endpoint_auth_method")?.unwrap_or("client_secret_basic") {
        "client_secret_basic" => Client::client_secret_basic(id, secret()?),
        "client_secret_post" => Client::client_secret_post(id, secret()?),
        "private_key_jwt" if !members.contains_key("jwks") => {
            return Err(about("private_key_jwt needs jwks".to_owned()));
        }
        "private_key_jwt" => Client::private_key_jwt(id, &members["jwks"].to_string())
            .map_err(|problem| about(problem.to_string()))?,
        "self_signed_tls_client_auth" => Client::self_signed_tls_client_auth(id),
        "none" => Client::public(id),
        other => return Err(about(format!("token_endpoint_auth_method {other} is not known"))),
    };
    if let Some(jwks) = members.get("jwks") {
        client = client.keys(&jwks.to_string()).map_err(|problem| about(problem.to_string()))?;
    }
    client = with_texts(client, members).map_err(about)?;
    Ok(client)
}

fn with_texts(mut client: Client, members: &Map<String, Value>) -> Result<Client, String> {
    let algorithm = |name: &str, value: &Value| {
        let known = value.as_str().and_then(Algorithm::of);
        known.ok_or_else(|| format!("{name} is not known"))
    };
    let mut redirects = false;
    for (name, value) in members {
        client = match name.as_str() {
            "client_id" | "client_secret" | "token_endpoint_auth_method" | "jwks" => client,
            "client_name" => client.name(value.as_str().ok_or("client_name must be a text")?),
            "scope" => client.scopes(value.as_str().ok_or("scope must be a text")?.split(' ')),
            "legacy" => match value.as_bool() {
                Some(true) => client.legacy(),
                Some(false) => client,
                None => return Err("legacy must be true or false".to_owned()),
            },
            "redirect_uris" => {
                redirects = true;
                let uris = value.as_array().ok_or("redirect_uris must be an array")?;
                let mut client = client;
                for uri in uris {
                    client = client.redirect_uri(uri.as_str().ok_or("a redirect URI is a text")?);
                }
                client
            }
            "token_endpoint_auth_signing_alg" => client.assertion_alg(algorithm(name, value)?),
            // As Moneyhub's portal says that a client does not sign.
            "request_object_signing_alg" if value == "none" => client,
            "request_object_signing_alg" => client.request_object_alg(algorithm(name, value)?),
            "id_token_signed_response_alg" => {
                let algorithm = algorithm(name, value)?;
                if !can_sign(algorithm) {
                    return Err(format!("the sandbox signs no id_token with {}", algorithm.name()));
                }
                client.id_token_alg(algorithm)
            }
            other => return Err(format!("{other} is not known")),
        };
    }
    Ok(if redirects { client } else { client.loopback_redirect("/callback") })
}
