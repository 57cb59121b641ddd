//! What becomes of tokens after a sign-in: renewed, looked at, revoked.

use moneyhub_tokio::moneyhub_proto::{
    Error, ErrorKind, Outcome, Secret,
    identity::{Introspect, Refresh, Revoke, TokenSet, TokenTypeHint},
    sign_in::{ExpectedIdToken, ExpectedNonce},
};

use crate::application::{Application, connect_offline, reason};

const HINT: Option<TokenTypeHint> = Some(TokenTypeHint::RefreshToken);

async fn refresh(application: &Application, tokens: &TokenSet) -> Result<TokenSet, Error> {
    let refresh_token = tokens.refresh_token.clone().unwrap();
    application.client.send(Refresh { refresh_token, scopes: tokens.scopes.clone() }).await
}

async fn is_active(application: &Application, token: impl Into<Secret>) -> bool {
    let introspect = Introspect { token: token.into(), token_type_hint: None };
    application.client.send(introspect).await.unwrap().active
}

fn assert_refused(error: &Error, expected: &str) {
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Identity, Outcome::Refused));
    assert_eq!(error.code(), Some("invalid_grant"));
    assert_eq!(reason(error), expected);
    assert!(error.to_string().contains("the user has to sign in again"), "{error}");
}

#[tokio::test]
async fn a_refresh_token_gets_new_tokens_and_its_successor() {
    let application = Application::of("client_secret_basic");
    let first = application.tokens(connect_offline()).await;
    let second = refresh(&application, &first).await.unwrap();
    assert!(second.id_token.is_some());
    assert_eq!(second.scopes, first.scopes);
    let spent = first.refresh_token.unwrap();
    assert_ne!(second.refresh_token.as_ref().unwrap().expose_secret(), spent.expose_secret());
    assert!(is_active(&application, second.access_token.expose_secret()).await);
    refresh(&application, &second).await.unwrap();
}

/// OpenID Connect Core section 12.2: of the same issuer and user.
#[tokio::test]
async fn the_id_token_of_a_refresh_is_of_the_same_user() {
    let application = Application::of("client_secret_basic");
    let signed_in = application.signed_in(connect_offline()).await;
    let refreshed = refresh(&application, &signed_in.tokens.unwrap()).await.unwrap();
    let expected = ExpectedIdToken {
        nonce: ExpectedNonce::Any,
        access_token: Some(&refreshed.access_token),
        subject: Some(signed_in.id_token.sub()),
        ..ExpectedIdToken::default()
    };
    let token = refreshed.id_token.unwrap();
    let verified = application.client.verify_id_token(token.expose_secret(), &expected).await;
    assert_eq!(verified.unwrap().connection_id(), signed_in.id_token.connection_id());
}

#[tokio::test]
async fn a_refresh_token_that_is_spent_is_refused_and_takes_its_successor_with_it() {
    let application = Application::of("client_secret_basic");
    let first = application.tokens(connect_offline()).await;
    let second = refresh(&application, &first).await.unwrap();
    assert_refused(&refresh(&application, &first).await.unwrap_err(), "refresh token already used");
    assert_refused(&refresh(&application, &second).await.unwrap_err(), "refresh token not found");
}

#[tokio::test]
async fn a_refresh_token_that_was_revoked_is_refused() {
    let application = Application::of("client_secret_basic");
    let tokens = application.tokens(connect_offline()).await;
    let token = tokens.refresh_token.clone().unwrap();
    application.client.send(Revoke { token, token_type_hint: HINT }).await.unwrap();
    assert_refused(&refresh(&application, &tokens).await.unwrap_err(), "refresh token not found");
}

#[tokio::test]
async fn an_access_token_that_was_revoked_is_not_active() {
    let application = Application::of("client_secret_basic");
    let tokens = application.tokens(connect_offline()).await;
    let token = Secret::from(tokens.access_token.expose_secret());
    assert!(is_active(&application, token.clone()).await);
    let revoke = Revoke { token: token.clone(), token_type_hint: Some(TokenTypeHint::AccessToken) };
    application.client.send(revoke).await.unwrap();
    assert!(!is_active(&application, token).await);
}

#[tokio::test]
async fn a_token_that_nobody_knows_is_not_active_and_may_be_revoked() {
    let application = Application::of("client_secret_basic");
    let token = Secret::from("made-up");
    assert!(!is_active(&application, token.clone()).await);
    application.client.send(Revoke { token, token_type_hint: None }).await.unwrap();
}

#[tokio::test]
async fn what_kind_of_token_it_is_may_be_said_and_may_be_wrong() {
    let application = Application::of("client_secret_basic");
    let tokens = application.tokens(connect_offline()).await;
    for token_type_hint in [HINT, Some(TokenTypeHint::AccessToken), None] {
        let token = tokens.refresh_token.clone().unwrap();
        let introspect = Introspect { token, token_type_hint };
        assert!(application.client.send(introspect).await.unwrap().active);
    }
}

#[tokio::test]
async fn a_token_of_another_client_is_not_active() {
    let tokens = Application::of("client_secret_basic").tokens(connect_offline()).await;
    let other = Application::of("id_token.PS256");
    assert!(!is_active(&other, tokens.access_token.expose_secret()).await);
}
