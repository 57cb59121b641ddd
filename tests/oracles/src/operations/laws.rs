//! The laws for every operation.

use std::collections::BTreeSet;

use bytes::Bytes;
use http::Response;
use moneyhub_proto::{Config, ErrorKind, error::RequestError};
use moneyhub_reference::{Form, Recipe, ReplyKind, Schema, seeded};
use serde_json::Value;

use super::{Instance, Typed};
use crate::naive;

const BASE: &str = "https://data.example/prefix";

/// Whatever stands where ids are, stays in its segments, and is there as a whole; or nothing is sent.
///
/// # Panics
///
/// If the law is broken.
pub fn assert_path(operation: &Typed, text: &str) {
    let config = config();
    for instance in [operation.least(text), operation.most(text)] {
        let unusable = !can_be_a_segment(text) && operation.row().path.contains('{');
        match instance.request(&config) {
            Ok(request) => {
                assert!(!unusable, "{}: {text:?} was sent", operation.id);
                let path = request.uri().path().strip_prefix("/prefix").expect("the prefix stays");
                let path = path.strip_prefix(base_of(operation)).expect("it is below its base");
                let expected: Vec<&str> = operation
                    .row()
                    .path
                    .split('/')
                    .map(|segment| if segment.starts_with('{') { text } else { segment })
                    .collect();
                let segments = path.split('/').map(|segment| {
                    let plain =
                        |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:%".contains(&byte);
                    assert!(segment.bytes().all(plain), "{}: {segment}", operation.id);
                    naive::percent_decoded(segment).expect("it is encoded")
                });
                assert_eq!(segments.collect::<Vec<_>>(), expected, "{}", operation.id);
            }
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Request, "{}: {error}", operation.id);
                assert_eq!(error.endpoint(), Some(operation.facts.name));
                // An empty id is refused in a query as well.
                let reason = error.request_error();
                let is_empty =
                    text.is_empty() && matches!(reason, Some(RequestError::Empty { .. }));
                assert!(unusable || is_empty, "{}: {text:?} was refused: {error}", operation.id);
            }
        }
    }
}

/// Every parameter of the query is a documented one, and every documented one can be sent.
///
/// # Panics
///
/// If the law is broken.
pub fn assert_query(operation: &Typed, unsent: &[(&str, &str)]) {
    let names = |instance: &dyn Instance| -> BTreeSet<String> {
        let request = instance.request(&config()).expect("the sample can be sent");
        let query = request.uri().query().unwrap_or_default();
        naive::form_decoded(query).expect("a query is a form").into_iter().map(|(n, _)| n).collect()
    };
    let documented: BTreeSet<String> =
        operation.row().query.iter().map(|parameter| parameter.name.clone()).collect();
    let sent = names(&*operation.most("id"));
    let strange: Vec<_> = sent.difference(&documented).collect();
    assert!(strange.is_empty(), "{} sends undocumented {strange:?}", operation.id);
    let missing: Vec<_> = documented
        .difference(&sent)
        .filter(|name| !unsent.contains(&(operation.id, name.as_str())))
        .collect();
    assert!(missing.is_empty(), "{} can't send {missing:?}", operation.id);
    assert!(
        names(&*operation.least("id")).is_subset(&sent),
        "{}: the least has more",
        operation.id
    );
}

/// A body of JSON or a form is what its schema wants, no null in it; and where there is none, none is announced.
///
/// # Panics
///
/// If the law is broken.
pub fn assert_body(operation: &Typed) {
    for instance in [operation.least("id"), operation.most("id")] {
        let request = instance.request(&config()).expect("the sample can be sent");
        let row = operation.row();
        let Some(body) = row.body.as_ref().filter(|_| !request.body().is_empty()) else {
            assert!(request.body().is_empty(), "{}: a body that nobody wants", operation.id);
            assert!(!request.headers().contains_key("content-type"), "{}", operation.id);
            assert!(
                row.body.as_ref().is_none_or(|body| !body.required),
                "{} lacks its body",
                operation.id
            );
            continue;
        };
        let media = request.headers()["content-type"].to_str().expect("it is a text");
        let media = media.split(';').next().unwrap_or_default();
        assert_eq!(media, body.content_type, "{}: another media type", operation.id);
        let json: Value = match media {
            "application/json" => serde_json::from_slice(request.body()).expect("JSON is JSON"),
            "application/x-www-form-urlencoded" => {
                let text = std::str::from_utf8(request.body()).expect("a form is a text");
                let fields = naive::form_decoded(text).expect("a form is a form");
                fields.into_iter().map(|(name, value)| (name, Value::from(value))).collect()
            }
            _ => continue,
        };
        let failures = body.schema.strict_failures(&json);
        assert!(failures.is_empty(), "{}: {failures:?} in {json}", operation.id);
        assert!(!holds_null(&json), "{}: a null in {json}", operation.id);
    }
}

/// The samples of the reference are read, and what is kept of them is what they say.
///
/// # Panics
///
/// If the law is broken.
pub fn assert_reads_samples(operation: &Typed) {
    for sample in operation.row().samples() {
        let other = match (operation.variant, sample.form) {
            (Some(variant), form) => form != Form::Variant(variant),
            (None, form) => matches!(form, Form::Variant("only_count" | "v2" | "v3")),
        };
        if other {
            continue;
        }
        let value = sample.value();
        let read = read(operation, &value);
        assert_kept(operation, &value, &read);
    }
}

