//! Any answer gives a value or an error of the right kind, which quotes nothing.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use moneyhub_proto::{
    Endpoint, Error, ErrorKind, Outcome, RawCall, Service, codec,
    transport::{ReplyLimits, ReplyProgress},
};
use serde_json::Value;

use crate::{
    Ids,
    endpoints::{self, Visit},
    input::Answer,
    memory, quoting,
};

/// An answer of any status, headers and body, given to every endpoint: a value or an error, no panic,
/// and no more memory than in proportion to the answer; the error's kind, outcome and status are
/// those of the answer, and nothing that it shows repeats the body. A status or a header that HTTP
/// does not allow is left out, since no transport can hand one on.
///
/// # Panics
///
/// If the law is broken.
pub fn decoding_is_total(answer: &Answer<'_>) {
    if let Some(response) = response(answer) {
        endpoints::visit_all(IDS, &mut Decode(&response));
        endpoints::visit_identity("text", &mut Decode(&response));
    }
}

/// [`decoding_is_total`] for the endpoints that answer with users, connections, syncs and raw JSON,
/// which is kept as it is.
///
/// # Panics
///
/// If the law is broken.
pub fn resources_are_read(answer: &Answer<'_>) {
    if let Some(response) = response(answer) {
        endpoints::visit_all(IDS, &mut Decode(&response));
        raw_json_is_kept(&response);
    }
}

/// [`decoding_is_total`] for the endpoints of the identity service: tokens, what it says of itself
/// and of tokens, its keys, and pushed requests.
///
/// # Panics
///
/// If the law is broken.
pub fn identity_replies_are_read(answer: &Answer<'_>) {
    if let Some(response) = response(answer) {
        endpoints::visit_identity("text", &mut Decode(&response));
    }
}

/// An answer as a transport hands it on. `None` when HTTP does not allow the status.
pub(crate) fn response(answer: &Answer<'_>) -> Option<Response<Bytes>> {
    let mut response = Response::new(Bytes::copy_from_slice(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).ok()?;
    for (name, value) in &answer.headers {
        let name = HeaderName::from_bytes(name);
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(value)) {
            response.headers_mut().append(name, value);
        }
    }
    Some(response)
}

/// Whatever JSON a successful body is, a webhook's for instance, a raw call gives exactly that. What is none
/// is refused, but for texts that are no Unicode.
fn raw_json_is_kept(response: &Response<Bytes>) {
    if !response.status().is_success() {
        return;
    }
    let raw = RawCall::get(Service::Data, "/things", &[]);
    let read = codec::decode(&raw, response.clone()).ok();
    let naive = match &response.body()[..] {
        [] => Some(Value::Null),
        body => serde_json::from_str(&unicode(body)).ok(),
    };
    assert_eq!(read, naive, "raw JSON has changed");
}

/// A body with U+FFFD for what is not UTF-8, and for each escape of a surrogate without its other half.
fn unicode(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let mut unicode = String::new();
    let mut rest = &text[..];
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        let unit = |at: usize| {
            let digits = escape.get(at..at + 6)?.strip_prefix("\\u")?;
            u16::from_str_radix(digits, 16).ok()
        };
        let (is, was) = match (unit(0), unit(6)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => (&escape[..12], 12),
            (Some(0xD800..=0xDFFF), _) => ("\\ufffd", 6),
            _ => {
                let end = escape.char_indices().nth(2).map_or(escape.len(), |(end, _)| end);
                (&escape[..end], end)
            }
        };
        unicode.extend([before, is]);
        rest = &escape[was..];
    }
    unicode + rest
}

/// A body that comes in any chunks, up to a limit: collected whole; or cut at the limit if it is
/// that of an error; or refused if it is that of a success.
///
/// # Panics
///
/// If the law is broken.
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

const IDS: Ids<'static> = Ids { user: "user-1", connection: "bank:1", sync: "sync-1" };

struct Decode<'a>(&'a Response<Bytes>);

impl Visit for Decode<'_> {
    fn visit<E: Endpoint>(&mut self, endpoint: &E, _: &str, _: &[&str], _: &[&str]) {
        assert_is_read(endpoint, self.0);
    }
}

/// [`decoding_is_total`] for one endpoint.
pub(crate) fn assert_is_read<E: Endpoint>(endpoint: &E, response: &Response<Bytes>) {
    let status = response.status();
    let Err(error) = memory::decoded_in_proportion(endpoint, response) else {
        return;
    };
    let kind = match status.as_u16() {
        _ if endpoints::is_of_token_endpoint::<E>() => ErrorKind::Identity,
        // Absent from a list that was searched.
        200..=299 if E::OPERATION.facts.name == "users.get_connection" => ErrorKind::NotFound,
        404 => ErrorKind::NotFound,
        429 => ErrorKind::RateLimited,
        _ => ErrorKind::Api,
    };
    let reads = E::OPERATION.facts.reads;
    assert_fits(&error, status, reads, &[ErrorKind::Decoding, kind]);
    let decoding = error.kind() == ErrorKind::Decoding;
    assert!(!decoding || status.is_success(), "an error answer is no decode error: {error:?}");
    assert_eq!(error.endpoint(), Some(endpoints::name_of(endpoint)), "an error names its endpoint");
    quoting::assert_repeats_nothing(response.body(), |body| {
        let response = response.clone().map(|_| body);
        Some(quoting::shown(&codec::decode(endpoint, response).err()?))
    });
}

fn assert_fits(error: &Error, status: StatusCode, reads: bool, kinds: &[ErrorKind]) {
    assert!(kinds.contains(&error.kind()), "{status} gave {error:?}");
    let outcome = match status.as_u16() {
        200..=299 if error.kind() == ErrorKind::NotFound => Outcome::Refused,
        // An OAuth error with the status of a success.
        200..=299 if error.reply().is_some() => Outcome::Refused,
        200..=299 => Outcome::Accepted,
        408 | 460 | 499 => Outcome::Uncertain,
        // Those that are registered and refuse; of reading, there is nothing to be uncertain of.
        300 | 304..=308 | 400..=418 | 421..=426 | 428 | 429 | 431 | 451 => Outcome::Refused,
        300..=499 if reads => Outcome::Refused,
        _ => Outcome::Uncertain,
    };
    assert_eq!(error.outcome(), outcome, "{status} gave {error:?}");
    let known = error.status().is_none_or(|known| known == status);
    assert!(known, "{status} gave {error:?}");
    if error.kind() == ErrorKind::Decoding {
        assert!(!error.is_retryable(), "the same answer would come again: {error:?}");
    }
}
