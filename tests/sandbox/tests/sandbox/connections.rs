//! Connections: list, renew, delete.

use std::time::Duration;

use moneyhub_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::caller::{Caller, Reply};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn list(caller: &mut Caller, user: &str) -> Vec<Value> {
    let reply = caller.get(&format!("/users/{user}/connections"));
    reply.json()["data"].as_array().cloned().unwrap_or_default()
}

fn renew(caller: &mut Caller, place: usize, expires_at: &str) -> Reply {
    let user = caller.user(0);
    let id = caller.service.connection_ids(&user)[place].clone();
    let body = json!({"expiresAt": expires_at}).to_string();
    caller.send("PATCH", &format!("/users/{user}/connections/{id}"), body)
}

#[test]
fn the_list_is_enveloped_with_an_empty_meta() {
    let mut caller = Caller::new();
    let user = caller.user(0);
    let reply = caller.get(&format!("/users/{user}/connections"));
    assert_eq!(reply.json()["meta"], json!({}));
}

#[test]
fn a_fresh_user_has_none() {
    let mut caller = Caller::new();
    caller.send("POST", "/users", "{}");
    let user = caller.user(10);
    let reply = caller.get(&format!("/users/{user}/connections"));
    assert_eq!(reply.json(), json!({"data": [], "meta": {}}));
}

#[test]
fn a_fresh_user_can_be_given_some() {
    let mut caller = Caller::new();
    caller.send("POST", "/users", "{}");
    let user = caller.user(10);
    let ids = caller.service.add_connections(&user);
    let listed: Vec<_> = list(&mut caller, &user).iter().map(|c| c["id"].clone()).collect();
    assert_eq!(listed, ids);
    assert_eq!(ids.len(), 9);
}

#[test]
fn fresh_users_have_some_at_once_when_asked_for() {
    let mut caller = Caller::of(Sandbox::builder().connect_new_users(true));
    let created = caller.send("POST", "/users", "{}").json();
    assert_eq!(created["connectionIds"].as_array().map(Vec::len), Some(9));
}

#[test]
fn the_user_shows_the_ids_of_its_connections() {
    let mut caller = Caller::new();
    let user = caller.user(0);
    let got = caller.get(&format!("/users/{user}")).json();
    assert_eq!(got["connectionIds"], json!(caller.service.connection_ids(&user)));
}

#[test]
fn a_renewal_is_204_and_moves_the_expiry() {
    let mut caller = Caller::new();
    let reply = renew(&mut caller, 0, "2024-08-28T08:20:00.000Z");
    assert_eq!((reply.status, reply.body.len()), (204, 0));
    let user = caller.user(0);
    assert_eq!(list(&mut caller, &user)[0]["expiresAt"], "2024-08-28T08:20:00.000Z");
}

#[test]
fn a_renewal_is_a_new_consent() {
    let mut caller = Caller::new();
    caller.service.advance(DAY);
    caller.token = caller.fetch_token(&[("scope", crate::caller::ALL_SCOPES)]);
    renew(&mut caller, 0, "2024-07-28T08:20:00Z");
    let user = caller.user(0);
    let consented = list(&mut caller, &user)[0]["userConsentedAt"].clone();
    assert_eq!(consented, "2024-06-02T00:00:00.000Z");
}

#[test]
fn a_renewal_may_be_exactly_90_days_ahead() {
    let mut caller = Caller::new();
    let last = caller.service.timestamp_after(90 * DAY);
    assert_eq!(renew(&mut caller, 0, &last).status, 204);
}

#[test]
fn a_renewal_further_ahead_is_400() {
    let mut caller = Caller::new();
    let late = caller.service.timestamp_after(90 * DAY + Duration::from_millis(1));
    assert_eq!(renew(&mut caller, 0, &late).status, 400);
}

#[test]
fn a_renewal_into_the_past_or_to_this_moment_is_400() {
    let mut caller = Caller::new();
    for moment in ["2024-05-31T23:59:59.999Z", "2024-06-01T00:00:00.000Z"] {
        assert_eq!(renew(&mut caller, 0, moment).status, 400, "{moment}");
    }
}

#[test]
fn a_renewal_may_have_an_offset_and_no_fraction() {
    assert_eq!(renew(&mut Caller::new(), 0, "2024-07-01T12:00:00+01:00").status, 204);
}

