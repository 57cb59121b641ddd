//! Users: create, list, get, delete.

use moneyhub_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::caller::Caller;

fn create(caller: &mut Caller, body: &str) -> Value {
    let reply = caller.send("POST", "/users", body.to_owned());
    assert_eq!(reply.status, 201, "{:?}", reply.body);
    reply.json()
}

fn names(value: &Value) -> Vec<&str> {
    let object = value.as_object().expect("an object");
    object.keys().map(String::as_str).collect()
}

#[test]
fn a_created_user_is_bare_and_has_the_members_of_the_sample() {
    let user = create(&mut Caller::new(), r#"{"clientUserId":"customer-0042"}"#);
    let mut expected = [
        "userId",
        "clientUserId",
        "clientId",
        "createdAt",
        "updatedAt",
        "scopes",
        "managedBy",
        "userType",
        "connectionIds",
    ];
    expected.sort_unstable();
    assert_eq!(names(&user), expected);
}

#[test]
fn a_created_user_has_these_values() {
    let user = create(&mut Caller::new(), r#"{"clientUserId":"customer-0042"}"#);
    assert_eq!(user["clientUserId"], "customer-0042");
    assert_eq!(user["clientId"], moneyhub_sandbox::DEFAULT_CLIENT_ID);
    assert_eq!(user["createdAt"], "2024-06-01T00:00:00.000Z");
    assert_eq!(user["scopes"], "user:create");
    assert_eq!(user["managedBy"], "client");
    assert_eq!(user["userType"], "live");
    assert_eq!(user["connectionIds"], json!([]));
}

#[test]
fn a_user_without_a_reference_has_no_such_member() {
    let user = create(&mut Caller::new(), "{}");
    assert_eq!(user.get("clientUserId"), None);
}

#[test]
fn a_reference_that_is_not_text_is_400() {
    for body in [r#"{"clientUserId":1}"#, r#"{"clientUserId":null}"#] {
        assert_eq!(Caller::new().send("POST", "/users", body).status, 400, "{body}");
    }
}

#[test]
fn a_reference_of_more_than_256_characters_is_400() {
    let status = |length| {
        let body = format!(r#"{{"clientUserId":"{}"}}"#, "é".repeat(length));
        Caller::new().send("POST", "/users", body).status
    };
    assert_eq!([status(256), status(257)], [201, 400]);
}

#[test]
fn an_unknown_member_is_400() {
    let reply = Caller::new().send("POST", "/users", r#"{"client_user_id":"x"}"#);
    assert_eq!(reply.member("message"), "unknown member: client_user_id");
}

#[test]
fn the_same_reference_twice_makes_two_users() {
    let mut caller = Caller::new();
    let body = r#"{"clientUserId":"same"}"#;
    assert_ne!(create(&mut caller, body)["userId"], create(&mut caller, body)["userId"]);
}

#[test]
fn a_created_user_can_be_got() {
    let mut caller = Caller::new();
    let created = create(&mut caller, r#"{"clientUserId":"x"}"#);
    let id = created["userId"].as_str().unwrap_or_default().to_owned();
    let got = caller.get(&format!("/users/{id}")).json();
    assert_eq!(got["clientUserId"], "x");
}

#[test]
fn a_fresh_user_was_never_accessed() {
    let mut caller = Caller::new();
    create(&mut caller, "{}");
    let id = caller.user(10);
    assert_eq!(caller.get(&format!("/users/{id}")).json().get("lastAccessed"), None);
}

#[test]
fn a_created_user_is_last_in_the_list() {
    let mut caller = Caller::new();
    let created = create(&mut caller, "{}");
    let list = caller.get("/users?limit=10&offset=10").json();
    assert_eq!(list["data"][0]["userId"], created["userId"]);
}

#[test]
fn created_users_are_in_the_ledger_in_order() {
    let mut caller = Caller::new();
    create(&mut caller, r#"{"clientUserId":"first"}"#);
    create(&mut caller, "{}");
    let ledger = caller.service.created_users();
    let references: Vec<_> = ledger.iter().map(|user| user.client_user_id.clone()).collect();
    assert_eq!(references, [Some("first".to_owned()), None]);
}

#[test]
fn the_ledger_keeps_deleted_users() {
    let mut caller = Caller::new();
    create(&mut caller, "{}");
    let id = caller.user(10);
    caller.call("DELETE", &format!("/users/{id}"));
    assert_eq!(caller.service.created_users()[0].user_id, id);
}

#[test]
fn a_list_is_enveloped_with_its_meta() {
    let list = Caller::new().get("/users?limit=3&offset=1").json();
    assert_eq!(names(&list), ["data", "meta"]);
    assert_eq!(list["meta"], json!({"total": 10, "limit": 3, "offset": 1}));
}

#[test]
fn a_listed_user_has_a_null_deleted_at() {
    let list = Caller::new().get("/users?limit=1&offset=0").json();
    assert_eq!(list["data"][0].get("deletedAt"), Some(&Value::Null));
}

#[test]
fn a_user_is_got_bare_and_as_it_is_listed() {
    let mut caller = Caller::new();
    let id = caller.user(0);
    let got = caller.get(&format!("/users/{id}")).json();
    assert_eq!(got, caller.get("/users?limit=1&offset=0").json()["data"][0]);
}

#[test]
fn an_unknown_user_is_404_whatever_its_id_looks_like() {
    let mut caller = Caller::new();
    let upper = caller.user(0).to_uppercase();
    for id in ["64b0f3a10000000000000000", "x", "%20", "..", &upper, "%00"] {
        let reply = caller.get(&format!("/users/{id}"));
        assert_eq!((reply.status, reply.member("message")), (404, "User not found".into()));
    }
}

#[test]
fn a_deleted_user_is_204_with_no_body() {
    let mut caller = Caller::new();
    let id = caller.user(0);
    let reply = caller.call("DELETE", &format!("/users/{id}"));
    assert_eq!((reply.status, reply.body.len()), (204, 0));
    assert_eq!(reply.header("content-type"), None);
}

#[test]
fn everything_of_a_deleted_user_is_404() {
    let mut caller = Caller::new();
    let user = caller.user(0);
    let connection = caller.service.connection_ids(&user)[0].clone();
    let sync = caller.service.sync_ids(&user)[0].clone();
    caller.call("DELETE", &format!("/users/{user}"));
    for (method, rest) in [
        ("GET", String::new()),
        ("DELETE", String::new()),
        ("GET", "/connections".to_owned()),
        ("PATCH", format!("/connections/{connection}")),
        ("DELETE", format!("/connection/{connection}")),
        ("GET", "/syncs".to_owned()),
        ("GET", format!("/connections/{connection}/syncs")),
        ("GET", format!("/syncs/{sync}")),
    ] {
        let reply = caller.call(method, &format!("/users/{user}{rest}"));
        assert_eq!(reply.status, 404, "{method} {rest}");
    }
}

#[test]
fn a_deleted_user_is_gone_from_the_list() {
    let mut caller = Caller::of(Sandbox::builder().users(5));
    let (second, fourth) = (caller.user(1), caller.user(3));
    for user in [&second, &fourth] {
        caller.call("DELETE", &format!("/users/{user}"));
    }
    let list = caller.get("/users?limit=2&offset=1").json();
    let ids: Vec<_> = (0..2).map(|place| list["data"][place]["userId"].clone()).collect();
    assert_eq!(ids, [caller.user(2), caller.user(4)]);
    assert_eq!(list["meta"]["total"], 3);
}
