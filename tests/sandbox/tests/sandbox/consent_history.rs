//! The consents that users gave, and how they ended.

use std::time::Duration;

use moneyhub_reference::Host;
use moneyhub_sandbox::Sandbox;
use serde_json::Value;

use crate::caller::{ALL_SCOPES, Caller};
use crate::schemas::check;

/// Of all users.
fn caller() -> Caller {
    Caller::scoped(Sandbox::builder(), &format!("{ALL_SCOPES} consent_history:read"))
}

fn list(caller: &mut Caller, query: &str) -> Vec<Value> {
    let path = format!("/consent-history?{query}");
    let reply = caller.get(&path);
    let body = reply.json();
    check(Host::Identity, "GET", &path, reply.status, &body);
    body["data"].as_array().cloned().expect("a list")
}

/// With a token of the user.
fn of_user(caller: &mut Caller, index: u64) -> Vec<Value> {
    let user = caller.user(index);
    let all = caller.token.clone();
    caller.token = caller.fetch_token(&[("scope", "consent_history:read"), ("sub", &user)]);
    let listed = list(caller, &format!("limit=100&offset=0&userId={user}"));
    caller.token = all;
    listed
}

fn advance(caller: &mut Caller, days: u64) {
    caller.service.advance(Duration::from_secs(days * 24 * 60 * 60));
    caller.token = caller.fetch_token(&[("scope", &format!("{ALL_SCOPES} consent_history:read"))]);
}

#[test]
fn consents_are_those_of_the_connections_that_have_one() {
    let mut caller = caller();
    let user = caller.user(0);
    let connections = caller.get(&format!("/users/{user}/connections")).json();
    let with_consent =
        |one: &&Value| one["userConsentedAt"].is_string() && one["expiresAt"].is_string();
    let expected = connections["data"].as_array().expect("a list").iter().filter(with_consent);
    let expected: Vec<_> = expected.map(|one| one["expiresAt"].clone()).collect();
    let found = of_user(&mut caller, 0);
    assert_eq!(found.iter().map(|one| one["expiresAt"].clone()).collect::<Vec<_>>(), expected);
    assert!(expected.len() > 1);
    let first = &found[0];
    assert_eq!((&first["consentStatus"], &first["userId"]), (&"active".into(), &user.into()));
    assert_eq!(first["accountDetails"][0]["schemeName"], "UK.OBIE.SortCodeAccountNumber");
}

#[test]
fn the_consents_of_all_users_come_in_pages_without_gaps() {
    let mut caller = caller();
    let all = list(&mut caller, "limit=1000&offset=0");
    let of_each: Vec<Value> = (0..10).flat_map(|index| of_user(&mut caller, index)).collect();
    assert_eq!(all, of_each);
    let pages = (0..all.len()).step_by(7);
    let paged: Vec<Value> =
        pages.flat_map(|offset| list(&mut caller, &format!("limit=7&offset={offset}"))).collect();
    assert_eq!(paged, all);
}

#[test]
fn a_consent_that_ran_out_has_expired_and_one_that_was_deleted_is_cancelled() {
    let mut caller = caller();
    let user = caller.user(0);
    let id = caller.service.connection_ids(&user).remove(0);
    advance(&mut caller, 61);
    assert_eq!(of_user(&mut caller, 0)[0]["consentStatus"], "expired");
    assert_eq!(caller.call("DELETE", &format!("/users/{user}/connection/{id}")).status, 204);
    let cancelled = of_user(&mut caller, 0).remove(0);
    assert_eq!(cancelled["consentStatus"], "cancelled");
    assert_eq!(cancelled["cancelledAt"], "2024-08-01T00:00:00.000Z");
}

#[test]
fn a_renewed_consent_is_the_same_until_its_new_end() {
    let mut caller = caller();
    let user = caller.user(0);
    let before = of_user(&mut caller, 0).remove(0);
    let id = caller.service.connection_ids(&user).remove(0);
    let until = caller.service.timestamp_after(Duration::from_secs(80 * 24 * 60 * 60));
    let path = format!("/users/{user}/connections/{id}");
    let body = format!("{{\"expiresAt\":\"{until}\"}}");
    assert_eq!(caller.send("PATCH", &path, body).status, 204);
    let after = of_user(&mut caller, 0).remove(0);
    assert_eq!(after["consentId"], before["consentId"]);
    assert_eq!(
        (&after["expiresAt"], &after["consentTo"]),
        (&Value::from(until.clone()), &until.into())
    );
}

#[test]
fn the_filter_by_user_needs_a_token_of_that_user() {
    let mut caller = caller();
    let (one, other) = (caller.user(0), caller.user(1));
    let path = format!("/consent-history?limit=10&offset=0&userId={one}");
    assert_eq!(caller.get(&path).status, 403);
    caller.token = caller.fetch_token(&[("scope", "consent_history:read"), ("sub", &other)]);
    assert_eq!(caller.get(&path).status, 403);
}
