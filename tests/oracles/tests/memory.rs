//! Answers that would take more memory than they have bytes for, were a number in them believed.

use bytes::Bytes;
use http::Response;
use moneyhub_oracles::memory::decoded_in_proportion;
use moneyhub_proto::{Endpoint, RawCall, Service, identity, scope, users};

fn assert_bounded(endpoint: &impl Endpoint, body: &str) {
    let _ =
        decoded_in_proportion(endpoint, &Response::new(Bytes::copy_from_slice(body.as_bytes())));
}

fn raw() -> RawCall {
    RawCall::get(Service::Data, "/things", &[])
}

fn items(item: &str) -> String {
    format!(r#"{{"data":[{}]}}"#, [item; 20_000].join(","))
}

#[test]
fn a_total_is_not_believed() {
    let huge = u64::MAX;
    let page = format!(r#"{{"data":[],"meta":{{"total":{huge},"limit":{huge},"offset":{huge}}}}}"#);
    assert_bounded(&users::List::default(), &page);
    assert_bounded(&raw(), &page);
}

#[test]
fn a_lifetime_is_only_a_number() {
    let lifetime = u64::MAX;
    let body = format!(r#"{{"access_token":"t","token_type":"Bearer","expires_in":{lifetime}}}"#);
    assert_bounded(&identity::client_token(scope::USER_READ), &body);
}

#[test]
fn depth_costs_no_more_than_length() {
    let deep = "[".repeat(100_000);
    assert_bounded(&users::Get { user_id: "u".into() }, &deep);
    assert_bounded(&raw(), &deep);
}

#[test]
fn small_items_cost_no_more_than_their_bytes() {
    assert_bounded(&users::List::default(), &items(r#"{"userId":""}"#));
    assert_bounded(&users::ListConnections { user_id: "u".into() }, &items(r#"{"id":""}"#));
    assert_bounded(&raw(), &items("[]"));
    assert_bounded(&raw(), &items(r#"{"":0}"#));
    assert_bounded(&identity::GetJsonWebKeys, &items(r#"{"":0}"#).replace("data", "keys"));
}

#[test]
fn what_is_read_twice_costs_no_more_than_double() {
    let broken = items(r#"{"userId":""}"#).replace("]}", ",{}]}");
    assert_bounded(&users::List::default(), &broken);
    assert_bounded(&raw(), &items(r#"{"":0}"#).replace("]}", "x]}"));
}
