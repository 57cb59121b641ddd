//! What the caller sees if a sign-in fails.

use std::{sync::Arc, time::Duration};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use moneyhub_proto::{
    Client, Error, ErrorKind, Outcome, Secret, Transport,
    bytes::Bytes,
    config::ClientAuthentication,
    env::{EntropyError, Now},
    error::VerificationError,
    http::Response,
    jose::JwsAlgorithm,
    sign_in::{Callback, Flow, Journey, PendingSignIn, PushedSignIn, SignIn},
    transport::{BoxFuture, Fault, Outgoing},
    users,
};
use moneyhub_sandbox::{
    Callback as SandboxCallback, Client as Registration, Fault as SandboxFault, Matcher,
};
use moneyhub_tokio::{Options, TokioTransport};
use serde_json::Value;

use super::{
    application::{Application, CLIENT_ID, REDIRECT_URI, callback, connect, on_each_runtime},
    keys::{public_keys, signer},
};

impl Application {
    /// A user who has approved, and is on their way back.
    pub(super) async fn approved(&self, flow: Flow) -> (PushedSignIn, SandboxCallback) {
        let begun = self.client.begin_sign_in(&SignIn { flow, ..connect() }).await.unwrap();
        let back = self.sandbox.approve(begun.url.expose_secret()).unwrap();
        (begun, back)
    }

    pub(super) async fn refused(&self, pending: &PendingSignIn, back: &SandboxCallback) -> Error {
        self.client.finish_sign_in(pending, &callback(back)).await.unwrap_err()
    }

    pub(super) fn assert_nothing_exchanged(&self) {
        assert_eq!(self.sandbox.token_requests(), 0);
    }
}

/// A pending sign-in of which somebody has changed a part.
pub(super) fn altered(pending: &PendingSignIn, member: &str, value: &str) -> PendingSignIn {
    let text = pending.to_secret();
    let (kind, body) = text.expose_secret().split_once('.').unwrap();
    let json = BASE64_URL_SAFE_NO_PAD.decode(body).unwrap();
    let mut json: Value = serde_json::from_slice(&json).unwrap();
    json[member] = value.into();
    let text = format!("{kind}.{}", BASE64_URL_SAFE_NO_PAD.encode(json.to_string()));
    PendingSignIn::restore(&Secret::from(text), std::time::SystemTime::now().into()).unwrap()
}

pub(super) fn set(back: &mut SandboxCallback, name: &str, value: &str) {
    back.parameters.retain(|(known, _)| known != name);
    back.parameters.push((name.to_owned(), value.to_owned()));
}

fn assert_invalid_grant(error: &Error) {
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Identity, Outcome::Refused));
    assert_eq!(error.code(), Some("invalid_grant"));
    assert!(error.sign_in_refusal().is_none());
}

#[test]
fn a_user_who_says_no() {
    on_each_runtime(async |runtime| {
        for flow in [Flow::AuthorisationCode, Flow::Hybrid, Flow::Implicit] {
            let app = Application::start(runtime);
            let begun = app.client.begin_sign_in(&SignIn { flow, ..connect() }).await.unwrap();
            let back = app.sandbox.deny(begun.url.expose_secret()).unwrap();
            let error = app.refused(&begun.pending, &back).await;
            assert_eq!((error.kind(), error.outcome()), (ErrorKind::Identity, Outcome::Refused));
            let refusal = error.sign_in_refusal().unwrap();
            assert_eq!(refusal.code(), "access_denied");
            assert!(refusal.description().is_some());
            assert_eq!(app.sandbox.total_requests(), 1);
        }
    });
}

#[test]
fn a_state_that_is_not_the_one_that_was_sent() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        let (begun, mut back) = app.approved(Flow::AuthorisationCode).await;
        set(&mut back, "state", "another");
        let error = app.refused(&begun.pending, &back).await;
        assert_eq!(error.verification_error(), Some(&VerificationError::StateMismatch));
        back.parameters.retain(|(name, _)| name != "state");
        let error = app.refused(&begun.pending, &back).await;
        assert_eq!(error.verification_error(), Some(&VerificationError::StateMissing));
        assert_eq!((error.outcome(), app.sandbox.total_requests()), (Outcome::NotSent, 1));
    });
}

#[test]
fn an_error_with_a_forged_state_is_not_taken_for_a_refusal() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        let begun = app.client.begin_sign_in(&connect()).await.unwrap();
        let forged = Callback::from_query("?error=access_denied&state=guessed").unwrap();
        let error = app.client.finish_sign_in(&begun.pending, &forged).await.unwrap_err();
        assert_eq!(error.verification_error(), Some(&VerificationError::StateMismatch));
    });
}

#[test]
fn the_callback_of_another_sign_in() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        let (_, of_another) = app.approved(Flow::AuthorisationCode).await;
        let (begun, _) = app.approved(Flow::AuthorisationCode).await;
        let error = app.refused(&begun.pending, &of_another).await;
        assert_eq!(error.verification_error(), Some(&VerificationError::StateMismatch));
        app.assert_nothing_exchanged();
    });
}

#[test]
fn a_code_of_another_sign_in() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        let (_, of_another) = app.approved(Flow::AuthorisationCode).await;
        let (begun, mut back) = app.approved(Flow::AuthorisationCode).await;
        set(&mut back, "code", of_another.parameter("code").unwrap());
        // PKCE: its verifier is another one.
        assert_invalid_grant(&app.refused(&begun.pending, &back).await);
    });
}

