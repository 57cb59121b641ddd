//! Callbacks that were forged, replayed or mixed up, of sign-ins that are otherwise real; and what is
//! found out only once the code was spent.

use std::time::SystemTime;

use moneyhub_interop::Callback as BrowserCallback;
use moneyhub_tokio::moneyhub_proto::{
    Error, ErrorKind, Outcome,
    error::VerificationError,
    identity::{
        AuthorisationRequest, CodeVerifier, Journey, Nonce, PushedAuthorisationRequest,
        ResponseType, State,
    },
    sign_in::{BegunSignIn, Callback, Flow, PendingSignIn, SignIn},
};
use url::form_urlencoded::{Serializer, parse};

use crate::application::{Application, connect, entropy, reason, received};

const USER: &str = "64b0f3a1c2d4e5f60718293a";

fn application() -> Application {
    Application::of("client_secret_basic")
}

fn assert_fails(error: &Error, expected: VerificationError, outcome: Outcome) {
    assert_eq!(error.verification_error(), Some(&expected), "{error}");
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Verification, outcome));
    assert!(!error.is_retryable());
}

/// A user who has come back, by a flow.
async fn returned(application: &Application, flow: Flow) -> (PendingSignIn, BrowserCallback) {
    let sign_in = SignIn { flow, ..application.sign_in(connect()) };
    let begun = application.client.begin_sign_in(&sign_in).await.unwrap();
    let callback = application.visit(&begun.url).unwrap();
    (begun.pending, callback)
}

/// The callback with other values; `None` takes a parameter away.
fn altered(callback: &BrowserCallback, changes: &[(&str, Option<&str>)]) -> Callback {
    let mut encoded = Serializer::new(String::new());
    for (name, value) in parse(callback.encoded.as_bytes()) {
        if !changes.iter().any(|(changed, _)| *changed == name) {
            encoded.append_pair(&name, &value);
        }
    }
    for (name, value) in changes {
        encoded.extend_pairs(value.map(|value| (name, value)));
    }
    Callback::from_form(encoded.finish().as_bytes()).unwrap()
}

/// Finishes with an altered callback. It must fail before anything is sent with the code.
async fn is_not_believed(
    flow: Flow,
    changes: &[(&str, Option<&str>)],
    expected: VerificationError,
) {
    let application = application();
    let (pending, callback) = returned(&application, flow).await;
    let finished = application.client.finish_sign_in(&pending, &altered(&callback, changes)).await;
    assert_fails(&finished.unwrap_err(), expected, Outcome::NotSent);
    assert_eq!(application.world.sent("identity.exchange_code"), 0);
}

#[tokio::test]
async fn a_wrong_state_is_refused() {
    let other = State::generate(&mut entropy).unwrap();
    let changes = [("state", Some(other.expose_secret()))];
    for flow in [Flow::AuthorisationCode, Flow::Hybrid, Flow::Implicit] {
        is_not_believed(flow, &changes, VerificationError::StateMismatch).await;
    }
}

#[tokio::test]
async fn a_callback_without_a_state_is_refused() {
    let changes = [("state", None)];
    is_not_believed(Flow::AuthorisationCode, &changes, VerificationError::StateMissing).await;
}

/// Somebody makes a user open the callback of a sign-in of their own.
#[tokio::test]
async fn the_callback_of_another_sign_in_is_refused() {
    let application = application();
    let (pending, _) = returned(&application, Flow::AuthorisationCode).await;
    let (_, callback) = returned(&application, Flow::AuthorisationCode).await;
    let finished = application.client.finish_sign_in(&pending, &received(&callback)).await;
    assert_fails(&finished.unwrap_err(), VerificationError::StateMismatch, Outcome::NotSent);
}

#[tokio::test]
async fn another_issuer_in_the_callback_is_refused() {
    let changes = [("iss", Some("https://identity.moneyhub.co.uk/oidc"))];
    let expected = VerificationError::CallbackIssuerMismatch;
    is_not_believed(Flow::AuthorisationCode, &changes, expected.clone()).await;
    is_not_believed(Flow::Hybrid, &changes, expected).await;
}

/// The discovery document says that there is one.
#[tokio::test]
async fn a_code_without_an_issuer_is_refused() {
    let changes = [("iss", None)];
    let expected = VerificationError::CallbackIssuerMissing;
    is_not_believed(Flow::AuthorisationCode, &changes, expected).await;
}

#[tokio::test]
async fn an_id_token_beside_a_code_that_was_not_asked_for_is_refused() {
    let changes = [("id_token", Some("e30.e30.e30"))];
    let expected = VerificationError::UnexpectedParameter { parameter: "id_token" };
    is_not_believed(Flow::AuthorisationCode, &changes, expected).await;
}

#[tokio::test]
async fn a_code_without_its_id_token_is_refused() {
    let expected = VerificationError::ParameterMissing { parameter: "id_token" };
    is_not_believed(Flow::Hybrid, &[("id_token", None)], expected).await;
}

#[tokio::test]
async fn the_id_token_of_another_sign_in_has_another_nonce() {
    for flow in [Flow::Hybrid, Flow::Implicit] {
        let (_, other) = returned(&application(), flow).await;
        let id_token = other.parameter("id_token").unwrap();
        let changes = [("id_token", Some(&*id_token))];
        is_not_believed(flow, &changes, VerificationError::NonceMismatch).await;
    }
}

