//! The files of `data` against each other: what a refresh has to keep.

use std::collections::BTreeSet;

use moneyhub_reference::{
    Evidence, Replay, ReplyKind, definitions, discovery, operations, scopes, webhooks,
};
use regex_lite::Regex;
use serde_json::Value;

/// What the validator checks, and what it may pass over.
const KEYWORDS: &str = "$ref additionalProperties allOf anyOf enum exclusiveMinimum format items maxItems \
    maxLength maximum minItems minLength minProperties minimum oneOf pattern patternProperties \
    properties required type x-open-enum \
    contentMediaType default x-alias-of x-documented-pattern x-documented-required x-evidence x-note \
    x-sources x-use";

fn schemas() -> Value {
    serde_json::from_str(include_str!("../data/schemas.json")).unwrap()
}

/// Every schema of the document as it is written, with a name for messages.
fn written_schemas() -> Vec<(String, Value)> {
    let document = schemas();
    let mut all = Vec::new();
    for (name, schema) in document["$defs"].as_object().unwrap() {
        all.push((name.clone(), schema.clone()));
    }
    for (id, operation) in document["operations"].as_object().unwrap() {
        all.push((format!("{id} request"), operation["requestBody"]["schema"].clone()));
        all.push((format!("{id} reply"), operation["reply"]["schema"].clone()));
        for variant in operation["reply"]["variants"].as_array().into_iter().flatten() {
            all.push((format!("{id} {}", variant["when"]), variant["schema"].clone()));
        }
    }
    for (event, webhook) in document["webhooks"]["events"].as_object().unwrap() {
        all.push((event.clone(), webhook["payload"].clone()));
    }
    all
}

/// Calls `see` with each keyword of a schema and its value, all the way down.
fn each_keyword(schema: &Value, see: &mut dyn FnMut(&str, &Value)) {
    for (keyword, value) in schema.as_object().into_iter().flatten() {
        see(keyword, value);
        match keyword.as_str() {
            "properties" | "patternProperties" => {
                value.as_object().unwrap().values().for_each(|part| each_keyword(part, see));
            }
            "items" | "additionalProperties" => each_keyword(value, see),
            "anyOf" | "oneOf" | "allOf" => {
                value.as_array().unwrap().iter().for_each(|part| each_keyword(part, see));
            }
            _ => {}
        }
    }
}

#[test]
fn every_keyword_is_one_that_the_validator_knows() {
    let known: BTreeSet<&str> = KEYWORDS.split_whitespace().collect();
    for (name, schema) in written_schemas() {
        each_keyword(&schema, &mut |keyword, _| {
            assert!(known.contains(keyword), "{name}: {keyword}")
        });
    }
}

#[test]
fn every_reference_leads_to_a_definition() {
    let document = schemas();
    for (name, schema) in written_schemas() {
        each_keyword(&schema, &mut |keyword, value| {
            if keyword == "$ref" {
                let target = value.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
                assert!(document["$defs"].get(target).is_some(), "{name}: {target}");
            }
        });
    }
}

#[test]
fn every_pattern_compiles_and_every_format_is_known() {
    for (name, schema) in written_schemas() {
        each_keyword(&schema, &mut |keyword, value| match keyword {
            "pattern" => drop(Regex::new(value.as_str().unwrap()).unwrap()),
            "format" => assert!(
                ["date", "date-time", "uuid", "uri"].contains(&value.as_str().unwrap()),
                "{name}: {value}"
            ),
            _ => {}
        });
    }
}

#[test]
fn a_required_member_of_an_object_that_names_its_members_is_one_of_them() {
    for (name, schema) in definitions() {
        let json = schema.json();
        let Some(properties) = json["properties"].as_object() else { continue };
        for required in json["required"].as_array().into_iter().flatten() {
            assert!(properties.contains_key(required.as_str().unwrap()), "{name}: {required}");
        }
    }
}

#[test]
fn every_definition_says_how_well_it_is_known() {
    for (name, definition) in schemas()["$defs"].as_object().unwrap() {
        if definition.is_object() {
            let evidence = serde_json::from_value::<Evidence>(definition["x-evidence"].clone());
            assert!(evidence.is_ok(), "{name}");
        }
    }
}

