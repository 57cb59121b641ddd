//! Additions by the service change nothing that is known today.

use std::fmt::Write;

use http::Response;
use moneyhub_proto::{Endpoint, codec};
use serde::Serialize;
use serde_json::Value;

/// A member that no version of this library knows, to be put into a good reply.
#[derive(Clone, Debug)]
pub struct Addition {
    /// Into which object, counted from the first; modulo their number.
    pub object: usize,
    /// Before which of its members; modulo their number and one.
    pub position: usize,
    /// Its name. One of a member that is known is made unknown.
    pub name: String,
    /// Its value.
    pub value: Value,
}

/// Puts `strings` in place of the enumerations of a good reply, in their order and over and over,
/// and additions anywhere. It still decodes, the additions change nothing, and encoding it again
/// gives every member that is known, with the strings byte for byte.
///
/// # Panics
///
/// When the law is broken, or when `reply` is not the encoding of what it decodes to.
pub fn additions_change_nothing<E>(
    endpoint: &E,
    reply: &Value,
    strings: &[String],
    additions: &[Addition],
) where
    E: Endpoint<Output: Serialize>,
{
    let mut reply = reply.clone();
    replace_enumerations(&mut reply, &mut strings.iter().cycle());
    let read = |body: String| {
        let output = codec::decode(endpoint, Response::new(body.clone()));
        let output = output.unwrap_or_else(|error| panic!("{error} in {body}"));
        serde_json::to_value(output).expect("a value can be written")
    };
    let before = read(reply.to_string());
    let after = read(extended(&reply, additions));
    assert_eq!(after, before, "an unknown member has changed a known one");
    let known = reply.get("data").filter(|_| before.get("data").is_none());
    assert_eq!(&before, known.unwrap_or(&reply), "a known member has changed");
}

fn replace_enumerations<'a>(reply: &mut Value, strings: &mut impl Iterator<Item = &'a String>) {
    match reply {
        Value::Array(items) => {
            for item in items {
                replace_enumerations(item, strings);
            }
        }
        Value::Object(map) => {
            for (name, value) in map {
                if value.is_string() && ENUMERATIONS.contains(&name.as_str()) {
                    *value = strings.next().map_or(value.take(), |text| text.as_str().into());
                }
                replace_enumerations(value, strings);
            }
        }
        _ => {}
    }
}

/// The reply as text, with the additions in it.
#[must_use]
pub fn extended(reply: &Value, additions: &[Addition]) -> String {
    let mut writer =
        Writer { out: String::new(), additions, objects: objects_of(reply).max(1), object: 0 };
    writer.value(reply);
    writer.out
}

fn objects_of(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(objects_of).sum(),
        Value::Object(map) => 1 + map.values().map(objects_of).sum::<usize>(),
        _ => 0,
    }
}

struct Writer<'a> {
    out: String,
    additions: &'a [Addition],
    objects: usize,
    object: usize,
}

impl Writer<'_> {
    fn value(&mut self, value: &Value) {
        match value {
            Value::Array(items) => {
                self.out.push('[');
                for (index, item) in items.iter().enumerate() {
                    self.separate(index > 0);
                    self.value(item);
                }
                self.out.push(']');
            }
            Value::Object(map) => {
                let object = self.object;
                self.object += 1;
                self.out.push('{');
                let mut first = true;
                for position in 0..=map.len() {
                    for addition in self.additions {
                        let here = addition.position % (map.len() + 1) == position;
                        if here && addition.object % self.objects == object {
                            self.separate(!first);
                            first = false;
                            let name = Value::from(unknown(&addition.name));
                            let _ = write!(self.out, "{name}:{}", addition.value);
                        }
                    }
                    if let Some((name, value)) = map.iter().nth(position) {
                        self.separate(!first);
                        first = false;
                        let _ = write!(self.out, "{}:", Value::from(name.as_str()));
                        self.value(value);
                    }
                }
                self.out.push('}');
            }
            scalar => {
                let _ = write!(self.out, "{scalar}");
            }
        }
    }

    fn separate(&mut self, wanted: bool) {
        if wanted {
            self.out.push(',');
        }
    }
}

fn unknown(name: &str) -> String {
    if KNOWN.contains(&name) { format!("{name}_") } else { name.to_owned() }
}

/// The members that are enumerations.
const ENUMERATIONS: [&str; 9] = [
    "action",
    "error",
    "extendedStatus",
    "fetchStatus",
    "managedBy",
    "method",
    "status",
    "type",
    "userType",
];

/// The members of every modelled type.
const KNOWN: [&str; 43] = [
    "accountId",
    "accountIds",
    "accounts",
    "action",
    "clientId",
    "clientName",
    "clientUserId",
    "connectedOn",
    "connectionId",
    "connectionIds",
    "createdAt",
    "data",
    "deletedAt",
    "error",
    "expiresAt",
    "extendedStatus",
    "fetchStatus",
    "fetchedAt",
    "id",
    "lastAccessed",
    "lastUpdated",
    "limit",
    "links",
    "managedBy",
    "meta",
    "method",
    "name",
    "next",
    "offset",
    "prev",
    "providerId",
    "scopes",
    "self",
    "singleSyncOnly",
    "status",
    "total",
    "tppConsent",
    "type",
    "updatedAt",
    "useMfa",
    "userConsentedAt",
    "userId",
    "userType",
];
