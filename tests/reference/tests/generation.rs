//! Generated values against the schemas that they are generated from.

use std::collections::BTreeSet;

use moneyhub_reference::{
    Form, JsonPath, Recipe, Schema, Use, definitions, operation, operations, seeded,
};
use serde_json::Value;

const SEEDS: u64 = 40;

/// Every reply and every request of every operation, and every type by itself.
fn schemas() -> Vec<(String, Schema)> {
    let types = definitions().into_iter().map(|(name, schema)| (name.to_owned(), schema));
    let bodies = operations().iter().flat_map(|operation| {
        let reply = operation.reply.schema.map(|schema| (operation.id.clone(), schema));
        let request = operation.body.as_ref().map(|body| (operation.id.clone(), body.schema));
        let variants = operation.reply.variants.iter();
        let variants =
            variants.map(|variant| (format!("{} {}", operation.id, variant.when), variant.schema));
        reply.into_iter().chain(request).chain(variants)
    });
    types.chain(bodies).filter(|(_, schema)| schema.is_known()).collect()
}

fn transaction() -> Schema {
    Schema::named("Transaction", Use::Reply).unwrap()
}

/// The texts at a path of many random values.
fn texts(schema: Schema, pointer: &str) -> BTreeSet<String> {
    let values = (0..400).map(|seed| schema.generate(Recipe::RANDOM, &mut seeded(seed)));
    values.filter_map(|value| value.pointer(pointer)?.as_str().map(str::to_owned)).collect()
}

#[test]
fn whatever_is_generated_keeps_its_schema_strictly() {
    for (name, schema) in schemas() {
        for recipe in [Recipe::MINIMAL, Recipe::FULL, Recipe::RANDOM] {
            for seed in 0..SEEDS {
                let value = schema.generate(recipe, &mut seeded(seed));
                assert_eq!(
                    schema.strict_failures(&value),
                    [],
                    "{name}, {recipe:?}, seed {seed}: {value}"
                );
            }
        }
    }
}

#[test]
fn nulls_and_what_nobody_knows_keep_the_schema_as_well() {
    for (name, schema) in schemas() {
        for seed in 0..SEEDS {
            let value = schema.generate(Recipe::EXTENDED, &mut seeded(seed));
            assert_eq!(schema.failures(&value), [], "{name}, seed {seed}: {value}");
        }
    }
}

#[test]
fn nothing_is_generated_that_the_schema_does_not_name() {
    for (name, schema) in schemas() {
        let value = schema.generate(Recipe::FULL, &mut |_| 0);
        assert_eq!(schema.unnamed_members(&value), [], "{name}");
    }
}

#[test]
fn the_least_reply_is_the_minimal_sample_in_shape() {
    for operation in operations() {
        let Some(sample) = operation.sample(Form::Minimal) else { continue };
        // Of a map and of an alternative the sample's author had a choice.
        if let (Some(schema), Value::Object(sample)) = (sample.schema(), sample.value()) {
            let least = schema.generate(Recipe::MINIMAL, &mut |_| 0);
            assert!(sample.keys().eq(least.as_object().unwrap().keys()), "{}", operation.id);
        }
    }
}

#[test]
fn a_full_reply_has_every_member_that_stands_in_no_alternative() {
    for (name, schema) in schemas() {
        let value = schema.generate(Recipe::FULL, &mut |_| 0);
        let mutations = schema.mutations(&value);
        let present: BTreeSet<String> =
            mutations.iter().map(|mutation| mutation.path.pattern()).collect();
        for member in schema.members().iter().filter(|member| member.required) {
            let in_reach =
                member.path.rsplit_once('.').is_none_or(|(around, _)| present.contains(around));
            assert!(!in_reach || present.contains(&member.path), "{name}: {}", member.path);
        }
    }
}

#[test]
fn the_same_choices_make_the_same_value() {
    let schema = operation("transactions.list").unwrap().reply.schema.unwrap();
    let once = schema.generate(Recipe::EXTENDED, &mut seeded(7));
    assert_eq!(once, schema.generate(Recipe::EXTENDED, &mut seeded(7)));
    assert_ne!(once, schema.generate(Recipe::EXTENDED, &mut seeded(8)));
}

#[test]
fn choices_out_of_range_are_no_fault() {
    let value = transaction().generate(Recipe::EXTENDED, &mut |_| usize::MAX);
    assert!(transaction().accepts(&value));
}

#[test]
fn date_times_come_with_and_without_fraction_and_with_every_kind_of_zone() {
    let account = Schema::named("Account", Use::Reply).unwrap();
    let texts = texts(account, "/dateAdded");
    let some = |test: &dyn Fn(&str) -> bool| texts.iter().any(|text| test(text));
    assert!(some(&|text| text.contains('.')) && some(&|text| !text.contains('.')));
    assert!(some(&|text| text.ends_with('Z')) && some(&|text| text.contains("T09:30:00+01:00")));
    assert!(some(&|text| text.ends_with("+00:00")) && some(&|text| text.ends_with("-05:30")));
}

#[test]
fn months_come_from_their_pattern() {
    let score = Schema::named("PerformanceScore", Use::Reply).unwrap();
    let texts = texts(score, "/months/0/date");
    assert!(texts.iter().any(|text| text.len() == 4) && texts.iter().any(|text| text.len() == 7));
}

#[test]
fn every_value_of_an_open_enum_comes_and_one_that_nobody_knows() {
    let values = texts(transaction(), "/status");
    assert_eq!(values, BTreeSet::from(["pending".to_owned(), "posted".to_owned()]));
    let extended = (0..200).map(|seed| transaction().generate(Recipe::EXTENDED, &mut seeded(seed)));
    assert!(extended.into_iter().any(|value| value["status"] == "unknown-value"));
}

#[test]
fn unknown_members_are_in_every_object_of_a_reply_and_in_none_of_a_request() {
    let reply = transaction().generate(Recipe::EXTENDED, &mut seeded(1));
    assert!(
        transaction().unnamed_members(&reply).contains(&JsonPath::root().member("unknownMember"))
    );
    let post = Schema::named("TransactionPost", Use::Request).unwrap();
    for seed in 0..SEEDS {
        assert_eq!(post.strict_failures(&post.generate(Recipe::EXTENDED, &mut seeded(seed))), []);
    }
}

#[test]
fn exactly_one_of_two_exclusive_members_is_sent() {
    let post = Schema::named("PayLinkCreate", Use::Request).unwrap();
    let both: BTreeSet<(bool, bool)> = (0..SEEDS)
        .map(|seed| post.generate(Recipe::FULL, &mut seeded(seed)))
        .map(|value| (value.get("payee").is_some(), value.get("payeeId").is_some()))
        .collect();
    assert_eq!(both, BTreeSet::from([(true, false), (false, true)]));
}