#[test]
fn a_renewal_that_is_not_rfc_3339_is_400() {
    let mut caller = Caller::new();
    for text in ["2024-07-01", "2024-07-01T12:00:00", "2024-07-01T12:00Z", "soon", ""] {
        assert_eq!(renew(&mut caller, 0, text).status, 400, "{text}");
    }
}

#[test]
fn a_renewal_without_a_date_is_400() {
    let mut caller = Caller::new();
    let user = caller.user(0);
    let id = caller.service.connection_ids(&user)[0].clone();
    for body in ["{}", r#"{"expiresAt":null}"#, r#"{"expiresAt":1717200000}"#] {
        let reply = caller.send("PATCH", &format!("/users/{user}/connections/{id}"), body);
        assert_eq!(reply.status, 400, "{body}");
    }
}

#[test]
fn a_connection_whose_consent_the_client_does_not_manage_cannot_be_renewed() {
    // The second has no `tppConsent`, the third has `false`.
    for place in [1, 2] {
        let reply = renew(&mut Caller::new(), place, "2024-07-01T00:00:00Z");
        assert_eq!(reply.status, 400, "{place}");
    }
}

#[test]
fn a_consent_runs_out_when_its_time_comes() {
    let mut caller = Caller::of(Sandbox::builder().token_lifetime(100 * DAY));
    let user = caller.user(0);
    assert_eq!(list(&mut caller, &user)[0].get("extendedStatus"), None);
    caller.service.advance(60 * DAY);
    assert_eq!(list(&mut caller, &user)[0]["extendedStatus"], "expired");
}

#[test]
fn a_consent_that_ran_out_can_be_renewed() {
    let mut caller = Caller::of(Sandbox::builder().token_lifetime(100 * DAY));
    let user = caller.user(0);
    caller.service.advance(61 * DAY);
    let soon = caller.service.timestamp_after(DAY);
    renew(&mut caller, 0, &soon);
    assert_eq!(list(&mut caller, &user)[0].get("extendedStatus"), None);
}

#[test]
fn a_connection_is_deleted_at_the_singular() {
    let mut caller = Caller::new();
    let user = caller.user(0);
    let id = caller.service.connection_ids(&user)[3].clone();
    let reply = caller.call("DELETE", &format!("/users/{user}/connection/{id}"));
    assert_eq!((reply.status, reply.body.len()), (204, 0));
    let left = list(&mut caller, &user);
    assert!(left.len() == 8 && left.iter().all(|connection| connection["id"] != id));
}

#[test]
fn the_plural_delete_is_404_and_deletes_nothing() {
    let mut caller = Caller::new();
    let user = caller.user(0);
    let id = caller.service.connection_ids(&user)[0].clone();
    let reply = caller.call("DELETE", &format!("/users/{user}/connections/{id}"));
    assert_eq!(reply.status, 404);
    assert_eq!(list(&mut caller, &user).len(), 9);
}

#[test]
fn a_deleted_connection_is_404() {
    let mut caller = Caller::new();
    let user = caller.user(0);
    let id = caller.service.connection_ids(&user)[0].clone();
    caller.call("DELETE", &format!("/users/{user}/connection/{id}"));
    let again = caller.call("DELETE", &format!("/users/{user}/connection/{id}"));
    assert_eq!((again.status, again.member("message")), (404, "Connection not found".into()));
}

#[test]
fn the_syncs_of_a_deleted_connection_are_gone() {
    let mut caller = Caller::new();
    let user = caller.user(0);
    let id = caller.service.connection_ids(&user)[0].clone();
    let sync = caller.service.sync_ids(&user)[0].clone();
    caller.call("DELETE", &format!("/users/{user}/connection/{id}"));
    assert_eq!(caller.get(&format!("/users/{user}/syncs/{sync}")).status, 404);
}

#[test]
fn a_connection_of_another_user_is_404() {
    let mut caller = Caller::new();
    let (owner, other) = (caller.user(0), caller.user(1));
    let id = caller.service.connection_ids(&owner)[0].clone();
    let reply = caller.call("DELETE", &format!("/users/{other}/connection/{id}"));
    assert_eq!(reply.status, 404);
}

#[test]
fn a_malformed_connection_id_is_404() {
    let mut caller = Caller::new();
    let user = caller.user(0);
    for id in ["x", "%2F", ".", "a:b"] {
        let reply = caller.call("DELETE", &format!("/users/{user}/connection/{id}"));
        assert_eq!(reply.status, 404, "{id}");
    }
}