#[tokio::test]
async fn the_code_of_another_sign_in_has_another_hash() {
    let (_, other) = returned(&application(), Flow::Hybrid).await;
    let code = other.parameter("code").unwrap();
    let changes = [("code", Some(&*code))];
    is_not_believed(Flow::Hybrid, &changes, VerificationError::CodeHashMismatch).await;
}

/// Only the provider's own refusal is left where there is no `id_token` beside the code.
#[tokio::test]
async fn the_code_of_another_sign_in_does_not_fit_the_verifier() {
    let application = application();
    let (_, other) = returned(&application, Flow::AuthorisationCode).await;
    let (pending, callback) = returned(&application, Flow::AuthorisationCode).await;
    let code = other.parameter("code").unwrap();
    let callback = altered(&callback, &[("code", Some(&code))]);
    let error = application.client.finish_sign_in(&pending, &callback).await.unwrap_err();
    assert_code_refused(&error, "code_verifier does not match code_challenge");
}

#[tokio::test]
async fn a_callback_that_was_used_is_refused() {
    let application = application();
    let (pending, callback) = returned(&application, Flow::AuthorisationCode).await;
    let callback = received(&callback);
    application.client.finish_sign_in(&pending, &callback).await.unwrap();
    let error = application.client.finish_sign_in(&pending, &callback).await.unwrap_err();
    assert_code_refused(&error, "authorization code already consumed");
}

fn assert_code_refused(error: &Error, expected: &str) {
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Identity, Outcome::Refused));
    assert_eq!((error.status().unwrap().as_u16(), error.code()), (400, Some("invalid_grant")));
    assert_eq!(reason(error), expected);
}

#[tokio::test]
async fn the_user_who_takes_too_long_has_to_begin_anew() {
    let application = application();
    let (pending, callback) = returned(&application, Flow::AuthorisationCode).await;
    application.world.set_clock(3601);
    let finished = application.client.finish_sign_in(&pending, &received(&callback)).await;
    assert_fails(&finished.unwrap_err(), VerificationError::SignInExpired, Outcome::NotSent);
}

/// Begins a sign-in, and pushes another request than the one that belongs to it.
async fn finished(
    journey: Journey,
    flow: Flow,
    swap: impl FnOnce(AuthorisationRequest) -> AuthorisationRequest,
) -> (Error, usize) {
    let application = application();
    let sign_in = SignIn { flow, ..application.sign_in(journey) };
    let client_id = application.metadata.client_id.as_str().into();
    let now = SystemTime::now().into();
    let BegunSignIn { request, pending, .. } =
        sign_in.begin(client_id, application.config.issuer(), now, &mut entropy).unwrap();
    let push = PushedAuthorisationRequest { request: swap(request) };
    let client_id = push.request.client_id.clone();
    let pushed = application.client.send(push).await.unwrap();
    let callback = application.callback(&pushed.authorisation_url(&application.config, &client_id));
    let error = application.client.finish_sign_in(&pending, &callback).await.unwrap_err();
    (error, application.world.sent("identity.exchange_code"))
}

#[tokio::test]
async fn a_wrong_nonce_is_refused_before_the_code_is_spent_where_that_can_be() {
    let swap = |request| {
        let nonce = Nonce::generate(&mut entropy).unwrap();
        AuthorisationRequest { nonce, ..request }
    };
    for (flow, outcome, exchanges) in [
        (Flow::AuthorisationCode, Outcome::Accepted, 1),
        (Flow::Hybrid, Outcome::NotSent, 0),
        (Flow::Implicit, Outcome::NotSent, 0),
    ] {
        let (error, exchanged) = finished(connect(), flow, swap).await;
        assert_fails(&error, VerificationError::NonceMismatch, outcome);
        assert_eq!(exchanged, exchanges, "{flow:?}");
    }
}

#[tokio::test]
async fn a_wrong_verifier_is_refused() {
    let (error, _) = finished(connect(), Flow::AuthorisationCode, |request| {
        let code_challenge = CodeVerifier::generate(&mut entropy).unwrap().challenge();
        AuthorisationRequest { response_type: ResponseType::Code { code_challenge }, ..request }
    })
    .await;
    assert_code_refused(&error, "code_verifier does not match code_challenge");
}

#[tokio::test]
async fn another_user_than_the_one_asked_for_is_refused() {
    let journey = Journey::connect_for_user(&"test-bank".into(), &USER.into()).unwrap();
    let swap = |request| AuthorisationRequest { journey: connect(), ..request };
    for (flow, outcome) in
        [(Flow::AuthorisationCode, Outcome::Accepted), (Flow::Implicit, Outcome::NotSent)]
    {
        let (error, _) = finished(journey.clone(), flow, swap).await;
        assert_fails(&error, VerificationError::SubjectMismatch, outcome);
    }
}

#[tokio::test]
async fn another_connection_than_the_one_asked_for_is_refused() {
    let reauth = |connection: &str| Journey::reauth(&USER.into(), &connection.into()).unwrap();
    let swap = |request| AuthorisationRequest { journey: reauth("test-bank:2"), ..request };
    let (error, _) = finished(reauth("test-bank:1"), Flow::Implicit, swap).await;
    assert_fails(&error, VerificationError::ConnectionMismatch, Outcome::NotSent);
}
