//! What is accepted, on the good side of every limit, and what is only sometimes required.

use serde_json::json;

use super::*;
use crate::{
    ground::error::{ErrorKind, Outcome, VerificationError::*},
    jose::fixture::{CLIENT, NOW},
};

fn accepts(claim: &str, value: Option<Value>) {
    let sign_in = SignIn::new();
    let claims = sign_in.claims_with(claim, value.clone());
    let verified = verify_against(&claims, &sign_in.expected());
    assert!(verified.is_ok(), "{claim} = {value:?}: {verified:?}");
}

#[test]
fn the_last_moment_of_every_limit_is_accepted() {
    accepts("exp", Some(json!(NOW - 9)));
    accepts("nbf", Some(json!(NOW + 10)));
    accepts("iat", Some(json!(NOW + 10)));
    accepts("auth_time", Some(json!(NOW - 310)));
    accepts("auth_time", Some(json!(NOW + 10)));
}

#[test]
fn a_number_of_seconds_may_be_written_as_a_fraction() {
    accepts("exp", Some(json!(NOW as f64 + 0.5)));
    accepts("iat", Some(json!(NOW as f64)));
    accepts("exp", Some(json!(1e300)));
}

/// The signature is over the bytes as they came.
#[test]
fn half_an_emoji_in_a_claim_becomes_a_replacement_character() {
    let claims = SignIn::new().claims().to_string();
    let payload = claims.replacen('{', r#"{"name":"Ada \ud83d","#, 1);
    let key = fixture::key("k1", JwsAlgorithm::Rs256, 1);
    let header = r#"{"alg":"RS256","kid":"k1"}"#;
    let token = fixture::sign(header, &payload, &key, JwsAlgorithm::Rs256);
    let verified = verify(&token, &fixture::keys()).unwrap();
    assert_eq!(verified.claim("name"), Some(&json!("Ada \u{fffd}")));
}

#[test]
fn what_is_optional_may_be_missing() {
    for claim in ["azp", "nbf", "s_hash"] {
        accepts(claim, None);
    }
}

#[test]
fn the_audience_may_be_a_list() {
    accepts("aud", Some(json!([CLIENT])));
    accepts("aud", Some(json!(["another", CLIENT])));
}

#[test]
fn a_wider_tolerance_widens_every_limit() {
    let sign_in = SignIn::new();
    let claims = sign_in.claims_with("exp", Some(json!(NOW - 59)));
    let verify = |seconds| {
        let verifier = fixture::verifier().tolerance(Duration::from_secs(seconds));
        let (token, keys) = (fixture::token(&claims), fixture::keys());
        verifier.verify(&token, &sign_in.expected(), &keys, fixture::now()).is_ok()
    };
    assert!(verify(60));
    assert!(!verify(59));
}

#[test]
fn without_expectations_a_token_without_nonce_is_accepted() {
    let claims = SignIn::new().claims_with("nonce", None);
    verify_against(&claims, &ExpectedIdToken::default()).unwrap();
}

#[test]
fn a_nonce_that_nobody_sent_is_refused() {
    let sign_in = SignIn::new();
    let expected = ExpectedIdToken::default();
    assert_eq!(verify_against(&sign_in.claims(), &expected).unwrap_err(), UnexpectedNonce);
    for value in [json!(7), json!(null)] {
        let claims = sign_in.claims_with("nonce", Some(value));
        assert_eq!(verify_against(&claims, &expected).unwrap_err(), UnexpectedNonce);
    }
}

#[test]
fn any_nonce_is_accepted_where_the_caller_says_so() {
    let expected = ExpectedIdToken { nonce: ExpectedNonce::Any, ..ExpectedIdToken::default() };
    verify_against(&SignIn::new().claims(), &expected).unwrap();
}

#[test]
fn from_the_token_endpoint_hashes_are_checked_only_where_they_are() {
    let sign_in = SignIn::new();
    let expected = ExpectedIdToken { channel: Channel::Back, ..sign_in.expected() };
    for claim in ["c_hash", "at_hash"] {
        verify_against(&sign_in.claims_with(claim, None), &expected).unwrap();
    }
    let claims = sign_in.claims_with("at_hash", Some(json!("wrong")));
    assert_eq!(verify_against(&claims, &expected).unwrap_err(), AccessTokenHashMismatch);
}

#[test]
fn beside_a_code_the_connection_may_be_left_to_the_second_token() {
    let sign_in = SignIn::new();
    let claims = sign_in.claims_with("mh:con_id", None);
    verify_against(&claims, &sign_in.expected()).unwrap();

    let missing = ClaimMissing { claim: "mh:con_id" };
    let back = ExpectedIdToken { channel: Channel::Back, ..sign_in.expected() };
    assert_eq!(verify_against(&claims, &back).unwrap_err(), missing);
    let alone = ExpectedIdToken { code: None, ..sign_in.expected() };
    assert_eq!(verify_against(&claims, &alone).unwrap_err(), missing);
}

#[test]
fn an_id_token_says_what_the_service_made() {
    let mut claims = SignIn::new().claims_with("nonce", None);
    for claim in ["payment", "reverse_payment", "recurring_payment", "standing_order", "sync"] {
        claims[format!("mh:{claim}")] = json!(format!("the-{claim}"));
    }
    let id_token = verify_against(&claims, &ExpectedIdToken::default()).unwrap();
    assert_eq!(id_token.sub().as_str(), "64b0f3a1c2d4e5f60718293a");
    assert_eq!(id_token.issuer(), fixture::ISSUER);
    let connection_id = id_token.connection_id().unwrap();
    assert_eq!(connection_id.as_str(), "9c1185a5c5e9fc54612808977ee8f548:3f2a9d10");
    assert_eq!(id_token.payment_id().unwrap().as_str(), "the-payment");
    assert_eq!(id_token.reverse_payment_id(), Some("the-reverse_payment"));
    assert_eq!(id_token.recurring_payment_id(), Some("the-recurring_payment"));
    assert_eq!(id_token.standing_order_id(), Some("the-standing_order"));
    assert_eq!(id_token.sync_id().unwrap().as_str(), "the-sync");
    assert_eq!(id_token.issued_at(), UnixTime::from_seconds(NOW));
    assert_eq!(id_token.expires_at(), UnixTime::from_seconds(NOW + 3600));
    assert_eq!(id_token.claim("azp"), Some(&json!(CLIENT)));
    assert_eq!(Value::Object(id_token.claims().clone()), claims);
}

#[test]
fn a_claim_of_another_form_is_as_good_as_absent() {
    let mut claims = SignIn::new().claims_with("nonce", None);
    claims["mh:payment"] = json!({"id": "p"});
    let id_token = verify_against(&claims, &ExpectedIdToken::default()).unwrap();
    assert_eq!(id_token.payment_id(), None);
    assert_eq!(id_token.claim("mh:payment"), Some(&json!({"id": "p"})));
}

#[test]
fn debug_shows_no_claim() {
    let sign_in = SignIn::new();
    let id_token = verify_against(&sign_in.claims(), &sign_in.expected()).unwrap();
    let shown = format!("{id_token:?} {:?}", sign_in.expected());
    for value in ["64b0f3a1", "3f2a9d10", "the-code", sign_in.nonce.expose_secret()] {
        assert!(!shown.contains(value), "{shown}");
    }
}

#[test]
fn a_refusal_is_nobodys_but_the_verification_s() {
    let error = fixture::verifier()
        .verify("", &ExpectedIdToken::default(), &fixture::keys(), fixture::now())
        .unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Verification, Outcome::NotSent));
    assert!(!error.is_retryable());
}

