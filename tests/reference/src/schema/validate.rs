//! A validator of the keywords that `schemas.json` uses.
//!
//! A test reads every keyword of the document and fails on one that is not known here.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

use regex_lite::Regex;
use serde_json::Value;

use super::{Failure, Schema, Use};
use crate::format;
use crate::path::JsonPath;

pub(super) fn failures(schema: Schema, value: &Value, strict: bool) -> Vec<Failure> {
    let mut check = Check { strict, failures: Vec::new() };
    check.value(schema, value, &JsonPath::root());
    check.failures
}

struct Check {
    strict: bool,
    failures: Vec<Failure>,
}

impl Check {
    fn fail(&mut self, path: &JsonPath, message: impl Into<String>) {
        self.failures.push(Failure { path: path.clone(), message: message.into() });
    }

    fn value(&mut self, schema: Schema, value: &Value, path: &JsonPath) {
        let json = schema.json();
        if let Some(expected) = json.get("type")
            && !is_of_type(value, expected)
        {
            self.fail(path, format!("{} where {expected} is expected", type_name(value)));
            return;
        }
        if let Some(values) = json["enum"].as_array()
            && !values.contains(value)
        {
            self.fail(path, "none of the enum's values");
        }
        if self.strict
            && let Some(values) = json["x-open-enum"].as_array()
            && !value.is_null()
            && !values.contains(value)
        {
            self.fail(path, "none of the open enum's known values");
        }
        self.alternatives(schema, value, path);
        match value {
            Value::String(text) => self.text(json, text, path),
            Value::Number(number) => self.number(json, number.as_f64().unwrap_or(f64::NAN), path),
            Value::Array(items) => self.array(schema, items, path),
            Value::Object(members) => self.object(schema, members, path),
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn alternatives(&mut self, schema: Schema, value: &Value, path: &JsonPath) {
        let results: Vec<_> =
            schema.alternatives().map(|part| failures(part, value, self.strict)).collect();
        let fitting = results.iter().filter(|failures| failures.is_empty()).count();
        let exactly_one = schema.json().get("oneOf").is_some();
        match (results.is_empty(), fitting) {
            (true, _) | (false, 1) => {}
            (false, 0) => self.fail(path, "keeps none of the alternatives"),
            (false, _) if exactly_one => self.fail(path, "keeps more than one of the alternatives"),
            (false, _) => {}
        }
    }

    fn text(&mut self, json: &Value, text: &str, path: &JsonPath) {
        self.within(json, "minLength", "maxLength", text.chars().count(), "characters", path);
        if let Some(pattern) = json["pattern"].as_str()
            && !matches(pattern, text)
        {
            self.fail(path, format!("does not match {pattern}"));
        }
        if let Some(format) = json["format"].as_str()
            && !format::keeps(format, text)
        {
            self.fail(path, format!("is no {format}"));
        }
    }

    fn number(&mut self, json: &Value, number: f64, path: &JsonPath) {
        let limit = |keyword: &str| json[keyword].as_f64();
        if limit("minimum").is_some_and(|least| number < least)
            || limit("exclusiveMinimum").is_some_and(|bound| number <= bound)
            || limit("maximum").is_some_and(|most| number > most)
        {
            self.fail(path, "out of range");
        }
    }

    fn array(&mut self, schema: Schema, items: &[Value], path: &JsonPath) {
        self.within(schema.json(), "minItems", "maxItems", items.len(), "items", path);
        if let Some(item_schema) = schema.items() {
            for (index, item) in items.iter().enumerate() {
                self.value(item_schema, item, &path.item(index));
            }
        }
    }

    fn object(
        &mut self,
        schema: Schema,
        members: &serde_json::Map<String, Value>,
        path: &JsonPath,
    ) {
        let json = schema.json();
        for name in schema.required().filter(|name| !members.contains_key(*name)) {
            self.fail(path, format!("lacks the required member {name}"));
        }
        self.within(json, "minProperties", "maxProperties", members.len(), "members", path);
        for (name, value) in members {
            let place = path.member(name);
            let required = schema.required().any(|known| known == name);
            if value.is_null() && !required && schema.side() == Use::Reply && !self.strict {
                continue;
            }
            let named = schema.property(name);
            let by_pattern: Vec<_> =
                schema.pattern_members().filter(|(pattern, _)| matches(pattern, name)).collect();
            for part in named.into_iter().chain(by_pattern.iter().map(|(_, part)| *part)) {
                self.value(part, value, &place);
            }
            if named.is_some() || !by_pattern.is_empty() {
                continue;
            }
            match schema.other_members() {
                Some(part) => self.value(part, value, &place),
                None if json["additionalProperties"] == false => {
                    self.fail(&place, "is not a member")
                }
                None => {}
            }
        }
    }

    fn within(
        &mut self,
        json: &Value,
        least: &str,
        most: &str,
        count: usize,
        of: &str,
        path: &JsonPath,
    ) {
        let limit =
            |keyword: &str| json[keyword].as_u64().and_then(|limit| usize::try_from(limit).ok());
        if limit(least).is_some_and(|least| count < least)
            || limit(most).is_some_and(|most| count > most)
        {
            self.fail(path, format!("{count} {of}"));
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

pub(crate) fn type_name(value: &Value) -> &'static str {
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
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    static COMPILED: LazyLock<Mutex<HashMap<String, Regex>>> = LazyLock::new(Mutex::default);
    let mut compiled = COMPILED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let regex = compiled.entry(pattern.to_owned()).or_insert_with(|| {
        Regex::new(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"))
    });
    regex.is_match(text)
}
