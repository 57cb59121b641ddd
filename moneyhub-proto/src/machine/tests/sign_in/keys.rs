//! What fetching the keys does to a sign-in.

use std::time::Duration;

use bytes::Bytes;
use http::Response;

use super::*;
use crate::{
    api::identity::{ExchangeCode, TokenSet},
    codec::{Endpoint, Outgoing},
    config::{ConfigBuilder, DiscoveryDocument, Retry},
    ground::{
        env::{EntropyError, Now},
        error::{ErrorKind, Fault, FaultClass, Outcome, Sent},
        future::BoxFuture,
        id::UserId,
        scope::Scopes,
        secret::AccessToken,
    },
    sign_in::UnverifiedSignIn,
};

#[test]
fn after_the_code_is_spent_nothing_invites_to_try_again() {
    let sitting = Sitting::begin(Flow::AuthorisationCode).keys(&[Key(1)]);
    let id_token = Key(2).sign(&sitting.claims());
    let sitting = (0..3).fold(sitting.tokens(&id_token), |sitting, _| sitting.reply(503, ""));
    let error = sitting.finish(&sitting.callback(&[("code", "c")])).unwrap_err();
    assert_eq!(check_of(&error), &VerificationError::UnknownKey);
    assert_eq!(error.outcome(), Outcome::Accepted);
    assert!(!error.is_retryable() && error.retry_after().is_none());
    assert!(error.to_string().ends_with("the code is spent, and the sign-in may have taken effect: check before you begin another"), "{error}");
    assert_eq!(sitting.paths(), [DISCOVERY, CERTS, TOKEN, CERTS, CERTS, CERTS]);
}

#[test]
fn before_the_code_is_sent_it_was_not_sent_whatever_the_keys_have_seen() {
    let lost = |sitting: Sitting| Sitting {
        script: sitting.script.clone().fault(FaultClass::BodyTooLarge, Sent::Perhaps),
        ..sitting
    };
    let unreadable = |sitting: Sitting| sitting.reply(200, "<html>");
    for trouble in [lost, unreadable] as [fn(Sitting) -> Sitting; 2] {
        let sitting = trouble(Sitting::begin(Flow::AuthorisationCode));
        let error = sitting.finish(&sitting.callback(&[("code", "c")])).unwrap_err();
        assert_eq!(error.outcome(), Outcome::NotSent, "{error}");
        assert!(error.to_string().ends_with("; no code was sent"), "{error}");
        assert_eq!(sitting.paths().first().map(String::as_str), Some(DISCOVERY));
    }
}

/// The script, except that an hour passes while the code is exchanged.
struct Ageing(Scripted);

impl Transport for Ageing {
    fn send(&self, request: Outgoing) -> BoxFuture<'_, Result<Response<Bytes>, Fault>> {
        if request.name() == ExchangeCode::OPERATION.facts.name {
            self.0.advance(Duration::from_secs(3601));
        }
        Transport::send(&self.0, request)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Transport::sleep(&self.0, duration)
    }

    fn now(&self) -> Now {
        Transport::now(&self.0)
    }

    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        Transport::fill(&self.0, buffer)
    }
}

#[test]
fn when_the_keys_have_aged_and_cannot_be_had_again_those_before_the_code_was_sent_are_good_enough()
{
    let script = Scripted::new();
    let client = Client::new(config(), Arc::new(Ageing(script.clone())));
    let sitting = Sitting::begin_with(script, client, Flow::AuthorisationCode).keys(&[Key(1)]);
    let id_token = Key(1).sign(&sitting.claims());
    let sitting = (0..3).fold(sitting.tokens(&id_token), |sitting, _| sitting.reply(503, ""));
    let signed_in = sitting.finish(&sitting.callback(&[("code", "c")])).unwrap();
    assert_eq!(signed_in.id_token.sub().as_str(), "u1");
    assert_eq!(sitting.paths(), [DISCOVERY, CERTS, TOKEN, DISCOVERY, DISCOVERY, DISCOVERY]);
}

/// As the documentation promises, no code is spent on an answer that no key could verify.
#[test]
fn without_any_key_the_keys_are_looked_at_twice_and_the_code_is_not_sent() {
    let sitting = Sitting::begin(Flow::AuthorisationCode).keys(&[]).reply(200, certs(&[]));
    let error = sitting.finish(&sitting.callback(&[("code", "c")])).unwrap_err();
    assert_eq!(check_of(&error), &VerificationError::NoFittingKey);
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(UnverifiedSignIn::of(&error).is_none());
    assert_eq!(sitting.paths(), [DISCOVERY, CERTS, CERTS]);
}

#[test]
fn keys_that_are_there_at_the_second_look_are_good_enough() {
    let sitting = Sitting::begin(Flow::AuthorisationCode).keys(&[]).reply(200, certs(&[Key(1)]));
    let id_token = Key(1).sign(&sitting.claims());
    let sitting = sitting.tokens(&id_token);
    sitting.finish(&sitting.callback(&[("code", "c")])).unwrap();
    assert_eq!(sitting.paths(), [DISCOVERY, CERTS, CERTS, TOKEN]);
}