#[test]
fn an_encrypted_token_says_what_to_set() {
    let error = fixture::verifier()
        .verify("a.b.c.d.e", &ExpectedIdToken::default(), &fixture::keys(), fixture::now())
        .unwrap_err();
    assert!(error.to_string().contains("unset id_token_encrypted_response_alg"), "{error}");
}

#[test]
fn the_size_limit_is_the_callers() {
    let sign_in = SignIn::new();
    let token = fixture::token(&sign_in.claims());
    let verify = |limit| {
        let verifier = fixture::verifier().size_limit(limit);
        verifier.verify(&token, &sign_in.expected(), &fixture::keys(), fixture::now())
    };
    verify(token.len()).unwrap();
    let error = verify(token.len() - 1).unwrap_err();
    let limit = token.len() - 1;
    assert_eq!(error.verification_error(), Some(&TooLong { limit }));
}

#[test]
fn debug_of_what_is_expected_says_which_nonce_and_shows_none() {
    let shown = |nonce| format!("{:?}", ExpectedIdToken { nonce, ..ExpectedIdToken::default() });
    let sign_in = SignIn::new();
    assert!(shown(ExpectedNonce::Absent).contains("nonce: Absent"));
    assert!(shown(ExpectedNonce::Any).contains("nonce: Any"));
    assert!(shown(ExpectedNonce::Is(&sign_in.nonce)).contains("nonce: Is(redacted)"));
}

/// The result for a token with this `acr`, or none, if the claim was requested like this.
fn acr(asked: Value, acr: Option<Value>, channel: Channel) -> Result<IdToken, VerificationError> {
    let sign_in = SignIn::new();
    let claims = crate::api::identity::claims::Claims::new().put("acr", asked);
    let expected = ExpectedIdToken { claims: Some(&claims), channel, ..sign_in.expected() };
    verify_against(&sign_in.claims_with("acr", acr), &expected)
}

#[test]
fn a_claim_that_was_asked_for_with_a_value_or_values_has_one_of_them() {
    let mismatch = ClaimNotAsRequested { claim: "acr".to_owned() };
    for asked in [
        json!({"value": "a"}),
        json!({"values": ["b", "a"]}),
        json!({"value": "a", "values": ["b"]}),
    ] {
        acr(asked.clone(), Some(json!("a")), Channel::Back).unwrap();
        acr(asked.clone(), None, Channel::Back).unwrap();
        for other in [json!("c"), json!(1), json!(["a"])] {
            assert_eq!(acr(asked.clone(), Some(other), Channel::Back).unwrap_err(), mismatch);
        }
    }
    acr(json!({"essential": true}), None, Channel::Back).unwrap();
}

#[test]
fn an_essential_claim_with_a_value_is_missed_but_in_front_of_a_code() {
    let asked = json!({"essential": true, "values": ["a"]});
    let mismatch = ClaimNotAsRequested { claim: "acr".to_owned() };
    for nothing in [None, Some(Value::Null)] {
        assert_eq!(acr(asked.clone(), nothing, Channel::Back).unwrap_err(), mismatch);
    }
    acr(asked.clone(), None, Channel::Front).unwrap();
    assert_eq!(acr(asked, Some(json!("c")), Channel::Front).unwrap_err(), mismatch);
}
