//! `POST /oidc/token`.

use std::time::Duration;

use moneyhub_sandbox::{DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET, Sandbox};

use crate::caller::{Caller, FORM, basic, raw_basic};

const GRANT: (&str, &str) = ("grant_type", "client_credentials");
const SCOPE: (&str, &str) = ("scope", "user:read");

fn right() -> String {
    basic(DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET)
}

#[test]
fn a_token_answer_has_the_four_documented_members() {
    let reply = Caller::new().ask_for_token(&[("scope", "user:read connection:read")]);
    let body = reply.json();
    assert_eq!(body["expires_in"], 7200);
    assert_eq!(body["token_type"], "Bearer");
    assert_eq!(body["scope"], "user:read connection:read");
    assert_eq!(body["access_token"].as_str().map(str::len), Some(43));
}

#[test]
fn a_token_answer_must_not_be_stored() {
    let reply = Caller::new().ask_for_token(&[SCOPE]);
    assert_eq!(reply.header("cache-control"), Some("no-store"));
}

#[test]
fn every_token_is_another() {
    let mut caller = Caller::new();
    assert_ne!(caller.fetch_token(&[SCOPE]), caller.fetch_token(&[SCOPE]));
}

#[test]
fn tokens_are_the_same_in_every_run() {
    assert_eq!(Caller::new().token, Caller::new().token);
}

#[test]
fn the_lifetime_can_be_set() {
    let mut caller = Caller::of(Sandbox::builder().token_lifetime(Duration::from_secs(15)));
    assert_eq!(caller.ask_for_token(&[SCOPE]).json()["expires_in"], 15);
}

#[test]
fn an_id_and_a_secret_with_reserved_characters_are_form_decoded() {
    let (id, secret) = ("a client:1", "p+q/r%s:t u=é&");
    let mut caller =
        Caller { service: Sandbox::builder().client(id, secret).service(), token: String::new() };
    assert_eq!(caller.post_form(&basic(id, secret), &[GRANT, SCOPE]).status, 200);
}

#[test]
fn a_secret_with_a_plus_that_was_not_encoded_is_wrong() {
    let mut caller =
        Caller { service: Sandbox::builder().client("id", "p+q").service(), token: String::new() };
    let reply = caller.post_form(&raw_basic("id:p+q"), &[GRANT, SCOPE]);
    assert_eq!(reply.member("error"), "invalid_client");
}

#[test]
fn a_lone_percent_sign_in_the_credentials_is_an_invalid_request() {
    let reply = Caller::new().post_form(&raw_basic("id:100%"), &[GRANT, SCOPE]);
    assert_eq!((reply.status, reply.member("error")), (400, "invalid_request".into()));
}

#[test]
fn a_wrong_secret_is_an_invalid_client() {
    let reply = Caller::new().post_form(&basic(DEFAULT_CLIENT_ID, "wrong"), &[GRANT, SCOPE]);
    assert_eq!((reply.status, reply.member("error")), (401, "invalid_client".into()));
}

#[test]
fn an_unknown_client_is_an_invalid_client() {
    let reply = Caller::new().post_form(&basic("nobody", DEFAULT_CLIENT_SECRET), &[GRANT, SCOPE]);
    assert_eq!((reply.status, reply.member("error")), (401, "invalid_client".into()));
}

#[test]
fn an_invalid_client_that_sent_a_header_is_challenged() {
    let reply = Caller::new().post_form(&basic("nobody", "x"), &[GRANT, SCOPE]);
    let challenge = reply.header("www-authenticate").unwrap_or_default();
    assert!(challenge.starts_with("Basic "), "{challenge}");
}

#[test]
fn an_invalid_client_that_sent_no_header_is_not_challenged() {
    let body = "grant_type=client_credentials&scope=user%3Aread&client_id=x&client_secret=y";
    let reply = Caller::new().raw("POST", "/oidc/token", &[("content-type", FORM)], body);
    assert_eq!((reply.status, reply.header("www-authenticate")), (401, None));
}

#[test]
fn two_authentication_methods_are_refused() {
    let secret = ("client_secret", DEFAULT_CLIENT_SECRET);
    let reply = Caller::new().post_form(&right(), &[GRANT, SCOPE, secret]);
    assert_eq!(reply.member("error"), "invalid_request");
}

#[test]
fn two_authorization_headers_are_refused() {
    let basic = right();
    let headers =
        [("authorization", basic.as_str()), ("authorization", &basic), ("content-type", FORM)];
    let reply = Caller::new().raw("POST", "/oidc/token", &headers, "grant_type=x");
    assert_eq!((reply.status, reply.member("error")), (400, "invalid_request".into()));
}

