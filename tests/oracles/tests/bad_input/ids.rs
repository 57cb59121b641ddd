//! Ids that can't be part of a path, and times that can't be sent.

use moneyhub_proto::{
    Endpoint, ErrorKind, Outcome, RawCall, Service, Window, scripted::Scripted, users,
};

use crate::{CANARY, assert_says, get, send};

#[track_caller]
fn assert_refused_unsent(endpoint: impl Endpoint, words: &[&str]) {
    let script = Scripted::new();
    let Err(error) = send(&script, endpoint) else { panic!("it was sent") };
    assert_eq!(error.kind(), ErrorKind::Request);
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert_eq!(script.requests().len(), 0);
    assert_says(&error, words);
}

fn user(id: &str) -> users::Get {
    users::Get { user_id: id.into() }
}

#[test]
fn an_empty_id_is_refused_unsent() {
    assert_refused_unsent(user(""), &["users.get", "userId", "empty"]);
}

#[test]
fn a_dot_is_refused_unsent() {
    assert_refused_unsent(user("."), &["userId", "dot segment"]);
}

#[test]
fn two_dots_are_refused_unsent() {
    assert_refused_unsent(user(".."), &["userId", "dot segment"]);
}

#[test]
fn the_id_that_is_wrong_is_named() {
    let delete = users::DeleteConnection { user_id: "u1".into(), connection_id: "..".into() };
    assert_refused_unsent(delete, &["users.delete_connection", "connectionId"]);
}

#[test]
fn a_newline_in_an_id_is_refused_unsent_and_not_shown() {
    assert_refused_unsent(user(&format!("{CANARY}\n")), &["userId", "control character"]);
}

#[test]
fn a_nul_in_an_id_is_refused_unsent() {
    assert_refused_unsent(user("u1\0"), &["userId", "control character"]);
}

#[test]
fn an_endless_id_is_refused_unsent_and_not_shown() {
    assert_refused_unsent(user(&CANARY.repeat(1000)), &["userId", "512 bytes"]);
}

#[test]
fn a_raw_call_is_held_to_the_same_rules() {
    let call = RawCall::get(Service::Data, "/accounts/{accountId}", &[&".."]);
    assert_refused_unsent(call, &["/accounts/{accountId}: accountId", "dot segment"]);
}

#[test]
fn a_raw_call_with_too_few_ids_is_refused_unsent() {
    let call = RawCall::get(Service::Data, "/accounts/{accountId}", &[]);
    assert_refused_unsent(call, &["/accounts/{accountId} does not fit the parameters"]);
}

#[test]
fn an_expiry_that_is_no_date_is_refused_unsent() {
    let update = users::UpdateConnection {
        user_id: "u1".into(),
        connection_id: "c1".into(),
        expires_at: "tomorrow".into(),
    };
    assert_refused_unsent(update, &["expiresAt", "RFC 3339"]);
}

#[test]
fn a_page_that_is_too_large_is_refused_unsent() {
    let window = Window { limit: 1001, offset: 0 };
    let list = users::List { window, is_demo: None };
    assert_refused_unsent(list, &["limit", "1000"]);
}

#[test]
fn a_slash_in_an_id_is_refused_unsent() {
    for id in ["../oidc/token", "a/b", "..\\oidc\\token"] {
        assert_refused_unsent(user(id), &["userId", "slash"]);
    }
}

#[test]
fn a_good_id_is_sent() {
    let script = Scripted::new().reply(404, "");
    let error = send(&script, get()).unwrap_err();
    assert_says(&error, &["users.get", "404", "unknown, deleted, or of another client"]);
}
