use moneyhub_tokio::moneyhub_proto::{
    ErrorKind, Outcome, codec,
    config::RequestObjects,
    error::VerificationError,
    identity::{AuthorisationRequest, PushedAuthorisation, PushedAuthorisationRequest},
};

use crate::application::{Application, connect, reason, received};

#[tokio::test]
async fn a_pushed_request_is_answered_with_a_reference_of_a_minute() {
    let application = Application::of("client_secret_basic");
    let (request, _) = application.request(connect());
    let pushed = application.client.send(PushedAuthorisationRequest { request }).await.unwrap();
    let request_uri = pushed.request_uri.expose_secret();
    assert!(request_uri.starts_with("urn:ietf:params:oauth:request_uri:"));
    assert!(pushed.expires_in.is_some_and(|seconds| (1..=60).contains(&seconds)), "{pushed:?}");
}

/// The client takes 200 as well, so this looks below it.
#[tokio::test]
async fn the_status_is_201() {
    let application = Application::of("client_secret_basic");
    let (request, _) = application.request(connect());
    let push = PushedAuthorisationRequest { request };
    let request = codec::encode_without_token(&push, &application.config).unwrap();
    let response = ureq::run(request.map(|body| body.to_vec())).unwrap();
    assert_eq!(response.status(), 201);
}

#[tokio::test]
async fn a_reference_is_good_for_one_sign_in() {
    let application = Application::of("client_secret_basic");
    let begun = application.begin(connect()).await;
    application.visit(&begun.url).unwrap();
    let callback = application.visit(&begun.url).unwrap();
    assert_eq!(callback.parameter("error").as_deref(), Some("invalid_request_uri"));
    assert_eq!(callback.parameter("code"), None);
}

/// The state was in the request, which is gone; so nobody knows whose error it is.
#[tokio::test]
async fn without_its_request_the_error_has_no_state_and_is_not_believed() {
    let application = Application::of("client_secret_basic");
    let begun = application.begin(connect()).await;
    let gone = PushedAuthorisation::new("urn:ietf:params:oauth:request_uri:made-up");
    let client_id = application.metadata.client_id.as_str().into();
    let callback = application.visit(&gone.authorisation_url(&application.config, &client_id));
    let callback = callback.unwrap();
    assert_eq!(callback.parameter("error").as_deref(), Some("invalid_request_uri"));
    let finished = application.client.finish_sign_in(&begun.pending, &received(&callback)).await;
    let error = finished.unwrap_err();
    assert_eq!(error.verification_error(), Some(&VerificationError::StateMissing));
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Verification, Outcome::NotSent));
}

#[tokio::test]
async fn a_redirect_uri_that_is_not_registered_is_refused() {
    let application = Application::of("client_secret_basic");
    let (request, _) = application.request(connect());
    let redirect_uri = "https://client.example/another".to_owned();
    let request = AuthorisationRequest { redirect_uri, ..request };
    let error = application.client.send(PushedAuthorisationRequest { request }).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Identity, Outcome::Refused));
    assert_eq!(error.code(), Some("invalid_request"));
    assert!(reason(&error).starts_with("redirect_uri did not match"), "{}", reason(&error));
    assert!(error.to_string().contains("is redirect_uri exactly as registered"));
}

#[tokio::test]
async fn a_client_that_has_to_sign_its_requests_may_not_send_them_inline() {
    let application = Application::with("signed_requests_only.client_secret_basic", |config| {
        config.request_objects(RequestObjects::Inline)
    });
    let (request, _) = application.request(connect());
    let error = application.client.send(PushedAuthorisationRequest { request }).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Identity, Outcome::Refused));
    assert_eq!(error.code(), Some("invalid_request"));
    assert_eq!(reason(&error), "Request Object must be used by this client");
    assert!(error.to_string().contains("does this client have to sign its requests"));
}
