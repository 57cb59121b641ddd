//! Every way to say who the client is, at every endpoint where it has to.

use std::sync::Arc;

use moneyhub_interop::Provider;
use moneyhub_tokio::moneyhub_proto::{
    BoxFuture,
    auth::{AssertionAudience, ClientAuthentication, Introspect, Refresh, Revoke},
    crypto::{JwsAlgorithm, Signer, SignerError},
};

use crate::{
    algorithms::{for_every_algorithm, registered},
    application::{Application, connect_offline},
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

/// It may have no token of its own, so it signs somebody in.
#[tokio::test]
async fn none_is_taken_for_codes_and_refresh_tokens() {
    let application = Application::of("none");
    let tokens = application.tokens(connect_offline()).await;
    let refresh_token = tokens.refresh_token.unwrap();
    application.client.send(Refresh { refresh_token, scopes: tokens.scopes }).await.unwrap();
}

#[tokio::test]
async fn none_is_taken_at_introspection_and_revocation() {
    let application = Application::of("none");
    let tokens = application.tokens(connect_offline()).await;
    let introspect =
        Introspect { token: tokens.access_token.expose_secret().into(), token_type_hint: None };
    assert!(application.client.send(introspect.clone()).await.unwrap().active);
    let revoke = Revoke { token: introspect.token.clone(), token_type_hint: None };
    application.client.send(revoke).await.unwrap();
    assert!(!application.client.send(introspect).await.unwrap().active);
}

/// The way of the client that has no key: a sign-in by every method ends with tokens.
#[tokio::test]
async fn every_method_signs_a_user_in() {
    for client_id in ["client_secret_basic", "client_secret_post", "none", "private_key_jwt.ES512"]
    {
        let application = Application::of(client_id);
        assert!(application.tokens(connect_offline()).await.refresh_token.is_some(), "{client_id}");
    }
}
