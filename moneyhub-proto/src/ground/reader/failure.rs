//! What `serde_json` says about a text that it can't read.

use super::{scanner, surrogates};
use crate::ground::error::DecodeCategory;

/// Why a text can't be read, and where. The error contains nothing of the text except names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unreadable {
    pub(crate) category: DecodeCategory,
    /// Empty for the text as a whole.
    pub(crate) path: String,
}

/// One parsed error of `serde_json`. Category and expectation are only in its message, which quotes the text
/// in the middle. So only the beginning, which is serde's, and the end, which comes from our own types, are
/// used. Tests pin both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) category: DecodeCategory,
    /// The member that is missing or occurs twice: always a member of one of our own types.
    pub(super) name: Option<String>,
    /// How far the text was read. `None` if that is unknown.
    pub(super) offset: Option<usize>,
    /// The first byte of the value of the wrong type, if it is a list or an object. The text was then read up
    /// to that value, not to its end.
    pub(super) opening: Option<u8>,
    pub(super) expected: Expected,
    /// Whether one of our types refused it. Otherwise it is invalid JSON, or beyond the limits.
    of_type: bool,
}

/// What a type expected to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    Boolean,
    Integer,
    Number,
    Other,
}

impl Failure {
    pub(super) fn of(error: &serde_json::Error, text: &str) -> Self {
        let words = error.to_string();
        let known = CATEGORIES.iter().find(|(start, _)| words.starts_with(start));
        let category = match known {
            _ if error.is_eof() => DecodeCategory::Truncated,
            Some((_, category)) => *category,
            None if error.is_data() => DecodeCategory::WrongType,
            None => DecodeCategory::Syntax,
        };
        Self {
            category,
            name: named(&words).map(str::to_owned),
            offset: offset(text, error.line(), error.column()),
            opening: opening(&words),
            expected: expected(&words),
            of_type: error.is_data(),
        }
    }

    /// Whether it is of a kind that can be repaired.
    pub(super) const fn is_repairable(&self) -> bool {
        matches!(
            self.category,
            DecodeCategory::MissingMember
                | DecodeCategory::OutOfRange
                | DecodeCategory::Syntax
                | DecodeCategory::WrongType
        )
    }

    /// The same for a text that is JSON apart from lone surrogates. Apart from those, what `serde_json` calls
    /// invalid JSON is a list with more items than a type has members, which it would take for an object.
    pub(super) fn of_json(error: &serde_json::Error, text: &str) -> Self {
        let mut failure = Self::of(error, text);
        if failure.category == DecodeCategory::Syntax && !surrogates::has_lone(text) {
            failure.category = DecodeCategory::WrongType;
        }
        failure
    }

    /// Only values of our types can have the wrong type, and then the names on the way to them are ours, too.
    /// Invalid JSON may be in unknown members, whose names could be personal data.
    pub(super) fn explained(&self, text: &str) -> Unreadable {
        let of = |category| Unreadable { category, path: String::new() };
        match text.trim_ascii_start().as_bytes() {
            [] => of(DecodeCategory::Empty),
            [0xEF, 0xBB, 0xBF, ..] => of(DecodeCategory::ByteOrderMark),
            [b'<', ..] => of(DecodeCategory::Html),
            _ if self.of_type => {
                Unreadable { category: self.category, path: scanner::locate(text, self).path }
            }
            _ => of(self.category),
        }
    }
}

/// How the messages of serde and `serde_json` start.
const CATEGORIES: [(&str, DecodeCategory); 7] = [
    ("duplicate field", DecodeCategory::DuplicateMember),
    ("invalid length", DecodeCategory::WrongType),
    ("invalid type", DecodeCategory::WrongType),
    ("invalid value", DecodeCategory::WrongType),
    ("missing field", DecodeCategory::MissingMember),
    ("number out of range", DecodeCategory::OutOfRange),
    ("recursion limit exceeded", DecodeCategory::TooDeep),
];

/// The name in "missing field `name`" and "duplicate field `name`".
fn named(words: &str) -> Option<&str> {
    let rest = words.strip_prefix("missing field `");
    let (name, _) = rest.or_else(|| words.strip_prefix("duplicate field `"))?.split_once('`')?;
    Some(name)
}

fn opening(words: &str) -> Option<u8> {
    let found = words.strip_prefix("invalid type: ")?;
    if found.starts_with("map,") {
        return Some(b'{');
    }
    found.starts_with("sequence,").then_some(b'[')
}

fn expected(words: &str) -> Expected {
    let words = words.rsplit_once(", expected ").map_or("", |(_, expected)| expected);
    match words.split_once(" at line ").map_or(words, |(expected, _)| expected) {
        "a boolean" => Expected::Boolean,
        "f32" | "f64" => Expected::Number,
        "i8" | "i16" | "i32" | "i64" | "i128" | "isize" | "u8" | "u16" | "u32" | "u64" | "u128"
        | "usize" => Expected::Integer,
        _ => Expected::Other,
    }
}

/// Lines count from one, and columns are the bytes of the line that were read.
fn offset(text: &str, line: usize, column: usize) -> Option<usize> {
    let start = match line.checked_sub(2) {
        None => 0,
        Some(before) => {
            text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').nth(before)?.0 + 1
        }
    };
    (line > 0).then_some((start + column).min(text.len()))
}
