mod forms;
mod machine;
mod mutations;
mod payloads;
mod receipts;
mod rules;

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};

use super::*;
use crate::{
    ground::{error::VerificationError, id::ClientId},
    jose::{
        JsonWebKeySet,
        fixture::{self, CLIENT, HashVerifier, NOW},
    },
};

const ISSUER: &str = "https://identity.moneyhub.co.uk";
const URN: &str = "urn:com:moneyhub:events:new-transactions";

/// Ids that occur in none of our texts.
const USER: &str = "64b0f3a1c2d4e5f60718293a";
const JTI: &str = "0d5a2b1c-8e4f-4a6b-9c7d-1e2f3a4b5c6d";

fn payload() -> Value {
    json!({"accounts": [{"id": "canary-account", "transactions": ["canary-1", "canary-2"]}]})
}

/// The claims of the documentation's sample.
fn claims() -> Value {
    json!({
        "iss": ISSUER, "aud": CLIENT, "jti": JTI, "sub": USER, "iat": NOW,
        "events": {URN: payload()},
    })
}

/// The same with one claim changed, or removed where the value is `None`.
fn claims_with(claim: &str, value: Option<Value>) -> Value {
    let mut claims = claims();
    let members = claims.as_object_mut().unwrap();
    match value {
        Some(value) => members.insert(claim.to_owned(), value),
        None => members.remove(claim),
    };
    claims
}

fn verifier() -> WebhookVerifier {
    WebhookVerifier::new(ISSUER, ClientId::from(CLIENT), Arc::new(HashVerifier))
}

fn verify_with(
    verifier: &WebhookVerifier,
    body: &[u8],
    keys: &JsonWebKeySet,
) -> Result<VerifiedWebhook, VerificationError> {
    let verified = verifier.verify(body, keys, fixture::now());
    verified.map_err(|error| error.verification_error().unwrap().clone())
}

fn verify(claims: &Value) -> Result<VerifiedWebhook, VerificationError> {
    verify_with(&verifier(), fixture::token(claims).as_bytes(), &fixture::keys())
}

#[test]
fn a_webhook_is_verified_queued_and_read_later() {
    let verified = verify(&claims()).unwrap();
    assert_eq!(verified.id().as_str(), JTI);
    assert_eq!(verified.user_id().unwrap().as_str(), USER);
    assert_eq!(verified.event_type(), &EventType::NewTransactions);
    assert_eq!(verified.issued_at().seconds(), NOW);

    let at_once = verified.event().unwrap();
    let queued = verified.into_bytes().to_vec();
    let event = Event::from_verified(&queued).unwrap();
    assert_eq!(event, at_once);
    assert_eq!((event.id.as_str(), event.user_id.unwrap().as_str()), (JTI, USER));
    let Payload::NewTransactions(transactions) = event.payload else { panic!() };
    assert_eq!(transactions.accounts[0].id.as_str(), "canary-account");
    assert_eq!(transactions.accounts[0].transactions.len(), 2);
}

#[test]
fn nothing_of_a_webhook_is_shown() {
    let verified = verify(&claims()).unwrap();
    let event = verified.event().unwrap();
    let mut odd = claims_with("events", Some(json!({"urn:com:moneyhub:events:canary": {}})));
    odd["jti"] = "canary-jti".into();
    let odd = verify(&odd).unwrap();
    let unknown = odd.event().unwrap();
    assert_eq!(unknown.payload, Payload::Unknown);
    for shown in [
        format!("{verified:?} {verified:#?}"),
        format!("{event:?} {event:#?} {:?}", event.payload),
        format!("{odd:?} {unknown:?} {:?}", unknown.payload),
    ] {
        for secret in ["canary", USER, JTI] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}
