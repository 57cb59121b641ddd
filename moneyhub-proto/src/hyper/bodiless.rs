//! Answers that can't have a body, but announce one.
//!
//! A 204 and a 304 end with their head (RFC 9110 section 6.4.1), and hyper then takes the connection to be
//! idle. If a server still sends a body, it would be read as the answer to the next request, which the
//! service may have carried out. Whether that body arrives with the head or just after it is a race, so the
//! announcement decides.

/// The longest head that is examined. A longer one is treated like one that announces a body.
const MOST: usize = 64 * 1024;

/// Follows the heads of the answers on a connection of HTTP/1.
#[derive(Debug, Default)]
pub(super) struct AnswerHeads {
    /// The head so far, if it came in parts.
    head: Vec<u8>,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
enum State {
    /// The bytes read now belong to no head, or to one that does not matter.
    #[default]
    Aside,
    /// The next bytes are those of a head.
    Head,
    /// A body may follow where none is allowed.
    Spoilt,
}

impl AnswerHeads {
    /// A request was written.
    pub(super) const fn written(&mut self) {
        if matches!(self.state, State::Aside) {
            self.state = State::Head;
        }
    }

    /// Whether the next bytes have to be passed to [`read`](Self::read).
    pub(super) fn is_reading(&self) -> bool {
        self.state == State::Head
    }

    /// Whether nothing more may be read.
    pub(super) fn is_spoilt(&self) -> bool {
        self.state == State::Spoilt
    }

    /// Looks at bytes of a head.
    pub(super) fn read(&mut self, bytes: &[u8]) {
        // Nearly every answer is decided here, without copying.
        if self.head.is_empty() && interest(skip_empty_lines(bytes)) == Interest::None {
            self.state = State::Aside;
            return;
        }
        self.head.extend_from_slice(bytes);
        let mut rest = &*std::mem::take(&mut self.head);
        loop {
            rest = skip_empty_lines(rest);
            match (interest(rest), split_head(rest)) {
                (Interest::None, _) => {
                    self.state = State::Aside;
                    return;
                }
                (Interest::Interim, Some((_, next))) => rest = next,
                (Interest::Bodiless, Some((head, _))) => {
                    self.state = if announces_body(head) { State::Spoilt } else { State::Aside };
                    return;
                }
                (_, None) if rest.len() > MOST => {
                    self.state = State::Spoilt;
                    return;
                }
                (Interest::Unknown, _) | (_, None) => {
                    self.head = rest.to_vec();
                    return;
                }
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Interest {
    /// An answer that may have a body, or not HTTP/1.
    None,
    /// 1xx: the answer follows.
    Interim,
    /// 204 or 304.
    Bodiless,
    /// Too few bytes to decide.
    Unknown,
}

/// What follows the empty lines that a head may begin with, and that hyper skips (RFC 9112 section 2.2).
fn skip_empty_lines(mut bytes: &[u8]) -> &[u8] {
    while let Some(rest) = bytes.strip_prefix(b"\r\n").or_else(|| bytes.strip_prefix(b"\n")) {
        bytes = rest;
    }
    bytes
}

fn interest(bytes: &[u8]) -> Interest {
    if matches!(bytes, [] | [b'\r']) {
        return Interest::Unknown;
    }
    const LINE: &[u8] = b"HTTP/1.";
    let known = bytes.len().min(LINE.len());
    if bytes.get(..known) != LINE.get(..known) {
        return Interest::None;
    }
    match bytes.get(LINE.len() + 2..LINE.len() + 5) {
        Some(b"204" | b"304") => Interest::Bodiless,
        // The connection no longer speaks HTTP/1.
        Some(b"101") => Interest::None,
        Some([b'1', ..]) => Interest::Interim,
        Some(_) => Interest::None,
        None => Interest::Unknown,
    }
}

/// The head, and what follows its empty line. Lines may end without a CR (RFC 9112 section 2.2).
fn split_head(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let lines = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    let end = lines.map(|(place, _)| place + 1).find(|place| {
        let rest = bytes.get(*place..).unwrap_or_default();
        rest.starts_with(b"\n") || rest.starts_with(b"\r\n")
    })?;
    let (head, rest) = bytes.split_at_checked(end)?;
    let empty = if rest.starts_with(b"\n") { 1 } else { 2 };
    Some((head, rest.get(empty..).unwrap_or_default()))
}

fn announces_body(head: &[u8]) -> bool {
    head.split(|byte| *byte == b'\n').any(|line| {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { return false };
        let (name, value) = line.split_at(colon);
        let name = name.trim_ascii();
        name.eq_ignore_ascii_case(b"transfer-encoding")
            || name.eq_ignore_ascii_case(b"content-length")
                && value.iter().any(|byte| (b'1'..=b'9').contains(byte))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether nothing more is read after this answer, however it is cut into parts.
    fn spoils(answer: &str) -> bool {
        let spoilt = |size: usize| {
            let mut heads = AnswerHeads::default();
            heads.written();
            for part in answer.as_bytes().chunks(size) {
                if heads.is_reading() {
                    heads.read(part);
                }
            }
            heads.is_spoilt()
        };
        let whole = spoilt(answer.len());
        assert!((1..answer.len()).all(|size| spoilt(size) == whole), "{answer}");
        whole
    }

    #[test]
    fn a_204_or_304_that_announces_a_body_spoils_the_connection() {
        for answer in [
            "HTTP/1.1 204 No Content\r\nContent-Length: 17\r\n\r\n",
            "HTTP/1.1 304 Not Modified\r\ncontent-length:1\r\n\r\n",
            "HTTP/1.0 204 \r\nx: y\r\nTRANSFER-ENCODING: chunked\r\n\r\n",
            "HTTP/1.1 204\nContent-Length : 7\n\n",
            "\r\n\nHTTP/1.1 204 No Content\r\nContent-Length: 17\r\n\r\n",
            "HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\n",
        ] {
            assert!(spoils(answer), "{answer}");
        }
    }

    #[test]
    fn other_answers_do_not() {
        for answer in [
            "HTTP/1.1 204 No Content\r\n\r\n",
            "\r\nHTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n",
            "HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 204 No Content\r\nx-content-length: 7\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: 43\r\n\r\nHTTP/1.1 204 No Content\r\ncontent-length: 5\r\n",
            "HTTP/1.1 103 Early Hints\r\ncontent-length: 5\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n",
            "not http at all",
        ] {
            assert!(!spoils(answer), "{answer}");
        }
    }

    #[test]
    fn a_head_without_an_end_is_not_kept_for_ever() {
        let mut heads = AnswerHeads::default();
        heads.written();
        heads.read(b"HTTP/1.1 204 No Content\r\n");
        for _ in 0..MOST {
            heads.read(b"x: y\r\n");
            if heads.is_spoilt() {
                return;
            }
        }
        panic!("it is kept");
    }
}