#[test]
fn a_client_id_in_the_body_must_be_the_same() {
    let mut caller = Caller::new();
    let same = caller.post_form(&right(), &[GRANT, SCOPE, ("client_id", DEFAULT_CLIENT_ID)]);
    let other = caller.post_form(&right(), &[GRANT, SCOPE, ("client_id", "other")]);
    assert_eq!((same.status, other.status), (200, 400));
}

#[test]
fn a_body_that_is_not_a_form_is_an_invalid_request() {
    let basic = right();
    let headers = [("authorization", basic.as_str()), ("content-type", "application/json")];
    let reply = Caller::new().raw("POST", "/oidc/token", &headers, "{}");
    assert_eq!((reply.status, reply.member("error")), (400, "invalid_request".into()));
}

#[test]
fn a_form_may_name_its_charset() {
    let basic = right();
    let headers = [
        ("authorization", basic.as_str()),
        ("content-type", "application/x-www-form-urlencoded;charset=UTF-8"),
    ];
    let body = "grant_type=client_credentials&scope=user%3Aread";
    assert_eq!(Caller::new().raw("POST", "/oidc/token", &headers, body).status, 200);
}

#[test]
fn a_missing_grant_type_is_an_invalid_request() {
    let reply = Caller::new().post_form(&right(), &[SCOPE]);
    assert_eq!((reply.status, reply.member("error")), (400, "invalid_request".into()));
}

#[test]
fn an_empty_parameter_counts_as_left_out() {
    let reply = Caller::new().post_form(&right(), &[("grant_type", ""), SCOPE]);
    assert_eq!(reply.member("error"), "invalid_request");
}

#[test]
fn a_missing_scope_is_an_invalid_request() {
    let reply = Caller::new().post_form(&right(), &[GRANT]);
    assert_eq!((reply.status, reply.member("error")), (400, "invalid_request".into()));
}

#[test]
fn a_repeated_parameter_is_an_invalid_request() {
    let reply = Caller::new().post_form(&right(), &[GRANT, SCOPE, SCOPE]);
    assert_eq!((reply.status, reply.member("error")), (400, "invalid_request".into()));
}

#[test]
fn an_unknown_parameter_is_ignored() {
    let reply = Caller::new().post_form(&right(), &[GRANT, SCOPE, ("claims", "{}")]);
    assert_eq!(reply.status, 200);
}

#[test]
fn another_grant_is_unsupported() {
    let reply = Caller::new().post_form(&right(), &[("grant_type", "password"), SCOPE]);
    let expected = (400, "unsupported_grant_type".into());
    assert_eq!((reply.status, reply.member("error")), expected);
}

#[test]
fn a_scope_that_the_client_lacks_is_invalid() {
    let reply = Caller::new().ask_for_token(&[("scope", "user:read payment")]);
    assert_eq!((reply.status, reply.member("error")), (400, "invalid_scope".into()));
}

#[test]
fn an_invalid_scope_names_the_scope() {
    let reply = Caller::new().ask_for_token(&[("scope", "user:read payment")]);
    assert_eq!(reply.member("scope"), "payment");
}

#[test]
fn scopes_are_separated_by_single_spaces() {
    let reply = Caller::new().ask_for_token(&[("scope", "user:read  user:create")]);
    assert_eq!(reply.member("error"), "invalid_scope");
}

#[test]
fn a_legacy_client_gets_no_connection_scope() {
    let mut caller = Caller::scoped(Sandbox::builder().legacy_client(), "user:read");
    let reply = caller.ask_for_token(&[("scope", "connection:read")]);
    assert_eq!(reply.member("error"), "invalid_scope");
}

#[test]
fn only_one_transactions_read_scope_may_be_in_a_token() {
    let builder = Sandbox::builder().scopes(["transactions:read:in", "transactions:read:out"]);
    let mut caller = Caller::scoped(builder, "transactions:read:in");
    let both = ("scope", "transactions:read:in transactions:read:out");
    assert_eq!(caller.ask_for_token(&[both]).member("error"), "invalid_scope");
}

#[test]
fn a_token_may_be_for_a_user() {
    let mut caller = Caller::new();
    let user = caller.user(0);
    let reply = caller.ask_for_token(&[("scope", "accounts:read"), ("sub", &user)]);
    assert_eq!(reply.status, 200);
}

#[test]
fn an_unknown_user_is_an_invalid_grant() {
    let reply = Caller::new().ask_for_token(&[SCOPE, ("sub", "64b0f3a10000000000000000")]);
    assert_eq!((reply.status, reply.member("error")), (400, "invalid_grant".into()));
}

#[test]
fn a_deleted_user_is_an_invalid_grant() {
    let mut caller = Caller::new();
    let user = caller.user(0);
    caller.call("DELETE", &format!("/users/{user}"));
    let reply = caller.ask_for_token(&[SCOPE, ("sub", &user)]);
    assert_eq!(reply.member("error"), "invalid_grant");
}
