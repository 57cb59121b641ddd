use moneyhub_interop::{Browser, Provider, ResponseMode};
use moneyhub_tokio::moneyhub_proto::{
    auth::{self, Introspect, Journey},
    scope,
};

use crate::application::{Application, connect, unverified_claims};

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
    let claims = unverified_claims(tokens.id_token.as_ref().unwrap().expose_secret());
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
    let first = application.claims_of(connect()).await;
    let second = application.claims_of(connect()).await;
    assert_ne!(first["sub"], second["sub"]);
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
    let claims = application.claims_of(connect()).await;
    let user = claims["sub"].as_str().unwrap();
    let grant = auth::token_for_user(user.into(), scope::USER_READ);
    let token = application.client.send(grant).await.unwrap().access_token;
    let introspect = Introspect { token: token.expose_secret().into(), token_type_hint: None };
    let found = application.client.send(introspect).await.unwrap();
    assert_eq!(found.subject.as_deref(), Some(user));
}
