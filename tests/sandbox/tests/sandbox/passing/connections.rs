//! Consents expire, connections sync, banks fail and come back.

use std::time::Duration;

use moneyhub_sandbox::Sandbox;
use serde_json::{Value, json};

use super::{DAY, connection, lasting_holder, rows};
use crate::holder::{Holder, text};

const BANK: &str = "9c1185a5c5e9fc54612808977ee8f548";

fn syncs(holder: &mut Holder, place: usize) -> Vec<Value> {
    let id = holder.caller.service.connection_ids(&holder.user)[place].clone();
    let data = std::mem::take(&mut holder.caller.token);
    holder.caller.token = holder.caller.fetch_token(&[("scope", "connection:read")]);
    let path = format!("/users/{}/connections/{id}/syncs?limit=1000", holder.user);
    let syncs = holder.caller.get(&path).json()["data"].take();
    holder.caller.token = data;
    syncs.as_array().cloned().unwrap_or_default()
}

fn renew(holder: &mut Holder, place: usize) -> u16 {
    let id = holder.caller.service.connection_ids(&holder.user)[place].clone();
    let data = std::mem::take(&mut holder.caller.token);
    holder.caller.token = holder.caller.fetch_token(&[("scope", "connection:update")]);
    let until = holder.caller.service.timestamp_after(DAY * 90);
    let path = format!("/users/{}/connections/{id}", holder.user);
    let status = holder.caller.send("PATCH", &path, json!({"expiresAt": until}).to_string()).status;
    holder.caller.token = data;
    status
}

#[test]
fn a_connection_that_is_well_syncs_once_a_day() {
    let mut holder = lasting_holder();
    let before = syncs(&mut holder, 0).len();
    holder.caller.service.advance(DAY * 10);
    let after = syncs(&mut holder, 0);
    assert_eq!(after.len(), before + 10);
    assert!(after[..10].iter().all(|sync| sync["action"] == "auto-update"));
    assert!(after[..10].iter().all(|sync| sync["fetchStatus"] == "success"));
    assert_eq!(text(&connection(&mut holder, 0), "lastUpdated"), text(&after[0], "fetchedAt"));
    let starts: Vec<String> = after.iter().map(|sync| text(sync, "createdAt")).collect();
    assert!(starts.is_sorted_by(|newer, older| newer >= older), "{starts:?}");
}

#[test]
fn a_connection_that_waits_for_its_owner_does_not_sync() {
    let mut holder = lasting_holder();
    // Expired, stopped, waiting for the owner, never fetched, and for once only.
    for place in [1, 2, 5, 6, 8] {
        let before = syncs(&mut holder, place).len();
        holder.caller.service.advance(DAY * 3);
        assert_eq!(syncs(&mut holder, place).len(), before, "{place}");
    }
}

#[test]
fn a_connection_whose_syncs_fail_fails_every_day() {
    let mut holder = lasting_holder();
    holder.caller.service.advance(DAY * 3);
    let statuses: Vec<Value> =
        syncs(&mut holder, 3)[..3].iter().map(|sync| sync["fetchStatus"].clone()).collect();
    assert_eq!(statuses, ["error", "error", "error"]);
}

#[test]
fn a_list_of_syncs_reaches_back_a_year_at_the_most() {
    let mut holder = lasting_holder();
    let before = syncs(&mut holder, 7).len();
    holder.caller.service.advance(DAY * 800);
    assert_eq!(syncs(&mut holder, 7).len(), before + 366);
}

#[test]
fn of_the_syncs_that_were_asked_for_the_last_thousand_are_known() {
    let mut holder = lasting_holder();
    let id = holder.caller.service.connection_ids(&holder.user)[7].clone();
    let mut asked = Vec::new();
    for _ in 0..1_005 {
        holder.caller.service.advance(Duration::from_secs(5));
        let reply = holder.send("POST", &format!("/sync/{id}"), &json!({"enableAsync": false}));
        assert_eq!(reply.status, 200);
        asked.push(text(&reply.json()["data"], "syncId"));
    }
    let listed = syncs(&mut holder, 7);
    assert_eq!(listed.len(), 1_000);
    let newest: Vec<String> = listed.iter().map(|sync| text(sync, "id")).collect();
    asked.reverse();
    assert_eq!(newest, asked[..1_000]);
    let known = holder.caller.service.sync_ids(&holder.user);
    assert!(known.contains(&asked[999]) && !known.contains(&asked[1_000]));
}

#[test]
fn a_consent_expires_and_its_connection_says_so_and_stops() {
    let mut holder = lasting_holder();
    assert_eq!(connection(&mut holder, 0).get("extendedStatus"), None);
    holder.caller.service.advance(DAY * 60);
    let shown = connection(&mut holder, 0);
    assert_eq!(text(&shown, "extendedStatus"), "expired");
    let count = syncs(&mut holder, 0).len();
    let there = rows(&mut holder);
    holder.caller.service.advance(DAY * 30);
    assert_eq!(syncs(&mut holder, 0).len(), count);
    assert_eq!(rows(&mut holder), there, "every connection with transactions has expired");
    let id = text(&shown, "id");
    assert_eq!(holder.send("POST", &format!("/sync/{id}"), &json!({})).status, 403);
}

