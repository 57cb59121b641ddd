use http::StatusCode;
use thiserror::Error as ThisError;

use crate::reader::Unreadable;

/// A successful answer that can't be read: where and why, never what.
#[derive(Clone, Debug, PartialEq, Eq, ThisError)]
#[error("the answer ({} bytes with status {}) can't be read{}: {category}", length, status.as_u16(), place(path))]
pub struct DecodeError {
    status: StatusCode,
    length: usize,
    path: String,
    category: DecodeCategory,
}

/// Why an answer can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ThisError)]
#[non_exhaustive]
pub enum DecodeCategory {
    /// It starts with a byte order mark, which JSON on the wire must not have (RFC 8259 section 8.1).
    #[error("it starts with a byte order mark")]
    ByteOrderMark,
    /// A member occurs twice.
    #[error("a member occurs twice")]
    DuplicateMember,
    /// There is no body.
    #[error("it is empty")]
    Empty,
    /// It is a page of HTML: often a gateway's own words, or a wrong URL.
    #[error("it is HTML, not JSON; is the URL right, and is no gateway in between?")]
    Html,
    /// A required member is missing.
    #[error("a member is missing")]
    MissingMember,
    /// A number is out of range.
    #[error("a number is out of range")]
    OutOfRange,
    /// It is not JSON.
    #[error("it is not JSON")]
    Syntax,
    /// It is nested too deeply.
    #[error("it is nested too deeply")]
    TooDeep,
    /// It ends in the middle.
    #[error("it ends in the middle")]
    Truncated,
    /// A value has another type or form than documented.
    #[error("a value has another type or form than documented")]
    WrongType,
}

impl DecodeError {
    /// The status of the answer.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// The place in the JSON, such as `data[3].userId`. Empty for the body as a whole.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Why it can't be read.
    #[must_use]
    pub const fn category(&self) -> DecodeCategory {
        self.category
    }

    pub(crate) fn new(status: StatusCode, length: usize, unreadable: Unreadable) -> Self {
        let Unreadable { category, path } = unreadable;
        Self { status, length, path, category }
    }
}

fn place(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!(" at {path}") }
}
