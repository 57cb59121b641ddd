//! Mutations against the validator, which knows nothing of them.

use std::collections::BTreeSet;

use moneyhub_reference::{
    Change, Form, Kind, Mutation, Recipe, Schema, operation, operations, samples, seeded,
};
use serde_json::Value;

/// Each mutation of the full and minimal samples and of some generated replies.
fn each_mutation(mut see: impl FnMut(&str, Schema, &Value, &Mutation)) {
    let sampled =
        samples().iter().filter_map(|sample| Some((sample.name, sample.schema()?, sample.value())));
    let generated = operations().iter().flat_map(|operation| {
        let schema = operation.reply.schema.filter(|schema| schema.is_known());
        let values = schema.into_iter().flat_map(|schema| {
            (0..2).map(move |seed| (schema, schema.generate(Recipe::RANDOM, &mut seeded(seed))))
        });
        values.map(|(schema, value)| (operation.id.as_str(), schema, value))
    });
    // The largest replies take most of the time and have nothing of their own.
    for (name, schema, value) in sampled.chain(generated) {
        if value.to_string().len() < 3_000 {
            for mutation in schema.mutations(&value) {
                see(name, schema, &value, &mutation);
            }
        }
    }
}

fn users() -> (Schema, Value) {
    let operation = operation("users.list").unwrap();
    (operation.reply.schema.unwrap(), operation.sample(Form::Full).unwrap().value())
}

fn find(schema: Schema, value: &Value, path: &str, change: Change) -> Mutation {
    let mutations = schema.mutations(value);
    mutations.into_iter().find(|m| m.path.to_string() == path && m.change == change).unwrap()
}

#[test]
fn without_a_required_member_the_schema_is_not_kept() {
    each_mutation(|name, schema, value, mutation| {
        if mutation.change == Change::Drop {
            let kept = schema.accepts(&mutation.apply_to_value(value));
            assert_eq!(kept, !mutation.required, "{name}: {}", mutation.path);
        }
    });
}

#[test]
fn null_is_as_good_as_absent_for_optional_members_only() {
    each_mutation(|name, schema, value, mutation| {
        if mutation.change == Change::Replace(Kind::Null) && !mutation.required {
            assert!(schema.accepts(&mutation.apply_to_value(value)), "{name}: {}", mutation.path);
        }
    });
    let (schema, value) = users();
    let null = find(schema, &value, "data[0].userId", Change::Replace(Kind::Null));
    assert_eq!(schema.failures(&null.apply_to_value(&value))[0].path, null.path);
}

#[test]
fn a_value_of_the_wrong_type_does_not_keep_the_schema() {
    each_mutation(|name, schema, value, mutation| {
        if let Change::Replace(kind) = mutation.change
            && kind != Kind::Null
        {
            let failures = schema.failures(&mutation.apply_to_value(value));
            assert!(!failures.is_empty(), "{name}: {kind:?} at {}", mutation.path);
        }
    });
}

#[test]
fn unknown_members_and_unknown_values_keep_the_schema() {
    each_mutation(|name, schema, value, mutation| {
        if matches!(mutation.change, Change::AddMember | Change::UnknownValue) {
            let changed = mutation.apply_to_value(value);
            assert_ne!(&changed, value, "{name}: {}", mutation.path);
            assert_eq!(schema.failures(&changed), [], "{name}: {}", mutation.path);
        }
    });
}

#[test]
fn every_mutation_changes_the_reply() {
    each_mutation(|name, _, value, mutation| {
        assert_ne!(mutation.apply(value), value.to_string(), "{name}: {mutation:?}");
    });
}

#[test]
fn every_mutation_but_half_a_surrogate_pair_is_json_of_what_it_says() {
    each_mutation(|name, _, value, mutation| {
        let read = serde_json::from_str::<Value>(&mutation.apply(value));
        match mutation.change {
            Change::LoneSurrogate => assert!(read.is_err(), "{name}: {}", mutation.path),
            _ => assert_eq!(read.unwrap(), mutation.apply_to_value(value), "{name}"),
        }
    });
}

#[test]
fn half_a_surrogate_pair_stands_as_an_escape_at_the_end_of_the_text() {
    let (schema, value) = users();
    let surrogate = find(schema, &value, "data[0].userId", Change::LoneSurrogate);
    let id = value["data"][0]["userId"].as_str().unwrap();
    assert!(surrogate.apply(&value).contains(&format!(r#""userId":"{id}\ud83d""#)));
    assert_eq!(surrogate.apply_to_value(&value)["data"][0]["userId"], format!("{id}\u{fffd}"));
}

#[test]
fn every_wrong_type_comes_at_a_member_and_none_that_the_schema_has_there() {
    let (schema, value) = users();
    let kinds = |path: &str| -> BTreeSet<Kind> {
        let at_path = schema.mutations(&value).into_iter().filter(|m| m.path.to_string() == path);
        at_path
            .filter_map(|m| if let Change::Replace(kind) = m.change { Some(kind) } else { None })
            .collect()
    };
    use Kind::{Array, Boolean, Fraction, Integer, Null, Object, Text};
    assert_eq!(
        kinds("data[0].userId"),
        BTreeSet::from([Null, Boolean, Integer, Fraction, Array, Object])
    );
    assert_eq!(kinds("meta.total"), BTreeSet::from([Null, Boolean, Fraction, Text, Array, Object]));
    assert_eq!(kinds("data"), BTreeSet::from([Null, Boolean, Integer, Fraction, Text, Object]));
    assert_eq!(kinds("."), BTreeSet::from([Null, Boolean, Integer, Fraction, Text, Array]));
}

#[test]
fn what_is_required_inside_of_an_optional_member_is_required_but_not_essential() {
    let operation = operation("transactions.get").unwrap();
    let (schema, value) =
        (operation.reply.schema.unwrap(), operation.sample(Form::Full).unwrap().value());
    let id = find(schema, &value, "data.id", Change::Drop);
    assert_eq!((id.required, id.essential), (true, true));
    let id_of_split = find(schema, &value, "data.splits[0].id", Change::Drop);
    assert_eq!((id_of_split.required, id_of_split.essential), (true, false));
    let splits = find(schema, &value, "data.splits", Change::Drop);
    assert_eq!((splits.required, splits.essential), (false, false));
}
