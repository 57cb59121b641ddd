//! JSON objects in which no member occurs twice. `serde_json` keeps the last of two, other parsers
//! the first. A token that can be read in two ways enables attacks (RFC 8725 section 2.4).

use std::{borrow::Cow, collections::BTreeSet, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error as _, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};

use crate::ground::reader;

pub(super) enum NotUnique {
    DuplicateMember,
    NotAnObject,
}

/// Reads an object whose members are unique at every depth. Lone surrogates in its strings become U+FFFD: the
/// signature is over the bytes, and a name that was cut off in the middle of an emoji is no reason to turn a
/// user away.
pub(super) fn object(json: &[u8]) -> Result<Map<String, Value>, NotUnique> {
    serde_json::from_str(&text(json)?).map_err(|_| NotUnique::NotAnObject)
}

/// The text of such an object, or of other JSON.
pub(super) fn text(json: &[u8]) -> Result<Cow<'_, str>, NotUnique> {
    let text = std::str::from_utf8(json).map_err(|_| NotUnique::NotAnObject)?;
    match check(text) {
        Err(NotUnique::NotAnObject) => {
            let mended = reader::without_lone_surrogates(text).ok_or(NotUnique::NotAnObject)?;
            check(&mended).map(|()| mended.into())
        }
        checked => checked.map(|()| text.into()),
    }
}

fn check(text: &str) -> Result<(), NotUnique> {
    match serde_json::from_str::<Unique>(text) {
        Ok(Unique) => Ok(()),
        // Only the visitor below makes errors of this category.
        Err(error) if error.is_data() => Err(NotUnique::DuplicateMember),
        Err(_) => Err(NotUnique::NotAnObject),
    }
}

/// Any JSON without a repeated member. It is checked, not kept.
struct Unique;

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Unique {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while let Some(Self) = items.next_element()? {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self, A::Error> {
        let mut names = BTreeSet::new();
        while let Some(name) = members.next_key::<String>()? {
            if !names.insert(name) {
                return Err(A::Error::custom("a member occurs twice"));
            }
            let Self = members.next_value()?;
        }
        Ok(self)
    }
}
