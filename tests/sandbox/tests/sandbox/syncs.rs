//! Syncs: of a user, of a connection, one.

use serde_json::{Value, json};

use crate::caller::Caller;

fn all(caller: &mut Caller, user: &str) -> Vec<Value> {
    let reply = caller.get(&format!("/users/{user}/syncs?limit=1000&offset=0"));
    reply.json()["data"].as_array().cloned().unwrap_or_default()
}

#[test]
fn the_list_is_enveloped_with_an_empty_meta() {
    let mut caller = Caller::new();
    let user = caller.user(0);
    let reply = caller.get(&format!("/users/{user}/syncs"));
    assert_eq!(reply.json()["meta"], json!({}));
}

#[test]
fn the_list_of_a_connection_holds_its_syncs_only() {
    let mut caller = Caller::new();
    let user = caller.user(0);
    let id = caller.service.connection_ids(&user)[2].clone();
    let reply = caller.get(&format!("/users/{user}/connections/{id}/syncs?limit=1000"));
    let listed = reply.json()["data"].as_array().cloned().unwrap_or_default();
    let of_it = all(&mut caller, &user).into_iter().filter(|sync| sync["connectionId"] == id);
    assert_eq!(listed, of_it.collect::<Vec<_>>());
    assert_eq!(listed.len(), 6);
}

#[test]
fn one_sync_is_enveloped_and_as_it_is_listed() {
    let mut caller = Caller::new();
    let user = caller.user(0);
    let listed = all(&mut caller, &user)[1].clone();
    let id = listed["id"].as_str().unwrap_or_default();
    let reply = caller.get(&format!("/users/{user}/syncs/{id}"));
    assert_eq!(reply.json(), json!({"data": listed}));
}

#[test]
fn an_unknown_sync_is_404() {
    let mut caller = Caller::new();
    let user = caller.user(0);
    let reply = caller.get(&format!("/users/{user}/syncs/5e6f7a8b-9c0d-4e1f-a2b3-c4d5e6f7a8b9"));
    assert_eq!((reply.status, reply.member("message")), (404, "Sync not found".into()));
}

#[test]
fn a_sync_of_another_user_is_404() {
    let mut caller = Caller::new();
    let (owner, other) = (caller.user(0), caller.user(1));
    let id = caller.service.sync_ids(&owner)[0].clone();
    assert_eq!(caller.get(&format!("/users/{other}/syncs/{id}")).status, 404);
}

#[test]
fn a_running_sync_has_no_end_and_no_accounts() {
    let mut caller = Caller::new();
    let user = caller.user(0);
    let running = all(&mut caller, &user)[0].clone();
    assert_eq!((running.get("fetchedAt"), running.get("accounts")), (None, None));
}

#[test]
fn a_successful_sync_names_the_accounts_of_its_connection() {
    let mut caller = Caller::new();
    let user = caller.user(0);
    let sync = all(&mut caller, &user)[1].clone();
    let connections = caller.get(&format!("/users/{user}/connections")).json();
    let account = &connections["data"][0]["accountIds"][0];
    assert_eq!(sync["fetchStatus"], "success");
    assert_eq!(sync["accounts"][0]["accountId"], *account);
}

#[test]
fn the_provider_of_a_sync_is_the_bank_of_its_connection() {
    let mut caller = Caller::new();
    let user = caller.user(0);
    let sync = all(&mut caller, &user)[1].clone();
    let connection = sync["connectionId"].as_str().unwrap_or_default();
    let provider = sync["accounts"][0]["providerId"].as_str().unwrap_or_default();
    assert!(connection.starts_with(&format!("{provider}:")), "{connection} {provider}");
}