/// Generated replies are read: the least, the whole, drawn ones, and those of tomorrow.
///
/// # Panics
///
/// If the law is broken.
pub fn assert_reads_generated(operation: &Typed, seed: u64) {
    let Some(schema) = json_schema(operation) else { return };
    for recipe in [Recipe::MINIMAL, Recipe::FULL, Recipe::RANDOM, Recipe::EXTENDED] {
        let mut choose = seeded(seed);
        let value = schema.generate(recipe, &mut choose);
        let read = read(operation, &value);
        assert_kept(operation, &value, &read);
    }
}

/// The members of the schema that our type does not have.
///
/// # Panics
///
/// When a whole reply can't be read.
#[must_use]
pub fn unmodelled(operation: &Typed) -> BTreeSet<String> {
    let Some(schema) = json_schema(operation) else { return BTreeSet::new() };
    let mut missing = BTreeSet::new();
    for seed in 0..8 {
        let value = schema.generate(Recipe::FULL, &mut seeded(seed));
        let read = read(operation, &value);
        collect_missing(inside(operation, &value), kept(&read), "", &mut missing);
    }
    missing
}

fn read(operation: &Typed, value: &Value) -> Value {
    let response = Response::new(Bytes::from(value.to_string()));
    let read = operation.least("id").read(response);
    read.unwrap_or_else(|error| panic!("{}: {error} in {value}", operation.id))
}

pub(super) fn json_schema(operation: &Typed) -> Option<Schema> {
    let row = operation.row();
    if let Some(variant) = operation.variant {
        let sample = row.sample(Form::Variant(variant)).expect("there is a sample of it");
        return sample.schema();
    }
    row.reply.schema.filter(|_| row.reply.kind == ReplyKind::Json)
}

/// What an answer is about, without its envelope.
fn inside<'a>(operation: &Typed, answer: &'a Value) -> &'a Value {
    let envelope = operation.row().reply.envelope.as_deref();
    match answer.get("data") {
        Some(data) if envelope.is_some_and(|envelope| envelope.starts_with("data")) => data,
        _ => answer,
    }
}

/// What a value of ours is about: a page is about its items.
fn kept(read: &Value) -> &Value {
    match read.get("data") {
        Some(data) if read.get("meta").is_some() => data,
        _ => read,
    }
}

/// What is kept of a value says the same as the value.
fn assert_kept(operation: &Typed, value: &Value, read: &Value) {
    fn differs(value: &Value, read: &Value, path: &str) -> Option<String> {
        match (value, read) {
            (Value::Object(value), Value::Object(read)) => {
                value.iter().find_map(|(name, value)| {
                    let kept = read.get(name)?;
                    differs(value, kept, &format!("{path}.{name}"))
                })
            }
            (Value::Array(value), Value::Array(read)) if value.len() == read.len() => {
                let pairs = value.iter().zip(read);
                pairs
                    .enumerate()
                    .find_map(|(at, (value, read))| differs(value, read, &format!("{path}[{at}]")))
            }
            // An amount that is a text, and one that is a number, are one decimal.
            (Value::String(text), Value::Number(number)) if *text == number.to_string() => None,
            (Value::Number(one), Value::Number(other)) if one.as_f64() == other.as_f64() => None,
            // Counts are documented as any number. A fraction is none, and counts as absent.
            (Value::Number(number), Value::Null) if number.as_i64().is_none() => None,
            // A text in place of an object with that text in it.
            (Value::String(text), Value::Object(object))
                if object.values().any(|member| member == text) =>
            {
                None
            }
            _ if value == read => None,
            _ => Some(format!("{path}: {value} became {read}")),
        }
    }
    let (value, read) = (inside(operation, value), kept(read));
    if let Some(difference) = differs(value, read, "") {
        panic!("{}: {difference}", operation.id);
    }
}

fn collect_missing(value: &Value, read: &Value, path: &str, missing: &mut BTreeSet<String>) {
    match (value, read) {
        (Value::Object(value), Value::Object(read)) => {
            for (name, value) in value {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                match read.get(name) {
                    Some(read) => collect_missing(value, read, &path, missing),
                    None => drop(missing.insert(path)),
                }
            }
        }
        (Value::Array(value), Value::Array(read)) => {
            for (value, read) in value.iter().zip(read) {
                collect_missing(value, read, &format!("{path}[]"), missing);
            }
        }
        _ => {}
    }
}

fn holds_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().any(holds_null),
        Value::Object(members) => members.values().any(holds_null),
        _ => false,
    }
}

fn can_be_a_segment(text: &str) -> bool {
    !matches!(text, "" | "." | "..")
        && text.len() <= 512
        && !text.chars().any(|character| character.is_control() || matches!(character, '/' | '\\'))
}

fn base_of(operation: &Typed) -> &'static str {
    use moneyhub_reference::Host;
    match operation.row().host {
        Host::Caas => "/caas/v1",
        Host::Data => "/v2.0",
        Host::Identity => "",
        Host::Osip => "/osip/v1.0",
    }
}

/// With version 2 of the data API, which has all operations.
pub(super) fn config() -> Config {
    Config::builder()
        .client_id("client")
        .client_secret("secret")
        .identity_url(BASE)
        .api_url(format!("{BASE}/v2.0"))
        .build()
        .expect("the settings are good")
}
