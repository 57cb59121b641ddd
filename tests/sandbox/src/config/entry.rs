//! A value of the file, and its place.

use std::fmt;

use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::InvalidConfig;

/// The file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    text: &'a str,
}

/// A member, or an element of an array.
#[derive(Clone, Debug)]
pub(super) struct Entry<'a> {
    file: Place<'a>,
    /// From the root: `webhooks.format`, `clients[1]`. Empty for the root.
    pub(super) path: String,
    /// Its name in its object.
    pub(super) name: String,
    pub(super) value: &'a RawValue,
}

impl<'a> Place<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text }
    }

    pub(super) fn whole(self) -> Result<Entry<'a>, InvalidConfig> {
        match serde_json::from_str(self.text) {
            Ok(value) => Ok(Entry { file: self, path: String::new(), name: String::new(), value }),
            Err(error) => {
                // A parser of values has better messages for what is wrong with them.
                let error = serde_json::from_str::<Value>(self.text).err().unwrap_or(error);
                let reason = format!("not JSON: {}", bare(&error));
                Err(InvalidConfig { line: error.line().max(1), reason })
            }
        }
    }

    /// The line in which a part of the file begins.
    fn line(self, value: &RawValue) -> usize {
        let start = value.get().as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        let before = self.text.as_bytes().get(..start).unwrap_or_default();
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    }
}

impl<'a> Entry<'a> {
    /// The value; `what` describes what it must be.
    pub(super) fn read<T: Deserialize<'a>>(&self, what: &str) -> Result<T, InvalidConfig> {
        serde_json::from_str(self.value.get()).map_err(|_| self.must_be(what))
    }

    /// The members, which must have these names.
    pub(super) fn members(&self, known: &[&str]) -> Result<Vec<Self>, InvalidConfig> {
        let Members(members) = self.read("an object")?;
        let mut entries = Vec::<Self>::new();
        for (name, value) in members {
            let dot = if self.path.is_empty() { "" } else { "." };
            let path = format!("{}{dot}{name}", self.path);
            let entry = Self { file: self.file, path, name, value };
            if !known.contains(&entry.name.as_str()) {
                return Err(
                    entry.invalid(&format!("is unknown: permitted are {}", known.join(", ")))
                );
            }
            if entries.iter().any(|earlier| earlier.name == entry.name) {
                return Err(entry.invalid("appears twice"));
            }
            entries.push(entry);
        }
        Ok(entries)
    }

    pub(super) fn elements(&self, what: &str) -> Result<Vec<Self>, InvalidConfig> {
        let values: Vec<&'a RawValue> = self.read(what)?;
        let elements = values.into_iter().enumerate().map(|(place, value)| Self {
            file: self.file,
            path: format!("{}[{place}]", self.path),
            name: self.name.clone(),
            value,
        });
        Ok(elements.collect())
    }

    pub(super) fn must_be(&self, what: &str) -> InvalidConfig {
        self.invalid(&format!("must be {what}"))
    }

    /// `problem` continues a sentence that begins with the path of the entry.
    pub(super) fn invalid(&self, problem: &str) -> InvalidConfig {
        let path = if self.path.is_empty() { "the file" } else { &self.path };
        self.wrong(format!("{path} {problem}"))
    }

    /// For a reason that already names its place.
    pub(super) fn wrong(&self, reason: String) -> InvalidConfig {
        InvalidConfig { line: self.file.line(self.value), reason }
    }
}

/// An object in the order of the file, with duplicates.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(InOrder).map(Members)
    }
}

/// The message without its place, which is the line of the file.
fn bare(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}
