//! Tokens of users by assertions that the client signs: asked for, and fetched because a call needs
//! one.

use std::sync::Arc;

use moneyhub_interop::Provider;
use moneyhub_tokio::moneyhub_proto::{
    Error, ErrorKind, Outcome, RawCall, Service,
    config::{RequestObjects, UserGrant},
    identity::{Introspect, JwtBearer},
    jose::{JwsAlgorithm, Signer},
};
use serde_json::Value;

use crate::{
    algorithms::{for_every_algorithm, registered, stranger},
    application::{Application, reason, user_read},
};

const USER: &str = "64b0f3a1c2d4e5f60718293a";

fn signed_by(client_id: &str, signer: Arc<dyn Signer>) -> Application {
    Application::with(client_id, |config| config.user_tokens(UserGrant::JwtBearer(signer)))
}

fn signing(algorithm: JwsAlgorithm) -> Application {
    let client_id = format!("private_key_jwt.{algorithm}");
    signed_by(&client_id, registered(Provider::shared(), algorithm))
}

fn grant() -> JwtBearer {
    JwtBearer { user_id: USER.into(), scopes: user_read() }
}

async fn an_assertion_gets_a_token_of_the_user(algorithm: JwsAlgorithm) {
    let application = signing(algorithm);
    let tokens = application.client.send(grant()).await.unwrap();
    assert_eq!((&tokens.scopes, tokens.expires_in), (&user_read(), Some(7200)));
    let token = tokens.access_token.expose_secret().into();
    let found = application.client.send(Introspect { token, token_type_hint: None }).await.unwrap();
    assert_eq!((found.active, found.subject.as_deref()), (true, Some(USER)));
}

/// A call to the data API, which says whose token it got.
fn whose() -> RawCall {
    RawCall::get(Service::Data, "/token", &[]).needs(user_read()).for_user(USER)
}

async fn a_call_fetches_its_token(algorithm: JwsAlgorithm) {
    let application = signing(algorithm);
    for _ in 0..2 {
        let found: Value = application.client.send(whose()).await.unwrap();
        assert_eq!((&found["sub"], &found["scope"]), (&USER.into(), &"user:read".into()));
    }
    assert_eq!(application.world.sent("identity.client_credentials"), 0);
}

for_every_algorithm! { an_assertion_gets_a_token_of_the_user, a_call_fetches_its_token }

/// The key of request objects is the one that Moneyhub looks for.
#[tokio::test]
async fn without_a_key_of_its_own_the_one_of_request_objects_signs() {
    let signer = registered(Provider::shared(), JwsAlgorithm::Es384);
    let application = Application::with("private_key_jwt.ES384", |config| {
        config.request_objects(RequestObjects::Signed(signer))
    });
    application.client.send(grant()).await.unwrap();
}

/// For comparison: the default way to a token of a user.
#[tokio::test]
async fn by_default_client_credentials_fetch_the_token() {
    let application = Application::of("client_secret_basic");
    let found: Value = application.client.send(whose()).await.unwrap();
    assert_eq!(found["sub"], USER);
    assert_eq!(application.world.sent("identity.client_credentials"), 1);
}

fn assert_refused(error: &Error, expected: &str) {
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Identity, Outcome::Refused));
    assert_eq!((error.status().unwrap().as_u16(), error.code()), (400, Some("invalid_grant")));
    assert_eq!(reason(error), expected);
    assert!(!error.is_retryable());
}

/// Beside a secret, so that only the grant's assertion can be what is wrong.
const CLIENT: &str = "signed_requests_only.client_secret_basic";

async fn refused(application: &Application) -> Error {
    application.client.send(grant()).await.unwrap_err()
}

#[tokio::test]
async fn an_assertion_for_another_audience_is_refused() {
    let application =
        Application::with(CLIENT, |config| config.issuer("https://identity.moneyhub.co.uk/oidc"));
    assert_refused(&refused(&application).await, "unexpected \"aud\" claim value");
}

#[tokio::test]
async fn an_expired_assertion_is_refused() {
    let application = Application::of(CLIENT);
    application.world.set_clock(-700);
    assert_refused(&refused(&application).await, "\"exp\" claim timestamp check failed");
}

#[tokio::test]
async fn an_assertion_of_another_key_is_refused() {
    let signer = stranger(Provider::shared(), JwsAlgorithm::Ps256);
    assert_refused(&refused(&signed_by(CLIENT, signer)).await, "signature verification failed");
}

#[tokio::test]
async fn an_assertion_with_another_algorithm_is_refused() {
    let signer = registered(Provider::shared(), JwsAlgorithm::Rs256);
    assert_refused(
        &refused(&signed_by(CLIENT, signer)).await,
        "\"alg\" (Algorithm) Header Parameter value not allowed",
    );
}

#[tokio::test]
async fn an_assertion_that_was_used_is_refused() {
    let application = Application::of(CLIENT);
    application.world.repeat_entropy();
    application.client.send(grant()).await.unwrap();
    assert_refused(&refused(&application).await, "assertions must only be used once");
}

/// The error of the token is that of the call that needed it, and the call was not sent.
#[tokio::test]
async fn a_call_whose_token_is_refused_is_not_sent() {
    let signer = stranger(Provider::shared(), JwsAlgorithm::Ps256);
    let application = signed_by(CLIENT, signer);
    let error = application.client.send(whose()).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Identity, Outcome::NotSent));
    assert_eq!(error.code(), Some("invalid_grant"));
    assert_eq!(application.world.sent("raw"), 0);
}
