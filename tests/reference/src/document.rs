//! The embedded documents, each parsed once.

use std::sync::LazyLock;

use serde_json::{Map, Value};

/// `data/schemas.json`, with every `allOf` merged into one schema.
pub(crate) static SCHEMAS: LazyLock<Value> = LazyLock::new(|| {
    let mut document = parse(include_str!("../data/schemas.json"));
    let definitions = document["$defs"].clone();
    merge_all(&mut document, &definitions);
    document
});

/// `data/endpoints.json`.
pub(crate) static ENDPOINTS: LazyLock<Value> =
    LazyLock::new(|| parse(include_str!("../data/endpoints.json")));

/// `data/openid-configuration.json`.
pub(crate) static DISCOVERY: LazyLock<Value> =
    LazyLock::new(|| parse(include_str!("../data/openid-configuration.json")));

/// Every sample as `(name below data/samples, text)`, sorted by folder and name.
pub(crate) static SAMPLES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/samples.rs"));

fn parse(text: &str) -> Value {
    serde_json::from_str(text).expect("an embedded document is JSON")
}

/// A validator could live with `allOf`, but a generator and a list of members would have to merge it
/// at every step: it is done once, here.
fn merge_all(node: &mut Value, definitions: &Value) {
    match node {
        Value::Array(items) => items.iter_mut().for_each(|item| merge_all(item, definitions)),
        Value::Object(members) => {
            if let Some(Value::Array(parts)) = members.remove("allOf") {
                for part in parts {
                    merge(members, resolved(&part, definitions), definitions);
                }
            }
            members.values_mut().for_each(|member| merge_all(member, definitions));
        }
        _ => {}
    }
}

fn resolved(schema: &Value, definitions: &Value) -> Map<String, Value> {
    match schema.get("$ref").and_then(Value::as_str) {
        Some(reference) => {
            resolved(&definitions[reference.trim_start_matches("#/$defs/")], definitions)
        }
        None => schema.as_object().expect("a part of allOf is an object").clone(),
    }
}

fn merge(into: &mut Map<String, Value>, part: Map<String, Value>, definitions: &Value) {
    for (keyword, value) in part {
        match (keyword.as_str(), into.get_mut(&keyword)) {
            ("required", Some(Value::Array(names))) => {
                names.extend(value.as_array().into_iter().flatten().cloned());
            }
            ("properties", Some(Value::Object(properties))) => {
                for (name, schema) in value.as_object().into_iter().flatten() {
                    let mut whole = properties
                        .get(name)
                        .map_or_else(Map::new, |known| resolved(known, definitions));
                    merge(&mut whole, resolved(schema, definitions), definitions);
                    properties.insert(name.clone(), Value::Object(whole));
                }
            }
            // The outer schema speaks for itself; annotations of a part don't replace its own.
            (_, Some(_)) => {}
            (_, None) => {
                into.insert(keyword, value);
            }
        }
    }
}
