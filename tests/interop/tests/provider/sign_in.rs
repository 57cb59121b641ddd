use moneyhub_interop::{Provider, ResponseMode};
use moneyhub_tokio::moneyhub_proto::{
    ErrorKind, Outcome, identity,
    identity::{Introspect, Journey},
    scope,
};

use crate::application::{Application, connect};

#[tokio::test]
async fn the_callback_brings_code_state_and_issuer_in_the_query() {
    let application = Application::of("client_secret_basic");
    let begun = application.begin(connect()).await;
    let callback = application.visit(&begun.url).unwrap();
    assert_eq!(callback.response_mode, ResponseMode::Query);
    assert!(begun.pending.state().matches(&callback.parameter("state").unwrap()));
    assert_eq!(callback.parameter("iss").as_deref(), Some(Provider::shared().issuer()));
    assert!(callback.parameter("code").is_some());
}

#[tokio::test]
async fn the_user_who_says_no_is_an_error_of_their_own() {
    let application = Application::of("client_secret_basic");
    let journey = Journey::connect(&"refusing-bank".into()).unwrap();
    let error = application.complete(&application.sign_in(journey)).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Identity, Outcome::Refused));
    assert_eq!(error.code(), Some("access_denied"));
    assert_eq!(error.sign_in_refusal().unwrap().description(), Some("the user said no"));
    assert_eq!(application.world.sent("identity.exchange_code"), 0);
}

#[tokio::test]
async fn a_code_becomes_tokens_of_the_user_who_was_made() {
    let application = Application::of("client_secret_basic");
    let signed_in = application.signed_in(connect()).await;
    assert!(signed_in.id_token.connection_id().unwrap().as_str().starts_with("test-bank:"));
    let tokens = signed_in.tokens.unwrap();
    let token = tokens.access_token.expose_secret().into();
    let found = application.client.send(Introspect { token, token_type_hint: None }).await.unwrap();
    assert!(found.active);
    assert_eq!(found.subject.as_deref(), Some(signed_in.id_token.sub().as_str()));
    assert_eq!(tokens.scopes.to_string(), "id:test-bank openid");
    assert!(tokens.refresh_token.is_none(), "none was asked for");
}

#[tokio::test]
async fn every_sign_in_without_a_user_makes_one() {
    let application = Application::of("client_secret_basic");
    let first = application.signed_in(connect()).await.id_token;
    let second = application.signed_in(connect()).await.id_token;
    assert_ne!(first.sub(), second.sub());
}

#[tokio::test]
async fn the_user_of_a_sign_in_is_the_subject_of_a_token() {
    let application = Application::of("client_secret_basic");
    let user = application.signed_in(connect()).await.id_token.sub().clone();
    let grant = identity::token_for_user(user.clone(), scope::USER_READ);
    let token = application.client.send(grant).await.unwrap().access_token;
    let introspect = Introspect { token: token.expose_secret().into(), token_type_hint: None };
    let found = application.client.send(introspect).await.unwrap();
    assert_eq!(found.subject.as_deref(), Some(user.as_str()));
}
