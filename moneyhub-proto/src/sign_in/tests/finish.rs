//! The `id_token`s of a sign-in, before and after the code is spent.

use super::*;
use crate::ground::error::{Outcome, VerificationError::*};

#[test]
fn a_code_is_exchanged_and_says_who_signed_in() {
    let pending = pending(Flow::AuthorisationCode);
    let id_token = claims_and(&pending, json!({"at_hash": left_half(TOKEN)}));
    let signed_in = finish(&exchange(&pending), id_token).unwrap();
    assert_eq!(signed_in.id_token.sub().as_str(), USER);
    assert_eq!(signed_in.id_token.connection_id().unwrap().as_str(), CONNECTION);
    assert_eq!(signed_in.tokens.unwrap().access_token.expose_secret(), TOKEN);
}

#[test]
fn an_id_token_alone_is_all() {
    let pending = pending(Flow::Implicit);
    let returned = come_back(&pending, &claims_and(&pending, json!({})));
    let Checked::SignedIn(signed_in) = check(&returned).unwrap() else { panic!("no code came") };
    assert_eq!(signed_in.id_token.sub().as_str(), USER);
    assert!(signed_in.tokens.is_none());
}

#[test]
fn a_hybrid_sign_in_has_two_id_tokens_and_keeps_the_second() {
    let pending = pending(Flow::Hybrid);
    let second = claims_and(&pending, json!({"mh:payment": "p1"}));
    let signed_in = finish(&exchange(&pending), second).unwrap();
    assert_eq!(signed_in.id_token.payment_id().unwrap().as_str(), "p1");
}

#[test]
fn keys_are_needed_before_the_exchange_only_where_an_id_token_came() {
    for (flow, needed) in
        [(Flow::AuthorisationCode, false), (Flow::Hybrid, true), (Flow::Implicit, true)]
    {
        let returned = come_back(&pending(flow), "x");
        assert_eq!(returned.needs_keys(), needed, "{flow:?}");
        let without_keys =
            returned.check(&fixture::verifier(), &JsonWebKeySet::default(), fixture::now());
        assert_eq!(without_keys.is_err(), needed, "{flow:?}");
    }
}

#[test]
fn the_exchange_is_that_of_the_authorisation_request() {
    let begun = begin(&SignIn::new(REDIRECT_URI, reauth()));
    let exchange = exchange(&begun.pending).endpoint();
    assert_eq!(exchange.code.expose_secret(), CODE);
    assert_eq!(exchange.redirect_uri, begun.request.redirect_uri);
    assert_eq!(exchange.subject, Some(UserId::from(USER)));
    let challenge = exchange.code_verifier.challenge();
    assert_eq!(begun.request.response_type, ResponseType::Code { code_challenge: challenge });
}

#[test]
fn an_exchange_for_a_new_user_names_none() {
    assert_eq!(exchange(&pending(Flow::AuthorisationCode)).endpoint().subject, None);
}

#[test]
fn an_id_token_of_the_callback_is_verified_before_the_code_is_spent() {
    let pending = pending(Flow::Hybrid);
    for (claims, error) in [
        (json!({}), ClaimMissing { claim: "c_hash" }),
        (json!({"c_hash": left_half("another code")}), CodeHashMismatch),
        (json!({"c_hash": left_half(CODE), "nonce": "x"}), NonceMismatch),
        (json!({"c_hash": left_half(CODE), "s_hash": "x"}), StateHashMismatch),
        (json!({"c_hash": left_half(CODE), "exp": NOW - 60}), Expired { seconds: 60 }),
    ] {
        let refused = check(&come_back(&pending, &claims_and(&pending, claims)));
        assert_eq!(refused.as_ref().unwrap_err().outcome(), Outcome::NotSent);
        assert_eq!(check_of(refused), error);
    }
}

#[test]
fn the_token_endpoint_s_id_token_is_verified_and_the_code_is_then_spent() {
    let pending = pending(Flow::AuthorisationCode);
    for (claims, error) in [
        (json!({"nonce": "x"}), NonceMismatch),
        (json!({"nonce": null}), MalformedClaim { claim: "nonce" }),
        (json!({"at_hash": left_half("another token")}), AccessTokenHashMismatch),
        (json!({"c_hash": left_half("another code")}), CodeHashMismatch),
        (json!({"aud": "another"}), AudienceMismatch),
        (json!({"iat": NOW + 60}), InFuture { claim: "iat", seconds: 60 }),
    ] {
        let refused = finish(&exchange(&pending), claims_and(&pending, claims));
        let refusal = refused.as_ref().unwrap_err();
        assert_eq!(refusal.outcome(), Outcome::Accepted);
        assert!(!refusal.is_retryable());
        assert_eq!(check_of(refused), error);
    }
}

#[test]
fn both_id_tokens_lead_to_the_same() {
    let pending = pending(Flow::Hybrid);
    // The one of the callback names the connection, too.
    let other = claims_and(&pending, json!({"mh:con_id": "another:connection"}));
    let refused = finish(&exchange(&pending), other);
    assert_eq!(check_of(refused), ClaimChanged { claim: "mh:con_id" });
}

#[test]
fn an_answer_without_an_id_token_is_refused() {
    let exchange = exchange(&pending(Flow::AuthorisationCode));
    let verifier = fixture::verifier();
    let refused = exchange.finish(&tokens(None), &verifier, &fixture::keys(), fixture::now());
    assert_eq!(refused.as_ref().unwrap_err().outcome(), Outcome::Accepted);
    assert_eq!(check_of(refused), IdTokenMissing);
}

