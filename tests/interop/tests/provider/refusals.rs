//! Exchanges of a code that must not succeed.

use moneyhub_tokio::moneyhub_proto::{
    Error, ErrorKind, Outcome,
    identity::{CodeVerifier, ExchangeCode},
};

use crate::application::{Application, entropy, reason};

fn assert_refused(error: &Error, expected: &str) {
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Identity, Outcome::Refused));
    assert_eq!((error.status().unwrap().as_u16(), error.code()), (400, Some("invalid_grant")));
    assert_eq!(reason(error), expected);
    assert!(error.to_string().contains("the user has to sign in again"), "{error}");
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn a_code_that_was_used_is_refused() {
    let application = Application::of("client_secret_basic");
    let exchange = application.exchange().await;
    application.client.send(exchange.clone()).await.unwrap();
    let error = application.client.send(exchange).await.unwrap_err();
    assert_refused(&error, "authorization code already consumed");
}

#[tokio::test]
async fn a_wrong_verifier_is_refused() {
    let application = Application::of("client_secret_basic");
    let code_verifier = CodeVerifier::generate(&mut entropy).unwrap();
    let exchange = ExchangeCode { code_verifier, ..application.exchange().await };
    let error = application.client.send(exchange).await.unwrap_err();
    assert_refused(&error, "code_verifier does not match code_challenge");
}

#[tokio::test]
async fn another_redirect_uri_than_that_of_the_request_is_refused() {
    let application = Application::of("client_secret_basic");
    let redirect_uri = "https://client.example/another".to_owned();
    let exchange = ExchangeCode { redirect_uri, ..application.exchange().await };
    let error = application.client.send(exchange).await.unwrap_err();
    assert_refused(&error, "authorization code redirect_uri mismatch");
}

#[tokio::test]
async fn a_code_of_another_client_is_refused() {
    let exchange = Application::of("client_secret_basic").exchange().await;
    let error = Application::of("id_token.PS256").client.send(exchange).await.unwrap_err();
    assert_refused(&error, "client mismatch");
}

#[tokio::test]
async fn a_made_up_code_is_refused() {
    let application = Application::of("client_secret_basic");
    let exchange = ExchangeCode { code: "made-up".into(), ..application.exchange().await };
    let error = application.client.send(exchange).await.unwrap_err();
    assert_refused(&error, "authorization code not found");
}