/// A payment may have been made by then.
#[test]
fn what_a_code_was_exchanged_for_is_kept_and_verified_later() {
    let sitting = Sitting::begin(Flow::AuthorisationCode).keys(&[Key(1)]);
    let mut claims = sitting.claims();
    claims["mh:payment"] = "p1".into();
    // The service is eleven seconds ahead of this clock.
    claims["iat"] = (claims["iat"].as_i64().unwrap() + 11).into();
    let sitting = sitting.tokens(&Key(1).sign(&claims));
    let error = sitting.finish(&sitting.callback(&[("code", "c")])).unwrap_err();
    assert_eq!(check_of(&error), &VerificationError::InFuture { claim: "iat", seconds: 11 });
    assert_eq!((error.outcome(), error.is_retryable()), (Outcome::Accepted, false));
    let unverified = UnverifiedSignIn::of(&error).expect("it is kept");
    assert_eq!(unverified.unverified_tokens().access_token.expose_secret(), "a");
    assert!(pollster::block_on(sitting.client.verify_sign_in(unverified)).is_err());
    sitting.script.advance(Duration::from_secs(1));
    let signed_in = pollster::block_on(sitting.client.verify_sign_in(unverified)).unwrap();
    assert_eq!(signed_in.id_token.payment_id().unwrap().as_str(), "p1");
    assert_eq!(signed_in.tokens.unwrap().access_token.expose_secret(), "a");
    assert_eq!(sitting.paths(), [DISCOVERY, CERTS, TOKEN]);
    assert!(!format!("{error:?} {unverified:?}").contains("p1"));
}

/// The service has rotated its key, and its keys could not be had just then.
#[test]
fn what_a_code_was_exchanged_for_is_verified_when_the_newer_keys_can_be_had() {
    let sitting = Sitting::begin(Flow::AuthorisationCode).keys(&[Key(1)]);
    let id_token = Key(2).sign(&sitting.claims());
    let sitting = (0..3).fold(sitting.tokens(&id_token), |sitting, _| sitting.reply(503, ""));
    let error = sitting.finish(&sitting.callback(&[("code", "c")])).unwrap_err();
    let unverified = UnverifiedSignIn::of(&error).expect("it is kept");
    sitting.script.advance(Duration::from_secs(61));
    let sitting = sitting.keys(&[Key(2)]);
    let signed_in = pollster::block_on(sitting.client.verify_sign_in(unverified)).unwrap();
    assert_eq!(signed_in.id_token.sub().as_str(), "u1");
    assert_eq!(signed_in.tokens.unwrap().access_token.expose_secret(), "a");
}

/// Members that are optional, and odd in a way that was seen.
#[test]
fn a_sign_in_is_verified_with_an_odd_discovery_document() {
    let mut document = discovery();
    document["claims_parameter_supported"] = "true".into();
    document["scopes_supported"] = json!(["openid", null]);
    document["registration_endpoint"] = false.into();
    document["authorization_response_iss_parameter_supported"] = "true".into();
    let sitting = Sitting::begin(Flow::AuthorisationCode)
        .reply(200, document.to_string())
        .reply(200, certs(&[Key(1)]));
    let id_token = Key(1).sign(&sitting.claims());
    let sitting = sitting.tokens(&id_token);
    let signed_in = sitting.finish(&sitting.callback(&[("code", "c")])).unwrap();
    assert_eq!(signed_in.id_token.sub().as_str(), "u1");
    assert_eq!(sitting.paths(), [DISCOVERY, CERTS, TOKEN]);
}

