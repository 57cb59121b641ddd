//! The provider's keys are replaced while users are signing in.

use moneyhub_interop::Provider;
use moneyhub_tokio::moneyhub_proto::{
    error::VerificationError,
    identity::GetJsonWebKeys,
    sign_in::{ExpectedIdToken, ExpectedNonce, Flow, SignIn},
};

use crate::application::{Application, connect};

const DOCUMENT: &str = "identity.get_discovery_document";
const KEYS: &str = "identity.get_json_web_keys";

async fn key_ids(application: &Application) -> Vec<String> {
    let keys = application.client.send(GetJsonWebKeys).await.unwrap().keys;
    keys.iter().map(|key| key.key_id().unwrap().to_owned()).collect()
}

fn application(provider: &Provider) -> Application {
    Application::at(provider, "client_secret_basic")
}

#[tokio::test]
async fn after_a_rotation_all_keys_are_others() {
    let provider = Provider::start().unwrap();
    let application = application(&provider);
    let before = key_ids(&application).await;
    provider.rotate_keys().unwrap();
    let after = key_ids(&application).await;
    assert_eq!(after.len(), before.len());
    assert!(after.iter().all(|key_id| !before.contains(key_id)), "{before:?} {after:?}");
}

#[tokio::test]
async fn keys_are_fetched_once_for_many_sign_ins() {
    let application = Application::of("client_secret_basic");
    for _ in 0..3 {
        application.signed_in(connect()).await;
    }
    assert_eq!((application.world.sent(DOCUMENT), application.world.sent(KEYS)), (1, 1));
}

/// One of them fetches, the others wait for it.
#[tokio::test]
async fn keys_are_fetched_once_for_sign_ins_that_finish_at_once() {
    let application = Application::of("client_secret_basic");
    let mut back = Vec::new();
    for _ in 0..4 {
        let begun = application.begin(connect()).await;
        back.push((application.callback(&begun.url), begun.pending));
    }
    let finish = |which: usize| application.client.finish_sign_in(&back[which].1, &back[which].0);
    let finished = tokio::join!(finish(0), finish(1), finish(2), finish(3));
    for signed_in in <[_; 4]>::from(finished) {
        signed_in.unwrap();
    }
    assert_eq!((application.world.sent(DOCUMENT), application.world.sent(KEYS)), (1, 1));
}

#[tokio::test]
async fn after_a_rotation_keys_are_fetched_once_more() {
    let provider = Provider::start().unwrap();
    let application = application(&provider);
    application.signed_in(connect()).await;
    provider.rotate_keys().unwrap();
    application.signed_in(connect()).await;
    application.signed_in(connect()).await;
    assert_eq!((application.world.sent(DOCUMENT), application.world.sent(KEYS)), (1, 2));
}

#[tokio::test]
async fn every_flow_goes_on_over_a_rotation() {
    let provider = Provider::start().unwrap();
    for flow in [Flow::AuthorisationCode, Flow::Hybrid, Flow::Implicit] {
        let application = application(&provider);
        application.signed_in(connect()).await;
        let sign_in = SignIn { flow, ..application.sign_in(connect()) };
        let begun = application.client.begin_sign_in(&sign_in).await.unwrap();
        provider.rotate_keys().unwrap();
        let callback = application.callback(&begun.url);
        let finished = application.client.finish_sign_in(&begun.pending, &callback).await;
        assert!(finished.is_ok(), "{flow:?}: {finished:?}");
        assert_eq!(application.world.sent(KEYS), 2, "{flow:?}");
    }
}

/// The token in front is signed with the old key, that of the token endpoint with the new one.
#[tokio::test]
async fn both_tokens_of_a_sign_in_may_have_other_keys() {
    let provider = Provider::start().unwrap();
    let application = application(&provider);
    application.signed_in(connect()).await;
    let sign_in = SignIn { flow: Flow::Hybrid, ..application.sign_in(connect()) };
    let begun = application.client.begin_sign_in(&sign_in).await.unwrap();
    let callback = application.callback(&begun.url);
    provider.rotate_keys().unwrap();
    application.client.finish_sign_in(&begun.pending, &callback).await.unwrap();
    assert_eq!(application.world.sent(KEYS), 2);
}

/// A stream of forged tokens must not become a stream of requests, so after a second rotation a sign-in
/// waits: for some seconds, and then it goes well.
#[tokio::test]
async fn after_a_second_rotation_keys_are_looked_for_some_seconds_later() {
    let provider = Provider::start().unwrap();
    let application = application(&provider);
    application.signed_in(connect()).await;
    provider.rotate_keys().unwrap();
    application.signed_in(connect()).await;
    provider.rotate_keys().unwrap();
    application.signed_in(connect()).await;
    assert_eq!(application.world.sent(KEYS), 3);
}

#[tokio::test]
async fn after_a_minute_keys_are_looked_for_again() {
    let provider = Provider::start().unwrap();
    let application = application(&provider);
    application.signed_in(connect()).await;
    for minute in [1, 2] {
        provider.rotate_keys().unwrap();
        application.world.set_clock(61 * minute);
        application.signed_in(connect()).await;
    }
    assert_eq!(application.world.sent(KEYS), 3);
}

#[tokio::test]
async fn a_token_of_before_the_rotation_is_signed_by_nobody_any_more() {
    let provider = Provider::start().unwrap();
    let application = application(&provider);
    let tokens = application.tokens(connect()).await;
    provider.rotate_keys().unwrap();
    let expected = ExpectedIdToken { nonce: ExpectedNonce::Any, ..Default::default() };
    let token = tokens.id_token.unwrap();
    let another = self::application(&provider);
    let verified = another.client.verify_id_token(token.expose_secret(), &expected).await;
    let error = verified.unwrap_err();
    assert_eq!(error.verification_error(), Some(&VerificationError::UnknownKey));
    // They are read when they are first needed, and once more for the unknown one.
    assert_eq!(another.world.sent(KEYS), 2);
}
