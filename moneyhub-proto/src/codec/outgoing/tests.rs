use http::StatusCode;

use super::*;
use crate::{codec::ReplyProgress, ground::error::FaultClass};

fn config() -> Config {
    Config::builder().client_id("client").identity_url("https://id.test").build().unwrap()
}

fn call() -> Call {
    Call::get("probe", Service::Identity, "/users/{id}", &["canary"]).unwrap()
}

fn outgoing(call: &Call) -> Outgoing {
    let token = AccessToken::new("token").unwrap();
    Outgoing::new(&config(), call, Some(&token), None, &[]).unwrap()
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
    let call = Call::post("probe", Service::Identity, "/users", &[]).unwrap();
    assert_eq!(outgoing(&call).method(), Method::POST);
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

#[test]
fn a_call_may_set_how_much_of_a_success_is_read() {
    let limits = outgoing(&call().reply_limit(3)).limits();
    let mut success = limits.collector(StatusCode::OK);
    assert_eq!(success.push(Bytes::from_static(b"[1]")).unwrap(), ReplyProgress::More);
    let error = success.push(Bytes::from_static(b" ")).unwrap_err();
    assert_eq!(error.class(), FaultClass::BodyTooLarge);
}

#[test]
fn a_call_at_a_discovered_url_goes_there_and_keeps_its_query() {
    let call = call().query("limit", 1);
    let there = call.at_url("https://id.test/elsewhere?tenant=a".to_owned());
    let uri = outgoing(&there).into_http().uri().to_string();
    assert_eq!(uri, "https://id.test/elsewhere?tenant=a&limit=1");
}
