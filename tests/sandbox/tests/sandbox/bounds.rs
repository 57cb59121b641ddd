//! How large bodies may be, and how requests must be framed.

use moneyhub_sandbox::Sandbox;
use serde_json::json;

use crate::caller::{Caller, FORM};
use crate::holder::Holder;

#[test]
fn a_body_without_a_length_is_411_where_it_is_asked_for() {
    let strict = || Sandbox::builder().strict_length(true);
    let mut caller = Caller { service: strict().service(), token: String::new() };
    assert_eq!(caller.raw("POST", "/oidc/token", &[("content-type", FORM)], "").status, 411);
    let framed = [("content-type", FORM), ("content-length", "0")];
    assert_ne!(caller.raw("POST", "/oidc/token", &framed, "").status, 411);
    assert_ne!(caller.raw("GET", "/users", &[], "").status, 411);
}

#[test]
fn a_body_without_a_length_is_taken_for_none_by_default() {
    let mut holder = Holder::new();
    let id = holder.account("cash:current");
    let path = format!("/v2/accounts/{id}/recurring-transactions");
    assert_eq!(holder.call("POST", &path, &[], "").status, 200);
}

#[test]
fn a_body_of_the_data_host_may_have_a_megabyte() {
    let mut holder = Holder::new();
    let notes = json!({"group": "group:2", "name": "x".repeat(1024 * 1024)});
    assert_eq!(holder.send("POST", "/categories", &notes).status, 413);
}
