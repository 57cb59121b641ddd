//! The JSON form, and that neither form passes for the other.

use super::*;
use crate::ground::error::{DecodeCategory, Error, ErrorKind, Outcome};

fn envelope() -> Value {
    json!({"id": JTI, "eventType": "newTransactions", "userId": USER, "payload": payload()})
}

fn read(envelope: &Value) -> Result<Event, Error> {
    unverified(envelope.to_string().as_bytes())
}

#[test]
fn the_json_form_is_read_as_unverified() {
    let event = read(&envelope()).unwrap();
    assert_eq!(event.id.as_str(), JTI);
    assert_eq!(event.user_id.as_ref().unwrap().as_str(), USER);
    let verified = verify(&claims()).unwrap().event().unwrap();
    assert_eq!(event.payload, verified.payload);
}

#[test]
fn a_signed_webhook_is_not_read_as_unverified() {
    let token = fixture::token(&claims());
    for body in [token.clone(), format!("{token}\r\n"), "a.b.c".into(), "a.b.c.d.e".into()] {
        let error = unverified(body.as_bytes()).unwrap_err();
        assert_eq!(error.verification_error(), Some(&VerificationError::SignedWebhook));
    }
    assert!(VerificationError::SignedWebhook.to_string().contains("signed webhook"));
}

#[test]
fn the_refusal_of_the_json_form_says_what_it_is() {
    let error =
        verifier().verify(envelope().to_string().as_bytes(), &fixture::keys(), fixture::now());
    let error = error.unwrap_err();
    assert!(error.to_string().contains("JSON form"), "{error}");
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Verification, Outcome::NotSent));
}

#[test]
fn bytes_of_a_queue_are_claims_and_nothing_else() {
    let token = fixture::token(&claims());
    let several = claims_with("events", Some(json!({URN: {}, "urn:com:moneyhub:events:x": {}})));
    let foreign = claims_with("events", Some(json!({"urn:x": {}})));
    let bodies = [envelope(), several, foreign, json!({}), json!([]), json!("x")];
    let bodies = bodies.iter().map(|body| body.to_string().into_bytes());
    for body in bodies.chain([token.into_bytes(), vec![], vec![0xFF]]) {
        let error = Event::from_verified(&body).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decoding);
    }
}

#[test]
fn the_user_is_found_under_both_spellings() {
    let mut other = envelope();
    let user = other.as_object_mut().unwrap().remove("userId").unwrap();
    assert_eq!(read(&other).unwrap().user_id, None);
    other["userid"] = user;
    assert_eq!(read(&other).unwrap().user_id.unwrap().as_str(), USER);
    other["userId"] = "another".into();
    assert_eq!(read(&other).unwrap().user_id.unwrap().as_str(), "another");
}

#[test]
fn what_is_no_webhook_is_refused_with_its_place() {
    let place = |body: &str| {
        let error = unverified(body.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Decoding, Outcome::NotSent));
        let error = error.webhook_error().unwrap();
        (error.path().to_owned(), error.category())
    };
    let without_id = r#"{"eventType":"x","payload":{}}"#;
    assert_eq!(place(without_id).1, DecodeCategory::MissingMember);
    let empty_id = r#"{"id":"","eventType":"x","payload":{}}"#;
    assert_eq!(place(empty_id), ("id".to_owned(), DecodeCategory::WrongType));
    assert_eq!(place(r#"{"id":"1"}"#).1, DecodeCategory::MissingMember);
    assert_eq!(place("").1, DecodeCategory::Empty);
    assert_eq!(place("<html>").1, DecodeCategory::Html);
    assert_eq!(place("{").1, DecodeCategory::Truncated);
    let odd = r#"{"id":"1","eventType":"newTransactions","payload":{"accounts":[{"id":7}]}}"#;
    assert_eq!(place(odd), ("payload.accounts[0].id".to_owned(), DecodeCategory::WrongType));
    let none = r#"{"id":"1","eventType":"newTransactions"}"#;
    assert_eq!(place(none), ("payload.accounts".to_owned(), DecodeCategory::MissingMember));
}