#[test]
fn what_was_missed_without_consent_arrives_when_it_is_renewed() {
    let mut holder = lasting_holder();
    holder.caller.service.advance(DAY * 90);
    let before = rows(&mut holder).len();
    assert_eq!(renew(&mut holder, 0), 204);
    assert_eq!(rows(&mut holder).len(), before, "a renewal fetches nothing by itself");
    holder.caller.service.advance(DAY);
    let after = rows(&mut holder);
    let account = holder.account("savings");
    let mine = after.values().filter(|row| row["accountId"] == json!(account));
    let of_july = mine.filter(|row| text(row, "date").starts_with("2024-08")).count();
    assert_eq!(of_july, 10);
    assert!(after.len() > before + 15);
    // They came with the first sync after the renewal.
    let late = after.values().find(|row| text(row, "date").starts_with("2024-08-10"));
    let late = late.map(|row| text(row, "dateCreated"));
    assert!(late.is_none_or(|created| created.as_str() >= "2024-08-30"));
}

#[test]
fn a_consent_is_ended_by_hand() {
    let mut holder = lasting_holder();
    let user = holder.user.clone();
    let id = holder.caller.service.connection_ids(&user)[0].clone();
    holder.caller.service.advance(DAY);
    let given = text(&connection(&mut holder, 0), "userConsentedAt");
    assert!(holder.caller.service.expire_consent(&user, &id));
    let shown = connection(&mut holder, 0);
    assert_eq!(text(&shown, "extendedStatus"), "expired");
    assert_eq!(text(&shown, "expiresAt"), holder.caller.service.timestamp_after(Duration::ZERO));
    assert_eq!(text(&shown, "userConsentedAt"), given);
    assert!(!holder.caller.service.expire_consent(&user, "no such connection"));
    assert_eq!(renew(&mut holder, 0), 204);
    assert_eq!(connection(&mut holder, 0).get("extendedStatus"), None);
}

#[test]
fn a_bank_that_is_down_for_days_fails_its_syncs_and_then_all_arrives() {
    let mut holder = lasting_holder();
    holder.caller.service.advance(DAY);
    let before = rows(&mut holder);
    holder.caller.service.bank_down(BANK, DAY * 5);
    holder.caller.service.advance(DAY * 4);
    let shown = connection(&mut holder, 0);
    assert_eq!(
        (text(&shown, "status"), text(&shown, "error")),
        ("error".into(), "sync_error".into())
    );
    let failed = syncs(&mut holder, 0);
    assert!(failed[..4].iter().all(|sync| sync["fetchStatus"] == "error"));
    assert_eq!(failed[0]["accounts"], json!([]));
    let savings = holder.account("savings");
    let of_savings = |rows: &std::collections::BTreeMap<String, Value>| {
        rows.values().filter(|row| row["accountId"] == json!(savings)).count()
    };
    assert_eq!(of_savings(&rows(&mut holder)), of_savings(&before));
    holder.caller.service.advance(DAY * 5);
    assert_eq!(text(&connection(&mut holder, 0), "status"), "ok");
    let mut other = lasting_holder();
    other.caller.service.advance(DAY * 10);
    let ids =
        |rows: std::collections::BTreeMap<String, Value>| rows.into_keys().collect::<Vec<_>>();
    assert_eq!(ids(rows(&mut holder)), ids(rows(&mut other)), "as if it had never been down");
}

#[test]
fn a_connection_that_is_made_later_has_what_there_was_and_goes_on() {
    let mut service = Sandbox::builder().standing_clock().users(0).service();
    service.advance(DAY * 45);
    let url = format!(
        "{}/auth?client_id={}&response_type=code&scope=openid+id:{BANK}\
         &redirect_uri=http://127.0.0.1:8080/callback&state=one-time",
        service.issuer(),
        moneyhub_sandbox::DEFAULT_CLIENT_ID,
    );
    service.approve(&url).expect("the way back");
    let user = service.created_users()[0].user_id.clone();
    let mut holder = lasting_holder();
    holder.caller.service = service;
    holder.user.clone_from(&user);
    let scopes = "accounts:read transactions:read:all";
    holder.caller.token = holder.caller.fetch_token(&[("scope", scopes), ("sub", &user)]);
    let there = rows(&mut holder);
    assert!(there.values().any(|row| text(row, "date").starts_with("2024-07-1")));
    holder.caller.service.advance(DAY * 10);
    holder.caller.token = holder.caller.fetch_token(&[("scope", scopes), ("sub", &user)]);
    assert!(rows(&mut holder).len() > there.len());
}
