//! The rate limit.

use std::time::Duration;

use moneyhub_sandbox::Sandbox;
use serde_json::json;

use crate::caller::Caller;

fn limited() -> Caller {
    Caller::of(Sandbox::builder().rate_limit(2))
}

#[test]
fn there_is_none_by_default() {
    let reply = Caller::new().get("/users");
    assert_eq!(reply.header("x-ratelimit-limit"), None);
}

#[test]
fn every_answer_tells_what_is_left() {
    let reply = limited().get("/users");
    assert_eq!(reply.header("x-ratelimit-limit"), Some("2"));
    assert_eq!(reply.header("x-ratelimit-remaining"), Some("1"));
    assert_eq!(reply.header("x-ratelimit-reset"), Some("60"));
}

#[test]
fn one_too_many_is_429_in_the_documented_form() {
    let mut caller = limited();
    caller.get("/users");
    caller.service.advance(Duration::from_millis(48_500));
    caller.get("/users");
    let reply = caller.get("/users");
    assert_eq!((reply.status, reply.header("retry-after")), (429, Some("12")));
    let expected = json!({
        "code": "TooManyRequests", "message": "Too Many Requests", "retryAfterSecs": 12,
    });
    assert_eq!(reply.json(), expected);
}

#[test]
fn a_refused_request_was_not_processed() {
    let mut caller = limited();
    for _ in 0..5 {
        caller.send("POST", "/users", "{}");
    }
    assert_eq!(caller.service.created_user_count(), 2);
}

#[test]
fn waiting_as_long_as_told_is_enough() {
    let mut caller = limited();
    caller.get("/users");
    caller.get("/users");
    let refused = caller.get("/users").json();
    let wait = refused["retryAfterSecs"].as_u64().unwrap_or_default();
    caller.service.advance(Duration::from_secs(wait));
    assert_eq!(caller.get("/users").status, 200);
}

#[test]
fn the_window_can_be_set() {
    let builder = Sandbox::builder().rate_limit(1).rate_window(Duration::from_secs(3));
    let reply = Caller::of(builder).get("/users");
    assert_eq!(reply.header("x-ratelimit-reset"), Some("3"));
}

#[test]
fn token_requests_do_not_count() {
    let mut caller = limited();
    for _ in 0..5 {
        caller.fetch_token(&[("scope", "user:read")]);
    }
    assert_eq!(caller.get("/users").header("x-ratelimit-remaining"), Some("1"));
}
