//! What holds of every operation of the table.

use std::time::Duration;

use moneyhub_sandbox::Sandbox;
use serde_json::json;

use crate::caller::Caller;
use crate::holder::Holder;

#[test]
fn a_required_parameter_must_be_there() {
    let mut holder = Holder::scoped(Sandbox::builder(), "tax:read");
    let reply = holder.get("/tax?startDate=2024-04-06");
    assert_eq!(reply.status, 400);
    assert_eq!(reply.member("message"), "missing required parameter: endDate");
}

#[test]
fn a_report_is_pending_in_v3_and_whole_in_v2() {
    let scopes = "affordability:read affordability:write";
    let mut holder = Holder::scoped(Sandbox::builder(), scopes);
    let answer = |holder: &mut Holder, path| holder.send("POST", path, &json!({})).json();
    assert_eq!(answer(&mut holder, "/affordability")["data"]["status"], "pending");
    assert!(answer(&mut holder, "/v2/affordability")["data"]["status"] != "pending");
}

#[test]
fn a_missing_scope_is_403_and_names_what_is_needed() {
    let mut holder = Holder::scoped(Sandbox::builder(), "accounts:read");
    let reply = holder.get("/transactions");
    assert_eq!(reply.status, 403);
    let challenge = "Bearer error=\"insufficient_scope\", scope=\"transactions:read:all\"";
    assert_eq!(reply.header("www-authenticate"), Some(challenge));
}

#[test]
fn data_of_a_user_needs_a_token_of_the_user() {
    let mut holder = Holder::new();
    holder.caller.token = holder.caller.fetch_token(&[("scope", "accounts:read")]);
    assert_eq!(holder.get("/accounts").status, 403);
    assert_eq!(holder.raw("GET", "/accounts", &[], "").status, 401);
}

#[test]
fn the_other_hosts_are_below_the_data_host() {
    let mut holder = Holder::scoped(Sandbox::builder(), "osip:read");
    assert!(holder.read("/osip/v1.0/accounts")["data"].is_array());
    let scopes = [("scope", "caas:categories:read")];
    holder.caller.token = holder.caller.fetch_token(&scopes);
    assert!(holder.read("/caas/v1/categories")["data"].is_array());
}

#[test]
fn operations_of_the_identity_host_are_there_too() {
    let mut caller = Caller::new();
    caller.token = caller.fetch_token(&[("scope", "payment:read")]);
    assert!(caller.get("/payments?limit=10&offset=0").json()["data"].is_array());
}

#[test]
fn a_token_for_a_payment_under_a_consent_can_be_fetched() {
    let reply = Caller::new().ask_for_token(&[("scope", "recurring_payment:create")]);
    assert_eq!(reply.status, 200);
}

#[test]
fn users_are_not_on_the_data_host() {
    assert_eq!(Holder::new().get("/users").status, 404);
}

#[test]
fn a_path_without_a_version_is_404() {
    assert_eq!(Holder::new().get("http://data.test/accounts").status, 404);
}

#[test]
fn a_wrong_method_is_405() {
    let reply = Holder::new().call("PUT", "/accounts", &[], "");
    assert_eq!((reply.status, reply.header("allow")), (405, Some("GET, POST")));
}

#[test]
fn a_body_that_is_not_of_the_schema_is_400() {
    let mut holder = Holder::new();
    for (method, path, body) in [
        ("POST", "/accounts", json!({"accountName": "x"})),
        ("POST", "/transactions", json!([])),
        ("POST", "/transactions-collection", json!({"transactions": []})),
        ("POST", "/transactions-collection", json!([])),
        ("POST", "/categories", json!({"group": "group:2", "name": "x", "key": "y"})),
        ("POST", "/categories", json!({"group": "two", "name": "x"})),
    ] {
        let reply = holder.send(method, path, &body);
        assert_eq!(
            (reply.status, reply.member("code").as_str()),
            (400, "BadRequest"),
            "{path} {body}"
        );
    }
    let reply = holder.call("POST", "/categories", &[("content-type", "application/json")], "{");
    assert_eq!(reply.status, 400);
    let reply = holder.call("POST", "/categories", &[("content-type", "text/plain")], "{}");
    assert_eq!(reply.status, 415);
}

#[test]
fn a_sync_is_seen_and_may_be_asked_for_every_five_seconds() {
    let mut holder = Holder::new();
    let connection = holder.caller.service.connection_ids(&holder.user)[0].clone();
    let path = format!("/sync/{connection}");
    let before = holder.caller.service.sync_ids(&holder.user).len();
    let reply = holder.send("POST", &path, &json!({}));
    assert_eq!((reply.status, &reply.json()["data"]["status"]), (200, &json!("ok")));
    assert!(reply.json().get("links").is_none());
    let ids = holder.caller.service.sync_ids(&holder.user);
    assert_eq!(ids.len(), before + 1);
    assert_eq!(reply.json()["data"]["syncId"], ids[0].as_str());

    let early = holder.send("POST", &path, &json!({}));
    assert_eq!((early.status, early.header("retry-after")), (429, Some("5")));
    holder.caller.service.advance(Duration::from_secs(5));
    assert_eq!(holder.send("POST", &path, &json!({})).status, 200);
}

#[test]
fn a_sync_is_over_at_once_where_it_is_waited_for() {
    for (body, base, over) in [
        (json!({}), "/v3", false),
        (json!({}), "/v2", true),
        (json!({"enableAsync": false}), "/v3", true),
    ] {
        let mut holder = Holder::new();
        let connection = holder.caller.service.connection_ids(&holder.user)[0].clone();
        let sync = holder.send("POST", &format!("{base}/sync/{connection}"), &body).json();
        let id = sync["data"]["syncId"].as_str().unwrap_or_default().to_owned();
        let caller = &mut holder.caller;
        caller.token = caller.fetch_token(&[("scope", "connection:read")]);
        let path = format!("/users/{}/syncs/{id}", holder.user);
        let seen =
            |caller: &mut Caller| caller.get(&path).json()["data"].get("fetchedAt").is_some();
        assert_eq!(seen(caller), over, "{base} {body}");
        caller.service.advance(Duration::from_secs(10));
        assert!(seen(caller));
    }
}

#[test]
fn a_sync_under_a_consent_that_has_expired_is_403() {
    let mut holder = Holder::new();
    let expired = holder.caller.service.connection_ids(&holder.user)[1].clone();
    assert_eq!(holder.send("POST", &format!("/sync/{expired}"), &json!({})).status, 403);
    assert_eq!(holder.send("POST", "/sync/x", &json!({})).status, 404);
}
