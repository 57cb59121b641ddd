use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use moneyhub_interop::{Browser, Provider, ResponseMode};
use moneyhub_tokio::moneyhub_proto::{
    auth::{self, Introspect, Journey, TokenSet},
    scope,
};
use serde_json::Value;

use crate::application::{Application, connect};

/// What the `id_token` says. Nothing of it is verified.
fn unverified_claims(tokens: &TokenSet) -> Value {
    let id_token = tokens.id_token.as_ref().unwrap().expose_secret();
    let payload = id_token.split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

#[tokio::test]
async fn the_callback_brings_code_state_and_issuer_in_the_query() {
    let application = Application::of("client_secret_basic");
    let begun = application.begin(connect()).await;
    let callback = application.visit(&begun).unwrap();
    assert_eq!(callback.response_mode, ResponseMode::Query);
    assert!(begun.state.matches(&callback.parameter("state").unwrap()));
    assert_eq!(callback.parameter("iss").as_deref(), Some(Provider::shared().issuer()));
    assert!(callback.parameter("code").is_some());
}

#[tokio::test]
async fn the_user_who_says_no_comes_back_with_an_error() {
    let application = Application::of("client_secret_basic");
    let journey = Journey::connect(&"refusing-bank".into()).unwrap();
    let begun = application.begin(journey).await;
    let callback = application.visit(&begun).unwrap();
    assert_eq!(callback.parameter("error").as_deref(), Some("access_denied"));
    assert!(begun.state.matches(&callback.parameter("state").unwrap()));
    assert_eq!(callback.parameter("code"), None);
}

#[tokio::test]
async fn a_code_becomes_tokens_of_the_user_who_was_made() {
    let application = Application::of("client_secret_basic");
    let tokens = application.sign_in(connect()).await;
    let claims = unverified_claims(&tokens);
    assert!(claims["mh:con_id"].as_str().unwrap().starts_with("test-bank:"));
    let token = tokens.access_token.expose_secret().into();
    let found = application.client.send(Introspect { token, token_type_hint: None }).await.unwrap();
    assert!(found.active);
    assert_eq!(found.subject.as_deref(), claims["sub"].as_str());
    assert_eq!(tokens.scopes.to_string(), "id:test-bank openid");
    assert!(tokens.refresh_token.is_none(), "none was asked for");
}

#[tokio::test]
async fn every_sign_in_without_a_user_makes_one() {
    let application = Application::of("client_secret_basic");
    let first = unverified_claims(&application.sign_in(connect()).await);
    let second = unverified_claims(&application.sign_in(connect()).await);
    assert_ne!(first["sub"], second["sub"]);
}

#[tokio::test]
async fn a_user_who_is_asked_for_signs_in() {
    let application = Application::of("client_secret_basic");
    let user = "64b0f3a1c2d4e5f60718293a";
    let journey = Journey::connect_for_user(&"test-bank".into(), &user.into()).unwrap();
    let claims = unverified_claims(&application.sign_in(journey).await);
    assert_eq!(claims["sub"], user);
}

#[tokio::test]
async fn a_connection_that_is_renewed_stays_the_same() {
    let application = Application::of("client_secret_basic");
    let (user, connection) = ("64b0f3a1c2d4e5f60718293a", "test-bank:3f2a9d10");
    let journey = Journey::reauth(&user.into(), &connection.into()).unwrap();
    let claims = unverified_claims(&application.sign_in(journey).await);
    assert_eq!((&claims["sub"], &claims["mh:con_id"]), (&user.into(), &connection.into()));
}

#[tokio::test]
async fn a_request_in_a_url_signs_in_as_well() {
    let application = Application::of("client_secret_basic");
    let (request, _) = application.request(connect());
    let url = request.inline_url(&application.config).unwrap();
    let callback = Browser::new().open(url.expose_secret(), &request.redirect_uri).unwrap();
    assert!(request.state.matches(&callback.parameter("state").unwrap()));
    assert!(callback.parameter("code").is_some());
}

#[tokio::test]
async fn the_user_of_a_sign_in_is_the_subject_of_a_token() {
    let application = Application::of("client_secret_basic");
    let claims = unverified_claims(&application.sign_in(connect()).await);
    let user = claims["sub"].as_str().unwrap();
    let grant = auth::token_for_user(user.into(), scope::USER_READ);
    let token = application.client.send(grant).await.unwrap().access_token;
    let introspect = Introspect { token: token.expose_secret().into(), token_type_hint: None };
    let found = application.client.send(introspect).await.unwrap();
    assert_eq!(found.subject.as_deref(), Some(user));
}
