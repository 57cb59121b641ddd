use std::fmt;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{DiscoveryDocument, endpoint};
use crate::{
    call::{Authentication, Call, Service},
    config::Config,
    decode,
    endpoint::Endpoint,
    error::{DiscoveryError, Error},
    reply::Reply,
};

/// The largest answer, in bytes. Real ones have a few thousand.
const REPLY_LIMIT: usize = 256 * 1024;

/// `GET /oidc/certs`: the public keys of the identity service (RFC 7517 section 5). No
/// authentication.
///
/// # Examples
///
/// ```
/// use http::Response;
/// use moneyhub_proto::{auth::GetJsonWebKeys, codec};
///
/// let body = r#"{"keys":[{"kty":"RSA","kid":"k1","n":"AQAB","e":"AQAB"},{"kty":"new"},17]}"#;
/// let keys = codec::decode(&GetJsonWebKeys, Response::new(body))?;
/// assert_eq!(keys.keys.len(), 2);
/// assert_eq!(keys.unreadable, 1);
/// assert_eq!(keys.with_key_id("k1").count(), 1);
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct GetJsonWebKeys;

impl Endpoint for GetJsonWebKeys {
    const NAME: &'static str = "auth.get_json_web_keys";
    type Output = JsonWebKeySet;

    fn call(&self) -> Result<Call, Error> {
        Ok(Call::get(Self::NAME, Service::Identity, "/oidc/certs", &[])?
            .authenticated_by(Authentication::None)
            .reply_limit(REPLY_LIMIT))
    }

    fn decode(&self, reply: &mut Reply<'_>) -> Result<JsonWebKeySet, Error> {
        decode::bare(reply)
    }
}

/// The same, at the place that a discovery document names.
pub(crate) struct DiscoveredKeys {
    url: String,
}

impl DiscoveredKeys {
    /// # Errors
    ///
    /// Whatever makes the document one that can't be trusted.
    pub(crate) fn of(
        document: &DiscoveryDocument,
        config: &Config,
    ) -> Result<Self, DiscoveryError> {
        // Where its other endpoints are is no matter here: nothing is sent there.
        if document.issuer != config.issuer() {
            return Err(DiscoveryError::UnexpectedIssuer);
        }
        let url = endpoint::url_of("jwks_uri", &document.jwks_uri, config.issuer(), config)?;
        Ok(Self { url })
    }
}

impl Endpoint for DiscoveredKeys {
    const NAME: &'static str = GetJsonWebKeys::NAME;
    type Output = JsonWebKeySet;

    fn call(&self) -> Result<Call, Error> {
        Ok(GetJsonWebKeys.call()?.at_url(self.url.clone()))
    }

    fn decode(&self, reply: &mut Reply<'_>) -> Result<JsonWebKeySet, Error> {
        GetJsonWebKeys.decode(reply)
    }
}

/// A set of keys, as raw as they came.
///
/// RFC 7517 section 5 wants keys that are not understood to be ignored. Here they are kept, for
/// whoever does understand them, and one that is not even an object is counted; none fails the set.
#[derive(Clone, Debug, PartialEq, Eq, Default, Deserialize)]
#[serde(from = "Wire")]
#[non_exhaustive]
pub struct JsonWebKeySet {
    /// The keys, in their order.
    pub keys: Vec<JsonWebKey>,
    /// How many more there were that are not JSON objects.
    pub unreadable: usize,
}

impl JsonWebKeySet {
    /// The keys of this `kid`. There may be several, of other types: RFC 7517 section 4.5.
    pub fn with_key_id<'a>(&'a self, key_id: &'a str) -> impl Iterator<Item = &'a JsonWebKey> {
        self.keys.iter().filter(move |key| key.key_id() == Some(key_id))
    }
}

impl From<Vec<JsonWebKey>> for JsonWebKeySet {
    fn from(keys: Vec<JsonWebKey>) -> Self {
        Self { keys, unreadable: 0 }
    }
}

/// One key (RFC 7517 section 4), with members that are known to be strings where they are asked for
/// as such: a member of another type is as good as absent.
///
/// `Debug` shows what the key is, and none of its numbers: a set that was mixed up with a private one
/// is not printed.
#[derive(Clone, PartialEq, Eq)]
pub struct JsonWebKey(Map<String, Value>);

