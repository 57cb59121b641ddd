//! What comes back through the browser, and how. An application on a server never sees a fragment.

use moneyhub_interop::{
    Callback,
    ResponseMode::{FormPost, Fragment},
};
use moneyhub_tokio::moneyhub_proto::{
    Error,
    auth::{PushedAuthorisationRequest, ResponseMode, ResponseType},
};

use crate::application::{Application, Begun, connect, reason, unverified_claims};

/// Signs in with a response type, and a mode where it is not the usual one.
async fn callback(
    application: &Application,
    hybrid: bool,
    response_mode: Option<ResponseMode>,
) -> (Begun, Callback) {
    let (mut request, verifier) = application.request(connect());
    request.response_type = match hybrid {
        true => ResponseType::CodeIdToken { code_challenge: verifier.challenge() },
        false => ResponseType::IdToken,
    };
    request.response_mode = response_mode;
    let begun = application.push(request, verifier).await;
    let callback = application.visit(&begun).unwrap();
    assert!(begun.state.matches(&callback.parameter("state").unwrap()));
    // RFC 9207 section 2.4: who answered is in the id_token.
    assert_eq!(callback.parameter("iss"), None);
    (begun, callback)
}

fn id_token_claims(callback: &Callback) -> serde_json::Value {
    unverified_claims(&callback.parameter("id_token").unwrap())
}

#[tokio::test]
async fn code_id_token_comes_back_in_the_fragment() {
    let application = Application::of("client_secret_basic");
    let (_, callback) = callback(&application, true, None).await;
    assert_eq!(callback.response_mode, Fragment);
    assert!(id_token_claims(&callback)["c_hash"].is_string());
}

#[tokio::test]
async fn code_id_token_comes_back_in_a_form_when_that_is_asked_for() {
    let application = Application::of("client_secret_basic");
    let (_, callback) = callback(&application, true, Some(ResponseMode::FormPost)).await;
    assert_eq!(callback.response_mode, FormPost);
    assert!(id_token_claims(&callback)["c_hash"].is_string());
}

#[tokio::test]
async fn the_code_beside_an_id_token_is_of_the_same_user() {
    let application = Application::of("client_secret_basic");
    let (begun, callback) = callback(&application, true, Some(ResponseMode::FormPost)).await;
    let exchange = application.exchange(begun, &callback);
    let tokens = application.client.send(exchange).await.unwrap();
    let at_the_back = unverified_claims(tokens.id_token.unwrap().expose_secret());
    let in_front = id_token_claims(&callback);
    assert_eq!(at_the_back["sub"], in_front["sub"]);
    assert_eq!(at_the_back["mh:con_id"], in_front["mh:con_id"]);
}

#[tokio::test]
async fn id_token_comes_back_alone_in_the_fragment() {
    let application = Application::of("client_secret_basic");
    let (_, callback) = callback(&application, false, None).await;
    assert_eq!((callback.response_mode, callback.parameter("code")), (Fragment, None));
    assert!(id_token_claims(&callback)["mh:con_id"].is_string());
}

#[tokio::test]
async fn id_token_comes_back_alone_in_a_form_when_that_is_asked_for() {
    let application = Application::of("client_secret_basic");
    let (_, callback) = callback(&application, false, Some(ResponseMode::FormPost)).await;
    assert_eq!((callback.response_mode, callback.parameter("code")), (FormPost, None));
    assert!(id_token_claims(&callback)["mh:con_id"].is_string());
}

#[tokio::test]
async fn an_id_token_in_the_query_is_refused() {
    let application = Application::of("client_secret_basic");
    let (mut request, _) = application.request(connect());
    request.response_type = ResponseType::IdToken;
    request.response_mode = Some(ResponseMode::Query);
    let push = PushedAuthorisationRequest { request };
    let error: Error = application.client.send(push).await.unwrap_err();
    assert_eq!(error.code(), Some("invalid_request"));
    let expected = "requested response_mode is not allowed for the requested response_type";
    assert_eq!(reason(&error), expected);
}
