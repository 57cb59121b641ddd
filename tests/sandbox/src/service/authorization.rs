//! Authorisation requests: parsed and checked, however they came.

mod auth_request;
mod claims;
mod object;
mod scope;
mod values;

use super::Service;
use super::callback::{ResponseMode, WayBack};
use super::form::Parameters;
use crate::client::Client;
use claims::RequestedClaims;
use scope::Asked;
pub(super) use scope::{Purpose, SIGN_IN_SCOPES, is_for_sign_in};

/// A request after all checks that need no user.
#[derive(Clone, Debug)]
pub(super) struct AuthorizationRequest {
    pub(super) client_id: String,
    pub(super) way_back: WayBack,
    pub(super) code: bool,
    pub(super) id_token: bool,
    pub(super) scope: String,
    pub(super) purpose: Purpose,
    pub(super) bank: Option<String>,
    pub(super) nonce: Option<String>,
    pub(super) claims: RequestedClaims,
    pub(super) auth_time: bool,
    pub(super) code_challenge: Option<String>,
    /// Its approximate size.
    pub(super) bytes: usize,
}

/// Why a request is refused, and how to tell its client: `None` if that would send a browser to an
/// unregistered URI.
#[derive(Debug)]
pub(super) struct Rejection {
    pub(super) error: &'static str,
    pub(super) description: String,
    pub(super) way_back: Option<WayBack>,
}

impl Rejection {
    pub(super) fn new(error: &'static str, description: impl Into<String>) -> Self {
        Self { error, description: description.into(), way_back: None }
    }

    pub(super) fn to(self, way_back: &WayBack) -> Self {
        Self { way_back: Some(way_back.clone()), ..self }
    }
}

/// How the parameters of a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Channel {
    /// From the client itself: a request object must then be alone (RFC 9126 section 3).
    Pushed,
    /// Through the browser: parameters beside a request object count where it lacks them (OpenID
    /// Connect Core section 6.1).
    Browser,
}

impl Service {
    pub(super) fn read_authorization_request(
        &self,
        client: &Client,
        parameters: Parameters,
        channel: Channel,
    ) -> Result<AuthorizationRequest, Rejection> {
        let outer = way_back(client, &parameters);
        let told = |rejection: Rejection| match &outer {
            Some(way_back) => rejection.to(way_back),
            None => rejection,
        };
        let signed = parameters.contains_key("request") && client.request_object_alg.is_some();
        let parameters = match parameters.contains_key("request") {
            true => self.open_request_object(client, parameters, channel).map_err(told)?,
            false if client.request_object_alg.is_some() => {
                return Err(told(Rejection::new(
                    "invalid_request",
                    "this client must use signed request objects",
                )));
            }
            false => parameters,
        };
        let Some(way_back) = way_back(client, &parameters) else {
            return Err(Rejection::new("invalid_request", "redirect_uri is not registered"));
        };
        checked(client, &parameters, &way_back, signed).map_err(|rejection| rejection.to(&way_back))
    }
}

/// Where the answer may go: only to a registered redirect URI.
fn way_back(client: &Client, parameters: &Parameters) -> Option<WayBack> {
    let uri = parameters.get("redirect_uri").filter(|uri| client.redirects.is_registered(uri))?;
    let front = parameters.get("response_type").is_some_and(|kind| kind.contains("id_token"));
    let default = if front { ResponseMode::Fragment } else { ResponseMode::Query };
    let mode = parameters.get("response_mode").and_then(|name| ResponseMode::of(name));
    // Queries end up in logs, so a token never goes into one, even if the request asks for it.
    let mode = match mode {
        Some(ResponseMode::Query) if front => default,
        mode => mode.unwrap_or(default),
    };
    Some(WayBack { redirect_uri: uri.clone(), mode, state: parameters.get("state").cloned() })
}

