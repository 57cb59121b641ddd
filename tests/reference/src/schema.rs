//! A schema of the reference, and its queries.

use std::fmt;

use serde_json::Value;

use crate::document::SCHEMAS;
use crate::path::JsonPath;

mod members;
mod names;
mod validate;

pub use members::Member;

/// Which side writes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Use {
    /// A client: it must not send members that the schema does not name.
    Request,
    /// The service: any member that is not required may be `null` or absent, and unknown members are allowed.
    Reply,
}

/// A schema (JSON Schema 2020-12, with the extension `x-open-enum`). It is a handle: copy it.
#[derive(Clone, Copy)]
pub struct Schema {
    /// A `$ref` is followed when it is read; `allOf` was merged before.
    node: &'static Value,
    side: Use,
}

/// Where a value violates its schema, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// The place of the value; of a missing member, that of its object.
    pub path: JsonPath,
    /// What is wrong with it.
    pub message: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

static ANYTHING: Value = Value::Bool(true);

impl Default for Schema {
    /// The schema that accepts anything.
    fn default() -> Self {
        Self { node: &ANYTHING, side: Use::Reply }
    }
}

impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Schema({:?}, {})", self.side, self.name().unwrap_or("inline"))
    }
}

impl Schema {
    pub(crate) fn at(node: &'static Value, side: Use) -> Option<Self> {
        (!node.is_null()).then_some(Self { node, side })
    }

    /// The named schema (`$defs`), read as what a request or a reply contains.
    #[must_use]
    pub fn named(name: &str, side: Use) -> Option<Self> {
        SCHEMAS["$defs"].get(name).and_then(|node| Self::at(node, side))
    }

    /// Which side writes the value.
    #[must_use]
    pub fn side(self) -> Use {
        self.side
    }

    /// The name in `$defs`, where it is a reference to one.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        self.node["$ref"].as_str().map(|reference| reference.trim_start_matches("#/$defs/"))
    }

    /// The JSON of the schema, references followed at its top.
    #[must_use]
    pub fn json(self) -> &'static Value {
        let mut node = self.node;
        while let Some(name) = (Self { node, ..self }).name() {
            node = &SCHEMAS["$defs"][name];
        }
        node
    }

    /// Whether it says anything: `true`, or only annotations, says nothing.
    #[must_use]
    pub fn is_known(self) -> bool {
        self.json()
            .as_object()
            .is_some_and(|json| json.keys().any(|keyword| !keyword.starts_with("x-")))
    }

    /// Where a value violates the schema; empty if it satisfies it. Open enums accept any text.
    #[must_use]
    pub fn failures(self, value: &Value) -> Vec<Failure> {
        validate::failures(self, value, false)
    }

    /// As [`failures`](Self::failures), with `null` taken literally and open enums closed: the check for
    /// samples.
    #[must_use]
    pub fn strict_failures(self, value: &Value) -> Vec<Failure> {
        validate::failures(self, value, true)
    }

    /// Whether a value satisfies the schema.
    #[must_use]
    pub fn accepts(self, value: &Value) -> bool {
        self.failures(value).is_empty()
    }

    /// The places of members that the schema does not name.
    #[must_use]
    pub fn unnamed_members(self, value: &Value) -> Vec<JsonPath> {
        names::unnamed_members(self, value)
    }

    /// The known values, when it is an enum: open in replies, closed in requests.
    #[must_use]
    pub fn values(self) -> Vec<&'static str> {
        let json = self.json();
        let values = json["x-open-enum"].as_array().or_else(|| json["enum"].as_array());
        values.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// Whether texts that are not among [`values`](Self::values) have to be expected.
    #[must_use]
    pub fn is_open_enum(self) -> bool {
        self.json().get("x-open-enum").is_some()
    }

    /// Each value directly inside of `value` that the schema describes, with its schema; where the schema
    /// has alternatives, `value` itself with each one that accepts it.
    #[must_use]
    pub fn parts_of(self, value: &Value) -> Vec<(&Value, Self)> {
        names::parts_of(self, value)
    }

    pub(crate) fn part(self, node: &'static Value) -> Self {
        Self { node, ..self }
    }

    /// The schemas of `anyOf` or `oneOf`.
    pub(crate) fn alternatives(self) -> impl Iterator<Item = Self> {
        let json = self.json();
        let parts = json["anyOf"].as_array().or_else(|| json["oneOf"].as_array());
        parts.into_iter().flatten().map(move |part| self.part(part))
    }

    /// The named members, in alphabetical order.
    pub(crate) fn properties(self) -> impl Iterator<Item = (&'static str, Self)> {
        let properties = self.json()["properties"].as_object().into_iter().flatten();
        properties.map(move |(name, node)| (name.as_str(), self.part(node)))
    }

    /// The schema of the member of this name.
    pub(crate) fn property(self, name: &str) -> Option<Self> {
        self.json()["properties"].get(name).map(|node| self.part(node))
    }

    /// The schema of members that are not named, where they have one.
    pub(crate) fn other_members(self) -> Option<Self> {
        self.json()
            .get("additionalProperties")
            .filter(|node| node.is_object())
            .map(|node| self.part(node))
    }

    /// Schemas of members by a pattern of their name.
    pub(crate) fn pattern_members(self) -> impl Iterator<Item = (&'static str, Self)> {
        let patterns = self.json()["patternProperties"].as_object().into_iter().flatten();
        patterns.map(move |(pattern, node)| (pattern.as_str(), self.part(node)))
    }

    /// The schema of an array's items.
    pub(crate) fn items(self) -> Option<Self> {
        self.json().get("items").map(|node| self.part(node))
    }

    /// The names of required members.
    pub(crate) fn required(self) -> impl Iterator<Item = &'static str> {
        self.json()["required"].as_array().into_iter().flatten().filter_map(Value::as_str)
    }
}

/// Every named schema with its name, sorted, read as what its `x-use` says; a reply where it says both.
#[must_use]
pub fn definitions() -> Vec<(&'static str, Schema)> {
    let definitions = SCHEMAS["$defs"].as_object().into_iter().flatten();
    definitions
        .map(|(name, node)| {
            let reply = Schema { node, side: Use::Reply };
            let request = reply.json()["x-use"] == "request";
            (name.as_str(), if request { Schema { node, side: Use::Request } } else { reply })
        })
        .collect()
}
