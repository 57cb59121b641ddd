//! Short texts, of which a reply may contain thousands.

use std::{borrow::Borrow, fmt, ops::Deref};

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

/// A text that is stored inline up to 24 bytes, and on the heap beyond that.
///
/// Use it like a `&str`, which it derefs to.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::Text;
///
/// let description = Text::from("Example Stores");
/// assert!(description.starts_with("Example"));
/// assert_eq!(description, "Example Stores");
/// ```
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(CompactString);

impl Text {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// So that a map whose keys are texts can be searched with a `&str`.
impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(CompactString::new(text))
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.0.into()
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_the_same_whether_it_is_kept_in_place_or_not() {
        for length in [0, 1, 23, 24, 25, 1000] {
            let text = "\u{e9}x".repeat(length / 3) + &"y".repeat(length % 3);
            let read: Text = serde_json::from_value(text.clone().into()).unwrap();
            assert_eq!(read, Text::from(text.as_str()));
            assert_eq!(String::from(read), text);
        }
    }

    #[test]
    fn a_text_is_shown_like_a_string() {
        let text = Text::from("a \"b\"");
        assert_eq!(format!("{text:>6}|{text:?}"), " a \"b\"|\"a \\\"b\\\"\"");
    }
}
