//! Answers that can't be read.

use http::Response;
use moneyhub_proto::{
    Endpoint, Error, ErrorKind, Outcome, RawCall, Service, codec, error::DecodeCategory,
    scripted::Scripted, users,
};
use serde_json::Value;

use crate::{CANARY, assert_says, get, send};

const DEEP: usize = 10_000;

/// The error of an unreadable 200. It was accepted, is of this category, and is not repeated.
#[track_caller]
fn unreadable<E: Endpoint>(endpoint: E, body: &str, category: DecodeCategory) -> Error {
    let script = Scripted::new().reply(200, body.replace("CANARY", CANARY));
    let Err(error) = send(&script, endpoint) else { panic!("it was read") };
    assert_eq!(error.kind(), ErrorKind::Decoding);
    assert_eq!(error.outcome(), Outcome::Accepted);
    assert_eq!(script.requests().len(), 1);
    assert_eq!(error.decode_error().unwrap().category(), category);
    assert!(!error.is_retryable());
    error
}

fn raw() -> RawCall {
    RawCall::get(Service::Data, "/things", &[])
}

fn nested(inside: &str) -> String {
    format!("{}{inside}{}", "[".repeat(DEEP), "]".repeat(DEEP))
}

#[test]
fn an_empty_body_is_called_empty() {
    let error = unreadable(get(), "", DecodeCategory::Empty);
    assert_says(&error, &["users.get", "status 200", "empty"]);
}

#[test]
fn an_empty_body_of_a_deletion_is_a_success() {
    let delete = users::Delete { user_id: "u1".into() };
    assert!(send(&Scripted::new().reply(200, ""), delete).is_ok());
}

#[test]
fn an_empty_body_of_a_raw_call_is_null() {
    assert_eq!(send(&Scripted::new().reply(200, ""), raw()).unwrap(), Value::Null);
}

#[test]
fn html_is_called_html() {
    let error = unreadable(get(), "\n<!DOCTYPE html>CANARY", DecodeCategory::Html);
    assert_says(&error, &["HTML, not JSON", "URL", "gateway"]);
}

#[test]
fn malformed_json_is_called_so() {
    let error = unreadable(get(), r#"{"userId":CANARY}"#, DecodeCategory::Syntax);
    assert_says(&error, &["not JSON"]);
}

#[test]
fn text_behind_the_json_is_malformed() {
    let error = unreadable(get(), r#"{"userId":"u1"} CANARY"#, DecodeCategory::Syntax);
    assert_says(&error, &["not JSON"]);
}

#[test]
fn truncated_json_is_called_so() {
    let error = unreadable(get(), r#"{"userId":"CANARY"#, DecodeCategory::Truncated);
    assert_says(&error, &["ends in the middle"]);
}

#[test]
fn a_byte_order_mark_is_named() {
    let error = unreadable(get(), "\u{feff}{\"userId\":\"CANARY\"}", DecodeCategory::ByteOrderMark);
    assert_says(&error, &["byte order mark"]);
}

#[test]
fn a_member_that_occurs_twice_is_an_error_where_it_matters() {
    let body = r#"{"userId":"CANARY","userId":"u2"}"#;
    let error = unreadable(get(), body, DecodeCategory::DuplicateMember);
    assert_says(&error, &["a member occurs twice"]);
}

#[test]
fn an_unknown_member_may_occur_twice() {
    let body = r#"{"userId":"u1","x":1,"x":2}"#;
    assert!(codec::decode(&get(), Response::new(body)).is_ok());
}

#[test]
fn deep_nesting_in_an_unknown_member_does_no_harm() {
    let body = format!(r#"{{"userId":"u1","x":{}}}"#, nested("1"));
    assert!(codec::decode(&get(), Response::new(body)).is_ok());
}

#[test]
fn deep_nesting_in_a_raw_call_is_named() {
    let error = unreadable(raw(), &nested("1"), DecodeCategory::TooDeep);
    assert_says(&error, &["nested too deeply"]);
}

#[test]
fn deep_nesting_in_an_error_body_does_no_harm() {
    let error = send(&Scripted::new().reply(400, nested("1")), get()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_says(&error, &["400 Bad Request"]);
}

#[test]
fn a_number_beyond_two_to_the_53_is_exact() {
    let body = r#"{"data":[],"meta":{"total":9007199254740993}}"#;
    let page = codec::decode(&users::List::default(), Response::new(body)).unwrap();
    assert_eq!(page.meta.total, Some(9_007_199_254_740_993));
}

#[test]
fn a_number_beyond_two_to_the_53_is_exact_in_a_raw_call() {
    let value = codec::decode(&raw(), Response::new(r#"{"n":9007199254740993}"#)).unwrap();
    assert_eq!(value["n"].as_u64(), Some(9_007_199_254_740_993));
}

#[test]
fn a_total_beyond_all_integers_counts_as_absent() {
    let body = r#"{"data":[],"meta":{"total":18446744073709551616,"limit":1}}"#;
    let page = codec::decode(&users::List::default(), Response::new(body)).unwrap();
    assert_eq!((page.meta.total, page.meta.limit), (None, Some(1)));
}

#[test]
fn a_number_beyond_all_floats_is_an_error_in_a_raw_call() {
    let error = unreadable(raw(), r#"{"n":1e400}"#, DecodeCategory::OutOfRange);
    assert_says(&error, &["out of range"]);
}

#[test]
fn a_wrong_type_deep_in_a_page_is_found_at_its_place() {
    let body = r#"{"data":[{"userId":"u1"},{"userId":["CANARY"]}]}"#;
    let error = unreadable(users::List::default(), body, DecodeCategory::WrongType);
    assert_says(&error, &["users.list", "data[1].userId"]);
}

#[test]
fn a_redirect_is_an_error_and_never_followed() {
    let location = [("location", "https://evil.example/users/u1")];
    let script = Scripted::new().reply_with(307, &location, CANARY);
    let error = send(&script, get()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(error.outcome(), Outcome::Refused);
    assert_eq!(script.requests().len(), 1);
    assert_says(&error, &["307", "redirect", "never followed", "identity_url"]);
}

#[test]
fn an_error_page_of_html_is_kept_and_not_shown() {
    let script = Scripted::new().reply(501, format!("<html>{CANARY}</html>"));
    let error = send(&script, get()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(error.outcome(), Outcome::Uncertain);
    assert_eq!(error.reply().unwrap().expose_body(), &format!("<html>{CANARY}</html>"));
    assert_says(&error, &["501 Not Implemented"]);
}
