//! What `serde_json` says of a text that it can't read.

use super::{scanner, surrogates};
use crate::ground::error::DecodeCategory;

/// Why a text can't be read, and where: the error, without a word of the text but names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unreadable {
    pub(crate) category: DecodeCategory,
    /// Empty for the text as a whole.
    pub(crate) path: String,
}

/// One error of `serde_json`, understood. Category and expectation are only in its words, which quote
/// the text in the middle: so only its first words, which are serde's, and its last ones, which are those of
/// our own types, are looked at. Tests hold both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) category: DecodeCategory,
    /// The member that is missing, or occurs twice: always one of our own types.
    pub(super) name: Option<String>,
    /// How far the text was read. `None` when nobody knows.
    pub(super) offset: Option<usize>,
    /// With which byte the value of the wrong type begins, if it is a list or an object. The text was then
    /// read up to it, and not to its end.
    pub(super) opening: Option<u8>,
    pub(super) expected: Expected,
    /// A type of ours has refused it. Else it is wrong as JSON, or beyond what can be read.
    of_type: bool,
}

/// What a type would have liked to read.
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

    /// The same of a text that is JSON but for lone surrogates. Without those, what `serde_json` calls wrong
    /// as JSON is a list with more items than a type has members, which it would take for an object.
    pub(super) fn of_json(error: &serde_json::Error, text: &str) -> Self {
        let mut failure = Self::of(error, text);
        if failure.category == DecodeCategory::Syntax && !surrogates::has_lone(text) {
            failure.category = DecodeCategory::WrongType;
        }
        failure
    }

    /// Only what has a type of ours can be of a wrong one, and then the names on the way to it are ours,
    /// too. What is wrong as JSON may lie in members that nobody knows, and that could name anybody.
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
