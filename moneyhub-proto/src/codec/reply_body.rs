//! Reads a body up to the call's limit, for every transport.

use std::fmt;

use bytes::{Bytes, BytesMut};
use http::StatusCode;

use crate::ground::error::{Fault, FaultClass, Sent};

/// How many bytes of a body to read, by the status of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplyLimits {
    success: usize,
    error: usize,
}

impl ReplyLimits {
    pub(crate) const fn new(success: usize, error: usize) -> Self {
        Self { success, error }
    }

    /// Starts to collect the body of an answer with this status.
    #[must_use]
    pub fn collector(self, status: StatusCode) -> ReplyBody {
        let limit = if status.is_success() { self.success } else { self.error };
        ReplyBody { status, limit, first: Bytes::new(), rest: BytesMut::new() }
    }
}

/// A body that is read chunk by chunk.
///
/// A successful answer that is too large is a fault. Of an error answer the beginning is enough;
/// the rest need not be read. A `Content-Length` alone allocates nothing, and a body of one chunk
/// is not copied.
///
/// # Examples
///
/// ```
/// use http::StatusCode;
/// use moneyhub_proto::transport::{ReplyLimits, ReplyProgress};
///
/// // A transport takes the limits from its request: `outgoing.limits()`.
/// let mut body = ReplyLimits::default().collector(StatusCode::OK);
/// assert_eq!(body.push("{\"data\"".into())?, ReplyProgress::More);
/// assert_eq!(body.push(":[]}".into())?, ReplyProgress::More);
/// assert_eq!(body.finish(), "{\"data\":[]}");
/// # Ok::<(), moneyhub_proto::transport::Fault>(())
/// ```
pub struct ReplyBody {
    status: StatusCode,
    limit: usize,
    first: Bytes,
    rest: BytesMut,
}

/// Whether more of a body is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum ReplyProgress {
    /// No more is wanted. Stop reading, and close the connection.
    Enough,
    /// Go on reading.
    More,
}

impl ReplyBody {
    /// Takes the next bytes.
    ///
    /// # Errors
    ///
    /// A [`Fault`] of class [`BodyTooLarge`](FaultClass::BodyTooLarge) when a successful answer
    /// has more bytes than the call allows.
    pub fn push(&mut self, chunk: Bytes) -> Result<ReplyProgress, Fault> {
        let room = self.limit - self.len();
        if chunk.len() > room && self.status.is_success() {
            let fault = Fault::new(FaultClass::BodyTooLarge, Sent::Perhaps);
            return Err(fault.with_status(self.status));
        }
        let enough = chunk.len() > room;
        let chunk = if enough { chunk.slice(..room) } else { chunk };
        if self.len() == 0 {
            self.first = chunk;
        } else {
            if self.rest.is_empty() {
                self.rest.extend_from_slice(&self.first);
            }
            self.rest.extend_from_slice(&chunk);
        }
        Ok(if enough { ReplyProgress::Enough } else { ReplyProgress::More })
    }

    /// The whole body.
    #[must_use]
    pub fn finish(self) -> Bytes {
        if self.rest.is_empty() { self.first } else { self.rest.freeze() }
    }

    fn len(&self) -> usize {
        self.first.len().max(self.rest.len())
    }
}

/// Shows how much there is, not what.
impl fmt::Debug for ReplyBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReplyBody")
            .field("status", &self.status)
            .field("limit", &self.limit)
            .field("length", &self.len())
            .finish()
    }
}

/// The limits of most calls: 16 MiB of a successful answer, 64 KiB of an error.
impl Default for ReplyLimits {
    fn default() -> Self {
        Self::new(crate::codec::Call::DEFAULT_REPLY_LIMIT, crate::codec::Call::ERROR_REPLY_LIMIT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: ReplyLimits = ReplyLimits::new(4, 2);

    fn push(body: &mut ReplyBody, chunk: &'static str) -> Result<ReplyProgress, FaultClass> {
        body.push(Bytes::from_static(chunk.as_bytes())).map_err(|fault| fault.class())
    }

    #[test]
    fn a_success_may_be_as_large_as_its_limit_and_no_larger() {
        let mut body = LIMITS.collector(StatusCode::OK);
        assert_eq!(push(&mut body, "ab"), Ok(ReplyProgress::More));
        assert_eq!(push(&mut body, "cd"), Ok(ReplyProgress::More));
        assert_eq!(push(&mut body, ""), Ok(ReplyProgress::More));
        assert_eq!(push(&mut body, "e"), Err(FaultClass::BodyTooLarge));
    }

    #[test]
    fn a_body_is_its_chunks_in_their_order() {
        let mut body = LIMITS.collector(StatusCode::OK);
        for chunk in ["", "a", "b", "", "cd"] {
            assert_eq!(push(&mut body, chunk), Ok(ReplyProgress::More));
        }
        assert_eq!(body.finish(), "abcd");
    }

    #[test]
    fn of_an_error_as_much_is_kept_as_its_limit_allows() {
        let mut body = LIMITS.collector(StatusCode::BAD_REQUEST);
        assert_eq!(push(&mut body, "a"), Ok(ReplyProgress::More));
        assert_eq!(push(&mut body, "bcd"), Ok(ReplyProgress::Enough));
        assert_eq!(body.finish(), "ab");
    }

    #[test]
    fn an_error_of_just_its_limit_is_read_to_its_end() {
        let mut body = LIMITS.collector(StatusCode::BAD_REQUEST);
        assert_eq!(push(&mut body, "ab"), Ok(ReplyProgress::More));
        assert_eq!(push(&mut body, "c"), Ok(ReplyProgress::Enough));
        assert_eq!(body.finish(), "ab");
    }

    #[test]
    fn debug_shows_how_much_there_is_and_not_what() {
        let mut body = LIMITS.collector(StatusCode::OK);
        assert_eq!(push(&mut body, "zyx"), Ok(ReplyProgress::More));
        let shown = format!("{body:?}");
        assert!(shown.contains("length: 3") && !shown.contains("zyx"), "{shown}");
    }
}