#[test]
fn an_issuer_in_the_callback_that_is_another_or_not_there() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        let (begun, mut back) = app.approved(Flow::AuthorisationCode).await;
        set(&mut back, "iss", "https://identity.example/oidc");
        let error = app.refused(&begun.pending, &back).await;
        assert_eq!(error.verification_error(), Some(&VerificationError::CallbackIssuerMismatch));
        back.parameters.retain(|(name, _)| name != "iss");
        let error = app.refused(&begun.pending, &back).await;
        assert_eq!(error.verification_error(), Some(&VerificationError::CallbackIssuerMissing));
        app.assert_nothing_exchanged();
    });
}

#[test]
fn a_user_who_took_too_long() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        let sign_in = SignIn { lifetime: Duration::ZERO, ..connect() };
        let begun = app.client.begin_sign_in(&sign_in).await.unwrap();
        let back = app.sandbox.approve(begun.url.expose_secret()).unwrap();
        let error = app.refused(&begun.pending, &back).await;
        assert_eq!(error.verification_error(), Some(&VerificationError::SignInExpired));
        app.assert_nothing_exchanged();
    });
}

#[test]
fn a_callback_that_comes_twice() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        let (begun, back) = app.approved(Flow::AuthorisationCode).await;
        app.client.finish_sign_in(&begun.pending, &callback(&back)).await.unwrap();
        assert_invalid_grant(&app.refused(&begun.pending, &back).await);
    });
}

#[test]
fn a_code_that_is_too_old() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        let (begun, back) = app.approved(Flow::AuthorisationCode).await;
        app.sandbox.advance(Duration::from_secs(61));
        assert_invalid_grant(&app.refused(&begun.pending, &back).await);
    });
}

#[test]
fn a_wrong_verifier() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        let (begun, back) = app.approved(Flow::AuthorisationCode).await;
        let pending = altered(&begun.pending, "code_verifier", &"A".repeat(43));
        assert_invalid_grant(&app.refused(&pending, &back).await);
    });
}

#[test]
fn a_user_who_is_deleted_on_the_way_back() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        let (begun, back) = app.approved(Flow::AuthorisationCode).await;
        let user_id = app.sandbox.created_users()[0].user_id.as_str().into();
        app.client.send(users::Delete { user_id }).await.unwrap();
        assert_invalid_grant(&app.refused(&begun.pending, &back).await);
    });
}

#[test]
fn a_bank_that_nobody_knows() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        let journey = Journey::connect(&"no-such-bank".into()).unwrap();
        let sign_in = SignIn::new(REDIRECT_URI, journey);
        let error = app.client.begin_sign_in(&sign_in).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Identity, Outcome::Refused));
        assert_eq!(error.code(), Some("invalid_scope"));
    });
}

#[test]
fn a_redirect_uri_that_is_not_registered() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        for uri in ["https://shop.example/callback/", "https://shop.example/other"] {
            let redirect_uri = uri.to_owned();
            let sign_in = SignIn { redirect_uri, ..connect() };
            let error = app.client.begin_sign_in(&sign_in).await.unwrap_err();
            assert_eq!(
                (error.kind(), error.code()),
                (ErrorKind::Identity, Some("invalid_request"))
            );
        }
    });
}

#[test]
fn a_url_that_is_visited_too_late_or_twice() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        let late = app.client.begin_sign_in(&connect()).await.unwrap();
        app.sandbox.advance(Duration::from_secs(61));
        let refused = app.sandbox.approve(late.url.expose_secret()).unwrap_err();
        assert_eq!(refused.error, "invalid_request_uri");
        let twice = app.client.begin_sign_in(&connect()).await.unwrap();
        app.sandbox.approve(twice.url.expose_secret()).unwrap();
        let refused = app.sandbox.approve(twice.url.expose_secret()).unwrap_err();
        assert_eq!(refused.error, "invalid_request_uri");
    });
}

#[test]
fn a_push_whose_answer_is_lost_is_sent_again() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        let lost = SandboxFault::reset().after_handling().times(1);
        app.sandbox.fault(Matcher::path("/oidc/request"), lost);
        app.connect().await;
        assert_eq!(app.count("POST", "/oidc/request"), 2);
    });
}

#[test]
fn a_code_whose_answer_is_lost_is_not_sent_again() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        let (begun, back) = app.approved(Flow::AuthorisationCode).await;
        app.sandbox.fault(Matcher::token(), SandboxFault::reset().after_handling());
        let error = app.refused(&begun.pending, &back).await;
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Transport, Outcome::Uncertain));
        assert_eq!(app.sandbox.token_requests(), 1);
    });
}

/// A network whose entropy is always the same.
struct NoEntropy(TokioTransport);

impl Transport for NoEntropy {
    fn send(&self, request: Outgoing) -> BoxFuture<'_, Result<Response<Bytes>, Fault>> {
        self.0.send(request)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.0.sleep(duration)
    }

    fn now(&self) -> Now {
        self.0.now()
    }

    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        buffer.fill(7);
        Ok(())
    }
}

#[tokio::test]
async fn an_assertion_whose_jti_was_used_before() {
    let registration = Registration::private_key_jwt(CLIENT_ID, &public_keys()).unwrap();
    let app = Application::with(
        |config| {
            let transport = TokioTransport::new(Options::default())?;
            Ok(Client::new(config, Arc::new(NoEntropy(transport))))
        },
        registration.redirect_uri(REDIRECT_URI),
        |config| {
            let method = ClientAuthentication::PrivateKeyJwt(signer(JwsAlgorithm::Rs256));
            config.client_authentication(method)
        },
    );
    app.client.begin_sign_in(&connect()).await.unwrap();
    let error = app.client.begin_sign_in(&connect()).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Identity, Some("invalid_client")));
    assert_eq!(error.outcome(), Outcome::Refused);
}
