//! Tokens other than `id_token`s, such as those of webhooks.

use serde_json::json;

use super::*;
use crate::{
    ground::error::VerificationError::*,
    jose::fixture::{self, CLIENT, HashVerifier, NOW},
};

const ISSUER: &str = "https://identity.moneyhub.co.uk";

fn verifier() -> JwtVerifier {
    JwtVerifier::new(ISSUER, Arc::new(HashVerifier)).audience(ClientId::from(CLIENT))
}

/// The sample of the documentation: no `exp`, no `typ`.
fn event() -> Value {
    json!({"iss": ISSUER, "aud": CLIENT, "jti": "0d5a2b1c", "sub": "64b0f3a1", "iat": NOW, "events": {}})
}

fn event_with(claim: &str, value: Value) -> Value {
    let mut event = event();
    event[claim] = value;
    event
}

fn verify(verifier: &JwtVerifier, claims: &Value) -> Result<VerifiedJwt, VerificationError> {
    let verified = verifier.verify(&fixture::token(claims), &fixture::keys(), fixture::now());
    verified.map_err(|error| error.verification_error().unwrap().clone())
}

#[test]
fn an_event_is_verified_and_gives_its_claims() {
    let jwt = verify(&verifier(), &event()).unwrap();
    assert_eq!(jwt.claim("jti"), Some(&json!("0d5a2b1c")));
    assert_eq!(Value::Object(jwt.claims().clone()), event());
    assert!(!format!("{jwt:?}").contains("64b0f3a1"));
}

#[test]
fn only_issuers_that_were_named_are_believed() {
    let other = event_with("iss", json!(format!("{ISSUER}/oidc")));
    assert_eq!(verify(&verifier(), &other).unwrap_err(), IssuerMismatch);
    verify(&verifier().or_issuer(format!("{ISSUER}/oidc")), &other).unwrap();
}

#[test]
fn an_audience_is_asked_for_only_where_one_was_named() {
    let other = event_with("aud", json!("another"));
    assert_eq!(verify(&verifier(), &other).unwrap_err(), AudienceMismatch);
    verify(&JwtVerifier::new(ISSUER, Arc::new(HashVerifier)), &other).unwrap();
}

#[test]
fn times_hold_where_they_are() {
    for (claim, value, error) in [
        ("exp", json!(NOW - 10), Expired { seconds: 10 }),
        ("nbf", json!(NOW + 11), NotYetValid { seconds: 11 }),
        ("iat", json!(NOW + 11), InFuture { claim: "iat", seconds: 11 }),
        ("exp", json!("soon"), MalformedClaim { claim: "exp" }),
    ] {
        assert_eq!(verify(&verifier(), &event_with(claim, value)).unwrap_err(), error);
    }
    let mut timeless = event();
    timeless.as_object_mut().unwrap().remove("iat");
    verify(&verifier(), &timeless).unwrap();
}

#[test]
fn what_is_too_old_or_has_no_age_is_refused_where_an_age_was_named() {
    let verifier = verifier().greatest_age(Duration::from_secs(300));
    verify(&verifier, &event_with("iat", json!(NOW - 310))).unwrap();
    assert_eq!(verify(&verifier, &event_with("iat", json!(NOW - 311))).unwrap_err(), TooOld);
    let mut timeless = event();
    timeless.as_object_mut().unwrap().remove("iat");
    assert_eq!(verify(&verifier, &timeless).unwrap_err(), ClaimMissing { claim: "iat" });
}

#[test]
fn another_type_is_accepted_where_it_was_named() {
    let key = fixture::key("k1", JwsAlgorithm::Rs256, 1);
    let header = r#"{"alg":"RS256","kid":"k1","typ":"application/secevent+jwt"}"#;
    let token = fixture::sign(header, &event().to_string(), &key, JwsAlgorithm::Rs256);
    let verify = |verifier: JwtVerifier| verifier.verify(&token, &fixture::keys(), fixture::now());
    let error = verify(verifier()).unwrap_err();
    assert_eq!(error.verification_error(), Some(&UnexpectedType));
    verify(verifier().accepted_type("secevent+jwt")).unwrap();
}

#[test]
fn the_size_limit_is_the_callers() {
    let token = fixture::token(&event());
    let verify =
        |limit| verifier().size_limit(limit).verify(&token, &fixture::keys(), fixture::now());
    verify(token.len()).unwrap();
    let error = verify(token.len() - 1).unwrap_err();
    assert_eq!(error.verification_error(), Some(&TooLong { limit: token.len() - 1 }));
}

#[test]
fn an_event_is_no_id_token() {
    let claims = event_with("iss", json!(fixture::ISSUER));
    let expected = crate::sign_in::ExpectedIdToken::default();
    let verified = fixture::verifier().verify(
        &fixture::token(&claims),
        &expected,
        &fixture::keys(),
        fixture::now(),
    );
    assert_eq!(verified.unwrap_err().verification_error(), Some(&ClaimMissing { claim: "exp" }));
}
