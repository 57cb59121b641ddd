//! What is there at the start.

use std::collections::BTreeSet;

use moneyhub_sandbox::Sandbox;
use serde_json::Value;

use crate::caller::Caller;

fn seen(items: &Value, member: &str) -> BTreeSet<String> {
    let items = items.as_array().cloned().unwrap_or_default();
    let show = |item: Value| match item.get(member) {
        None => "(absent)".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    items.into_iter().map(show).collect()
}

fn texts<const N: usize>(expected: [&str; N]) -> BTreeSet<String> {
    expected.map(str::to_owned).into()
}

fn connections() -> Value {
    let mut caller = Caller::new();
    let user = caller.user(3);
    caller.get(&format!("/users/{user}/connections")).json()["data"].take()
}

fn syncs() -> Value {
    let mut caller = Caller::new();
    let user = caller.user(3);
    caller.get(&format!("/users/{user}/syncs?limit=1000")).json()["data"].take()
}

fn is_lowercase_hex(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[test]
fn every_status_is_there() {
    assert_eq!(seen(&connections(), "status"), texts(["ok", "error", "never"]));
}

#[test]
fn every_error_is_there() {
    let expected = texts([
        "(absent)",
        "null",
        "resync",
        "sync_error",
        "sync_partial",
        "mfa_required",
        "credentials_error",
    ]);
    assert_eq!(seen(&connections(), "error"), expected);
}

#[test]
fn every_extended_status_is_there() {
    let expected = texts(["(absent)", "expired", "stoppedSyncing"]);
    assert_eq!(seen(&connections(), "extendedStatus"), expected);
}

#[test]
fn every_type_is_there() {
    let expected = texts(["api", "legacy", "test", "zoopla", "mouseprice", "autotrader"]);
    assert_eq!(seen(&connections(), "type"), expected);
}

#[test]
fn a_consent_of_the_client_is_there() {
    assert_eq!(seen(&connections(), "tppConsent"), texts(["(absent)", "false", "true"]));
}

#[test]
fn the_first_connection_can_be_renewed() {
    let first = connections()[0].clone();
    assert_eq!(first["tppConsent"], true);
    assert_eq!(first["expiresAt"], "2024-07-31T00:00:00.000Z");
}

#[test]
fn every_fetch_status_is_there() {
    let expected = texts(["success", "error", "partial", "mfa-required", "credentials-error"]);
    assert_eq!(seen(&syncs(), "fetchStatus"), expected);
}

#[test]
fn every_action_is_there() {
    assert_eq!(seen(&syncs(), "action"), texts(["auto-update", "client-update"]));
}

#[test]
fn every_method_is_there() {
    assert_eq!(seen(&syncs(), "method"), texts(["ADD", "UPDATE"]));
}

#[test]
fn a_user_id_is_24_lowercase_hex_digits() {
    let id = Caller::new().user(7);
    assert!(id.len() == 24 && is_lowercase_hex(&id), "{id}");
}

#[test]
fn a_connection_id_is_32_hex_digits_a_colon_and_a_uuid() {
    let caller = Caller::new();
    for id in caller.service.connection_ids(&caller.user(7)) {
        let (bank, uuid) = id.split_once(':').unwrap_or_default();
        let lengths: Vec<_> = uuid.split('-').map(str::len).collect();
        assert!(bank.len() == 32 && is_lowercase_hex(bank), "{id}");
        assert_eq!(lengths, [8, 4, 4, 4, 12], "{id}");
    }
}

#[test]
fn no_id_is_there_twice() {
    let caller = Caller::of(Sandbox::builder().users(500).connections_per_user(20));
    let mut ids = BTreeSet::new();
    let mut total = 0;
    for index in 0..500 {
        let user = caller.user(index);
        let of_user = [
            vec![user.clone()],
            caller.service.connection_ids(&user),
            caller.service.sync_ids(&user),
        ];
        for id in of_user.into_iter().flatten() {
            ids.insert(id);
            total += 1;
        }
    }
    assert_eq!(ids.len(), total);
}

#[test]
fn two_sandboxes_have_the_same_users() {
    let page = || Caller::new().get("/users?limit=10").body;
    assert_eq!(page(), page());
}

#[test]
fn a_million_users_are_there_at_once() {
    let mut caller = Caller::of(Sandbox::builder().users(1_000_000));
    let last = caller.user(999_999);
    let list = caller.get("/users?limit=5&offset=999999").json();
    assert_eq!(list["data"][0]["userId"], last);
    assert_eq!(list["meta"]["total"], 1_000_000);
}

#[test]
fn there_is_no_user_past_the_last() {
    assert_eq!(Caller::new().service.user_id(10), None);
}

#[test]
fn users_may_have_as_many_connections_as_asked() {
    for connections in [0, 1, 100] {
        let caller = Caller::of(Sandbox::builder().connections_per_user(connections));
        let ids = caller.service.connection_ids(&caller.user(0));
        assert_eq!(ids.len(), connections);
    }
}
