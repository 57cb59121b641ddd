//! An error answer is read as far as possible.

use std::time::Duration;

use bytes::Bytes;
use http::Response;
use moneyhub_proto::{Endpoint, Error, Replay, codec, error::ErrorBody, identity, users};
use serde_json::Value;

use crate::{
    decoding,
    endpoints::{self, ONE_TIME},
    input::Answer,
};

/// The longest part of an error body that is kept.
const LONGEST: usize = 64 * 1024;

/// An error answer of any headers and body: its code, message, details and reference are those that
/// a plain reading of the JSON finds, whatever else is in it, or absent (of what only a second look makes
/// JSON, nothing is asked); its body is kept; a
/// `Retry-After` in whole seconds, or a number of them in the body, is never undercut; and the same
/// call is said to be worth another try only where the replay table repeats it. Of a success, nothing
/// is asked here.
///
/// # Panics
///
/// If the law is broken.
pub fn refusals_are_read(answer: &Answer<'_>) {
    let Some(response) = decoding::response(answer) else {
        return;
    };
    if response.status().is_success() {
        return;
    }
    check(&users::Get { user_id: "u".into() }, Replay::Free, &response);
    check(&users::Create::default(), Replay::IfRefused, &response);
    let code_verifier = identity::CodeVerifier::restore(ONE_TIME).expect("the verifier is good");
    let exchange = identity::ExchangeCode {
        code: "code".into(),
        redirect_uri: "https://shop.example/callback".to_owned(),
        code_verifier,
        subject: None,
    };
    check(&exchange, Replay::Never, &response);
    let request = endpoints::authorisation_request("client");
    check(&identity::PushedAuthorisationRequest { request }, Replay::Free, &response);
}

fn check<E: Endpoint>(endpoint: &E, replay: Replay, response: &Response<Bytes>) {
    decoding::assert_is_read(endpoint, response);
    let Err(error) = codec::decode(endpoint, response.clone()) else {
        panic!("{}: {} is a success", E::OPERATION.facts.name, response.status());
    };
    let reply = error.reply().expect("an error answer is kept");
    let body = &response.body()[..response.body().len().min(LONGEST)];
    assert_eq!(reply.expose_body(), body, "{}: a body has changed", E::OPERATION.facts.name);
    let naive: Option<Value> = serde_json::from_slice(body).ok();
    let repaired = naive.is_none() && !matches!(reply.body(), ErrorBody::Raw);
    if !repaired {
        assert_says_what_it_says(&error, naive.as_ref(), E::OPERATION.facts.name);
    }

    let repeats = match error.status().map_or(0, |status| status.as_u16()) {
        429 => replay != Replay::Never,
        408 | 460 | 499 | 500 | 502..=504 | 521..=524 => replay == Replay::Free,
        _ => false,
    };
    assert_eq!(error.is_retryable(), repeats, "{}: {error:?}", E::OPERATION.facts.name);
    if !repaired {
        assert_waits_enough(&error, response, naive.as_ref());
    }
}

fn assert_says_what_it_says(error: &Error, naive: Option<&Value>, name: &str) {
    let reply = error.reply().expect("an error answer is kept");
    let text = |member| naive.and_then(|json| json.get(member)?.as_str());
    let code = text("code").or(text("error"));
    assert_eq!((error.code(), reply.code()), (code, code), "{name}: another code");
    let message = text("message").or(text("error_description"));
    assert_eq!(reply.message(), message, "{name}: another message");
    assert_eq!(reply.correlation_id(), text("correlationId"), "{name}: another reference");
    let details = naive.and_then(|json| json.get("details"));
    assert_eq!(reply.details(), details, "{name}: other details");
    let kept = match reply.body() {
        ErrorBody::Known(map) => Some(Value::Object(map.clone())),
        ErrorBody::Json(value) => Some(value.clone()),
        _ => None,
    };
    assert_eq!(kept.as_ref(), naive, "{name}: other JSON");
}

fn assert_waits_enough(error: &Error, response: &Response<Bytes>, body: Option<&Value>) {
    let Some(header) = response.headers().get("retry-after").map(|value| value.as_bytes()) else {
        // Up to where a number of JSON is exact.
        let seconds = body.and_then(|body| body.get("retryAfterSecs")?.as_i64());
        let Some(seconds) = seconds.filter(|seconds| seconds.unsigned_abs() < 1 << 53) else {
            return;
        };
        let wait = u64::try_from(seconds).ok().map(Duration::from_secs);
        return assert_eq!(error.retry_after(), wait, "another wait than the body says");
    };
    if header.is_empty() || !header.iter().all(u8::is_ascii_digit) {
        return;
    }
    let digits = header.iter().map(|digit| u64::from(digit - b'0'));
    let seconds = digits.fold(0_u64, |sum, digit| sum.saturating_mul(10).saturating_add(digit));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(seconds)), "another wait");
}
