//! Every way to say who the client is, at every endpoint where it has to.

use std::sync::Arc;

use moneyhub_interop::Provider;
use moneyhub_tokio::moneyhub_proto::{
    Retry,
    config::{AssertionAudience, ClientAuthentication},
    identity,
    identity::{Introspect, Refresh, Revoke},
    jose::{JwsAlgorithm, Signer, SignerError},
    transport::BoxFuture,
};

use crate::{
    algorithms::{for_every_algorithm, registered},
    application::{Application, connect_offline, user_read},
    endpoints::Endpoint,
};

async fn is_taken(application: &Application, endpoint: Endpoint) {
    endpoint.ask(application).await.unwrap();
}

fn signing(algorithm: JwsAlgorithm) -> Application {
    Application::of(&format!("private_key_jwt.{algorithm}"))
}

async fn private_key_jwt_at_token(algorithm: JwsAlgorithm) {
    is_taken(&signing(algorithm), Endpoint::Token).await;
}

async fn private_key_jwt_at_pushed_requests(algorithm: JwsAlgorithm) {
    is_taken(&signing(algorithm), Endpoint::PushedRequests).await;
}

async fn private_key_jwt_at_introspection(algorithm: JwsAlgorithm) {
    is_taken(&signing(algorithm), Endpoint::Introspection).await;
}

async fn private_key_jwt_at_revocation(algorithm: JwsAlgorithm) {
    is_taken(&signing(algorithm), Endpoint::Revocation).await;
}

for_every_algorithm! {
    private_key_jwt_at_token, private_key_jwt_at_pushed_requests,
    private_key_jwt_at_introspection, private_key_jwt_at_revocation,
}

/// The answer to the first attempt is lost, so the provider has seen its assertion.
async fn a_repeated_attempt_is_signed_anew(algorithm: JwsAlgorithm) {
    let application = Application::with(&format!("private_key_jwt.{algorithm}"), |config| {
        config.retry(Retry { max_attempts: 2, ..Retry::default() })
    });
    for endpoint in Endpoint::ALL {
        application.world.lose_an_answer();
        let taken = endpoint.ask(&application).await;
        assert!(taken.is_ok(), "{endpoint:?}: {taken:?}");
    }
    assert_eq!(application.world.sent("identity.client_credentials"), 2);
}

async fn a_token_is_fetched_looked_at_and_revoked(algorithm: JwsAlgorithm) {
    let application = signing(algorithm);
    let tokens = application.client.send(identity::client_token(user_read())).await.unwrap();
    assert_is_revocable(&application, tokens.access_token.expose_secret()).await;
}

async fn assert_is_revocable(application: &Application, token: &str) {
    let introspect = Introspect { token: token.into(), token_type_hint: None };
    let found = application.client.send(introspect.clone()).await.unwrap();
    let expected = (true, Some(&*application.metadata.client_id));
    assert_eq!((found.active, found.client_id.as_deref()), expected);
    let revoke = Revoke { token: token.into(), token_type_hint: None };
    application.client.send(revoke).await.unwrap();
    assert!(!application.client.send(introspect).await.unwrap().active);
}

for_every_algorithm! {
    a_repeated_attempt_is_signed_anew, a_token_is_fetched_looked_at_and_revoked,
}

/// Signs with a key whose id it does not say.
struct Nameless(Arc<dyn Signer>);

impl Signer for Nameless {
    fn algorithm(&self) -> JwsAlgorithm {
        self.0.algorithm()
    }

    fn key_id(&self) -> Option<&str> {
        None
    }

    fn sign<'a>(&'a self, message: &'a [u8]) -> BoxFuture<'a, Result<Vec<u8>, SignerError>> {
        self.0.sign(message)
    }
}

async fn private_key_jwt_without_a_key_id(algorithm: JwsAlgorithm) {
    let signer = Arc::new(Nameless(registered(Provider::shared(), algorithm)));
    let client_id = format!("private_key_jwt.{algorithm}");
    let application = Application::with(&client_id, |config| {
        config.client_authentication(ClientAuthentication::PrivateKeyJwt(signer))
    });
    is_taken(&application, Endpoint::Token).await;
}

for_every_algorithm! { private_key_jwt_without_a_key_id }

/// Each audience at each endpoint.
async fn assertions_are_taken_everywhere(audience: AssertionAudience) {
    let application =
        Application::with("private_key_jwt.PS256", |config| config.assertion_audience(audience));
    for endpoint in Endpoint::ALL {
        let taken = endpoint.ask(&application).await;
        assert!(taken.is_ok(), "{endpoint:?}: {taken:?}");
    }
}

#[tokio::test]
async fn assertions_for_the_issuer_are_taken_everywhere() {
    assertions_are_taken_everywhere(AssertionAudience::Issuer).await;
}

#[tokio::test]
async fn assertions_for_the_token_endpoint_are_taken_everywhere() {
    assertions_are_taken_everywhere(AssertionAudience::TokenEndpoint).await;
}

#[tokio::test]
async fn assertions_for_both_are_taken_everywhere() {
    assertions_are_taken_everywhere(AssertionAudience::IssuerAndTokenEndpoint).await;
}

/// A secret with every character that has to be encoded.
#[tokio::test]
async fn client_secret_basic_is_taken_everywhere() {
    let application = Application::of("client_secret_basic");
    for endpoint in Endpoint::ALL {
        is_taken(&application, endpoint).await;
    }
}

#[tokio::test]
async fn client_secret_post_is_taken_everywhere() {
    let application = Application::of("client_secret_post");
    for endpoint in Endpoint::ALL {
        is_taken(&application, endpoint).await;
    }
}

#[tokio::test]
async fn none_is_taken_at_pushed_requests() {
    is_taken(&Application::of("none"), Endpoint::PushedRequests).await;
}

#[tokio::test]
async fn none_is_taken_at_introspection_and_revocation() {
    let application = Application::of("none");
    let tokens = application.tokens(connect_offline()).await;
    assert_is_revocable(&application, tokens.access_token.expose_secret()).await;
}

/// The code, and then the refresh token.
async fn signs_in_and_refreshes(client_id: &str) {
    let application = Application::of(client_id);
    let tokens = application.tokens(connect_offline()).await;
    let refresh_token = tokens.refresh_token.unwrap();
    application.client.send(Refresh { refresh_token, scopes: tokens.scopes }).await.unwrap();
}

#[tokio::test]
async fn client_secret_basic_is_taken_for_codes_and_refresh_tokens() {
    signs_in_and_refreshes("client_secret_basic").await;
}

#[tokio::test]
async fn client_secret_post_is_taken_for_codes_and_refresh_tokens() {
    signs_in_and_refreshes("client_secret_post").await;
}

#[tokio::test]
async fn none_is_taken_for_codes_and_refresh_tokens() {
    signs_in_and_refreshes("none").await;
}

async fn private_key_jwt_for_codes_and_refresh_tokens(algorithm: JwsAlgorithm) {
    signs_in_and_refreshes(&format!("private_key_jwt.{algorithm}")).await;
}

for_every_algorithm! { private_key_jwt_for_codes_and_refresh_tokens }
