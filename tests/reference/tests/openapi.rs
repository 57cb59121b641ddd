//! The OpenAPI documents against the tables that they are made of.

use std::collections::BTreeSet;

use moneyhub_reference::{Host, openapi, operations};
use serde_json::Value;

const HOSTS: [Host; 4] = [Host::Identity, Host::Data, Host::Caas, Host::Osip];

/// Every operation of a document: method, path and what is written of it.
fn written(document: &Value) -> Vec<(String, String, &Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    let all = paths.flat_map(|(path, methods)| {
        let methods = methods.as_object().unwrap().iter();
        methods.map(|(method, written)| (method.to_uppercase(), path.clone(), written))
    });
    all.collect()
}

fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        Value::Object(members) => {
            found.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
            members.values().for_each(|member| references(member, found));
        }
        _ => {}
    }
}

#[test]
fn a_document_has_every_operation_of_its_service_and_no_other() {
    let document = openapi(Host::Caas);
    let found: BTreeSet<_> = written(&document)
        .into_iter()
        .map(|(method, path, it)| (it["operationId"].as_str().unwrap().to_owned(), method, path))
        .collect();
    let expected: BTreeSet<_> = operations()
        .iter()
        .filter(|operation| operation.host == Host::Caas)
        .map(|it| (it.id.clone(), it.method.clone(), it.path.clone()))
        .collect();
    assert_eq!(found, expected);
    assert_eq!(found.len(), 17);
}

#[test]
fn every_reference_leads_to_a_schema_and_every_schema_is_used() {
    for host in HOSTS {
        let document = openapi(host);
        let mut found = BTreeSet::new();
        references(&document, &mut found);
        let prefix = "#/components/schemas/";
        let schemas = document["components"]["schemas"].as_object().unwrap();
        let known: BTreeSet<_> = schemas.keys().map(|name| format!("{prefix}{name}")).collect();
        assert_eq!(found, known, "{host:?}");
    }
}

#[test]
fn what_is_sent_answered_and_needed_stands_in_the_document() {
    let document = openapi(Host::Caas);
    let enrich = &document["paths"]["/transactions/enrich"]["post"];
    let schema = &enrich["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(schema["$ref"], "#/components/schemas/CaasEnrichRequest");
    assert_eq!(enrich["security"][0]["token"][0], "caas:transactions:write");
    let answer = &enrich["responses"]["201"]["content"]["application/json"]["schema"];
    let item = &answer["properties"]["data"]["items"]["$ref"];
    assert_eq!(item, "#/components/schemas/CaasTransaction");
    let gone = &document["paths"]["/users/{userId}"]["delete"];
    assert_eq!(gone["responses"]["204"]["content"], Value::Null);
    assert_eq!(gone["parameters"][0]["in"], "path");
    let geotags = &document["paths"]["/geotags"]["get"]["parameters"][0];
    assert_eq!((&geotags["required"], &geotags["schema"]["type"]), (&true.into(), &"array".into()));
}
