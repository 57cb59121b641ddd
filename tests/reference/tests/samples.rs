//! The samples against the schemas.

use std::collections::{BTreeMap, BTreeSet};

use moneyhub_reference::{
    Evidence, Form, ReplyKind, Schema, operations, samples, webhook_claims, webhook_envelope,
    webhook_keys, webhooks,
};
use serde_json::Value;

/// The payload of each delivery, unsigned and signed, with its schema.
fn payloads() -> Vec<(String, Schema, Value)> {
    let mut all = Vec::new();
    for webhook in webhooks() {
        if let Some(text) = webhook.unsigned {
            let payload = parse(text)["payload"].clone();
            all.push((webhook.event.to_owned(), webhook.payload, payload));
        }
        if let Some(text) = webhook.signed {
            let payload = parse(text)["claims"]["events"][&webhook.urn].clone();
            all.push((format!("{} (signed)", webhook.event), webhook.payload, payload));
        }
    }
    all
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn every_sample_keeps_a_schema_of_its_operation() {
    for sample in samples() {
        assert!(sample.schema().is_some(), "{}: {:?}", sample.name, {
            sample.operation.reply.schema.map(|schema| schema.failures(&sample.value()))
        });
    }
}

#[test]
fn a_sample_has_only_known_values_of_open_enums() {
    for sample in samples() {
        let schema = sample.schema().unwrap();
        assert_eq!(schema.strict_failures(&sample.value()), [], "{}", sample.name);
    }
}

#[test]
fn a_sample_has_no_member_that_its_schema_does_not_name() {
    for sample in samples() {
        let schema = sample.schema().unwrap();
        assert_eq!(schema.unnamed_members(&sample.value()), [], "{}", sample.name);
    }
}

#[test]
fn every_known_json_reply_has_a_full_and_a_minimal_sample() {
    let known = operations().iter().filter(|operation| {
        operation.reply.kind == ReplyKind::Json && operation.reply.evidence != Evidence::Unknown
    });
    for operation in known {
        assert!(operation.sample(Form::Full).is_some(), "{}", operation.id);
        assert!(operation.sample(Form::Minimal).is_some(), "{}", operation.id);
    }
}

#[test]
fn every_event_of_a_known_payload_has_both_forms() {
    for webhook in webhooks().iter().filter(|webhook| webhook.evidence != Evidence::Unknown) {
        assert!(webhook.unsigned.is_some() && webhook.signed.is_some(), "{}", webhook.event);
    }
}

#[test]
fn deliveries_keep_the_schemas_of_envelope_and_claims() {
    for webhook in webhooks() {
        if let (Some(unsigned), Some(signed)) = (webhook.unsigned, webhook.signed) {
            assert_eq!(
                webhook_envelope().strict_failures(&parse(unsigned)),
                [],
                "{}",
                webhook.event
            );
            let claims = &parse(signed)["claims"];
            assert_eq!(webhook_claims().strict_failures(claims), [], "{}", webhook.event);
        }
    }
}

#[test]
fn payloads_keep_their_schemas() {
    for (name, schema, payload) in payloads() {
        assert_eq!(schema.strict_failures(&payload), [], "{name}");
    }
}

#[test]
fn a_payload_has_no_member_that_its_schema_does_not_name() {
    for (name, schema, payload) in payloads() {
        assert_eq!(schema.unnamed_members(&payload), [], "{name}");
    }
}

#[test]
fn three_deliveries_are_really_signed_by_the_published_key() {
    let keys = parse(webhook_keys());
    assert_eq!(keys["keys"].as_array().unwrap().len(), 1);
    let signed = webhooks().iter().filter_map(|webhook| webhook.token);
    let parts: Vec<usize> = signed.map(|token| token.split('.').count()).collect();
    assert_eq!(parts, [3, 3, 3]);
}

/// A member that no sample fills is one that no test of a decoder ever sees.
#[test]
fn some_sample_fills_every_member_of_every_reply_type() {
    let mut filled = BTreeMap::new();
    for sample in samples() {
        note(sample.schema().unwrap(), &sample.value(), &mut filled);
    }
    for (_, schema, payload) in payloads() {
        note(schema, &payload, &mut filled);
    }
    // As written: the parts of an `allOf` are types of their own.
    let written = parse(include_str!("../data/schemas.json"));
    for (name, seen) in filled {
        let properties = written["$defs"][name]["properties"].as_object();
        for (member, part) in properties.into_iter().flatten() {
            assert!(part.get("x-alias-of").is_some() || seen.contains(member), "{name}.{member}");
        }
    }
}

/// Remembers which members of which named type a value fills.
fn note(schema: Schema, value: &Value, filled: &mut BTreeMap<&'static str, BTreeSet<String>>) {
    if let (Some(name), Some(members)) = (schema.name(), value.as_object()) {
        filled.entry(name).or_default().extend(members.keys().cloned());
    }
    for (place, part) in schema.parts_of(value) {
        note(part, place, filled);
    }
}