#[test]
fn an_error_before_the_exchange_and_one_of_it_keep_nothing() {
    let refused = Sitting::begin(Flow::AuthorisationCode).keys(&[Key(1)]);
    let refused = refused.reply(400, r#"{"error":"invalid_grant"}"#);
    let error = refused.finish(&refused.callback(&[("code", "c")])).unwrap_err();
    assert!(UnverifiedSignIn::of(&error).is_none());
    let denied = Sitting::begin(Flow::AuthorisationCode);
    let error = denied.finish(&denied.callback(&[("error", "access_denied")])).unwrap_err();
    assert!(UnverifiedSignIn::of(&error).is_none());
}

#[test]
fn a_made_up_key_is_looked_for_once_however_slow_the_service_is() {
    let sitting = Sitting::begin(Flow::Implicit).keys(&[Key(1)]).reply(200, certs(&[Key(1)]));
    let token = Key(9).sign(&sitting.claims());
    let script = sitting.script.clone();
    let error = pollster::block_on(async {
        let callback = sitting.callback(&[("id_token", &token)]);
        let error = sitting.client.finish_sign_in(&sitting.pushed.pending, &callback).await;
        // Past the minute within which the keys are not fetched again.
        script.advance(Duration::from_secs(61));
        error.unwrap_err()
    });
    assert_eq!(check_of(&error), &VerificationError::UnknownKey);
    assert_eq!(sitting.paths(), [DISCOVERY, CERTS, CERTS]);
}

#[test]
fn a_document_that_is_configured_is_not_asked_for() {
    let base = "https://identity.moneyhub.co.uk/oidc";
    let at = |path: &str| format!("{base}/{path}");
    let document = DiscoveryDocument::new(base, at("auth"), at("token"), at("keys"));
    let config = super::super::config().id_token_signed_response_alg(JwsAlgorithm::Es256);
    let config = config.verifier(Arc::new(Toy)).discovered(document).build().unwrap();
    let script = Scripted::new();
    let client = Client::new(config, Arc::new(script.clone()));
    let sitting = Sitting::begin_with(script, client, Flow::Implicit).reply(200, certs(&[Key(1)]));
    let id_token = Key(1).sign(&sitting.claims());
    sitting.finish(&sitting.callback(&[("id_token", &id_token)])).unwrap();
    assert_eq!(sitting.paths(), ["/oidc/keys"]);
}

/// With the document fetched, and the keys at the URL that it names, on another origin.
fn with_keys_elsewhere(config: ConfigBuilder) -> Sitting {
    let config = config.id_token_signed_response_alg(JwsAlgorithm::Es256).verifier(Arc::new(Toy));
    let script = Scripted::new();
    let client = Client::new(config.build().unwrap(), Arc::new(script.clone()));
    let mut document = discovery();
    document["jwks_uri"] = "https://keys.example/keys".into();
    Sitting::begin_with(script, client, Flow::Implicit)
        .reply(200, document.to_string())
        .reply(200, certs(&[Key(1)]))
}

#[test]
fn keys_on_an_origin_that_is_named_are_read_there() {
    let config = super::super::config().allow_endpoint_origin("https://keys.example");
    let sitting = with_keys_elsewhere(config);
    let id_token = Key(1).sign(&sitting.claims());
    sitting.finish(&sitting.callback(&[("id_token", &id_token)])).unwrap();
    let last = sitting.script.requests().pop().unwrap();
    assert_eq!(last.uri(), "https://keys.example/keys");
    assert!(!last.headers().contains_key("authorization"));
}

#[test]
fn keys_on_an_origin_that_is_not_named_are_not_read() {
    let config = super::super::config().allow_endpoint_origin("https://other.example");
    let sitting = with_keys_elsewhere(config);
    let id_token = Key(1).sign(&sitting.claims());
    let error = sitting.finish(&sitting.callback(&[("id_token", &id_token)])).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Identity);
    assert_eq!(sitting.paths(), [DISCOVERY]);
}

#[test]
fn a_deadline_without_end_is_no_trouble() {
    let retry = Retry { deadline: Duration::MAX, ..Retry::default() };
    let config = super::super::config().id_token_signed_response_alg(JwsAlgorithm::Es256);
    let config = config.verifier(Arc::new(Toy)).retry(retry).build().unwrap();
    let script = Scripted::new();
    let client = Client::new(config, Arc::new(script.clone()));
    let sitting = Sitting::begin_with(script, client, Flow::Implicit).keys(&[Key(1)]);
    let id_token = Key(1).sign(&sitting.claims());
    sitting.finish(&sitting.callback(&[("id_token", &id_token)])).unwrap();
}

#[test]
fn a_sign_in_of_another_client_or_issuer_is_not_finished() {
    let sitting = Sitting::begin(Flow::AuthorisationCode);
    let builder = || super::super::config().verifier(Arc::new(Toy));
    for config in
        [builder().client_id("another"), builder().identity_url("https://identity.example")]
    {
        let script = Scripted::new();
        let client = Client::new(config.build().unwrap(), Arc::new(script.clone()));
        let callback = sitting.callback(&[("code", "c")]);
        let finished = client.finish_sign_in(&sitting.pushed.pending, &callback);
        let error = pollster::block_on(finished).unwrap_err();
        assert_eq!(check_of(&error), &VerificationError::OtherClient);
        assert_eq!(error.kind(), ErrorKind::Verification);
        assert!(script.requests().is_empty());
    }
}

#[test]
fn a_token_of_a_sign_in_is_used_however_long_the_client_has_been_up() {
    let script = Scripted::new();
    let client = Client::new(config(), Arc::new(script.clone()));
    script.advance(Duration::from_secs(100_000));
    let mut tokens = TokenSet::new(AccessToken::new("of-the-user").unwrap(), Scopes::default());
    tokens.expires_in = Some(7200);
    tokens.scopes = crate::ground::scope::USER_READ.into();
    client.adopt(&UserId::from("u1"), tokens);
    let script = script.reply(200, "[]");
    let call = crate::codec::RawCall::get(crate::config::Service::Data, "/accounts", &[]);
    let call = call.needs(crate::ground::scope::USER_READ).for_user("u1");
    pollster::block_on(client.send(call)).unwrap();
    assert_eq!(script.requests()[0].headers()["authorization"], "Bearer of-the-user");
}
