//! The operations of a service as an OpenAPI document, version 3.1, whose schemas are those of JSON Schema
//! 2020-12, as ours are.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::document::SCHEMAS;
use crate::operation::{Host, Operation, QueryParameter, Token, operations};

const DEFINITIONS: &str = "#/$defs/";
const COMPONENTS: &str = "#/components/schemas/";
const SCHEME: &str = "token";

/// The OpenAPI document of a service: its operations, and the schemas that they use. Of the data API it is that
/// of v3.
#[must_use]
pub fn openapi(host: Host) -> Value {
    let (version, base) = match host {
        Host::Identity => ("unversioned", "/"),
        Host::Data => ("v3", "/v3"),
        Host::Caas => ("caas/v1", "/caas/v1"),
        Host::Osip => ("osip/v1.0", "/osip/v1.0"),
    };
    let of_it = operations()
        .iter()
        .filter(|it| it.host == host && it.versions.iter().any(|known| known == version));
    let mut paths = Map::new();
    for operation in of_it {
        let path = paths.entry(&operation.path).or_insert_with(|| json!({}));
        path[operation.method.to_lowercase()] = write(operation);
    }
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": format!("Moneyhub, {version}"),
            "version": version,
            "description": "Written from moneyhub-reference, a reading of Moneyhub's public documentation.",
        },
        "servers": [{"url": base}],
        "paths": paths,
    });
    let schemas = used_by(&document["paths"]);
    document["components"] = json!({
        "schemas": schemas,
        "securitySchemes": {SCHEME: {"type": "http", "scheme": "bearer"}},
    });
    redirect(&mut document);
    document
}

fn write(operation: &Operation) -> Value {
    let facts = &SCHEMAS["operations"][&operation.id];
    let in_path = operation.path_parameters.iter().map(|parameter| {
        json!({
            "name": parameter.name,
            "in": "path",
            "required": true,
            "schema": {"type": "string"},
        })
    });
    let parameters: Vec<Value> = in_path.chain(operation.query.iter().map(in_query)).collect();
    let mut written = json!({
        "operationId": operation.id,
        "tags": [operation.listing.area],
        "parameters": parameters,
        "responses": responses(operation, &facts["reply"]["schema"]),
    });
    if let Some(body) = &operation.body {
        written["requestBody"] = json!({
            "required": body.required,
            "content": {&body.content_type: {"schema": facts["requestBody"]["schema"]}},
        });
    }
    let scopes = &operation.scopes;
    written["security"] = match operation.token {
        Token::None => json!([]),
        // OpenAPI 3.1 has scopes for schemes other than OAuth, too.
        _ if scopes.one_of.is_empty() => json!([{SCHEME: scopes.required}]),
        _ => {
            // One of each choice: so many alternatives are only ever those of a single choice.
            let choices = scopes.one_of.iter().flatten();
            let all = choices.map(|choice| {
                let mut needed = scopes.required.clone();
                needed.push(choice.clone());
                json!({SCHEME: needed})
            });
            all.collect()
        }
    };
    written
}

fn in_query(parameter: &QueryParameter) -> Value {
    let limits = [
        ("minimum", parameter.minimum.map(Value::from)),
        ("maximum", parameter.maximum.map(Value::from)),
        ("minLength", parameter.min_length.map(Value::from)),
        ("maxLength", parameter.max_length.map(Value::from)),
        ("format", parameter.format.clone().map(Value::from)),
        ("pattern", parameter.pattern.clone().map(Value::from)),
        ("default", parameter.default.clone()),
        ("enum", (!parameter.values.is_empty()).then(|| parameter.values.clone().into())),
    ];
    let mut schema = json!({"type": parameter.kind});
    for (keyword, limit) in limits {
        if let Some(limit) = limit {
            schema[keyword] = limit;
        }
    }
    if parameter.repeated {
        schema = json!({"type": "array", "items": schema});
        if let Some(most) = parameter.max_items {
            schema["maxItems"] = json!(most);
        }
    }
    let (name, required) = (&parameter.name, parameter.required);
    json!({"name": name, "in": "query", "required": required, "schema": schema})
}

fn responses(operation: &Operation, schema: &Value) -> Value {
    let mut responses = Map::new();
    for status in &operation.reply.statuses {
        let mut success = json!({"description": operation.listing.response});
        if !schema.is_null() {
            success["content"] = json!({"application/json": {"schema": schema}});
        }
        responses.insert(status.to_string(), success);
    }
    for status in &operation.documented_errors {
        responses.insert(status.to_string(), json!({"description": "A refusal"}));
    }
    responses.into()
}

/// The definitions that something refers to, and those that they refer to.
fn used_by(value: &Value) -> Map<String, Value> {
    let (mut used, mut next) = (Map::new(), BTreeSet::new());
    references(value, &mut next);
    while let Some(name) = next.pop_first() {
        let schema = &SCHEMAS["$defs"][&name];
        if used.insert(name, schema.clone()).is_none() {
            references(schema, &mut next);
            next.retain(|name| !used.contains_key(name));
        }
    }
    used
}

fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        Value::Object(members) => {
            let reference = members.get("$ref").and_then(Value::as_str);
            found.extend(reference.and_then(|it| it.strip_prefix(DEFINITIONS)).map(str::to_owned));
            members.values().for_each(|member| references(member, found));
        }
        _ => {}
    }
}

/// Lets every reference lead to where an OpenAPI document has its schemas.
fn redirect(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(redirect),
        Value::Object(members) => members.iter_mut().for_each(|(name, member)| match member {
            Value::String(reference) if name == "$ref" => {
                *reference = reference.replace(DEFINITIONS, COMPONENTS);
            }
            member => redirect(member),
        }),
        _ => {}
    }
}
