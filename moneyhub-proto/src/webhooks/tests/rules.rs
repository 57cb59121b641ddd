//! The good side of each check, and what each setting changes.

use super::*;
use crate::{
    ground::{env::UnixTime, error::VerificationError::*},
    jose::{JwsAlgorithm, jwt::JwtVerifier},
    sign_in::{ExpectedIdToken, ExpectedNonce},
};

fn passes(claim: &str, value: Value) {
    let claims = claims_with(claim, Some(value));
    verify(&claims).unwrap_or_else(|error| panic!("{claims}: {error}"));
}

fn of_any(verifier: WebhookVerifier, claims: &Value) -> Result<VerifiedWebhook, VerificationError> {
    verify_with(&verifier, fixture::token(claims).as_bytes(), &fixture::keys())
}

#[test]
fn a_webhook_is_good_up_to_its_limits() {
    passes("iat", json!(NOW - 310));
    passes("iat", json!(NOW + 10));
    passes("iat", json!(NOW as f64 + 0.5));
    passes("exp", json!(NOW - 9));
    passes("nbf", json!(NOW + 10));
    passes("aud", json!([CLIENT]));
    passes("aud", json!(["another", CLIENT]));
    passes("events", json!({URN: {}}));
    passes("toe", json!(0));
}

#[test]
fn the_user_may_be_missing_or_nobody() {
    for claims in [claims_with("sub", None), claims_with("sub", Some(json!("")))] {
        let verified = verify(&claims).unwrap();
        assert_eq!(verified.user_id(), None);
        assert_eq!(verified.event().unwrap().user_id, None);
    }
}

#[test]
fn a_type_of_security_event_tokens_is_as_good_as_none() {
    for typ in ["JWT", "secevent+jwt", "application/secevent+jwt", "SecEvent+JWT"] {
        let header = json!({"alg": "RS256", "typ": typ, "kid": "k1"}).to_string();
        let key = fixture::key("k1", JwsAlgorithm::Rs256, 1);
        let token = fixture::sign(&header, &claims().to_string(), &key, JwsAlgorithm::Rs256);
        verify_with(&verifier(), token.as_bytes(), &fixture::keys()).unwrap();
    }
}

#[test]
fn the_age_is_a_setting_and_can_be_switched_off_for_queues() {
    let old = claims_with("iat", Some(json!(NOW - 3600)));
    let hour = Duration::from_secs(3600);
    assert_eq!(of_any(verifier(), &old).unwrap_err(), TooOld);
    of_any(verifier().greatest_age(hour), &old).unwrap();
    let older = claims_with("iat", Some(json!(0)));
    of_any(verifier().any_age(), &older).unwrap();
    // That it has a time, and not one in the future, is another check.
    let of_none = claims_with("iat", None);
    let error = of_any(verifier().any_age(), &of_none).unwrap_err();
    assert_eq!(error, ClaimMissing { claim: "iat" });
    let ahead = claims_with("iat", Some(json!(NOW + 11)));
    let error = of_any(verifier().any_age(), &ahead).unwrap_err();
    assert_eq!(error, InFuture { claim: "iat", seconds: 11 });
}

#[test]
fn an_age_can_be_asked_for_again() {
    let old = claims_with("iat", Some(json!(NOW - 3600)));
    let verifier = verifier().any_age().greatest_age(Duration::from_secs(60));
    assert_eq!(of_any(verifier, &old).unwrap_err(), TooOld);
}

#[test]
fn the_discovered_issuer_is_believed_where_it_was_named() {
    let discovered = claims_with("iss", Some(json!(fixture::ISSUER)));
    assert_eq!(verify(&discovered).unwrap_err(), IssuerMismatch);
    of_any(verifier().or_issuer(fixture::ISSUER), &discovered).unwrap();
    of_any(verifier().or_issuer(fixture::ISSUER), &claims()).unwrap();
}

#[test]
fn tolerance_size_and_algorithm_are_settings() {
    let ahead = claims_with("iat", Some(json!(NOW + 60)));
    of_any(verifier().tolerance(Duration::from_secs(60)), &ahead).unwrap();
    let short = verifier().size_limit(100);
    assert_eq!(of_any(short, &claims()).unwrap_err(), TooLong { limit: 100 });
    let ps256 = verifier().algorithm(JwsAlgorithm::Ps256);
    assert_eq!(of_any(ps256, &claims()).unwrap_err(), UnexpectedAlgorithm);
}

#[test]
fn what_is_not_in_the_form_of_a_webhook_is_known_without_a_key() {
    let check = |body: &[u8]| verifier().check_form(body);
    check(fixture::token(&claims()).as_bytes()).unwrap();
    assert_eq!(check(b"{}"), Err(JsonWebhook));
    assert_eq!(check(b"x.y"), Err(NotCompact));
    assert_eq!(check(&vec![b'A'; 1_048_577]), Err(TooLong { limit: 1_048_576 }));
}

