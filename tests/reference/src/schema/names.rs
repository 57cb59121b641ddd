//! Which members of a value a schema names.

use serde_json::Value;

use super::Schema;
use super::validate::matches;
use crate::path::JsonPath;

pub(super) fn unnamed_members(schema: Schema, value: &Value) -> Vec<JsonPath> {
    let mut found = Vec::new();
    look(&[schema], value, &JsonPath::root(), &mut found);
    found
}

fn look(options: &[Schema], value: &Value, path: &JsonPath, found: &mut Vec<JsonPath>) {
    let options: Vec<Schema> = options.iter().flat_map(|option| branches(*option)).collect();
    if options.iter().any(|option| !option.is_known()) {
        return;
    }
    match value {
        Value::Array(items) => {
            let parts: Vec<Schema> = options.iter().filter_map(|option| option.items()).collect();
            for (index, item) in items.iter().enumerate().filter(|_| !parts.is_empty()) {
                look(&parts, item, &path.item(index), found);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                let place = path.member(name);
                let parts: Vec<Schema> =
                    options.iter().flat_map(|option| option.parts_named(name)).collect();
                if !parts.is_empty() {
                    look(&parts, member, &place, found);
                } else if !options.iter().any(|option| is_free(*option)) {
                    found.push(place);
                }
            }
        }
        _ => {}
    }
}

pub(super) fn parts_of(schema: Schema, value: &Value) -> Vec<(&Value, Schema)> {
    let alternatives = schema.alternatives().filter(|part| part.accepts(value));
    let mut parts: Vec<_> = alternatives.map(|part| (value, part)).collect();
    match value {
        Value::Array(items) => {
            parts.extend(
                schema
                    .items()
                    .into_iter()
                    .flat_map(|part| items.iter().map(move |item| (item, part))),
            );
        }
        Value::Object(members) => parts.extend(members.iter().flat_map(|(name, member)| {
            schema.parts_named(name).into_iter().map(move |part| (member, part))
        })),
        _ => {}
    }
    parts
}

/// A schema and all of its alternatives.
fn branches(schema: Schema) -> Vec<Schema> {
    let mut all = vec![schema];
    all.extend(schema.alternatives().flat_map(branches));
    all
}

impl Schema {
    /// What describes the member of this name: by name, by a pattern, or as an entry of a map.
    pub(crate) fn parts_named(self, name: &str) -> Vec<Self> {
        let by_pattern = self.pattern_members().filter(|(pattern, _)| matches(pattern, name));
        let parts: Vec<Self> =
            self.property(name).into_iter().chain(by_pattern.map(|(_, part)| part)).collect();
        if parts.is_empty() { self.other_members().into_iter().collect() } else { parts }
    }
}

/// Whether a schema leaves it open which members there are.
fn is_free(schema: Schema) -> bool {
    let json = schema.json();
    let describes = ["properties", "patternProperties", "additionalProperties"];
    json["additionalProperties"] == true
        || (json.get("type").is_some()
            && describes.iter().all(|keyword| json.get(keyword).is_none()))
}
