//! Answers of the token endpoint that can't be used.

use moneyhub_proto::{Error, ErrorKind, Outcome, scripted::Scripted};

use crate::{CANARY, assert_says, get, send_fetching};

/// The error of a call whose token is answered like this; the call itself must not be sent.
#[track_caller]
fn refused(status: u16, body: &str) -> Error {
    let script = Scripted::new().reply(status, body.replace("CANARY", CANARY));
    let error = send_fetching(&script, get()).unwrap_err();
    assert_eq!(script.requests().len(), 1, "one token request, and no call");
    assert_eq!(script.requests()[0].uri().path(), "/oidc/token");
    assert_eq!(error.outcome(), Outcome::NotSent);
    error
}

#[test]
fn a_token_reply_without_access_token_names_it() {
    let error = refused(200, r#"{"token_type":"Bearer","expires_in":7200,"id_token":"CANARY"}"#);
    assert_eq!(error.kind(), ErrorKind::Decoding);
    assert_says(&error, &["users.get", "no token", "access_token", "a member is missing"]);
}

#[test]
fn a_token_of_another_type_than_bearer_is_refused() {
    let error = refused(200, r#"{"access_token":"CANARY","token_type":"DPoP","expires_in":7200}"#);
    assert_eq!(error.kind(), ErrorKind::Identity);
    assert_says(&error, &["another type than Bearer"]);
}

#[test]
fn a_token_with_a_narrower_scope_names_what_is_missing() {
    let body = r#"{"access_token":"CANARY","token_type":"Bearer","expires_in":7200,"scope":"user:create"}"#;
    let error = refused(200, body);
    assert_eq!(error.kind(), ErrorKind::Identity);
    assert_says(&error, &["fewer scopes", "missing: user:read", "CallOptions::scopes"]);
}

#[test]
fn a_token_with_a_negative_lifetime_is_refused() {
    let error = refused(200, r#"{"access_token":"CANARY","token_type":"Bearer","expires_in":-1}"#);
    assert_eq!(error.kind(), ErrorKind::Decoding);
    assert_says(&error, &["expires_in", "out of range"]);
}

#[test]
fn a_token_without_a_lifetime_serves_once() {
    let token = r#"{"access_token":"abc","token_type":"Bearer"}"#;
    let script = Scripted::new().reply(200, token).reply(200, r#"{"userId":"u1"}"#);
    assert!(send_fetching(&script, get()).is_ok());
    assert_eq!(script.requests()[1].headers()["authorization"], "Bearer abc");
}

#[test]
fn a_token_that_no_header_can_carry_is_refused_and_not_shown() {
    let body = r#"{"access_token":"CANARY\r\nX-Evil: 1","token_type":"Bearer","expires_in":7200}"#;
    let error = refused(200, body);
    assert_eq!(error.kind(), ErrorKind::Identity);
    assert_says(&error, &["access token that a header can't carry"]);
}

#[test]
fn a_wrong_secret_names_the_settings() {
    let error = refused(401, r#"{"error":"invalid_client","error_description":"CANARY"}"#);
    assert_eq!(error.kind(), ErrorKind::Identity);
    assert_eq!(error.code(), Some("invalid_client"));
    assert_says(&error, &["client_id", "client_secret", "identity_url"]);
}

#[test]
fn a_scope_that_is_not_granted_says_how_to_ask_for_another() {
    let error = refused(400, r#"{"error":"invalid_scope","error_description":"CANARY"}"#);
    assert_eq!(error.kind(), ErrorKind::Identity);
    assert_says(&error, &["user:read", "replace_scope", "CallOptions::scopes"]);
}

#[test]
fn html_of_the_token_endpoint_is_called_html() {
    let error = refused(200, "<html>CANARY</html>");
    assert_says(&error, &["HTML, not JSON"]);
}