impl JsonWebKey {
    /// The type of key, `kty`, such as `RSA` or `EC`.
    #[must_use]
    pub fn key_type(&self) -> Option<&str> {
        self.text("kty")
    }

    /// The id, `kid`.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.text("kid")
    }

    /// The only algorithm that the key may be used with, `alg`.
    #[must_use]
    pub fn algorithm(&self) -> Option<&str> {
        self.text("alg")
    }

    /// What the key is for, `use`: `sig` or `enc`.
    #[must_use]
    pub fn public_key_use(&self) -> Option<&str> {
        self.text("use")
    }

    /// A member that is a string.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// All members.
    #[must_use]
    pub const fn members(&self) -> &Map<String, Value> {
        &self.0
    }
}

impl From<Map<String, Value>> for JsonWebKey {
    fn from(members: Map<String, Value>) -> Self {
        Self(members)
    }
}

impl fmt::Debug for JsonWebKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonWebKey")
            .field("kty", &self.key_type())
            .field("kid", &self.key_id())
            .field("alg", &self.algorithm())
            .field("use", &self.public_key_use())
            .finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct Wire {
    keys: Vec<Value>,
}

impl From<Wire> for JsonWebKeySet {
    fn from(wire: Wire) -> Self {
        let entries = wire.keys.len();
        let keys: Vec<JsonWebKey> = wire
            .keys
            .into_iter()
            .filter_map(|entry| match entry {
                Value::Object(members) => Some(JsonWebKey(members)),
                _ => None,
            })
            .collect();
        Self { unreadable: entries - keys.len(), keys }
    }
}

#[cfg(test)]
mod tests {
    use http::Response;

    use super::*;
    use crate::{Config, codec};

    fn read(body: &str) -> Result<JsonWebKeySet, Error> {
        codec::decode(&GetJsonWebKeys, Response::new(body.to_owned()))
    }

    #[test]
    fn they_are_asked_for_by_nobody() {
        let config = Config::builder().build().unwrap();
        let request = codec::encode_without_token(&GetJsonWebKeys, &config).unwrap();
        assert_eq!(request.uri(), "https://identity.moneyhub.co.uk/oidc/certs");
        assert!(!request.headers().contains_key("authorization"));
    }

    #[test]
    fn a_key_that_nobody_knows_is_kept_with_all_its_members() {
        let set = read(r#"{"keys":[{"kty":"AKP","alg":"ML-DSA-44","pub":"x","ext":{"a":1}}]}"#);
        let key = &set.unwrap().keys[0];
        assert_eq!((key.key_type(), key.algorithm()), (Some("AKP"), Some("ML-DSA-44")));
        assert_eq!(key.members()["ext"]["a"], 1);
    }

    #[test]
    fn one_bad_key_never_fails_the_set() {
        let set = read(r#"{"keys":[null,7,"x",[],{"kty":7,"kid":[]},{"kty":"EC","kid":"k1"}]}"#);
        let set = set.unwrap();
        assert_eq!((set.keys.len(), set.unreadable), (2, 4));
        assert_eq!((set.keys[0].key_type(), set.keys[0].key_id()), (None, None));
        assert_eq!(set.with_key_id("k1").count(), 1);
    }

    #[test]
    fn keys_that_share_an_id_are_all_found() {
        let set = read(r#"{"keys":[{"kty":"EC","kid":"k"},{"kty":"RSA","kid":"k"}]}"#).unwrap();
        let types: Vec<_> = set.with_key_id("k").map(JsonWebKey::key_type).collect();
        assert_eq!(types, [Some("EC"), Some("RSA")]);
    }

    #[test]
    fn a_set_without_keys_is_no_set() {
        assert_eq!(read("{}").unwrap_err().decode_error().unwrap().path(), "keys");
        assert_eq!(read(r#"{"keys":{}}"#).unwrap_err().decode_error().unwrap().path(), "keys");
    }

    #[test]
    fn debug_shows_none_of_the_numbers() {
        let set = read(r#"{"keys":[{"kty":"RSA","kid":"k","d":"canary","use":"sig"}]}"#).unwrap();
        let shown = format!("{set:?}");
        assert!(shown.contains("\"k\"") && !shown.contains("canary"), "{shown}");
    }
}
