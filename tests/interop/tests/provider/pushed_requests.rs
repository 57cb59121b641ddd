use moneyhub_tokio::moneyhub_proto::{
    ErrorKind, Outcome,
    auth::{AuthorisationRequest, PushedAuthorisation, PushedAuthorisationRequest},
    codec,
};

use crate::application::{Application, connect, reason};

#[tokio::test]
async fn a_pushed_request_is_answered_with_a_reference_of_a_minute() {
    let application = Application::of("client_secret_basic");
    let pushed = application.begin(connect()).await.pushed;
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
    application.visit(&begun).unwrap();
    let callback = application.visit(&begun).unwrap();
    assert_eq!(callback.parameter("error").as_deref(), Some("invalid_request_uri"));
    assert_eq!(callback.parameter("code"), None);
}

/// It was in the request, which is gone.
#[tokio::test]
async fn without_its_request_the_error_comes_back_without_a_state() {
    let application = Application::of("client_secret_basic");
    let mut begun = application.begin(connect()).await;
    begun.pushed = PushedAuthorisation::new("urn:ietf:params:oauth:request_uri:made-up");
    let callback = application.visit(&begun).unwrap();
    assert_eq!(callback.parameter("error").as_deref(), Some("invalid_request_uri"));
    assert_eq!(callback.parameter("state"), None);
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
    assert!(error.to_string().contains("is redirect_uri registered"));
}

#[tokio::test]
async fn a_client_that_has_to_sign_its_requests_may_not_send_them_inline() {
    let application = Application::of("signed_requests_only.client_secret_basic");
    let (request, _) = application.request(connect());
    let error = application.client.send(PushedAuthorisationRequest { request }).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Identity, Outcome::Refused));
    assert_eq!(error.code(), Some("invalid_request"));
    assert_eq!(reason(&error), "Request Object must be used by this client");
    assert!(error.to_string().contains("does this client have to sign its requests"));
}
