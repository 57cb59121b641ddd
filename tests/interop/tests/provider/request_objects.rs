//! Authorisation requests as JWTs: pushed, and in the URL.

use std::sync::Arc;

use moneyhub_interop::{BrowserError, Provider};
use moneyhub_tokio::moneyhub_proto::{
    ConfigBuilder, Error, ErrorKind, Outcome,
    config::RequestObjects,
    identity::{AuthorisationRequest, PushedAuthorisationRequest},
    jose::{JwsAlgorithm, Signer},
};

use crate::{
    algorithms::{for_every_algorithm, registered, stranger},
    application::{Application, connect, reason},
};

/// It has a secret, and has to sign its requests with PS256.
const CLIENT: &str = "signed_requests_only.client_secret_basic";

fn signing(algorithm: JwsAlgorithm) -> Application {
    let signer = registered(Provider::shared(), algorithm);
    Application::with(&format!("private_key_jwt.{algorithm}"), |config| {
        config.request_objects(RequestObjects::Signed(signer))
    })
}

async fn a_signed_request_signs_a_user_in(algorithm: JwsAlgorithm) {
    let signed_in = signing(algorithm).signed_in(connect()).await;
    assert!(signed_in.id_token.connection_id().is_some());
}

async fn a_signed_request_in_a_url_signs_a_user_in(algorithm: JwsAlgorithm) {
    signs_in_by_url(&signing(algorithm), "&request=ey").await;
}

/// What is in the URL says which form it is.
async fn signs_in_by_url(application: &Application, part: &str) {
    let (url, pending) = application.begin_in_url(&application.sign_in(connect())).await;
    assert!(url.expose_secret().contains(part));
    let callback = application.callback(&url);
    let signed_in = application.client.finish_sign_in(&pending, &callback).await.unwrap();
    assert!(signed_in.id_token.connection_id().is_some());
}

for_every_algorithm! { a_signed_request_signs_a_user_in, a_signed_request_in_a_url_signs_a_user_in }

#[tokio::test]
async fn a_client_that_has_to_sign_its_requests_signs_a_user_in() {
    for client_id in [CLIENT, "signed_requests_only.private_key_jwt"] {
        let signed_in = Application::of(client_id).signed_in(connect()).await;
        assert!(signed_in.id_token.connection_id().is_some(), "{client_id}");
    }
}

#[tokio::test]
async fn an_inline_request_in_a_url_signs_a_user_in() {
    signs_in_by_url(&Application::of("client_secret_basic"), "&code_challenge=").await;
}

async fn push(application: &Application) -> Error {
    let (request, _) = application.request(connect());
    application.client.send(PushedAuthorisationRequest { request }).await.unwrap_err()
}

fn with(change: impl FnOnce(ConfigBuilder) -> ConfigBuilder) -> Application {
    Application::with(CLIENT, change)
}

fn signed_by(signer: Arc<dyn Signer>) -> Application {
    with(|config| config.request_objects(RequestObjects::Signed(signer)))
}

fn assert_refused(error: &Error, expected: &str) {
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Identity, Outcome::Refused));
    let said = (error.status().unwrap().as_u16(), error.code());
    assert_eq!(said, (400, Some("invalid_request_object")));
    assert_eq!(reason(error), expected);
    assert!(!error.is_retryable());
}

/// The provider refuses what RFC 9101 forbids, also from a client that need not sign.
#[tokio::test]
async fn an_unsigned_request_is_refused() {
    for client_id in ["client_secret_basic", "private_key_jwt.RS256", CLIENT] {
        let application =
            Application::with(client_id, |config| config.request_objects(RequestObjects::Unsigned));
        assert_refused(&push(&application).await, "unsupported signed request alg");
    }
}

/// The user comes back with the refusal.
#[tokio::test]
async fn an_unsigned_request_in_a_url_is_refused() {
    let application = Application::with("client_secret_basic", |config| {
        config.request_objects(RequestObjects::Unsigned)
    });
    let (url, pending) = application.begin_in_url(&application.sign_in(connect())).await;
    let callback = application.callback(&url);
    let error = application.client.finish_sign_in(&pending, &callback).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Identity, Outcome::Refused));
    assert_eq!(error.code(), Some("invalid_request_object"));
    let description = error.sign_in_refusal().unwrap().description();
    assert_eq!(description, Some("unsupported signed request alg"));
}

#[tokio::test]
async fn a_request_for_another_audience_is_refused() {
    let application = with(|config| config.issuer("https://identity.moneyhub.co.uk/oidc"));
    let expected = format!("jwt audience missing {}", Provider::shared().issuer());
    assert_refused(&push(&application).await, &expected);
}

#[tokio::test]
async fn an_expired_request_is_refused() {
    let application = Application::of(CLIENT);
    application.world.set_clock(-400);
    assert_refused(&push(&application).await, "jwt expired");
}

#[tokio::test]
async fn a_request_signed_with_another_key_is_refused() {
    let signer = stranger(Provider::shared(), JwsAlgorithm::Ps256);
    assert_refused(&push(&signed_by(signer)).await, "signature verification failed");
}

#[tokio::test]
async fn a_request_signed_with_another_algorithm_is_refused() {
    let signer = registered(Provider::shared(), JwsAlgorithm::Es256);
    let expected = "the preregistered alg must be used in request or request_uri";
    assert_refused(&push(&signed_by(signer)).await, expected);
}

#[tokio::test]
async fn a_request_of_another_client_is_refused() {
    let application = Application::of(CLIENT);
    let (request, _) = application.request(connect());
    let request = AuthorisationRequest { client_id: "client_secret_basic".into(), ..request };
    let error = application.client.send(PushedAuthorisationRequest { request }).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Identity, Outcome::Refused));
    assert_eq!(reason(&error), "client_id mismatch");
}

/// Somebody could have put the URL together, so the user is not sent there.
#[tokio::test]
async fn an_unregistered_redirect_uri_in_a_url_is_shown_to_the_user() {
    for client_id in ["client_secret_basic", CLIENT] {
        let application = Application::of(client_id);
        let mut sign_in = application.sign_in(connect());
        sign_in.redirect_uri = "https://client.example/another".to_owned();
        let (url, _) = application.begin_in_url(&sign_in).await;
        let shown = application.visit(&url).unwrap_err();
        let BrowserError::Page { status, reason } = shown else { panic!("{shown}") };
        assert_eq!(status, 400);
        assert!(reason.unwrap().starts_with("redirect_uri did not match"));
    }
}

#[tokio::test]
async fn a_signed_request_with_an_unregistered_redirect_uri_is_refused() {
    let application = Application::of(CLIENT);
    let (request, _) = application.request(connect());
    let redirect_uri = "https://client.example/another".to_owned();
    let request = AuthorisationRequest { redirect_uri, ..request };
    let error = application.client.send(PushedAuthorisationRequest { request }).await.unwrap_err();
    assert_eq!(error.code(), Some("invalid_request"));
    assert!(reason(&error).starts_with("redirect_uri did not match"), "{}", reason(&error));
}
