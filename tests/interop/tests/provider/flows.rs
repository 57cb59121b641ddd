//! What comes back through the browser, and how, from the push to the verified `id_token`.

use std::time::Duration;

use moneyhub_interop::ResponseMode as Travelled;
use moneyhub_tokio::moneyhub_proto::{
    ErrorKind, Outcome,
    env::UnixTime,
    identity::{PushedAuthorisationRequest, ResponseMode, ResponseType},
    sign_in::{Flow, PendingSignIn, SignIn, SignedIn},
};

use crate::application::{Application, connect, reason, received};

const CLIENT: &str = "client_secret_basic";

/// Signs in by a flow, and tells how the callback travelled.
async fn signed_in(flow: Flow, response_mode: Option<ResponseMode>) -> (Travelled, SignedIn) {
    let application = Application::of(CLIENT);
    let sign_in = SignIn { flow, response_mode, ..application.sign_in(connect()) };
    let begun = application.client.begin_sign_in(&sign_in).await.unwrap();
    let callback = application.visit(&begun.url).unwrap();
    let finished = application.client.finish_sign_in(&begun.pending, &received(&callback)).await;
    (callback.response_mode, finished.unwrap())
}

/// The connection, and whether there are tokens.
async fn assert_signs_in(flow: Flow, mode: Option<ResponseMode>, travelled: Travelled) {
    let (how, signed_in) = signed_in(flow, mode).await;
    assert_eq!(how, travelled);
    assert!(signed_in.id_token.connection_id().unwrap().as_str().starts_with("test-bank:"));
    assert_eq!(signed_in.tokens.is_some(), flow != Flow::Implicit);
}

#[tokio::test]
async fn a_code_comes_back_in_the_query() {
    assert_signs_in(Flow::AuthorisationCode, None, Travelled::Query).await;
}

#[tokio::test]
async fn a_code_comes_back_in_a_form_when_that_is_asked_for() {
    let mode = Some(ResponseMode::FormPost);
    assert_signs_in(Flow::AuthorisationCode, mode, Travelled::FormPost).await;
}

#[tokio::test]
async fn a_code_with_an_id_token_comes_back_in_a_form() {
    assert_signs_in(Flow::Hybrid, None, Travelled::FormPost).await;
}

#[tokio::test]
async fn a_code_with_an_id_token_comes_back_in_the_fragment_when_that_is_asked_for() {
    let mode = Some(ResponseMode::Fragment);
    assert_signs_in(Flow::Hybrid, mode, Travelled::Fragment).await;
}

#[tokio::test]
async fn an_id_token_alone_comes_back_in_a_form() {
    assert_signs_in(Flow::Implicit, None, Travelled::FormPost).await;
}

#[tokio::test]
async fn an_id_token_alone_comes_back_in_the_fragment_when_that_is_asked_for() {
    let mode = Some(ResponseMode::Fragment);
    assert_signs_in(Flow::Implicit, mode, Travelled::Fragment).await;
}

/// With `max_age` the `id_token` must say when the user authenticated, in every flow.
#[tokio::test]
async fn with_a_max_age_there_is_an_auth_time() {
    let application = Application::of(CLIENT);
    for flow in [Flow::AuthorisationCode, Flow::Hybrid, Flow::Implicit] {
        let max_age = Some(Duration::from_secs(60));
        let sign_in = SignIn { flow, max_age, ..application.sign_in(connect()) };
        let signed_in = application.complete(&sign_in).await.unwrap();
        assert!(signed_in.id_token.claim("auth_time").is_some(), "{flow:?}");
    }
}

/// A web application keeps the sign-in in a session between its two requests.
#[tokio::test]
async fn a_sign_in_that_was_stored_goes_on() {
    let application = Application::of(CLIENT);
    let begun = application.begin(connect()).await;
    let (stored, expires_at) = (begun.pending.to_secret(), begun.pending.expires_at());
    let callback = application.callback(&begun.url);
    let now = UnixTime::from_seconds(expires_at.seconds() - 1);
    let restored = PendingSignIn::restore(&stored, now).unwrap();
    let signed_in = application.client.finish_sign_in(&restored, &callback).await.unwrap();
    assert!(signed_in.id_token.connection_id().is_some());
}

/// The client makes no such request by itself, so this is one of the provider's refusals.
#[tokio::test]
async fn an_id_token_in_the_query_is_refused() {
    let application = Application::of(CLIENT);
    let (mut request, _) = application.request(connect());
    request.response_type = ResponseType::IdToken;
    request.response_mode = Some(ResponseMode::Query);
    let push = PushedAuthorisationRequest { request };
    let error = application.client.send(push).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Identity, Outcome::Refused));
    assert_eq!(error.code(), Some("invalid_request"));
    let expected = "requested response_mode is not allowed for the requested response_type";
    assert_eq!(reason(&error), expected);
}
