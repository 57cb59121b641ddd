//! Request objects (RFC 9101; OpenID Connect Core section 6).

use serde_json::Value;

use super::super::Service;
use super::super::form::Parameters;
use super::{Channel, Rejection};
use crate::client::Client;
use crate::jose::{Algorithm, Jwt};

/// A request object may live this long; the official client gives it five minutes.
const MOST_SECONDS: i64 = 3_600;

/// Members that are parameters of the request. Others describe the object or are unknown; unknown
/// ones are ignored (RFC 6749 section 3.1): the official client adds `enableAsync`.
const PARAMETERS: [&str; 12] = [
    "claims",
    "client_id",
    "code_challenge",
    "code_challenge_method",
    "max_age",
    "nonce",
    "prompt",
    "redirect_uri",
    "response_mode",
    "response_type",
    "scope",
    "state",
];

/// The parameters allowed beside a pushed request object: they identify the client.
const BESIDE: [&str; 5] =
    ["client_id", "client_secret", "client_assertion", "client_assertion_type", "request"];

impl Service {
    /// The parameters of the request object, verified.
    pub(super) fn open_request_object(
        &self,
        client: &Client,
        mut outer: Parameters,
        channel: Channel,
    ) -> Result<Parameters, Rejection> {
        if channel == Channel::Pushed && outer.keys().any(|name| !BESIDE.contains(&name.as_str())) {
            return Err(Rejection::new(
                "invalid_request",
                "with a request object every parameter must be in it",
            ));
        }
        let object = outer.remove("request").unwrap_or_default();
        let inner = self.verified(client, &object).map_err(|problem| {
            Rejection::new(
                "invalid_request_object",
                format!("the request object is refused: {problem}"),
            )
        })?;
        for name in ["client_id", "response_type"] {
            let differs = |inside: &String| outer.get(name).is_some_and(|value| value != inside);
            if inner.get(name).is_some_and(differs) {
                return Err(Rejection::new(
                    "invalid_request_object",
                    format!("{name} differs inside and outside of the request object"),
                ));
            }
        }
        outer.extend(inner);
        Ok(outer)
    }

    fn verified(&self, client: &Client, object: &str) -> Result<Parameters, &'static str> {
        let jwt = Jwt::parse(object)?;
        match (client.request_object_alg, jwt.algorithm.as_str()) {
            (None, "none") if jwt.is_unsigned() => {}
            (None, "none") => return Err("alg none has no signature"),
            (Some(only), name) if Algorithm::of(name) == Some(only) => {
                client.keys.verify(&jwt, only)?;
            }
            _ => return Err("its alg is not the registered one"),
        }
        if jwt.typ.as_deref().is_some_and(|typ| !matches!(typ, "JWT" | "oauth-authz-req+jwt")) {
            return Err("its typ is not oauth-authz-req+jwt");
        }
        if jwt.text("iss") != Some(client.id.as_str()) {
            return Err("iss must be the client_id");
        }
        if !jwt.is_for(&[self.issuer().to_owned()]) {
            return Err("aud must be the issuer");
        }
        jwt.is_timely(self.clock.now_seconds(), MOST_SECONDS)?;
        if jwt.claims.contains_key("request") || jwt.claims.contains_key("request_uri") {
            return Err("it contains another request");
        }
        jwt.claims
            .iter()
            .filter(|(name, _)| PARAMETERS.contains(&name.as_str()))
            .map(|(name, value)| Ok((name.clone(), parameter(name, value)?)))
            .filter(|entry| !matches!(entry, Ok((_, value)) if value.is_empty()))
            .collect()
    }
}

/// The parameter's text outside of an object. `claims` is an object here, not a string.
fn parameter(name: &str, value: &Value) -> Result<String, &'static str> {
    match value {
        Value::String(_) if name == "claims" => Err("claims must be an object"),
        Value::Object(_) if name == "claims" => Ok(value.to_string()),
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        _ => Err("a parameter in it is not a string"),
    }
}
