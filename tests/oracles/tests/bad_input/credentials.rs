//! Bearer tokens, client secrets and URLs that can't be used, or must be encoded.

use std::sync::Arc;

use http::header;
use moneyhub_proto::{
    AccessToken, Client, Config, ErrorKind, Outcome, codec, identity, scope, scripted::Scripted,
};

use crate::{CANARY, assert_says, config, get};

#[test]
fn a_token_with_a_newline_is_refused_and_not_shown() {
    let error = AccessToken::new(format!("{CANARY}\r\nX-Evil: 1")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Request);
    assert_says(&error, &["access token", "line break"]);
}

#[test]
fn a_token_with_a_control_character_is_refused() {
    let error = AccessToken::new(format!("{CANARY}\u{1}")).unwrap_err();
    assert_says(&error, &["access token"]);
}

#[test]
fn an_empty_token_is_refused() {
    let error = AccessToken::new("").unwrap_err();
    assert_says(&error, &["access token is empty"]);
}

#[test]
fn a_secret_with_reserved_characters_is_encoded_before_it_is_joined() {
    let builder = Config::builder().client_id("my:client").client_secret("p%+ &=:/é");
    let grant = identity::ClientCredentials::of_client(scope::USER_READ);
    let request = codec::encode_without_token(&grant, &builder.build().unwrap()).unwrap();
    // base64("my%3Aclient:p%25%2B+%26%3D%3A%2F%C3%A9"), by coreutils.
    assert_eq!(
        request.headers()[header::AUTHORIZATION],
        "Basic bXklM0FjbGllbnQ6cCUyNSUyQislMjYlM0QlM0ElMkYlQzMlQTk="
    );
}

#[test]
fn a_secret_is_in_no_debug_of_the_request() {
    let request = codec::encode_without_token(
        &identity::ClientCredentials::of_client(scope::USER_READ),
        &config(),
    );
    let shown = format!("{:?}", request.unwrap());
    assert!(shown.contains("Sensitive") && !shown.contains(CANARY));
}

#[test]
fn no_debug_of_a_configuration_or_a_client_shows_a_secret() {
    let client = Client::new(config(), Arc::new(Scripted::new()));
    let shown = format!("{:?} {client:?} {:?}", config(), client.session());
    assert!(shown.contains("redacted") && !shown.contains(CANARY));
}

#[test]
fn a_missing_secret_is_named_when_the_configuration_is_built() {
    let error = Config::builder().client_id("client").build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert_says(&error, &["client_authentication is missing", "client_secret"]);
}

#[test]
fn a_missing_client_is_named_by_the_call_that_needs_one_and_nothing_is_sent() {
    let script = Scripted::new();
    let client = Client::new(Config::builder().build().unwrap(), Arc::new(script.clone()));
    let error = pollster::block_on(client.send(get())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert_eq!(script.requests().len(), 0);
    assert_says(&error, &["users.get", "is missing"]);
}

#[track_caller]
fn assert_insecure(url: &str) {
    let builder = Config::builder().allow_loopback_http().identity_url(url);
    let error = builder.build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert_says(&error, &["identity_url", "https"]);
}

#[test]
fn http_to_another_machine_is_refused() {
    assert_insecure("http://identity.example");
}

#[test]
fn http_to_a_name_that_begins_like_loopback_is_refused() {
    assert_insecure("http://127.0.0.1.evil.example");
}

#[test]
fn http_to_a_name_that_begins_like_localhost_is_refused() {
    assert_insecure("http://localhost.evil.example");
}

#[test]
fn http_to_loopback_is_refused_unless_asked_for() {
    let error = Config::builder().identity_url("http://127.0.0.1:1").build().unwrap_err();
    assert_says(&error, &["identity_url", "allow_loopback_http"]);
}

#[test]
fn http_to_loopback_is_accepted_when_asked_for() {
    for url in ["http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1"] {
        let builder = Config::builder().allow_loopback_http().identity_url(url);
        assert!(builder.build().is_ok(), "{url}");
    }
}

#[test]
fn user_info_in_a_url_is_refused_and_not_shown() {
    let url = format!("https://user:{CANARY}@identity.example");
    let error = Config::builder().identity_url(url).build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_says(&error, &["identity_url", "user info"]);
}
