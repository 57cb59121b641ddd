//! The refresh_token and jwt-bearer grants, introspection and revocation.

use std::time::Duration;

use moneyhub_sandbox::{Builder, Client, Sandbox};
use serde_json::{Value, json};

use crate::caller::{Caller, Reply};
use crate::identity::{ISSUER, SIGNER, assertion, builder, form, text};
use crate::signer::{NOW, sign};

const OFFLINE: [(&str, &str); 1] = [("scope", "openid id:test offline_access")];
const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

fn refresh(caller: &mut Caller, token: &str, extra: &[(&str, &str)]) -> Reply {
    let asked = form(&[("grant_type", "refresh_token"), ("refresh_token", token)]);
    caller.post("/oidc/token", &[asked, form(extra)].concat())
}

fn offline(builder: Builder) -> (Caller, Value) {
    let mut caller = Caller::of(builder);
    let tokens = caller.sign_in(&OFFLINE);
    (caller, tokens)
}

fn told(caller: &mut Caller, token: &str) -> Value {
    caller.post("/oidc/token/introspection", &form(&[("token", token)])).json()
}

fn vouch(caller: &mut Caller, number: u32, algorithm: &str, change: (&str, Value)) -> Reply {
    let mut claims = json!({
        "iss": SIGNER, "sub": caller.user(0), "aud": ISSUER, "jti": format!("grant-{number}"),
        "iat": NOW, "exp": NOW + 600,
    });
    claims[change.0] = change.1;
    let signed = sign(algorithm, &claims);
    let asked =
        form(&[("grant_type", JWT_BEARER), ("scope", "accounts:read"), ("assertion", &signed)]);
    caller.post_as(None, "/oidc/token", &[assertion(number), asked].concat())
}

#[test]
fn offline_access_gives_a_refresh_token_that_lasts() {
    let (mut caller, tokens) = offline(Sandbox::builder());
    let token = text(&tokens, "refresh_token");
    for _ in 0..2 {
        let reply = refresh(&mut caller, token, &[]);
        assert_eq!((reply.status, &*reply.member("refresh_token")), (200, token));
    }
}

#[test]
fn offline_access_without_prompt_consent_is_ignored() {
    let tokens = Caller::new().sign_in(&[OFFLINE[0], ("prompt", "")]);
    assert_eq!(text(&tokens, "scope"), "openid id:test");
    assert!(tokens.get("refresh_token").is_none());
}

#[test]
fn a_refreshed_id_token_is_of_the_same_user_and_has_no_nonce() {
    let (mut caller, tokens) = offline(Sandbox::builder());
    let first = caller.verified(text(&tokens, "id_token"));
    let reply = refresh(&mut caller, text(&tokens, "refresh_token"), &[]);
    let second = caller.verified(&reply.member("id_token"));
    assert_eq!((&first["sub"], &first["sid"]), (&second["sub"], &second["sid"]));
    assert!(second.get("nonce").is_none());
}

#[test]
fn rotation_ends_the_old_token() {
    let (mut caller, tokens) = offline(Sandbox::builder().rotate_refresh_tokens(true));
    let old = text(&tokens, "refresh_token");
    let new = refresh(&mut caller, old, &[]).member("refresh_token");
    assert_ne!(new, old);
    assert_eq!(refresh(&mut caller, old, &[]).member("error"), "invalid_grant");
}

#[test]
fn an_old_token_that_comes_again_ends_the_new_one() {
    let (mut caller, tokens) = offline(Sandbox::builder().rotate_refresh_tokens(true));
    let old = text(&tokens, "refresh_token");
    let new = refresh(&mut caller, old, &[]).member("refresh_token");
    refresh(&mut caller, old, &[]);
    assert_eq!(refresh(&mut caller, &new, &[]).member("error"), "invalid_grant");
}

#[test]
fn a_refresh_may_ask_for_less_but_not_for_more() {
    let (mut caller, tokens) = offline(Sandbox::builder());
    let token = text(&tokens, "refresh_token");
    let less = refresh(&mut caller, token, &[("scope", "openid")]);
    assert_eq!((less.status, less.member("scope")), (200, "openid".into()));
    let more = refresh(&mut caller, token, &[("scope", "openid accounts:read")]);
    assert_eq!(more.member("error"), "invalid_scope");
}

#[test]
fn a_refresh_token_ends_after_two_weeks_and_with_its_user() {
    let (mut caller, tokens) = offline(Sandbox::builder());
    let token = text(&tokens, "refresh_token");
    caller.service.advance(Duration::from_secs(14 * 24 * 60 * 60));
    assert_eq!(refresh(&mut caller, token, &[]).member("error"), "invalid_grant");

    let (mut caller, tokens) = offline(Sandbox::builder());
    let user = caller.service.created_users()[0].user_id.clone();
    caller.call("DELETE", &format!("/users/{user}"));
    let reply = refresh(&mut caller, text(&tokens, "refresh_token"), &[]);
    assert_eq!(reply.member("error"), "invalid_grant");
}

#[test]
fn an_unknown_refresh_token_is_an_invalid_grant() {
    assert_eq!(refresh(&mut Caller::new(), "x", &[]).member("error"), "invalid_grant");
    assert_eq!(refresh(&mut Caller::new(), "", &[]).member("error"), "invalid_request");
}

