//! Any answer gives a value or an error of the right kind, which quotes nothing.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use moneyhub_proto::{
    Endpoint, Error, ErrorKind, Outcome, ReplyLimits, ReplyProgress, auth, codec, scope,
};

use crate::{
    Ids,
    endpoints::{self, Visit},
    quoting,
};

/// An answer of any status, headers and body, given to every endpoint and to the token endpoint:
/// a value or an error, no panic; the error's kind, outcome and status are those of the answer, and
/// nothing that it shows repeats the body. A status or a header that HTTP does not allow is left
/// out, since no transport can hand one on.
///
/// # Panics
///
/// When the law is broken.
pub fn decoding_is_total(status: u16, headers: &[(Vec<u8>, Vec<u8>)], body: &[u8]) {
    let Ok(status) = StatusCode::from_u16(status) else {
        return;
    };
    let mut response = Response::new(Bytes::copy_from_slice(body));
    *response.status_mut() = status;
    for (name, value) in headers {
        let name = HeaderName::from_bytes(name);
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(value)) {
            response.headers_mut().append(name, value);
        }
    }
    let ids = Ids { user: "user-1", connection: "bank:1", sync: "sync-1" };
    endpoints::visit_all(ids, &mut Decode(&response));
    let grant = auth::client_token(scope::USER_READ);
    if let Err(error) = codec::decode(&grant, response.clone()) {
        assert_fits(&error, status, body, &[ErrorKind::Decoding, ErrorKind::Identity]);
        let botched = status.is_success() || error.kind() == ErrorKind::Identity;
        assert!(botched, "what the token endpoint refuses is of the identity service: {error:?}");
    }
}

/// A body that comes in any chunks, up to a limit: collected whole; or cut at the limit if it is
/// that of an error; or refused if it is that of a success.
///
/// # Panics
///
/// When the law is broken.
pub fn bodies_are_collected_up_to_their_limit(status: StatusCode, chunks: &[Vec<u8>]) {
    let limit = if status.is_success() { 16 << 20 } else { 64 << 10 };
    let whole: Vec<u8> = chunks.concat();
    let mut body = ReplyLimits::default().collector(status);
    let mut taken = 0;
    for chunk in chunks {
        taken += chunk.len();
        match body.push(Bytes::copy_from_slice(chunk)) {
            Err(fault) => {
                assert!(status.is_success() && taken > limit, "{fault:?} after {taken} bytes");
                return;
            }
            Ok(ReplyProgress::Enough) => assert!(taken > limit, "enough after {taken} bytes"),
            Ok(ReplyProgress::More) => assert!(taken <= limit, "more after {taken} bytes"),
        }
    }
    assert_eq!(body.finish(), whole[..whole.len().min(limit)], "a body has changed");
}

struct Decode<'a>(&'a Response<Bytes>);

impl Visit for Decode<'_> {
    fn visit<E: Endpoint>(&mut self, endpoint: &E, _: &str, _: &[&str], _: &[&str]) {
        let status = self.0.status();
        if let Err(error) = codec::decode(endpoint, self.0.clone()) {
            let kind = match status.as_u16() {
                // Absent from a list that was searched.
                200..=299 if E::NAME == "users.get_connection" => ErrorKind::NotFound,
                404 => ErrorKind::NotFound,
                429 => ErrorKind::RateLimited,
                _ => ErrorKind::Api,
            };
            assert_fits(&error, status, self.0.body(), &[ErrorKind::Decoding, kind]);
            let decoding = error.kind() == ErrorKind::Decoding;
            assert!(
                !decoding || status.is_success(),
                "an error answer is no decode error: {error:?}"
            );
            assert_eq!(error.endpoint(), Some(E::NAME), "an error names its endpoint");
        }
    }
}

fn assert_fits(error: &Error, status: StatusCode, body: &[u8], kinds: &[ErrorKind]) {
    assert!(kinds.contains(&error.kind()), "{status} gave {error:?}");
    let outcome = match status.as_u16() {
        200..=299 if error.kind() == ErrorKind::NotFound => Outcome::Refused,
        200..=299 => Outcome::Accepted,
        408 => Outcome::Uncertain,
        300..=499 => Outcome::Refused,
        _ => Outcome::Uncertain,
    };
    assert_eq!(error.outcome(), outcome, "{status} gave {error:?}");
    let known = error.status().is_none_or(|known| known == status);
    assert!(known, "{status} gave {error:?}");
    if error.kind() == ErrorKind::Decoding {
        assert!(!error.is_retryable(), "the same answer would come again: {error:?}");
    }
    quoting::assert_quotes_nothing(error, body);
}
