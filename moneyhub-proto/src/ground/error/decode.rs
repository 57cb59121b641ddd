use http::{HeaderMap, StatusCode, header};
use thiserror::Error as ThisError;

use super::{Error, Outcome};
use crate::ground::reader::Unreadable;

/// A successful answer that can't be read: where and why, never its contents.
#[derive(Clone, Debug, PartialEq, Eq, ThisError)]
#[error("the answer ({} bytes with status {}) can't be read{}: {category}{}", length, status.as_u16(), place(path), named(*coding))]
pub struct DecodeError {
    status: StatusCode,
    length: usize,
    path: String,
    category: DecodeCategory,
    coding: Option<&'static str>,
}

/// Why an answer can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ThisError)]
#[non_exhaustive]
pub enum DecodeCategory {
    /// It starts with a byte order mark, which JSON on the wire must not have (RFC 8259 section 8.1).
    #[error("it starts with a byte order mark")]
    ByteOrderMark,
    /// It is compressed, although `Accept-Encoding: identity` was sent. A gateway in between may do that.
    /// Nothing is decompressed.
    #[error("it is compressed, which was not requested")]
    ContentCoding,
    /// A member occurs twice.
    #[error("a member occurs twice")]
    DuplicateMember,
    /// There is no body.
    #[error("it is empty")]
    Empty,
    /// It is an HTML page: often a gateway's own answer, or a wrong URL.
    #[error("it is HTML, not JSON; is the URL right, or is there a gateway in between?")]
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
    /// It is cut off.
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

    pub(crate) fn new(
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
        unreadable: Unreadable,
    ) -> Self {
        let coding = content_coding(headers, body);
        let Unreadable { category, path } = match coding {
            Some(_) => Unreadable { category: DecodeCategory::ContentCoding, path: String::new() },
            None => unreadable,
        };
        Self { status, length: body.len(), path, category, coding }
    }
}

/// The names that are registered (RFC 9110 section 18.6) and in use. Any other name is the service's text.
const CODINGS: [&str; 6] = ["br", "compress", "deflate", "gzip", "x-gzip", "zstd"];

/// The content coding of a body that could not be read, by its header or its first bytes.
pub(super) fn content_coding(headers: &HeaderMap, body: &[u8]) -> Option<&'static str> {
    if body.starts_with(&[0x1F, 0x8B]) {
        return Some("gzip");
    }
    let text = headers.get(header::CONTENT_ENCODING)?.to_str().unwrap_or("?");
    // The last one is the outermost.
    let outermost = text.rsplit(',').next().unwrap_or_default().trim();
    if outermost.is_empty() || outermost.eq_ignore_ascii_case("identity") || is_plain(body) {
        return None;
    }
    let known = CODINGS.into_iter().find(|known| known.eq_ignore_ascii_case(outermost));
    Some(known.unwrap_or("a coding that is not known"))
}

/// A header may be left over from a gateway that decompressed the body.
fn is_plain(body: &[u8]) -> bool {
    matches!(body.trim_ascii_start(), [] | [b'{' | b'[' | b'<', ..])
}

fn named(coding: Option<&'static str>) -> String {
    let advice = "does a gateway or a proxy in between compress answers?";
    coding.map_or_else(String::new, |coding| format!(" ({coding}); {advice}"))
}

fn place(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!(" at {path}") }
}

impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Self {
        Self::new(error, Outcome::Accepted)
    }
}