#[test]
fn another_user_than_the_pinned_one_is_refused_in_every_flow() {
    for flow in [Flow::AuthorisationCode, Flow::Hybrid, Flow::Implicit] {
        let pending = begin(&SignIn { flow, ..SignIn::new(REDIRECT_URI, reauth()) }).pending;
        let hash = left_half(CODE);
        let another = claims_and(&pending, json!({"sub": "another", "c_hash": hash}));
        let refused = match check(&come_back(&pending, &another)) {
            Ok(Checked::Exchange(exchange)) => finish(&exchange, another).map(|_| ()),
            other => other.map(|_| ()),
        };
        assert_eq!(check_of(refused), SubjectMismatch, "{flow:?}");
    }
}

#[test]
fn another_connection_than_the_one_asked_for_is_refused() {
    let pending = begin(&SignIn::new(REDIRECT_URI, reauth())).pending;
    let another = claims_and(&pending, json!({"mh:con_id": "another:1"}));
    assert_eq!(check_of(finish(&exchange(&pending), another)), ConnectionMismatch);
}

#[test]
fn two_id_tokens_of_different_users_are_refused() {
    let pending = pending(Flow::Hybrid);
    let another = claims_and(&pending, json!({"sub": "another"}));
    assert_eq!(check_of(finish(&exchange(&pending), another)), SubjectChanged);
}

#[test]
fn two_id_tokens_of_different_issuers_are_refused() {
    let pending = pending(Flow::Hybrid);
    let other = "https://elsewhere.example";
    let tokens = tokens(Some(claims_and(&pending, json!({"iss": other}))));
    let verifier = crate::sign_in::IdTokenVerifier::new(
        other,
        ClientId::from(CLIENT),
        std::sync::Arc::new(fixture::HashVerifier),
    );
    let exchange = exchange(&pending);
    let refused = exchange.finish(&tokens, &verifier, &fixture::keys(), fixture::now());
    assert_eq!(check_of(refused), IssuerChanged);
}

#[test]
fn max_age_asks_for_a_fresh_authentication() {
    let max_age = Some(Duration::from_secs(300));
    let pending = begin(&SignIn { max_age, ..sign_in(Flow::AuthorisationCode) }).pending;
    let exchange = exchange(&pending);
    let at = |seconds| finish(&exchange, claims_and(&pending, json!({"auth_time": seconds})));
    at(NOW - 310).unwrap();
    assert_eq!(check_of(at(NOW - 311)), AuthenticationTooOld);
    let without = finish(&exchange, claims_and(&pending, json!({})));
    assert_eq!(check_of(without), ClaimMissing { claim: "auth_time" });
}

#[test]
fn newer_keys_can_be_fetched_and_the_same_stage_tried_again() {
    let pending = pending(Flow::Hybrid);
    let returned = come_back(&pending, &claims_and(&pending, json!({"c_hash": left_half(CODE)})));
    let with = |keys: &JsonWebKeySet| returned.check(&fixture::verifier(), keys, fixture::now());
    assert!(check_of(with(&JsonWebKeySet::default())).asks_for_newer_keys());
    with(&fixture::keys()).unwrap();
}

/// A sign-in whose journey requests a claim like this, stored and restored in between.
fn asking(name: &str, claim: Value) -> PendingSignIn {
    let mut journey = connect();
    journey.claims = journey.claims.put(name, claim);
    let pending = begin(&SignIn::new(REDIRECT_URI, journey)).pending;
    PendingSignIn::restore(&pending.to_secret(), fixture::now()).unwrap()
}

#[test]
fn a_user_who_is_none_of_the_values_that_were_asked_for_is_refused() {
    for (values, fits) in [
        (json!([USER]), true),
        (json!(["x", USER]), true),
        (json!(["x"]), false),
        (json!(["x", "y"]), false),
    ] {
        let pending = asking("sub", json!({ "values": values }));
        let finished = finish(&exchange(&pending), claims_and(&pending, json!({})));
        match fits {
            true => drop(finished.unwrap()),
            false => assert_eq!(check_of(finished), SubjectMismatch),
        }
    }
}

#[test]
fn a_connection_that_is_none_of_the_values_that_were_asked_for_is_refused() {
    let pending = asking("mh:con_id", json!({"values": ["b:1", "b:2"]}));
    let finished = finish(&exchange(&pending), claims_and(&pending, json!({})));
    assert_eq!(check_of(finished), ConnectionMismatch);
}

#[test]
fn another_level_of_authentication_than_was_asked_for_is_refused() {
    let pending = asking("acr", json!({"essential": true, "values": ["urn:sca"]}));
    let with =
        |acr: Value| finish(&exchange(&pending), claims_and(&pending, json!({ "acr": acr })));
    with(json!("urn:sca")).unwrap();
    for other in [json!("urn:other"), Value::Null] {
        assert_eq!(check_of(with(other)), ClaimNotAsRequested { claim: "acr".to_owned() });
    }
}

/// They tell the service what to do; an `id_token` has the result.
#[test]
fn the_claims_of_moneyhub_are_not_looked_for_in_an_id_token() {
    let pending = asking("mh:consent", json!({"essential": true, "value": {"permissions": []}}));
    finish(&exchange(&pending), claims_and(&pending, json!({}))).unwrap();
    assert!(pending.to_secret().expose_secret().starts_with("mhsi1."));
    let asked = asking("acr", json!({"value": "a"}));
    assert!(asked.to_secret().expose_secret().starts_with("mhsi2."), "older versions refuse it");
}
