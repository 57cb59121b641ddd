use http::StatusCode;

use super::*;
use crate::{codec::ReplyProgress, ground::error::FaultClass};

fn config() -> Config {
    Config::builder()
        .client_id("client")
        .client_secret("secret")
        .identity_url("https://id.test")
        .build()
        .unwrap()
}

fn facts() -> crate::codec::Facts {
    Service::Identity.get("probe", "/users/{id}", crate::codec::decode::empty).facts
}

fn call() -> Call {
    Call::new(facts()).path("id", "canary").finish().unwrap()
}

fn outgoing(call: &Call) -> Outgoing {
    let token = AccessToken::new("token").unwrap();
    Outgoing::new(&config(), call, Attempt { token: Some(&token), ..Attempt::default() }).unwrap()
}

#[test]
fn a_transport_is_told_what_it_may_log_and_how_long_to_wait() {
    let outgoing = outgoing(&call());
    assert_eq!((outgoing.name(), outgoing.template()), ("probe", "/users/{id}"));
    assert_eq!(outgoing.method(), Method::GET);
    assert_eq!(outgoing.timeout(), Call::DEFAULT_TIMEOUT);
    assert_eq!(outgoing.into_http().uri(), "https://id.test/users/canary");
}

#[test]
fn a_post_says_that_it_is_one() {
    let facts = Service::Identity.post("probe", "/users", crate::codec::decode::empty).facts;
    assert_eq!(outgoing(&Call::new(facts)).method(), Method::POST);
}

#[test]
fn sixteen_mebibytes_of_a_success_and_sixty_four_kibibytes_of_an_error_are_read() {
    let limits = outgoing(&call()).limits();
    let chunk = |length: usize| Bytes::from(vec![b' '; length]);
    let mut success = limits.collector(StatusCode::OK);
    assert_eq!(success.push(chunk(16 << 20)).unwrap(), ReplyProgress::More);
    assert_eq!(success.push(chunk(1)).unwrap_err().class(), FaultClass::BodyTooLarge);
    let mut error = limits.collector(StatusCode::BAD_GATEWAY);
    assert_eq!(error.push(chunk(64 << 10)).unwrap(), ReplyProgress::More);
    assert_eq!(error.push(chunk(1)).unwrap(), ReplyProgress::Enough);
    assert_eq!(error.finish().len(), 64 << 10);
}

fn limits_of(reply_limit: usize) -> ReplyLimits {
    let mut facts = facts();
    facts.reply_limit = reply_limit;
    outgoing(&Call::new(facts).path("id", "canary")).limits()
}

#[test]
fn a_call_may_set_how_much_of_a_success_is_read() {
    let limits = limits_of(3);
    let mut success = limits.collector(StatusCode::OK);
    assert_eq!(success.push(Bytes::from_static(b"[1]")).unwrap(), ReplyProgress::More);
    let error = success.push(Bytes::from_static(b" ")).unwrap_err();
    assert_eq!(error.class(), FaultClass::BodyTooLarge);
}

#[test]
fn a_call_at_a_discovered_url_goes_there_and_keeps_its_query() {
    let call = call().query("limit", &1_u32);
    let there = call.at_url("https://id.test/elsewhere?tenant=a".to_owned());
    let uri = outgoing(&there).into_http().uri().to_string();
    assert_eq!(uri, "https://id.test/elsewhere?tenant=a&limit=1");
}
