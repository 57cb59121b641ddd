//! `POST /oidc/request`, with the parameters in the form.

use std::time::Duration;

use moneyhub_sandbox::{Client, DEFAULT_CLIENT_ID, Sandbox};

use crate::caller::{Caller, FORM};
use crate::identity::{connect, form, inline_url, url, with};

fn refused(changes: &[(&str, &str)]) -> String {
    Caller::new().push_refused(&with(connect(), changes))
}

#[test]
fn a_pushed_request_gets_a_request_uri() {
    let reply = Caller::new().post("/oidc/request", &connect());
    assert_eq!(reply.status, 201);
    assert!(reply.member("request_uri").starts_with("urn:ietf:params:oauth:request_uri:"));
    assert_eq!(reply.json()["expires_in"], 60);
}

#[test]
fn the_answer_must_not_be_stored() {
    let reply = Caller::new().post("/oidc/request", &connect());
    assert_eq!(reply.header("cache-control"), Some("no-store"));
}

#[test]
fn the_status_can_be_200() {
    let mut caller = Caller::of(Sandbox::builder().pushed_status(200));
    assert_eq!(caller.post("/oidc/request", &connect()).status, 200);
}

#[test]
fn a_client_must_authenticate() {
    let reply = Caller::new().post_as(None, "/oidc/request", &connect());
    assert_eq!((reply.status, reply.member("error")), (401, "invalid_client".into()));
}

#[test]
fn a_client_id_is_needed_beside_the_header() {
    assert_eq!(refused(&[("client_id", "")]), "invalid_request");
}

#[test]
fn a_request_uri_cannot_be_pushed() {
    assert_eq!(refused(&[("request_uri", "urn:x")]), "invalid_request");
}

#[test]
fn a_repeated_parameter_is_an_invalid_request() {
    let twice = [connect(), form(&[("state", "again")])].concat();
    assert_eq!(Caller::new().push_refused(&twice), "invalid_request");
}

#[test]
fn a_body_that_is_no_form_is_an_invalid_request() {
    let headers = [("content-type", "application/json")];
    let reply = Caller::new().raw("POST", "/oidc/request", &headers, "{}");
    assert_eq!((reply.status, reply.member("error")), (400, "invalid_request".into()));
}

#[test]
fn a_redirect_uri_must_be_registered() {
    for uri in [
        "",
        "https://evil.example/callback",
        "http://127.0.0.1:8080/callback/",
        "http://127.0.0.1:8080/callback?x=1",
        "http://127.0.0.1:8080/",
        "https://127.0.0.1:8080/callback",
        "http://127.0.0.1:99999/callback",
        "http://127.0.0.1:/callback",
        "http://127.0.0.1.evil.example/callback",
        "http://127.0.0.1:80@evil.example/callback",
    ] {
        assert_eq!(refused(&[("redirect_uri", uri)]), "invalid_request", "{uri}");
    }
}

#[test]
fn the_default_client_may_come_back_to_any_loopback_port() {
    for uri in [
        "http://127.0.0.1/callback",
        "http://127.0.0.1:1/callback",
        "http://[::1]:65535/callback",
        "http://localhost:3000/callback",
    ] {
        let reply = Caller::new().post("/oidc/request", &with(connect(), &[("redirect_uri", uri)]));
        assert_eq!(reply.status, 201, "{uri}");
    }
}

#[test]
fn redirect_uris_that_were_chosen_are_exact() {
    let mut caller = Caller::of(Sandbox::builder().redirect_uris(["https://a.example/cb"]));
    let chosen = with(connect(), &[("redirect_uri", "https://a.example/cb")]);
    assert_eq!(caller.post("/oidc/request", &chosen).status, 201);
    assert_eq!(caller.push_refused(&connect()), "invalid_request");
}

#[test]
fn a_response_type_must_be_known() {
    assert_eq!(refused(&[("response_type", "")]), "invalid_request");
    for kind in ["token", "none", "code token", "code  id_token"] {
        assert_eq!(refused(&[("response_type", kind)]), "unsupported_response_type", "{kind}");
    }
}

#[test]
fn an_id_token_through_the_browser_needs_a_nonce() {
    for kind in ["code id_token", "id_token"] {
        let error = refused(&[("response_type", kind), ("nonce", "")]);
        assert_eq!(error, "invalid_request", "{kind}");
    }
    let code = with(connect(), &[("nonce", "")]);
    assert_eq!(Caller::new().post("/oidc/request", &code).status, 201);
}

