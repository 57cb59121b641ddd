use super::*;
use crate::ground::error::{ErrorKind, FaultClass, Outcome, Sent};

fn begin() -> Sitting {
    Sitting::begin(Flow::AuthorisationCode)
}

#[test]
fn a_callback_of_another_sign_in_sends_nothing() {
    let sitting = begin();
    let callback = Callback::from_query("code=c&state=another").unwrap();
    let error = sitting.finish(&callback).unwrap_err();
    assert_eq!(check_of(&error), &VerificationError::StateMismatch);
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Verification, Outcome::NotSent));
    assert_eq!(error.endpoint(), Some("sign_in.finish_sign_in"));
    assert!(sitting.paths().is_empty());
}

#[test]
fn a_user_who_says_no_is_an_answer_and_sends_nothing() {
    let sitting = begin();
    let error = sitting.finish(&sitting.callback(&[("error", "access_denied")])).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Identity);
    assert_eq!(error.sign_in_refusal().unwrap().code(), "access_denied");
    assert!(sitting.paths().is_empty());
}

#[test]
fn a_callback_without_iss_is_refused_where_the_service_always_sends_one() {
    let sitting = begin().keys(&[Key(1)]);
    let query = format!("code=c&state={}", sitting.pushed.pending.state().expose_secret());
    let error = sitting.finish(&Callback::from_query(&query).unwrap()).unwrap_err();
    assert_eq!(check_of(&error), &VerificationError::CallbackIssuerMissing);
    assert_eq!(sitting.paths(), [DISCOVERY, CERTS]);
}

#[test]
fn a_code_is_not_spent_while_the_keys_cannot_be_had() {
    let sitting = begin();
    let script = (0..3)
        .fold(sitting.script.clone(), |script, _| script.fault(FaultClass::Connect, Sent::Nothing));
    let sitting = Sitting { script, ..sitting };
    let error = sitting.finish(&sitting.callback(&[("code", "c")])).unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Transport, Outcome::NotSent));
    assert_eq!(error.endpoint(), Some("identity.get_discovery_document"));
    assert_eq!(sitting.paths(), [DISCOVERY; 3]);
}

#[test]
fn a_document_of_another_issuer_ends_it_before_anything_is_sent_there() {
    let mut document = discovery();
    document["issuer"] = "https://evil.example".into();
    let sitting = begin().reply(200, document.to_string());
    let error = sitting.finish(&sitting.callback(&[("code", "c")])).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Identity);
    assert_eq!(sitting.paths(), [DISCOVERY]);
}

#[test]
fn a_key_that_is_nowhere_is_looked_for_once() {
    let sitting = begin().keys(&[Key(1)]);
    let id_token = Key(9).sign(&sitting.claims());
    let sitting = sitting.tokens(&id_token).reply(200, certs(&[Key(1)]));
    let error = sitting.finish(&sitting.callback(&[("code", "c")])).unwrap_err();
    assert_eq!(check_of(&error), &VerificationError::UnknownKey);
    assert_eq!(error.outcome(), Outcome::Accepted, "the code is spent");
    assert_eq!(sitting.paths(), [DISCOVERY, CERTS, TOKEN, CERTS]);
}

#[test]
fn a_forged_token_in_front_keeps_the_code_from_being_spent() {
    let sitting = Sitting::begin(Flow::Hybrid).keys(&[Key(1)]).reply(200, certs(&[Key(1)]));
    let forged = Key(1).sign(&sitting.claims()).replace(".ey", ".eY");
    let callback = sitting.callback(&[("code", "c"), ("id_token", &forged)]);
    let error = sitting.finish(&callback).unwrap_err();
    assert_eq!(check_of(&error), &VerificationError::InvalidSignature);
    // One fetch: the key may have changed under the same id.
    assert_eq!(sitting.paths(), [DISCOVERY, CERTS, CERTS]);
}

#[test]
fn a_check_that_failed_before_the_code_was_sent_says_all_that_there_is_to_say() {
    let sitting = Sitting::begin(Flow::Hybrid).keys(&[Key(1)]);
    let mut claims = sitting.claims();
    claims["exp"] = (claims["iat"].as_i64().unwrap() - 11).into();
    let expired = Key(1).sign(&claims);
    let callback = sitting.callback(&[("code", "c"), ("id_token", &expired)]);
    assert_eq!(
        sitting.finish(&callback).unwrap_err().to_string(),
        "sign_in.finish_sign_in: the token expired 11 s ago by this machine's clock: is the clock right?"
    );
}

#[test]
fn a_code_that_is_refused_is_not_sent_again() {
    let sitting = begin().keys(&[Key(1)]).reply(400, r#"{"error":"invalid_grant"}"#);
    let error = sitting.finish(&sitting.callback(&[("code", "c")])).unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Identity, Some("invalid_grant")));
    assert_eq!(sitting.paths(), [DISCOVERY, CERTS, TOKEN]);
}

#[test]
fn an_expired_token_of_the_token_endpoint_is_refused_and_the_code_is_spent() {
    let sitting = begin().keys(&[Key(1)]);
    let mut claims = sitting.claims();
    claims["exp"] = (claims["iat"].as_i64().unwrap() - 11).into();
    let sitting = sitting.tokens(&Key(1).sign(&claims));
    let error = sitting.finish(&sitting.callback(&[("code", "c")])).unwrap_err();
    assert_eq!(check_of(&error), &VerificationError::Expired { seconds: 11 });
    assert_eq!(error.outcome(), Outcome::Accepted);
    assert_eq!(
        error.to_string(),
        "sign_in.finish_sign_in: the token expired 11 s ago by this machine's clock: is the clock right?; the code is spent, and the sign-in may have taken effect: check before you begin another"
    );
}

#[cfg(not(any(feature = "aws-lc-rs", feature = "ring")))]
#[test]
fn without_a_verifier_the_setting_is_named_and_nothing_is_sent() {
    let script = Scripted::new();
    let client = Client::new(super::super::config().build().unwrap(), Arc::new(script.clone()));
    let journey = Journey::connect(&"bank1".into()).unwrap();
    let sign_in = SignIn::new("https://shop.example/callback", journey);
    let begun = pollster::block_on(client.begin_sign_in(&sign_in)).unwrap_err();
    // A sign-in that was begun with a verifier.
    let sitting = begin();
    let callback = sitting.callback(&[("code", "c")]);
    let finished = client.finish_sign_in(&sitting.pushed.pending, &callback);
    let finished = pollster::block_on(finished).unwrap_err();
    for error in [begun, finished] {
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains("verifier"), "{error}");
    }
    assert!(script.requests().is_empty());
}

#[test]
fn a_user_who_took_too_long_has_to_begin_again() {
    let sitting = begin();
    sitting.script.shift_wall_clock(3600);
    let error = sitting.finish(&sitting.callback(&[("code", "c")])).unwrap_err();
    assert_eq!(check_of(&error), &VerificationError::SignInExpired);
    assert!(UnixTime::from_seconds(0) < sitting.pushed.pending.expires_at());
}