#[test]
fn a_signed_assertion_gets_a_token_of_its_user() {
    let mut caller = Caller::of(builder());
    let reply = vouch(&mut caller, 1, "PS256", ("iat", json!(NOW)));
    assert_eq!((reply.status, reply.member("scope")), (200, "accounts:read".into()));
    let asked = [assertion(2), form(&[("token", &reply.member("access_token"))])].concat();
    let told = caller.post_as(None, "/oidc/token/introspection", &asked).json();
    assert_eq!(told["sub"], caller.user(0));
}

#[test]
fn a_wrong_assertion_is_an_invalid_grant() {
    for (algorithm, name, value) in [
        ("RS256", "iat", json!(NOW)),
        ("PS256", "iss", json!("other")),
        ("PS256", "sub", json!("64b0f3a10000000000000000")),
        ("PS256", "aud", json!(format!("{ISSUER}/token"))),
        ("PS256", "exp", json!(NOW)),
        ("PS256", "exp", json!(NOW + 3_601)),
        ("PS256", "jti", Value::Null),
    ] {
        let reply = vouch(&mut Caller::of(builder()), 1, algorithm, (name, value.clone()));
        let got = (reply.status, reply.member("error"));
        assert_eq!(got, (400, "invalid_grant".into()), "{algorithm} {name} {value}");
    }
}

#[test]
fn the_jti_of_a_grant_serves_once() {
    let mut caller = Caller::of(builder());
    assert_eq!(vouch(&mut caller, 1, "PS256", ("jti", json!("one"))).status, 200);
    assert_eq!(
        vouch(&mut caller, 2, "PS256", ("jti", json!("one"))).member("error"),
        "invalid_grant"
    );
}

#[test]
fn a_client_that_signs_nothing_may_not_vouch() {
    let asked = [("grant_type", JWT_BEARER), ("scope", "accounts:read"), ("assertion", "x")];
    let reply = Caller::new().post("/oidc/token", &form(&asked));
    assert_eq!(reply.member("error"), "unauthorized_client");
}

#[test]
fn introspection_tells_of_an_access_token() {
    let mut caller = Caller::new();
    let user = caller.user(0);
    let token = caller.fetch_token(&[("scope", "accounts:read"), ("sub", &user)]);
    let told = told(&mut caller, &token);
    assert_eq!((&told["active"], &told["scope"]), (&json!(true), &json!("accounts:read")));
    assert_eq!((&told["sub"], &told["exp"]), (&json!(user), &json!(NOW + 7_200)));
}

#[test]
fn introspection_tells_nothing_of_a_dead_or_foreign_token() {
    let other = Client::client_secret_post("other", "x");
    let mut caller = Caller::of(Sandbox::builder().register(other));
    let asked = form(&[
        ("client_id", "other"),
        ("client_secret", "x"),
        ("grant_type", "client_credentials"),
        ("scope", "user:read"),
    ]);
    let foreign = caller.post_as(None, "/oidc/token", &asked).member("access_token");
    let expired = caller.token.clone();
    assert_eq!(told(&mut caller, &foreign), json!({"active": false}));
    caller.service.advance(Duration::from_secs(7_200));
    for token in [&*expired, "unknown"] {
        assert_eq!(told(&mut caller, token), json!({"active": false}));
    }
}

#[test]
fn introspection_and_revocation_need_a_client_and_a_token() {
    for path in ["/oidc/token/introspection", "/oidc/token/revocation"] {
        let mut caller = Caller::new();
        assert_eq!(caller.post_as(None, path, &form(&[("token", "x")])).status, 401, "{path}");
        assert_eq!(caller.post(path, &form(&[])).member("error"), "invalid_request", "{path}");
    }
}

#[test]
fn a_revoked_access_token_opens_nothing() {
    let mut caller = Caller::new();
    let token = caller.token.clone();
    let reply = caller.post("/oidc/token/revocation", &form(&[("token", &token)]));
    assert_eq!((reply.status, reply.body.len()), (200, 0));
    assert_eq!(caller.get("/users").status, 401);
}

#[test]
fn revoking_a_refresh_token_ends_its_access_token() {
    let (mut caller, tokens) = offline(Sandbox::builder());
    let asked = form(&[("token", text(&tokens, "refresh_token"))]);
    caller.post("/oidc/token/revocation", &asked);
    assert_eq!(told(&mut caller, text(&tokens, "access_token"))["active"], false);
    let reply = refresh(&mut caller, text(&tokens, "refresh_token"), &[]);
    assert_eq!(reply.member("error"), "invalid_grant");
}

#[test]
fn revoking_an_unknown_token_is_a_success() {
    let reply = Caller::new().post("/oidc/token/revocation", &form(&[("token", "unknown")]));
    assert_eq!(reply.status, 200);
}

#[test]
fn a_foreign_token_cannot_be_revoked() {
    let other = Client::client_secret_post("other", "x");
    let mut caller = Caller::of(Sandbox::builder().register(other));
    let token = caller.token.clone();
    let asked = form(&[("client_id", "other"), ("client_secret", "x"), ("token", &token)]);
    let reply = caller.post_as(None, "/oidc/token/revocation", &asked);
    assert_eq!((reply.status, caller.get("/users").status), (400, 200));
}
