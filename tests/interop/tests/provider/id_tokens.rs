//! The signatures of `id_token`s, by every algorithm that the provider has, and what is wrong with
//! tokens that are meant for others.

use std::{mem::discriminant, time::SystemTime};

use moneyhub_interop::Provider;
use moneyhub_tokio::moneyhub_proto::{
    Error, ErrorKind, Outcome,
    env::UnixTime,
    error::VerificationError,
    jose::JwsAlgorithm,
    sign_in::{ExpectedIdToken, ExpectedNonce, Flow, SignIn},
};

use crate::{
    algorithms::for_every_algorithm,
    application::{Application, connect},
};

const FLOWS: [Flow; 3] = [Flow::AuthorisationCode, Flow::Hybrid, Flow::Implicit];

/// Both of `c_hash` and `at_hash` are of the algorithm's hash, so every flow counts.
async fn every_flow_signs_in(algorithm: JwsAlgorithm) {
    let application = Application::of(&format!("id_token.{algorithm}"));
    assert_eq!(application.config.id_token_signed_response_alg(), algorithm);
    for flow in FLOWS {
        let sign_in = SignIn { flow, ..application.sign_in(connect()) };
        let signed_in = application.complete(&sign_in).await;
        assert!(signed_in.is_ok(), "{flow:?}: {signed_in:?}");
    }
}

for_every_algorithm! {
    every_flow_signs_in: rs256 Rs256, rs384 Rs384, rs512 Rs512, ps256 Ps256, ps384 Ps384,
    ps512 Ps512, es256 Es256
}

/// By its variant: how many seconds a clock is off depends on how quick the test is.
fn assert_fails(error: &Error, expected: VerificationError, outcome: Outcome) {
    let kind = error.verification_error().map(discriminant);
    assert_eq!(kind, Some(discriminant(&expected)), "{error}");
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Verification, outcome));
    assert!(!error.is_retryable());
}

/// What comes of the last check, after the code was spent, is not the same as what comes before.
async fn is_unexpected(client_id: &str, algorithm: JwsAlgorithm) {
    let application =
        Application::with(client_id, |config| config.id_token_signed_response_alg(algorithm));
    for flow in FLOWS {
        let sign_in = SignIn { flow, ..application.sign_in(connect()) };
        let error = application.complete(&sign_in).await.unwrap_err();
        let outcome = match flow {
            Flow::AuthorisationCode => Outcome::Accepted,
            _ => Outcome::NotSent,
        };
        assert_fails(&error, VerificationError::UnexpectedAlgorithm, outcome);
    }
}

#[tokio::test]
async fn another_algorithm_than_the_configured_one_is_refused() {
    is_unexpected("id_token.PS256", JwsAlgorithm::Rs256).await;
    is_unexpected("id_token.RS256", JwsAlgorithm::Ps256).await;
    is_unexpected("id_token.ES256", JwsAlgorithm::Rs256).await;
}

/// The provider signs with the client's secret, as it was told to.
#[tokio::test]
async fn hs256_is_refused_whatever_is_configured() {
    for algorithm in JwsAlgorithm::ALL {
        let application = Application::with("id_token.HS256", |config| {
            config.id_token_signed_response_alg(algorithm)
        });
        let error = application.complete(&application.sign_in(connect())).await.unwrap_err();
        // The provider has no key of these curves, so the code is not even spent.
        let (expected, outcome) = match algorithm {
            JwsAlgorithm::Es384 | JwsAlgorithm::Es512 => {
                (VerificationError::NoFittingKey, Outcome::NotSent)
            }
            _ => (VerificationError::UnexpectedAlgorithm, Outcome::Accepted),
        };
        assert_fails(&error, expected, outcome);
    }
}

/// An `id_token` of this application, as the provider wrote it.
async fn id_token_of(application: &Application) -> String {
    let tokens = application.tokens(connect()).await;
    tokens.id_token.unwrap().expose_secret().to_owned()
}

fn received_earlier() -> ExpectedIdToken<'static> {
    ExpectedIdToken { nonce: ExpectedNonce::Any, ..ExpectedIdToken::default() }
}

async fn refused(application: &Application, token: &str) -> Error {
    application.client.verify_id_token(token, &received_earlier()).await.unwrap_err()
}

#[tokio::test]
async fn a_token_that_was_received_earlier_is_verified() {
    let application = Application::of("client_secret_basic");
    let token = id_token_of(&application).await;
    let id_token = application.client.verify_id_token(&token, &received_earlier()).await.unwrap();
    assert!(id_token.connection_id().is_some());
}

#[tokio::test]
async fn a_token_with_a_nonce_that_was_not_sent_is_refused() {
    let application = Application::of("client_secret_basic");
    let token = id_token_of(&application).await;
    let expected = ExpectedIdToken::default();
    let error = application.client.verify_id_token(&token, &expected).await.unwrap_err();
    assert_fails(&error, VerificationError::UnexpectedNonce, Outcome::NotSent);
}

#[tokio::test]
async fn a_token_of_another_client_is_refused() {
    let token = id_token_of(&Application::of("id_token.RS256")).await;
    let error = refused(&Application::of("client_secret_basic"), &token).await;
    assert_fails(&error, VerificationError::AudienceMismatch, Outcome::NotSent);
}

/// Both providers name their keys alike.
#[tokio::test]
async fn a_token_that_is_signed_with_another_key_is_refused() {
    let another = Provider::start().unwrap();
    let token = id_token_of(&Application::at(&another, "client_secret_basic")).await;
    let error = refused(&Application::of("client_secret_basic"), &token).await;
    assert_fails(&error, VerificationError::InvalidSignature, Outcome::NotSent);
}

#[tokio::test]
async fn an_expired_token_is_refused() {
    let application = Application::of("client_secret_basic");
    let token = id_token_of(&application).await;
    application.world.set_clock(2 * 3600);
    let error = refused(&application, &token).await;
    assert_fails(&error, VerificationError::Expired { seconds: 0 }, Outcome::NotSent);
}

#[tokio::test]
async fn a_token_of_the_future_is_refused() {
    let application = Application::of("client_secret_basic");
    let token = id_token_of(&application).await;
    application.world.set_clock(-60);
    let error = refused(&application, &token).await;
    assert_fails(
        &error,
        VerificationError::InFuture { claim: "iat", seconds: 0 },
        Outcome::NotSent,
    );
}

/// The clock of the machine is wrong by more than the tolerance, and the user waits for an answer.
#[tokio::test]
async fn a_sign_in_with_a_wrong_clock_fails_by_name() {
    let application = Application::of("client_secret_basic");
    application.world.set_clock(-60);
    let error = application.complete(&application.sign_in(connect())).await.unwrap_err();
    let expected = VerificationError::InFuture { claim: "iat", seconds: 0 };
    assert_fails(&error, expected, Outcome::Accepted);
}

#[tokio::test]
async fn the_times_of_a_token_are_now() {
    let application = Application::of("client_secret_basic");
    let id_token = application.signed_in(connect()).await.id_token;
    let now = UnixTime::from(SystemTime::now()).seconds();
    assert!((id_token.issued_at().seconds() - now).abs() <= 60);
    assert_eq!(id_token.expires_at().seconds() - id_token.issued_at().seconds(), 3600);
}