/// The claims of an `id_token`, which is signed by the same keys for the same client.
fn id_token() -> Value {
    json!({
        "iss": fixture::ISSUER, "aud": CLIENT, "sub": USER, "iat": NOW, "exp": NOW + 3600,
        "nonce": "canary", "jti": JTI,
    })
}

#[test]
fn an_id_token_is_no_webhook() {
    assert_eq!(verify(&id_token()).unwrap_err(), IssuerMismatch);
    // Nor if both issuers are trusted.
    let verifier = verifier().or_issuer(fixture::ISSUER);
    assert_eq!(of_any(verifier, &id_token()).unwrap_err(), ClaimMissing { claim: "events" });
}

#[test]
fn a_webhook_is_no_id_token() {
    let expected = ExpectedIdToken { nonce: ExpectedNonce::Any, ..ExpectedIdToken::default() };
    let verify = |claims: &Value| {
        let token = fixture::token(claims);
        let verified =
            fixture::verifier().verify(&token, &expected, &fixture::keys(), fixture::now());
        verified.unwrap_err().verification_error().unwrap().clone()
    };
    assert_eq!(verify(&claims()), IssuerMismatch);
    // Nor one with the issuer of id_tokens.
    let discovered = claims_with("iss", Some(json!(fixture::ISSUER)));
    assert_eq!(verify(&discovered), ClaimMissing { claim: "exp" });
}

#[test]
fn a_webhook_is_good_at_one_time_and_not_at_another() {
    let token = fixture::token(&claims());
    let at = |seconds| {
        let now = UnixTime::from_seconds(seconds);
        verifier().verify(token.as_bytes(), &fixture::keys(), now).is_ok()
    };
    let good = [NOW - 11, NOW - 10, NOW, NOW + 310, NOW + 311].map(at);
    assert_eq!(good, [false, true, true, true, false]);
    assert!(!at(i64::MIN) && !at(i64::MAX));
}

#[test]
fn the_verifier_of_a_client_is_by_its_settings() {
    use crate::config::{ClientAuthentication, Config};
    let config = Config::builder()
        .client_id(CLIENT)
        .client_authentication(ClientAuthentication::None)
        .verifier(Arc::new(HashVerifier));
    let config = config.clock_tolerance(Duration::from_secs(60)).build().unwrap();
    let of_config = WebhookVerifier::of_config(&config).unwrap();
    of_any(of_config.clone(), &claims_with("iat", Some(json!(NOW + 60)))).unwrap();
    let discovered = claims_with("iss", Some(json!(fixture::ISSUER)));
    assert_eq!(of_any(of_config, &discovered).unwrap_err(), IssuerMismatch);
    let nameless = Config::builder().verifier(Arc::new(HashVerifier)).build().unwrap();
    assert!(WebhookVerifier::of_config(&nameless).is_err());
}

#[cfg(not(any(feature = "aws-lc-rs", feature = "ring")))]
#[test]
fn without_what_checks_signatures_there_is_no_verifier() {
    let config = crate::config::Config::builder().client_id(CLIENT).client_secret("secret");
    let blind = config.build().unwrap();
    assert!(WebhookVerifier::of_config(&blind).is_err());
}

#[test]
fn numbers_of_a_payload_have_all_their_digits() {
    let urn = "urn:com:moneyhub:events:balance-threshold";
    let text = claims_with("events", Some(json!({urn: {"accountUid": "a", "x": "NUMBER"}})));
    let balance = r#"{"amount": 50.10, "currency": "GBP"}"#;
    let text = text
        .to_string()
        .replace(r#""x":"NUMBER""#, &format!(r#""balanceAtTimeGeneration":{balance}"#));
    let key = fixture::key("k1", JwsAlgorithm::Rs256, 1);
    let token = fixture::sign(r#"{"alg":"RS256","kid":"k1"}"#, &text, &key, JwsAlgorithm::Rs256);
    let verified = verify_with(&verifier(), token.as_bytes(), &fixture::keys()).unwrap();
    let event = verified.event().unwrap();
    assert!(event.json().contains("50.10"));
    let Payload::BalanceThreshold(threshold) = event.payload else { panic!() };
    assert_eq!(threshold.balance_at_time_generation.unwrap().amount.unwrap().as_str(), "50.10");
    // The verifier of other JWTs does the same checks.
    JwtVerifier::new(ISSUER, Arc::new(HashVerifier))
        .verify(&token, &fixture::keys(), fixture::now())
        .unwrap();
}
