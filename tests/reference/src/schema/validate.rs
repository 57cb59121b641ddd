//! A validator of the keywords that `schemas.json` uses.
//!
//! A test reads every keyword of the document and fails on one that is not known here.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

use regex_lite::Regex;
use serde_json::Value;

use super::{Failure, Schema, Use};
use crate::format;
use crate::path::{JsonPath, Step};

pub(super) fn failures(schema: Schema, value: &Value, strict: bool) -> Vec<Failure> {
    let mut check = Check { strict, path: JsonPath::root(), failures: Vec::new() };
    check.value(schema, value);
    check.failures
}

struct Check {
    strict: bool,
    /// The place of the value that is being looked at.
    path: JsonPath,
    failures: Vec<Failure>,
}

impl Check {
    fn fail(&mut self, message: impl Into<String>) {
        self.failures.push(Failure { path: self.path.clone(), message: message.into() });
    }

    fn value(&mut self, schema: Schema, value: &Value) {
        let json = schema.json();
        if let Some(expected) = json.get("type")
            && !is_of_type(value, expected)
        {
            self.fail(format!("{} where {expected} is expected", type_name(value)));
            return;
        }
        if let Some(values) = json["enum"].as_array()
            && !values.contains(value)
        {
            self.fail("none of the enum's values");
        }
        if self.strict
            && let Some(values) = json["x-open-enum"].as_array()
            && !value.is_null()
            && !values.contains(value)
        {
            self.fail("none of the open enum's known values");
        }
        self.alternatives(schema, value);
        match value {
            Value::String(text) => self.text(json, text),
            Value::Number(number) => self.number(json, number.as_f64().unwrap_or(f64::NAN)),
            Value::Array(items) => self.array(schema, items),
            Value::Object(members) => self.object(schema, members),
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn alternatives(&mut self, schema: Schema, value: &Value) {
        let results: Vec<_> =
            schema.alternatives().map(|part| failures(part, value, self.strict)).collect();
        let fitting = results.iter().filter(|failures| failures.is_empty()).count();
        let exactly_one = schema.json().get("oneOf").is_some();
        match (results.is_empty(), fitting) {
            (true, _) | (false, 1) => {}
            (false, 0) => self.fail("keeps none of the alternatives"),
            (false, _) if exactly_one => self.fail("keeps more than one of the alternatives"),
            (false, _) => {}
        }
    }

    fn text(&mut self, json: &Value, text: &str) {
        self.within(json, "minLength", "maxLength", text.chars().count(), "characters");
        if let Some(pattern) = json["pattern"].as_str()
            && !matches(pattern, text)
        {
            self.fail(format!("does not match {pattern}"));
        }
        if let Some(format) = json["format"].as_str()
            && !format::keeps(format, text)
        {
            self.fail(format!("is no {format}"));
        }
    }

    fn number(&mut self, json: &Value, number: f64) {
        let limit = |keyword: &str| json[keyword].as_f64();
        if limit("minimum").is_some_and(|least| number < least)
            || limit("exclusiveMinimum").is_some_and(|bound| number <= bound)
            || limit("maximum").is_some_and(|most| number > most)
        {
            self.fail("out of range");
        }
    }

    fn array(&mut self, schema: Schema, items: &[Value]) {
        self.within(schema.json(), "minItems", "maxItems", items.len(), "items");
        if let Some(item_schema) = schema.items() {
            for (index, item) in items.iter().enumerate() {
                self.path.push(Step::Item(index));
                self.value(item_schema, item);
                self.path.pop();
            }
        }
    }

    fn object(&mut self, schema: Schema, members: &serde_json::Map<String, Value>) {
        let json = schema.json();
        for name in schema.required().filter(|name| !members.contains_key(*name)) {
            self.fail(format!("lacks the required member {name}"));
        }
        self.within(json, "minProperties", "maxProperties", members.len(), "members");
        for (name, value) in members {
            let required = schema.required().any(|known| known == name);
            if value.is_null() && !required && schema.side() == Use::Reply && !self.strict {
                continue;
            }
            let parts = schema.parts_named(name);
            self.path.push(Step::Member(name.clone()));
            if parts.is_empty() && json["additionalProperties"] == false {
                self.fail("is not a member");
            }
            for part in parts {
                self.value(part, value);
            }
            self.path.pop();
        }
    }

    fn within(&mut self, json: &Value, least: &str, most: &str, count: usize, of: &str) {
        let limit =
            |keyword: &str| json[keyword].as_u64().and_then(|limit| usize::try_from(limit).ok());
        if limit(least).is_some_and(|least| count < least)
            || limit(most).is_some_and(|most| count > most)
        {
            self.fail(format!("{count} {of}"));
        }
    }
}

fn is_of_type(value: &Value, expected: &Value) -> bool {
    match expected {
        Value::Array(types) => types.iter().any(|one| is_of_type(value, one)),
        Value::String(name) => match (name.as_str(), value) {
            ("integer", Value::Number(number)) => {
                number.as_f64().is_some_and(|number| number.fract() == 0.0)
            }
            ("number", Value::Number(_)) => true,
            (name, _) => name == type_name(value),
        },
        _ => false,
    }
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Whether some part of a text matches a pattern of the schemas.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    static COMPILED: LazyLock<Mutex<HashMap<String, Regex>>> = LazyLock::new(Mutex::default);
    let mut compiled = COMPILED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let regex = compiled.entry(pattern.to_owned()).or_insert_with(|| {
        Regex::new(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"))
    });
    regex.is_match(text)
}
