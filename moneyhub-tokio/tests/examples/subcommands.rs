//! Each subcommand, when all is well.

use std::time::Duration;

use moneyhub_sandbox::Sandbox;

use crate::program::{run, users};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A sandbox with its first user, and the first connection of that.
fn sandbox() -> (Sandbox, String, String) {
    let sandbox = Sandbox::start().unwrap();
    let user = sandbox.user_id(0).unwrap();
    let connection = sandbox.connection_ids(&user).remove(0);
    (sandbox, user, connection)
}

#[test]
fn create_prints_the_user_with_the_names_of_the_wire() {
    let sandbox = Sandbox::start().unwrap();
    let arguments = ["create", "--client-user-id", "customer-0042"];
    let user = run(&mut users(&sandbox, &arguments)).document();
    assert_eq!(user["clientUserId"], "customer-0042");
    assert_eq!(user["userId"], sandbox.created_users()[0].user_id.as_str());
}

#[test]
fn create_needs_no_reference() {
    let sandbox = Sandbox::start().unwrap();
    let user = run(&mut users(&sandbox, &["create"])).document();
    assert!(user["clientUserId"].is_null());
    assert_eq!(sandbox.created_user_count(), 1);
}

#[test]
fn list_prints_data_and_meta() {
    let (sandbox, user, _) = sandbox();
    let page = run(&mut users(&sandbox, &["list"])).document();
    assert_eq!(page["data"][0]["userId"], user.as_str());
    assert_eq!(page["data"].as_array().unwrap().len(), 10);
    assert_eq!(page["meta"], serde_json::json!({"total": 10, "limit": 100, "offset": 0}));
}

#[test]
fn get_prints_the_user() {
    let (sandbox, user, connection) = sandbox();
    let printed = run(&mut users(&sandbox, &["get", &user])).document();
    assert_eq!(printed["userId"], user.as_str());
    assert_eq!(printed["connectionIds"][0], connection.as_str());
}

#[test]
fn delete_deletes_the_user_and_prints_nothing() {
    let (sandbox, user, _) = sandbox();
    let ran = run(&mut users(&sandbox, &["delete", "--yes", &user]));
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (Some(0), "", ""));
    assert_eq!(sandbox.live_users(), 9);
}

#[test]
fn connections_prints_all_of_them() {
    let (sandbox, user, connection) = sandbox();
    let list = run(&mut users(&sandbox, &["connections", &user])).document();
    assert_eq!(list.as_array().unwrap().len(), 9);
    assert_eq!(list[0]["id"], connection.as_str());
    assert_eq!(list[0]["tppConsent"], true);
}

#[test]
fn connection_prints_the_connection() {
    let (sandbox, user, connection) = sandbox();
    let printed = run(&mut users(&sandbox, &["connection", &user, &connection])).document();
    assert_eq!(printed["id"], connection.as_str());
    assert_eq!(printed["type"], "api");
}

#[test]
fn delete_connection_deletes_it_and_prints_nothing() {
    let (sandbox, user, connection) = sandbox();
    let ran = run(&mut users(&sandbox, &["delete-connection", "--yes", &user, &connection]));
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (Some(0), "", ""));
    assert!(!sandbox.connection_ids(&user).contains(&connection));
}

#[test]
fn update_connection_extends_the_consent_and_prints_nothing() {
    let (sandbox, user, connection) = sandbox();
    let time = sandbox.timestamp_after(80 * DAY);
    let arguments = ["update-connection", &user, &connection, "--expires-at", &time];
    let ran = run(&mut users(&sandbox, &arguments));
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (Some(0), "", ""));
    let after = run(&mut users(&sandbox, &["connection", &user, &connection])).document();
    assert_eq!(after["expiresAt"], time.as_str());
}

#[test]
fn syncs_prints_data_and_meta() {
    let (sandbox, user, _) = sandbox();
    let page = run(&mut users(&sandbox, &["syncs", &user])).document();
    assert_eq!(page["data"].as_array().unwrap().len(), 49);
    assert_eq!(page["data"][0]["fetchStatus"], "partial");
    assert!(page["meta"].is_object());
}

#[test]
fn connection_syncs_prints_data_and_meta() {
    let (sandbox, user, connection) = sandbox();
    let page = run(&mut users(&sandbox, &["connection-syncs", &user, &connection])).document();
    assert_eq!(page["data"].as_array().unwrap().len(), 6);
    assert_eq!(page["data"][0]["connectionId"], connection.as_str());
    assert!(page["meta"].is_object());
}

#[test]
fn sync_prints_the_sync() {
    let (sandbox, user, connection) = sandbox();
    let sync = sandbox.sync_ids(&user).remove(0);
    let printed = run(&mut users(&sandbox, &["sync", &user, &sync])).document();
    assert_eq!(printed["id"], sync.as_str());
    assert_eq!(printed["connectionId"], connection.as_str());
}