#[test]
fn both_tables_have_the_same_operations() {
    let document = schemas();
    let described: BTreeSet<&str> =
        document["operations"].as_object().unwrap().keys().map(String::as_str).collect();
    let listed: BTreeSet<&str> =
        operations().iter().map(|operation| operation.id.as_str()).collect();
    assert_eq!(described, listed);
    assert_eq!(listed.len(), operations().len(), "an id stands twice");
}

#[test]
fn both_tables_agree_on_method_host_path_versions_and_paging() {
    let document = schemas();
    let rows: Value = serde_json::from_str(include_str!("../data/endpoints.json")).unwrap();
    for row in rows.as_array().unwrap() {
        let id = row["id"].as_str().unwrap();
        for fact in ["method", "host", "path", "versions", "paginated"] {
            assert_eq!(document["operations"][id][fact], row[fact], "{id}: {fact}");
        }
    }
}

#[test]
fn every_query_parameter_is_listed() {
    let word = Regex::new("[A-Za-z_][A-Za-z0-9_]*").unwrap();
    for operation in operations() {
        let listed = operation.listing.query.join(" ");
        for parameter in &operation.query {
            let found = word.find_iter(&listed).any(|word| word.as_str() == parameter.name);
            assert!(found, "{}: {}", operation.id, parameter.name);
        }
    }
}

#[test]
fn the_path_parameters_are_those_of_the_template() {
    for operation in operations() {
        let in_template =
            operation.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        let described = operation.path_parameters.iter().map(|parameter| parameter.name.as_str());
        assert!(in_template.eq(described), "{}", operation.id);
    }
}

#[test]
fn every_scope_of_an_operation_is_in_the_listing_and_in_discovery() {
    let word = Regex::new("[a-z_]+(:[a-z_]+)*").unwrap();
    let known = scopes();
    for operation in operations() {
        let listing = [&operation.listing.scopes_client[..], &operation.listing.scopes_docs[..]]
            .concat()
            .join(" ");
        let listed: BTreeSet<&str> = word.find_iter(&listing).map(|word| word.as_str()).collect();
        let scopes = &operation.scopes;
        let groups = scopes.one_of.iter().flatten();
        for scope in scopes.required.iter().chain(groups) {
            assert!(listed.contains(scope.as_str()), "{}: {scope}", operation.id);
            assert!(known.contains(&scope.as_str()), "{}: {scope}", operation.id);
        }
        for optional in &scopes.optional {
            assert!(
                known.contains(&optional.scope.as_str()),
                "{}: {}",
                operation.id,
                optional.scope
            );
        }
    }
}

#[test]
fn what_may_move_money_is_never_repeated() {
    for operation in operations().iter().filter(|operation| operation.moves_money) {
        assert_eq!(operation.replay, Replay::Never, "{}", operation.id);
    }
}

#[test]
fn what_changes_nothing_twice_may_be_repeated() {
    for operation in operations().iter().filter(|operation| operation.replay == Replay::Free) {
        let fresh_each_time = operation.method == "POST";
        assert!(operation.idempotent || fresh_each_time, "{}", operation.id);
    }
}

#[test]
fn a_reply_of_which_nothing_is_known_has_no_schema_to_keep() {
    for operation in operations() {
        let unknown = operation.reply.evidence == Evidence::Unknown;
        let described = operation.reply.schema.is_some_and(|schema| schema.is_known());
        assert!(!(unknown && described), "{}", operation.id);
    }
}

#[test]
fn every_json_reply_that_is_known_has_a_schema_and_an_envelope() {
    for operation in operations().iter().filter(|operation| operation.reply.kind == ReplyKind::Json)
    {
        assert!(operation.reply.schema.is_some_and(|schema| schema.is_known()), "{}", operation.id);
        assert!(operation.reply.envelope.is_some(), "{}", operation.id);
    }
}

#[test]
fn events_and_their_urns_are_distinct() {
    let urns: BTreeSet<&str> = webhooks().iter().map(|webhook| webhook.urn.as_str()).collect();
    assert_eq!(urns.len(), webhooks().len());
}

#[test]
fn discovery_has_108_functional_scopes_and_887_of_single_banks() {
    let all = discovery()["scopes_supported"].as_array().unwrap().len();
    assert_eq!((scopes().len(), all - scopes().len()), (108, 887));
}
