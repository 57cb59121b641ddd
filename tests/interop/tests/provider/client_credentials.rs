use moneyhub_tokio::moneyhub_proto::{
    AccessToken, Error, ErrorKind, Outcome, Scopes,
    config::ClientAuthentication,
    identity,
    identity::{Introspect, Introspection, TokenSet},
    scope,
};

use crate::application::{Application, reason, user_read};

async fn introspected(application: &Application, token: &AccessToken) -> Introspection {
    let introspect = Introspect { token: token.expose_secret().into(), token_type_hint: None };
    application.client.send(introspect).await.unwrap()
}

async fn refused(application: &Application, scopes: &str) -> Error {
    let grant = identity::ClientCredentials::of_client(Scopes::parse(scopes).unwrap());
    application.client.send(grant).await.unwrap_err()
}

async fn refused_with_secret(client_id: &str, secret: &str) -> Error {
    let application = Application::with(client_id, |config| {
        config.client_authentication(ClientAuthentication::SecretBasic(secret.into()))
    });
    refused(&application, "user:read").await
}

#[tokio::test]
async fn a_token_of_the_client_itself_has_no_subject() {
    let application = Application::of("client_secret_basic");
    let scopes = Scopes::from_iter([scope::USER_READ, scope::USER_CREATE]);
    let tokens = application
        .client
        .send(identity::ClientCredentials::of_client(scopes.clone()))
        .await
        .unwrap();
    assert_eq!((tokens.scopes, tokens.expires_in), (scopes, Some(7200)));
    let found = introspected(&application, &tokens.access_token).await;
    assert_eq!((found.active, found.subject), (true, None));
    assert_eq!(found.client_id.as_deref(), Some("client_secret_basic"));
}

#[tokio::test]
async fn a_token_of_a_user_has_the_user_as_subject() {
    let application = Application::of("client_secret_basic");
    let grant = identity::ClientCredentials::of_user("64b0f3a1c2d4e5f60718293a", user_read());
    let TokenSet { access_token, id_token, refresh_token, .. } =
        application.client.send(grant).await.unwrap();
    assert!(id_token.is_none() && refresh_token.is_none());
    let found = introspected(&application, &access_token).await;
    assert_eq!(found.subject.as_deref(), Some("64b0f3a1c2d4e5f60718293a"));
}

#[tokio::test]
async fn a_scope_that_is_not_granted_to_the_client_is_refused() {
    let error = refused(&Application::of("client_secret_basic"), "reseller:create").await;
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Identity, Outcome::Refused));
    assert_eq!(error.code(), Some("invalid_scope"));
    assert_eq!(reason(&error), "requested scope is not allowed");
    assert!(error.to_string().contains("this client may not request all of `reseller:create`"));
}

#[tokio::test]
async fn one_scope_too_many_is_no_token_at_all() {
    let application = Application::of("client_secret_basic");
    let error = refused(&application, "user:read reseller:create").await;
    assert_eq!(error.code(), Some("invalid_scope"));
}

#[tokio::test]
async fn a_wrong_secret_is_refused() {
    let error = refused_with_secret("client_secret_basic", "guessed").await;
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Identity, Outcome::Refused));
    assert_eq!((error.status().unwrap().as_u16(), error.code()), (401, Some("invalid_client")));
    assert_eq!(reason(&error), "invalid secret provided");
    assert!(error.to_string().contains("check client_id and client_secret"));
}

#[tokio::test]
async fn a_secret_is_refused_from_a_client_that_has_to_sign() {
    let error = refused_with_secret("private_key_jwt.PS256", "a secret").await;
    assert_eq!(error.code(), Some("invalid_client"));
    let expected = "the provided authentication mechanism does not match the registered client authentication method";
    assert_eq!(reason(&error), expected);
}
