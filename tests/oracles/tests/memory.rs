//! Decoding allocates in proportion to what came in, never to a number in it.
//!
//! One test, since the counter counts the whole process.

use std::alloc::System;

use http::Response;
use moneyhub_proto::{Endpoint, RawCall, Service, auth, codec, connections, scope, users};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static COUNTER: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// What an empty item of a list may cost for each of its bytes: a connection of 11 bytes on the
/// wire is a struct of some hundred, a growing list is copied as it doubles, and what is wrong is
/// read twice.
const PER_BYTE: usize = 150;

/// What an error, its headers and its second reading may cost by themselves.
const CONSTANT: usize = 16 * 1024;

fn assert_bounded(endpoint: &impl Endpoint, body: &str) {
    let response = Response::new(body.to_owned());
    let region = Region::new(COUNTER);
    let result = codec::decode(endpoint, response);
    let change = region.change();
    drop(result);
    let allocated = change.bytes_allocated + usize::try_from(change.bytes_reallocated).unwrap_or(0);
    let bound = CONSTANT + PER_BYTE * body.len();
    assert!(allocated <= bound, "{allocated} bytes for {} of {body:.60}", body.len());
}

#[test]
fn decoding_allocates_in_proportion_to_the_body() {
    let huge = u64::MAX;
    let get = users::Get { user_id: "u".into() };
    let list = users::List::default();
    let connections = connections::List { user_id: "u".into() };
    let raw = RawCall::get::<&str>(Service::Data, "/things", []);
    let token = auth::client_token(scope::USER_READ);

    let claims =
        format!(r#"{{"data":[],"meta":{{"total":{huge},"limit":{huge},"offset":{huge}}}}}"#);
    assert_bounded(&list, &claims);
    assert_bounded(&raw, &claims);
    let lifetime = format!(r#"{{"access_token":"t","token_type":"Bearer","expires_in":{huge}}}"#);
    assert_bounded(&token, &lifetime);
    let deep = "[".repeat(100_000);
    assert_bounded(&get, &deep);
    assert_bounded(&raw, &deep);
    let items = |item: &str| format!(r#"{{"data":[{}]}}"#, [item; 20_000].join(","));
    assert_bounded(&list, &items(r#"{"userId":""}"#));
    assert_bounded(&connections, &items(r#"{"id":""}"#));
    assert_bounded(&raw, &items("[]"));
    let broken = items(r#"{"userId":""}"#).replace("]}", ",{}]}");
    assert_bounded(&list, &broken);
}
