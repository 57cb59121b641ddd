//! `limit` and `offset`.

use moneyhub_sandbox::Sandbox;
use serde_json::json;

use crate::caller::Caller;

fn length(caller: &mut Caller, path: &str) -> usize {
    caller.get(path).json()["data"].as_array().map_or(0, Vec::len)
}

#[test]
fn the_default_limit_is_10() {
    assert_eq!(length(&mut Caller::of(Sandbox::builder().users(30)), "/users"), 10);
}

#[test]
fn the_last_page_is_short() {
    assert_eq!(length(&mut Caller::new(), "/users?limit=7&offset=7"), 3);
}

#[test]
fn a_page_past_the_end_is_empty() {
    assert_eq!(length(&mut Caller::new(), "/users?limit=7&offset=1000000000"), 0);
}

#[test]
fn a_limit_of_0_is_allowed_and_gives_nothing() {
    assert_eq!(length(&mut Caller::new(), "/users?limit=0&offset=0"), 0);
}

#[test]
fn a_limit_of_1000_is_allowed() {
    let mut caller = Caller::of(Sandbox::builder().users(2_000).connections_per_user(0));
    assert_eq!(length(&mut caller, "/users?limit=1000&offset=0"), 1000);
}

#[test]
fn numbers_out_of_bounds_and_other_texts_are_400() {
    let mut caller = Caller::new();
    for query in [
        "limit=1001",
        "limit=-1",
        "limit=%2B1",
        "limit=1.0",
        "limit=",
        "limit",
        "limit=ten",
        "limit=18446744073709551616",
        "offset=1000000001",
        "offset=-1",
        "offset=x",
    ] {
        let reply = caller.get(&format!("/users?{query}"));
        assert_eq!((reply.status, reply.member("code")), (400, "BadRequest".into()), "{query}");
    }
}

#[test]
fn a_repeated_parameter_is_400() {
    let mut caller = Caller::new();
    for query in ["limit=1&limit=1", "offset=0&limit=1&offset=0"] {
        assert_eq!(caller.get(&format!("/users?{query}")).status, 400, "{query}");
    }
}

#[test]
fn an_unknown_parameter_is_ignored() {
    assert_eq!(length(&mut Caller::new(), "/users?limit=2&isDemo=false"), 2);
}

#[test]
fn a_cap_makes_pages_smaller_than_asked() {
    let mut caller = Caller::of(Sandbox::builder().users(200).limit_cap(50));
    assert_eq!(length(&mut caller, "/users?limit=100&offset=0"), 50);
}

#[test]
fn a_capped_page_tells_its_true_limit() {
    let mut caller = Caller::of(Sandbox::builder().users(200).limit_cap(50));
    let meta = caller.get("/users?limit=100&offset=20").json()["meta"].clone();
    assert_eq!(meta, json!({"total": 200, "limit": 50, "offset": 20}));
}

#[test]
fn a_cap_leaves_smaller_pages_alone() {
    let mut caller = Caller::of(Sandbox::builder().users(200).limit_cap(50));
    assert_eq!(length(&mut caller, "/users?limit=20&offset=0"), 20);
}

#[test]
fn syncs_are_paged_too() {
    let mut caller = Caller::new();
    let user = caller.user(0);
    let ids = caller.service.sync_ids(&user);
    let page = caller.get(&format!("/users/{user}/syncs?limit=2&offset=3")).json();
    assert_eq!(page["data"][0]["id"], ids[3]);
    assert_eq!(page["data"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_bad_limit_is_400_for_syncs_too() {
    let mut caller = Caller::new();
    let user = caller.user(0);
    let connection = caller.service.connection_ids(&user)[0].clone();
    for path in ["syncs".to_owned(), format!("connections/{connection}/syncs")] {
        let reply = caller.get(&format!("/users/{user}/{path}?limit=1001"));
        assert_eq!(reply.status, 400, "{path}");
    }
}
