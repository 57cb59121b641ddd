//! Short texts that are stored inline.

use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// How many bytes are stored inline: a UUID has 36, and one with the prefix of a standard category,
/// `std:`, has 40. Nine out of ten allocations of a page of transactions would be for such texts.
const ROOM: usize = 40;

/// The text of an id: inline up to 40 bytes, on the heap beyond that.
#[derive(Clone)]
pub(crate) struct IdText(Place);

#[derive(Clone)]
enum Place {
    Here(u8, [u8; ROOM]),
    Heap(Box<str>),
}

impl IdText {
    pub(crate) fn new(text: &str) -> Self {
        let mut here = [0; ROOM];
        match (here.get_mut(..text.len()), u8::try_from(text.len())) {
            (Some(room), Ok(length)) => {
                room.copy_from_slice(text.as_bytes());
                Self(Place::Here(length, here))
            }
            _ => Self(Place::Heap(text.into())),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        match &self.0 {
            // It was valid UTF-8 when it was stored, so it still is.
            Place::Here(length, here) => here
                .get(..usize::from(*length))
                .and_then(|text| std::str::from_utf8(text).ok())
                .unwrap_or_default(),
            Place::Heap(text) => text,
        }
    }
}

impl Default for IdText {
    fn default() -> Self {
        Self(Place::Here(0, [0; ROOM]))
    }
}

impl PartialEq for IdText {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for IdText {}

impl PartialOrd for IdText {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for IdText {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl Hash for IdText {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl Serialize for IdText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for IdText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl de::Visitor<'_> for Text {
            type Value = IdText;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_str<E>(self, text: &str) -> Result<IdText, E> {
                Ok(IdText::new(text))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_the_same_whether_it_is_kept_in_place_or_not() {
        for length in [0, 1, 39, 40, 41, 1000] {
            let text = "\u{e9}a".repeat(length / 3) + &"x".repeat(length % 3);
            assert_eq!(IdText::new(&text).as_str(), text);
        }
    }

    #[test]
    fn texts_are_compared_and_ordered_by_what_they_say() {
        let (short, long) = (IdText::new("b"), IdText::new(&"a".repeat(41)));
        assert!(short > long && short == IdText::new("b") && short != long);
    }
}
