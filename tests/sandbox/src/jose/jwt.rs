//! A parsed JWT in the compact form (RFC 7515 section 7.1).

use serde_json::{Map, Value};

use super::decoded;

/// Not verified yet: see [`Jwks::verify`](super::Jwks::verify).
pub(crate) struct Jwt<'a> {
    pub(crate) algorithm: String,
    pub(crate) kid: Option<String>,
    pub(crate) typ: Option<String>,
    pub(crate) claims: Map<String, Value>,
    /// Header and payload with the dot between them: what was signed.
    pub(super) signed: &'a str,
    pub(super) signature: &'a str,
}

impl<'a> Jwt<'a> {
    pub(crate) fn parse(text: &'a str) -> Result<Self, &'static str> {
        let (signed, signature) = text.rsplit_once('.').ok_or("it is not a JWT")?;
        let (header, payload) = signed.split_once('.').ok_or("it is not a JWT")?;
        if payload.contains('.') {
            return Err("it has more than three parts");
        }
        let header = object(header).ok_or("its header is not JSON in base64url")?;
        let claims = object(payload).ok_or("its claims are not JSON in base64url")?;
        if header.contains_key("crit") {
            return Err("it has a crit header");
        }
        let text = |name: &str| header.get(name).and_then(Value::as_str).map(str::to_owned);
        if header.contains_key("kid") && text("kid").is_none() {
            return Err("its kid is not a string");
        }
        let algorithm = text("alg").ok_or("it has no alg")?;
        Ok(Self { algorithm, kid: text("kid"), typ: text("typ"), claims, signed, signature })
    }

    /// Whether there is nothing after the last dot, as with the algorithm `none`.
    pub(crate) fn is_unsigned(&self) -> bool {
        self.signature.is_empty()
    }

    pub(crate) fn text(&self, claim: &str) -> Option<&str> {
        self.claims.get(claim)?.as_str()
    }

    /// A NumericDate in seconds. It may have a fraction (RFC 7519 section 2), which is dropped.
    pub(crate) fn seconds(&self, claim: &str) -> Option<i64> {
        let value = self.claims.get(claim)?;
        value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds as i64))
    }

    /// Whether `aud`, a string or an array of them, has one of these.
    pub(crate) fn is_for(&self, audiences: &[String]) -> bool {
        let known = |value: &Value| audiences.iter().any(|known| value == known);
        match self.claims.get("aud") {
            Some(Value::Array(values)) => values.iter().any(known),
            Some(value) => known(value),
            None => false,
        }
    }

    /// The time limits for every JWT from a client: `exp` is present, in the future and at most
    /// `most` seconds ahead; `nbf` and `iat`, if present, are not in the future.
    pub(crate) fn is_timely(&self, now: i64, most: i64) -> Result<(), &'static str> {
        let exp = self.seconds("exp").ok_or("exp must be a number")?;
        if exp <= now {
            return Err("it has expired");
        }
        if exp > now.saturating_add(most) {
            return Err("its exp is too far ahead");
        }
        for name in ["nbf", "iat"] {
            if self.claims.contains_key(name) {
                let from = self.seconds(name).ok_or("nbf and iat must be numbers")?;
                if from > now {
                    return Err("it is not valid yet");
                }
            }
        }
        Ok(())
    }
}

fn object(part: &str) -> Option<Map<String, Value>> {
    match serde_json::from_slice(&decoded(part)?) {
        Ok(Value::Object(members)) => Some(members),
        _ => None,
    }
}
