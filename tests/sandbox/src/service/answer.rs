//! The replies of the service: JSON, nothing, and the two error forms of the documentation.

use bytes::Bytes;
use http::header::{ALLOW, CONTENT_TYPE, HeaderName, WWW_AUTHENTICATE};
use http::{HeaderValue, Response, StatusCode};
use serde::Serialize;
use serde_json::{Value, json};

pub(crate) type Answer = Response<Bytes>;

const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");

pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Answer {
    // Serialising our own structs cannot fail: no maps with odd keys, no failing `Serialize`.
    let body = serde_json::to_vec(body).unwrap_or_default();
    let mut answer = Response::new(Bytes::from(body));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, JSON);
    answer
}

pub(crate) fn text(status: StatusCode, text: String) -> Answer {
    let mut answer = Response::new(Bytes::from(text));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, TEXT);
    answer
}

/// 204 with no body: every DELETE and the PATCH of a connection.
pub(crate) fn no_content() -> Answer {
    let mut answer = Response::new(Bytes::new());
    *answer.status_mut() = StatusCode::NO_CONTENT;
    answer
}

/// `{code, message}`, the error form of the REST routes. The identity host publishes no list of
/// codes; these are the reason phrases without spaces.
pub(crate) fn failure(status: StatusCode, message: &str) -> Answer {
    json(status, &failure_body(status, message))
}

pub(crate) fn failure_body(status: StatusCode, message: &str) -> Value {
    let phrase = status.canonical_reason().unwrap_or("Error");
    let code: String = phrase.chars().filter(char::is_ascii_alphabetic).collect();
    json!({"code": code, "message": message})
}

pub(crate) fn not_found(message: &str) -> Answer {
    failure(StatusCode::NOT_FOUND, message)
}

pub(crate) fn bad_request(message: &str) -> Answer {
    failure(StatusCode::BAD_REQUEST, message)
}

/// RFC 9110 section 15.5.6: a 405 must name the methods that are allowed.
pub(crate) fn method_not_allowed(allowed: &str) -> Answer {
    let answer = failure(StatusCode::METHOD_NOT_ALLOWED, "method not allowed");
    with_header(answer, ALLOW, allowed)
}

/// `{error, error_description}`, the error form of the token endpoint (RFC 6749 section 5.2).
pub(crate) fn oauth_failure(status: StatusCode, error: &str, description: &str) -> Answer {
    json(status, &json!({"error": error, "error_description": description}))
}

pub(crate) fn challenge(answer: Answer, challenge: &str) -> Answer {
    with_header(answer, WWW_AUTHENTICATE, challenge)
}

/// Adds a header; an invalid value is left out.
pub(crate) fn with_header(mut answer: Answer, name: HeaderName, value: &str) -> Answer {
    if let Ok(value) = HeaderValue::from_str(value) {
        answer.headers_mut().insert(name, value);
    }
    answer
}