fn checked(
    client: &Client,
    parameters: &Parameters,
    way_back: &WayBack,
    signed: bool,
) -> Result<AuthorizationRequest, Rejection> {
    let text = |name: &str| parameters.get(name).map(String::as_str);
    let invalid = |description: &str| Rejection::new("invalid_request", description);
    let (code, id_token) = match text("response_type") {
        Some("code") => (true, false),
        Some("code id_token" | "id_token code") => (true, true),
        Some("id_token") => (false, true),
        Some(_) => {
            return Err(Rejection::new(
                "unsupported_response_type",
                "response_type must be code, code id_token or id_token",
            ));
        }
        None => return Err(invalid("missing required parameter: response_type")),
    };
    if let Some(mode) = text("response_mode") {
        match ResponseMode::of(mode) {
            None => {
                return Err(invalid("response_mode must be query, fragment or form_post"));
            }
            Some(ResponseMode::Query) if id_token => {
                return Err(invalid("response_mode query is not for id_tokens"));
            }
            Some(_) => {}
        }
    }
    let Some(scope) = text("scope") else {
        return Err(invalid("missing required parameter: scope"));
    };
    let Asked { purpose, bank, scope } = scope::asked(client, scope)?;
    if id_token && text("nonce").is_none() {
        return Err(invalid("nonce is required if an id_token comes through the browser"));
    }
    let code_challenge = code_challenge(client, parameters, code)?;
    let prompts: Vec<&str> = text("prompt").map(|all| all.split(' ').collect()).unwrap_or_default();
    if prompts.contains(&"none") {
        return Err(Rejection::new("login_required", "the user must sign in and consent"));
    }
    if !prompts.iter().all(|one| matches!(*one, "consent" | "login" | "select_account")) {
        return Err(invalid("prompt is unknown"));
    }
    let max_age = text("max_age");
    if max_age.is_some_and(|age| age.is_empty() || !age.bytes().all(|byte| byte.is_ascii_digit())) {
        return Err(invalid("max_age must be a whole number of seconds"));
    }
    let claims =
        claims::requested(text("claims"), &purpose).map_err(|problem| invalid(&problem))?;
    // Moneyhub documentation of 2020, "Payments": only from a client with a signing algorithm
    // and registered keys.
    if matches!(purpose, Purpose::Pay(_)) && !signed {
        return Err(invalid("payments need a signed request object"));
    }
    let mut scope = scope;
    // OpenID Connect Core section 11: offline access without prompt=consent, or without a code,
    // is ignored.
    if !(code && prompts.contains(&"consent")) {
        let others: Vec<&str> = scope.split(' ').filter(|one| *one != "offline_access").collect();
        scope = others.join(" ");
    }
    Ok(AuthorizationRequest {
        client_id: client.id.clone(),
        way_back: way_back.clone(),
        code,
        id_token,
        scope,
        purpose,
        bank,
        nonce: text("nonce").map(str::to_owned),
        auth_time: max_age.is_some() || claims.auth_time,
        claims,
        code_challenge,
        bytes: parameters.iter().map(|(name, value)| name.len() + value.len()).sum(),
    })
}

/// RFC 7636 with S256 only: `plain`, the default without a method, is refused.
fn code_challenge(
    client: &Client,
    parameters: &Parameters,
    code: bool,
) -> Result<Option<String>, Rejection> {
    let invalid = |description: &str| Err(Rejection::new("invalid_request", description));
    let method = parameters.get("code_challenge_method").map(String::as_str);
    let Some(challenge) = parameters.get("code_challenge") else {
        return match method {
            Some(_) => invalid("code_challenge_method without code_challenge"),
            None if code && client.is_public() => invalid("a public client must use PKCE"),
            None => Ok(None),
        };
    };
    if method != Some("S256") {
        return invalid("code_challenge_method must be S256");
    }
    let in_challenge = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    if challenge.len() != 43 || !challenge.bytes().all(in_challenge) {
        return invalid("code_challenge must be 43 characters of base64url");
    }
    Ok(Some(challenge.clone()))
}
