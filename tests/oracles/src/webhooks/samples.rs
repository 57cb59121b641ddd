//! The reference's webhooks, compared with our types.

use std::collections::BTreeSet;

use moneyhub_proto::{
    Error,
    env::UnixTime,
    jose::{JsonWebKeySet, aws_lc_rs},
    webhooks::{self, Event, EventType, WebhookVerifier},
};
use moneyhub_reference::{Change, Recipe, Webhook, seeded};
use serde_json::{Value, json};

/// The events of the reference are known to us, under every name.
///
/// # Panics
///
/// When one is not.
pub fn assert_known(webhook: &Webhook) {
    let known = EventType::named(webhook.event);
    assert!(!matches!(known, EventType::Unknown(_)), "{} is not known", webhook.event);
    assert_eq!(known.as_str(), webhook.event);
    assert_eq!(EventType::of_urn(&webhook.urn), Some(known.clone()), "{}", webhook.urn);
    for alias in &webhook.aliases {
        assert_eq!(EventType::named(alias), known, "{alias}");
    }
}

/// The samples are read, in both forms to the same, and nothing in them is left out.
///
/// # Panics
///
/// If the law is broken.
pub fn assert_reads_samples(webhook: &Webhook) {
    let (Some(unsigned), Some(signed)) = (webhook.unsigned, webhook.signed) else { return };
    let event = webhooks::unverified(unsigned.as_bytes());
    let event = event.unwrap_or_else(|error| panic!("{}: {error}", webhook.event));
    let sample: Value = serde_json::from_str(unsigned).expect("a sample is JSON");
    assert_eq!(event.id.as_str(), sample["id"]);
    assert_eq!(event.user_id.as_ref().map(|id| id.as_str()), sample["userId"].as_str());
    assert_eq!(unmodelled(&event), BTreeSet::new(), "{}", webhook.event);
    assert_kept(&event, webhook);
    assert!(event.repairs().is_empty(), "{}: {:?}", webhook.event, event.repairs());
    // Signed, it says the same.
    let signed: Value = serde_json::from_str(signed).expect("a sample is JSON");
    let claims = signed["claims"].to_string();
    let of_queue = Event::from_verified(claims.as_bytes());
    let of_queue = of_queue.unwrap_or_else(|error| panic!("{}: {error}", webhook.event));
    assert_eq!(of_queue.payload, event.payload, "{}", webhook.event);
    assert_eq!((of_queue.id, of_queue.user_id), (event.id, event.user_id));
}

/// A sample that is really signed is verified by the key set of the reference.
///
/// # Errors
///
/// Those of verification.
///
/// # Panics
///
/// When the key set can't be read.
pub fn verify_signed(
    webhook: &Webhook,
    change: impl FnOnce(WebhookVerifier) -> WebhookVerifier,
    now: UnixTime,
) -> Result<Option<Event>, Error> {
    let Some(token) = webhook.token else { return Ok(None) };
    let keys: JsonWebKeySet =
        serde_json::from_str(moneyhub_reference::webhook_keys()).expect("it is a key set");
    let verifier = WebhookVerifier::new(
        "https://identity.moneyhub.co.uk",
        "0f6a2c1e-7b3d-4c59-8e21-3a4b5c6d7e8f".into(),
        aws_lc_rs::verifier(),
    );
    change(verifier).verify(token.as_bytes(), &keys, now)?.event().map(Some)
}

/// Generated payloads are read and kept: the least, the whole, drawn ones, and those of tomorrow; and both forms
/// say the same.
///
/// # Panics
///
/// If the law is broken.
pub fn assert_reads_generated(webhook: &Webhook, seed: u64) {
    for recipe in [Recipe::MINIMAL, Recipe::FULL, Recipe::RANDOM, Recipe::EXTENDED] {
        let payload = webhook.payload.generate(recipe, &mut seeded(seed));
        let event = read(webhook, &payload);
        let event = event.unwrap_or_else(|error| panic!("{}: {error} {payload}", webhook.event));
        assert_kept(&event, webhook);
        if payload.is_object() {
            super::both_forms_say_the_same(webhook.event, &webhook.urn, &payload);
        }
    }
}

/// A payload that lacks what is required is refused at its place; anything else that is wrong with it costs
/// that, and nothing else.
///
/// # Panics
///
/// If the law is broken.
pub fn assert_survives_mutations(webhook: &Webhook, seed: u64) {
    let payload = webhook.payload.generate(Recipe::FULL, &mut seeded(seed));
    if !payload.is_object() {
        return;
    }
    for mutation in webhook.payload.mutations(&payload) {
        let text = mutation.apply(&payload);
        let Ok(mutated) = serde_json::from_str::<Value>(&text) else { continue };
        let read = read(webhook, &mutated);
        let described = format!("{} {:?} {}", webhook.event, mutation.change, mutation.path);
        match mutation.change {
            Change::Drop if mutation.essential => {
                let error = read.expect_err(&described);
                let path = error.webhook_error().expect("it is about a webhook").path();
                assert!(path.starts_with("payload"), "{described}: {path}");
            }
            _ if !mutation.essential => {
                read.unwrap_or_else(|error| panic!("{described}: {error}"));
            }
            _ => {}
        }
    }
}

fn read(webhook: &Webhook, payload: &Value) -> Result<Event, Error> {
    let body = json!({"id": "1", "eventType": webhook.event, "payload": payload});
    webhooks::unverified(body.to_string().as_bytes())
}

/// The members of a payload that our type does not have.
fn unmodelled(event: &Event) -> BTreeSet<String> {
    let (came, kept) = both(event);
    let mut missing = BTreeSet::new();
    if !kept.is_null() {
        collect(&came, &kept, "", &mut missing);
    }
    missing
}

fn both(event: &Event) -> (Value, Value) {
    let came = serde_json::from_str(event.json()).expect("a payload is JSON");
    (came, serde_json::to_value(&event.payload).expect("a payload can be written"))
}

fn collect(came: &Value, kept: &Value, path: &str, missing: &mut BTreeSet<String>) {
    match (came, kept) {
        (Value::Object(came), Value::Object(kept)) => {
            for (name, came) in came {
                let path = format!("{path}.{name}");
                match kept.get(name) {
                    Some(kept) => collect(came, kept, &path, missing),
                    None => drop(missing.insert(path)),
                }
            }
        }
        (Value::Array(came), Value::Array(kept)) => {
            for (came, kept) in came.iter().zip(kept) {
                collect(came, kept, &format!("{path}[]"), missing);
            }
        }
        _ => {}
    }
}

/// What is kept of a payload says the same as the payload.
fn assert_kept(event: &Event, webhook: &Webhook) {
    fn same(came: &Value, kept: &Value) -> bool {
        match (came, kept) {
            (Value::Object(came), Value::Object(kept)) => {
                came.iter().all(|(name, came)| kept.get(name).is_none_or(|kept| same(came, kept)))
            }
            (Value::Array(came), Value::Array(kept)) => {
                came.len() == kept.len() && came.iter().zip(kept).all(|(a, b)| same(a, b))
            }
            // Minor units are documented as any number. A fraction is none, and counts as absent.
            (Value::Number(number), Value::Null) => number.as_i64().is_none(),
            (Value::Null, Value::Array(kept)) => kept.is_empty(),
            (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
            _ => came == kept,
        }
    }
    let (came, kept) = both(event);
    assert!(kept.is_null() || same(&came, &kept), "{}: {came} became {kept}", webhook.event);
}
