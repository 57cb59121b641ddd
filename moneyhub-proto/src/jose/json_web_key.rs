use std::fmt;

use serde::Deserialize;
use serde_json::{Map, Value};

/// A set of keys, as they came.
///
/// RFC 7517 section 5 says to ignore keys that are not understood. Here they are kept, for callers
/// that do understand them, and entries that are not even objects are counted. None makes the set
/// fail.
#[derive(Clone, Debug, PartialEq, Eq, Default, Deserialize)]
#[serde(from = "Wire")]
#[non_exhaustive]
pub struct JsonWebKeySet {
    /// The keys, in order.
    pub keys: Vec<JsonWebKey>,
    /// How many further entries were not JSON objects.
    pub unreadable: usize,
}

impl JsonWebKeySet {
    /// The keys with this `kid`. There may be several, of different types (RFC 7517 section 4.5).
    pub fn with_key_id<'a>(&'a self, key_id: &'a str) -> impl Iterator<Item = &'a JsonWebKey> {
        self.keys.iter().filter(move |key| key.key_id() == Some(key_id))
    }
}

impl From<Vec<JsonWebKey>> for JsonWebKeySet {
    fn from(keys: Vec<JsonWebKey>) -> Self {
        Self { keys, unreadable: 0 }
    }
}

/// One key (RFC 7517 section 4). The methods that return strings treat a member of another type as
/// absent.
///
/// `Debug` shows what the key is, and none of its numbers, so that a private key passed in by mistake is not
/// printed.
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
