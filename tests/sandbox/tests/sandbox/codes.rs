//! The authorization_code grant.

use std::time::Duration;

use moneyhub_sandbox::{Client, Sandbox};

use crate::caller::Caller;
use crate::identity::{VERIFIER, connect, exchange, form, text, with};

/// The error with which the exchange of a good code with these changes is refused.
fn refused(changes: &[(&str, &str)]) -> String {
    let mut caller = Caller::new();
    let callback = caller.approve(&connect());
    let reply = caller.post("/oidc/token", &with(exchange(&callback), changes));
    assert_eq!(reply.status, 400, "{:?}", reply.body);
    reply.member("error")
}

#[test]
fn a_code_is_exchanged_for_tokens() {
    let tokens = Caller::new().sign_in(&[]);
    assert_eq!((text(&tokens, "token_type"), &tokens["expires_in"]), ("Bearer", &7200.into()));
    assert_eq!(text(&tokens, "scope"), "openid id:1ffe704d39629a929c8e293880fb449a");
    assert!(tokens.get("refresh_token").is_none());
}

#[test]
fn what_is_missing_is_an_invalid_request() {
    for name in ["code", "redirect_uri"] {
        assert_eq!(refused(&[(name, "")]), "invalid_request", "{name}");
    }
}

#[test]
fn what_is_wrong_is_an_invalid_grant() {
    let long = "a".repeat(129);
    for change in [
        ("code", "x"),
        ("redirect_uri", "http://127.0.0.1:8081/callback"),
        ("code_verifier", ""),
        ("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXK"),
        ("code_verifier", "short"),
        ("code_verifier", &long),
        ("sub", "64b0f3a10000000000000000"),
    ] {
        assert_eq!(refused(&[change]), "invalid_grant", "{change:?}");
    }
}

#[test]
fn a_verifier_without_a_challenge_is_an_invalid_grant() {
    let mut caller = Caller::new();
    let plain = with(connect(), &[("code_challenge", ""), ("code_challenge_method", "")]);
    let callback = caller.approve(&plain);
    let reply = caller.post("/oidc/token", &exchange(&callback));
    assert_eq!(reply.member("error"), "invalid_grant");
    let without = with(exchange(&callback), &[("code_verifier", "")]);
    assert_eq!(caller.post("/oidc/token", &without).status, 200);
}

#[test]
fn a_code_lives_a_minute() {
    for (seconds, status) in [(59, 200), (60, 400)] {
        let mut caller = Caller::new();
        let callback = caller.approve(&connect());
        caller.service.advance(Duration::from_secs(seconds));
        assert_eq!(caller.post("/oidc/token", &exchange(&callback)).status, status, "{seconds}");
    }
}

#[test]
fn a_code_serves_once() {
    let mut caller = Caller::new();
    let callback = caller.approve(&connect());
    assert_eq!(caller.post("/oidc/token", &exchange(&callback)).status, 200);
    let again = caller.post("/oidc/token", &exchange(&callback));
    assert_eq!(again.member("error"), "invalid_grant");
}

#[test]
fn using_a_code_again_revokes_what_came_from_it() {
    let mut caller = Caller::new();
    let offline = with(connect(), &[("scope", "openid id:test offline_access")]);
    let callback = caller.approve(&offline);
    let tokens = caller.post("/oidc/token", &exchange(&callback)).json();
    caller.post("/oidc/token", &exchange(&callback));
    for name in ["access_token", "refresh_token"] {
        let asked = form(&[("token", text(&tokens, name))]);
        let told = caller.post("/oidc/token/introspection", &asked).json();
        assert_eq!(told["active"], false, "{name}");
    }
}

#[test]
fn a_refused_exchange_leaves_the_code_good() {
    let mut caller = Caller::new();
    let callback = caller.approve(&connect());
    let wrong = with(exchange(&callback), &[("code_verifier", "x")]);
    assert_eq!(caller.post("/oidc/token", &wrong).status, 400);
    assert_eq!(caller.post("/oidc/token", &exchange(&callback)).status, 200);
}

#[test]
fn a_code_is_for_the_client_that_asked() {
    let other = Client::client_secret_post("other", "x").loopback_redirect("/callback");
    let mut caller = Caller::of(Sandbox::builder().register(other));
    let callback = caller.approve(&connect());
    let theirs = form(&[("client_id", "other"), ("client_secret", "x")]);
    let stolen = [exchange(&callback), theirs].concat();
    let reply = caller.post_as(None, "/oidc/token", &stolen);
    assert_eq!((reply.status, reply.member("error")), (400, "invalid_grant".into()));
}

#[test]
fn a_public_client_signs_in_with_pkce() {
    let client = Client::public("app").loopback_redirect("/callback");
    let mut caller = Caller::of(Sandbox::builder().register(client));
    let mine = with(connect(), &[("client_id", "app")]);
    let uri = caller.post_as(None, "/oidc/request", &mine).member("request_uri");
    let url = crate::identity::url("app", &uri);
    let callback = caller.service.approve(&url).expect("a way back");
    let asked = with(exchange(&callback), &[("client_id", "app"), ("code_verifier", VERIFIER)]);
    assert_eq!(caller.post_as(None, "/oidc/token", &asked).status, 200);
}

#[test]
fn a_sub_that_is_the_user_is_taken() {
    let mut caller = Caller::new();
    let callback = caller.approve(&connect());
    let user = caller.service.created_users()[0].user_id.clone();
    let asked = with(exchange(&callback), &[("sub", &user)]);
    assert_eq!(caller.post("/oidc/token", &asked).status, 200);
}

#[test]
fn the_code_of_a_deleted_user_is_an_invalid_grant() {
    let mut caller = Caller::new();
    let callback = caller.approve(&connect());
    let user = caller.service.created_users()[0].user_id.clone();
    caller.call("DELETE", &format!("/users/{user}"));
    let reply = caller.post("/oidc/token", &exchange(&callback));
    assert_eq!(reply.member("error"), "invalid_grant");
}

#[test]
fn the_token_of_a_sign_in_manages_no_users() {
    let mut caller = Caller::new();
    let tokens = caller.sign_in(&[("scope", "openid id:test user:read")]);
    let bearer = format!("Bearer {}", text(&tokens, "access_token"));
    assert_eq!(caller.raw("GET", "/users", &[("authorization", &bearer)], "").status, 403);
}
