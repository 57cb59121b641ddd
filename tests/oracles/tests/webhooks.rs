//! Every webhook of the reference, and the laws of verification.

use std::time::Duration;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use moneyhub_oracles::webhooks::{self, samples};
use moneyhub_proto::{env::UnixTime, error::VerificationError};
use moneyhub_reference::{Webhook, webhooks as all};
use proptest::{collection::vec, option, prelude::*, sample::select};
use serde_json::{Map, Value, json};

/// The time of the samples that are signed.
const ISSUED: i64 = 1_717_171_717;

#[test]
fn all_eighteen_events_are_known_under_every_name() {
    assert_eq!(all().len(), 18);
    all().iter().for_each(samples::assert_known);
}

#[test]
fn the_samples_of_the_reference_are_read_and_nothing_of_them_is_left_out() {
    let read = all().iter().filter(|webhook| webhook.unsigned.is_some());
    assert_eq!(read.count(), 16, "two are not documented");
    all().iter().for_each(samples::assert_reads_samples);
}

#[test]
fn whatever_the_schemas_allow_is_read_and_kept() {
    for webhook in all() {
        for seed in 0..32 {
            samples::assert_reads_generated(webhook, seed);
        }
    }
}

#[test]
fn what_is_required_is_asked_for_and_what_is_odd_costs_only_itself() {
    for webhook in all() {
        for seed in 0..4 {
            samples::assert_survives_mutations(webhook, seed);
        }
    }
}

#[test]
fn the_signed_samples_verify_at_their_time() {
    let now = UnixTime::from_seconds(ISSUED + 2);
    let events: Vec<String> = all()
        .iter()
        .filter_map(|webhook| samples::verify_signed(webhook, |verifier| verifier, now).unwrap())
        .map(|event| event.event_type.to_string())
        .collect();
    assert_eq!(events, ["newTransactions", "paymentCompleted", "paymentError"]);
}

#[test]
fn the_signed_samples_are_old_by_now_unless_the_age_does_not_matter() {
    let now = UnixTime::from_seconds(ISSUED + 30 * 24 * 3600);
    let signed: Vec<&Webhook> = all().iter().filter(|webhook| webhook.token.is_some()).collect();
    assert_eq!(signed.len(), 3);
    for webhook in signed {
        let error = samples::verify_signed(webhook, |verifier| verifier, now).unwrap_err();
        assert_eq!(error.verification_error(), Some(&VerificationError::TooOld));
        samples::verify_signed(webhook, |verifier| verifier.any_age(), now).unwrap();
        let month = Duration::from_secs(31 * 24 * 3600);
        samples::verify_signed(webhook, |verifier| verifier.greatest_age(month), now).unwrap();
    }
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((".{0,8}", inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Claims that are checked, a few at a time.
fn overlaid() -> impl Strategy<Value = Value> {
    let now = moneyhub_oracles::signing_in::NOW;
    let urn = select(vec![
        "urn:com:moneyhub:events:new-transactions",
        "urn:com:moneyhub:events:payment-rejected",
        "urn:com:moneyhub:events:tomorrow",
        "urn:com:moneyhub:events:",
        "http://schemas.openid.net/event/backchannel-logout",
    ]);
    let object = prop_oneof![
        Just(json!({})),
        Just(json!({"accounts": [{"id": "a", "transactions": ["t"]}]})),
        Just(json!({"paymentId": "p", "status": "rejected"})),
        value(),
    ];
    let events = vec((urn.prop_map(str::to_owned), object), 0..3)
        .prop_map(|events| Value::Object(Map::from_iter(events)));
    let time = (-400_i64..400).prop_map(move |offset| json!(now + offset));
    let claim = prop_oneof![
        4 => (Just("events"), events),
        3 => (select(vec!["iat", "exp", "nbf"]), prop_oneof![3 => time, 1 => value()]),
        2 => (select(vec!["iss", "aud", "jti", "sub"]), prop_oneof![
            select(vec!["client", "https://identity.moneyhub.co.uk",
                "https://identity.moneyhub.co.uk/oidc", ""]).prop_map(Value::from),
            Just(json!(["client", "another"])),
            value(),
        ]),
        1 => (Just("nonce"), value()),
    ];
    vec(claim, 0..3).prop_map(|members| {
        let members = members.into_iter().map(|(name, value)| (name.to_owned(), value));
        Value::Object(members.collect())
    })
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    let samples: Vec<&str> =
        all().iter().flat_map(|webhook| [webhook.unsigned, webhook.token]).flatten().collect();
    let changed = (select(samples), any::<usize>(), any::<usize>(), ".{0,6}");
    let changed = changed.prop_map(|(sample, from, length, text)| {
        let mut body = sample.as_bytes().to_vec();
        let from = from % body.len();
        let to = body.len().min(from + length % 20);
        body.splice(from..to, text.bytes());
        body
    });
    let part = prop_oneof![
        select(vec![r#"{"alg":"none"}"#, r#"{"alg":"ES256","kid":"k1"}"#]).prop_map(str::to_owned),
        value().prop_map(|value| value.to_string()),
    ];
    let compact = vec(part, 1..5).prop_map(|parts| {
        let parts = parts.iter().map(|part| BASE64_URL_SAFE_NO_PAD.encode(part));
        parts.collect::<Vec<_>>().join(".").into_bytes()
    });
    prop_oneof![3 => changed, 2 => compact, 1 => vec(any::<u8>(), 0..80)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_made_up_body_is_refused(body in body()) {
        webhooks::made_up_bodies_are_refused(&body);
    }

    #[test]
    fn what_the_service_has_signed_is_checked(overlaid in overlaid()) {
        webhooks::signed_claims_are_checked(&overlaid);
    }

    #[test]
    fn no_token_is_a_webhook_and_an_id_token(overlaid in overlaid()) {
        webhooks::no_token_is_both(&overlaid);
    }

    #[test]
    fn a_changed_webhook_is_refused(
        position in any::<usize>(),
        character in prop_oneof![3 => "[A-Za-z0-9._=-]", 1 => "\\PC"],
        insert in any::<bool>(),
    ) {
        let character = character.chars().next().unwrap();
        webhooks::changed_webhooks_are_refused(position, character, insert);
    }

    #[test]
    fn both_forms_say_the_same(webhook in select(all()), payload in value()) {
        let payload = if payload.is_object() { payload } else { json!({"accounts": payload}) };
        webhooks::both_forms_say_the_same(webhook.event, &webhook.urn, &payload);
    }

    #[test]
    fn a_webhook_is_good_in_one_interval_of_time(
        issued in -400_i32..400, expires in option::of(-400_i32..400),
        not_before in option::of(-400_i32..400), moments in vec(-800_i32..800, 0..6),
    ) {
        webhooks::webhooks_are_good_in_one_interval(issued, expires, not_before, &moments);
    }
}
