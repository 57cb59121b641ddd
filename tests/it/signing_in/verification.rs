//! A valid `id_token` that is not for this sign-in; and clocks that differ.

use std::time::{Duration, SystemTime};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use moneyhub_proto::{
    ErrorKind, Outcome,
    config::ClientAuthentication,
    error::VerificationError,
    jose::JwsAlgorithm,
    sign_in::{ExpectedIdToken, ExpectedNonce, Flow, Journey, SignIn},
};
use moneyhub_sandbox::{Client as Registration, DEFAULT_CLIENT_SECRET, Sandbox};

use super::{
    application::{
        Application, CLIENT_ID, Connect, REDIRECT_URI, callback, connect, expose, on_each_runtime,
        with_secret,
    },
    keys::{public_keys, signer},
    refusals::{altered, set},
};

#[test]
fn a_nonce_that_is_not_the_one_that_was_sent() {
    on_each_runtime(async |runtime| {
        for flow in [Flow::AuthorisationCode, Flow::Hybrid, Flow::Implicit] {
            let app = Application::start(runtime);
            let (begun, back) = app.approved(flow).await;
            let pending = altered(&begun.pending, "nonce", &"A".repeat(43));
            let error = app.refused(&pending, &back).await;
            assert_eq!(error.kind(), ErrorKind::Verification);
            assert_eq!(error.verification_error(), Some(&VerificationError::NonceMismatch));
            // Where the id_token comes first, the code is kept.
            let (outcome, exchanges) = match flow {
                Flow::AuthorisationCode => (Outcome::Accepted, 1),
                _ => (Outcome::NotSent, 0),
            };
            assert_eq!((error.outcome(), app.sandbox.token_requests()), (outcome, exchanges));
        }
    });
}

#[test]
fn an_id_token_of_another_sign_in() {
    on_each_runtime(async |runtime| {
        for flow in [Flow::Hybrid, Flow::Implicit] {
            let app = Application::start(runtime);
            let (_, of_another) = app.approved(flow).await;
            let (begun, mut back) = app.approved(flow).await;
            set(&mut back, "id_token", of_another.parameter("id_token").unwrap());
            let error = app.refused(&begun.pending, &back).await;
            assert_eq!(error.verification_error(), Some(&VerificationError::NonceMismatch));
            app.assert_nothing_exchanged();
        }
    });
}

#[test]
fn a_code_of_another_sign_in_beside_an_id_token_is_not_even_sent() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        let (_, of_another) = app.approved(Flow::Hybrid).await;
        let (begun, mut back) = app.approved(Flow::Hybrid).await;
        set(&mut back, "code", of_another.parameter("code").unwrap());
        let error = app.refused(&begun.pending, &back).await;
        assert_eq!(error.verification_error(), Some(&VerificationError::CodeHashMismatch));
        app.assert_nothing_exchanged();
    });
}

#[test]
fn an_id_token_that_was_changed_on_its_way() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        let (begun, mut back) = app.approved(Flow::Implicit).await;
        let token = back.parameter("id_token").unwrap().to_owned();
        let (message, signature) = token.rsplit_once('.').unwrap();
        let mut signature = BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap();
        signature[20] ^= 1;
        let forged = format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature));
        set(&mut back, "id_token", &forged);
        let error = app.refused(&begun.pending, &back).await;
        assert_eq!(error.verification_error(), Some(&VerificationError::InvalidSignature));
    });
}

#[test]
fn another_user_or_connection_than_the_one_asked_for() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        let user = app.sandbox.user_id(0).unwrap();
        let connection = app.sandbox.connection_ids(&user)[0].clone();
        let journey = Journey::reauth(&user.into(), &connection.into()).unwrap();
        for (member, expected) in [
            ("sub", VerificationError::SubjectMismatch),
            ("connection_id", VerificationError::ConnectionMismatch),
        ] {
            let sign_in = SignIn::new(REDIRECT_URI, journey.clone());
            let sign_in = SignIn { flow: Flow::Implicit, ..sign_in };
            let begun = app.client.begin_sign_in(&sign_in).await.unwrap();
            let back = app.sandbox.approve(begun.url.expose_secret()).unwrap();
            let pending = altered(&begun.pending, member, "another");
            let error = app.refused(&pending, &back).await;
            assert_eq!(error.verification_error(), Some(&expected));
        }
    });
}

#[test]
fn an_id_token_is_verified_again_on_its_own() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        let tokens = app.connect().await.tokens.unwrap();
        let expected = ExpectedIdToken { nonce: ExpectedNonce::Any, ..Default::default() };
        let token = expose(tokens.id_token.as_ref());
        app.client.verify_id_token(token, &expected).await.unwrap();
        // Without a word about nonces, none is expected.
        let expected = ExpectedIdToken::default();
        let error = app.client.verify_id_token(token, &expected).await.unwrap_err();
        assert_eq!(error.verification_error(), Some(&VerificationError::UnexpectedNonce));
    });
}

/// A sign-in at a service whose clock is ahead of ours.
async fn ahead(runtime: Connect, by: u64, tolerance: Option<u64>) -> Option<VerificationError> {
    let app = Application::with(runtime, with_secret(), |config| {
        let config = config.client_secret(DEFAULT_CLIENT_SECRET);
        match tolerance {
            Some(seconds) => config.clock_tolerance(Duration::from_secs(seconds)),
            None => config,
        }
    });
    app.sandbox.advance(Duration::from_secs(by));
    let error = app.sign_in(&connect()).await.err()?;
    Some(error.verification_error().unwrap().clone())
}

#[test]
fn the_service_s_clock_may_be_ahead_by_the_tolerance_and_no_more() {
    on_each_runtime(async |runtime| {
        assert_eq!(ahead(runtime, 5, None).await, None);
        let refused = ahead(runtime, 60, None).await.unwrap();
        // By a second or two less, where the answer was slow.
        let VerificationError::InFuture { claim: "iat", seconds: 50..=61 } = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(ahead(runtime, 60, Some(120)).await, None);
    });
}

#[test]
fn a_service_whose_clock_is_hours_behind_signs_tokens_that_have_expired() {
    on_each_runtime(async |runtime| {
        let past = SystemTime::now() - Duration::from_secs(2 * 60 * 60);
        let sandbox = Sandbox::builder().starts_at(past).register(with_secret()).start().unwrap();
        let app =
            Application::at(runtime, sandbox, |config| config.client_secret(DEFAULT_CLIENT_SECRET));
        let (begun, back) = app.approved(Flow::AuthorisationCode).await;
        let error = app.client.finish_sign_in(&begun.pending, &callback(&back)).await.unwrap_err();
        let refused = error.verification_error();
        assert!(matches!(refused, Some(VerificationError::Expired { .. })), "{error}");
    });
}

#[test]
fn an_assertion_has_expired_at_a_service_whose_clock_is_minutes_ahead() {
    on_each_runtime(async |runtime| {
        let registration = Registration::private_key_jwt(CLIENT_ID, &public_keys()).unwrap();
        let app = Application::with(runtime, registration.redirect_uri(REDIRECT_URI), |config| {
            let method = ClientAuthentication::PrivateKeyJwt(signer(JwsAlgorithm::Rs256));
            config.client_authentication(method)
        });
        app.sandbox.advance(Duration::from_secs(180));
        let error = app.client.begin_sign_in(&connect()).await.unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Identity, Some("invalid_client")));
    });
}