#[test]
fn a_response_mode_must_be_known_and_fit() {
    assert_eq!(refused(&[("response_mode", "web_message")]), "invalid_request");
    let query = [("response_type", "code id_token"), ("response_mode", "query")];
    assert_eq!(refused(&query), "invalid_request");
}

#[test]
fn only_pkce_with_s256_will_do() {
    for changes in [
        [("code_challenge_method", "plain"), ("state", "x")],
        [("code_challenge_method", ""), ("state", "x")],
        [("code_challenge", ""), ("state", "x")],
        [("code_challenge", "short"), ("state", "x")],
        [("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM"), ("state", "x")],
    ] {
        assert_eq!(refused(&changes), "invalid_request", "{changes:?}");
    }
}

#[test]
fn a_client_with_a_secret_may_leave_pkce_out() {
    let without = with(connect(), &[("code_challenge", ""), ("code_challenge_method", "")]);
    assert_eq!(Caller::new().post("/oidc/request", &without).status, 201);
}

#[test]
fn a_public_client_must_use_pkce() {
    let client = Client::public("app").loopback_redirect("/callback");
    let mut caller = Caller::of(Sandbox::builder().register(client));
    let mine = with(connect(), &[("client_id", "app")]);
    assert_eq!(caller.post_as(None, "/oidc/request", &mine).status, 201);
    let without = with(mine, &[("code_challenge", ""), ("code_challenge_method", "")]);
    let reply = caller.post_as(None, "/oidc/request", &without);
    assert_eq!(reply.member("error"), "invalid_request");
}

#[test]
fn prompt_and_max_age_must_make_sense() {
    for (changes, error) in [
        (("prompt", "none"), "login_required"),
        (("prompt", "please"), "invalid_request"),
        (("max_age", "-1"), "invalid_request"),
        (("max_age", "1.5"), "invalid_request"),
    ] {
        assert_eq!(refused(&[changes]), error, "{changes:?}");
    }
}

#[test]
fn a_request_uri_serves_once() {
    let mut caller = Caller::new();
    let url = caller.push(&connect());
    caller.service.approve(&url).expect("a way back");
    let refused = caller.service.approve(&url).expect_err("used");
    assert_eq!(refused.error, "invalid_request_uri");
}

#[test]
fn a_request_uri_lives_a_minute() {
    for (seconds, alive) in [(59, true), (60, false)] {
        let mut caller = Caller::new();
        let url = caller.push(&connect());
        caller.service.advance(Duration::from_secs(seconds));
        assert_eq!(caller.service.approve(&url).is_ok(), alive, "{seconds}");
    }
}

#[test]
fn a_request_uri_is_for_the_client_that_pushed_it() {
    let other = Client::client_secret_basic("other", "x").loopback_redirect("/callback");
    let mut caller = Caller::of(Sandbox::builder().register(other));
    let uri = caller.post("/oidc/request", &connect()).member("request_uri");
    let refused = caller.service.approve(&url("other", &uri)).expect_err("another client's");
    assert_eq!(refused.error, "invalid_request");
    assert!(caller.service.approve(&url(DEFAULT_CLIENT_ID, &uri)).is_ok());
}

#[test]
fn a_request_uri_needs_no_client_id_beside_it_unless_asked_for() {
    let mut caller = Caller::new();
    let uri = caller.post("/oidc/request", &connect()).member("request_uri");
    assert!(caller.service.approve(&inline_url(&form(&[("request_uri", &uri)]))).is_ok());
    let mut caller = Caller::of(Sandbox::builder().strict_client_id(true));
    let uri = caller.post("/oidc/request", &connect()).member("request_uri");
    let bare = inline_url(&form(&[("request_uri", &uri)]));
    assert_eq!(caller.service.approve(&bare).expect_err("no client").error, "invalid_request");
}

#[test]
fn parameters_beside_a_request_uri_change_nothing() {
    let mut caller = Caller::new();
    let url = caller.push(&connect());
    let callback = caller.service.approve(&format!("{url}&state=other")).expect("a way back");
    assert_eq!(callback.parameter("state"), Some("st&te=1 \"<'>"));
}

#[test]
fn only_post_is_answered() {
    let reply = Caller::new().raw("GET", "/oidc/request", &[("content-type", FORM)], "");
    assert_eq!((reply.status, reply.header("allow")), (405, Some("POST")));
}
