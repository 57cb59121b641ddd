//! What a schema names.

use moneyhub_reference::{Recipe, Schema, Use, definitions, operation};

fn required(schema: Schema, path: &str) -> Option<bool> {
    schema.members().iter().find(|member| member.path == path).map(|member| member.required)
}

#[test]
fn members_are_named_by_their_path_from_the_root() {
    let list = operation("accounts.list").unwrap().reply.schema.unwrap();
    assert_eq!(required(list, "data"), Some(true));
    assert_eq!(required(list, "data[].id"), Some(true));
    assert_eq!(required(list, "data[].details.iban"), Some(false));
    assert_eq!(required(list, "data[].colour"), None);
}

#[test]
fn entries_of_a_map_are_named_by_a_star() {
    let analysis = Schema::named("SpendingAnalysis", Use::Reply).unwrap();
    assert_eq!(required(analysis, "total.*"), Some(false));
}

#[test]
fn members_of_alternatives_are_named_and_not_required() {
    let order = Schema::named("StandingOrder", Use::Reply).unwrap();
    let frequency: Vec<_> = order
        .members()
        .into_iter()
        .filter(|member| member.path.starts_with("frequency."))
        .collect();
    assert!(!frequency.is_empty());
    assert!(frequency.iter().all(|member| !member.required));
}

#[test]
fn every_member_of_a_generated_value_is_named() {
    for (name, schema) in definitions().into_iter().filter(|(_, schema)| schema.is_known()) {
        let members = schema.members();
        let value = schema.generate(Recipe::FULL, &mut |_| 0);
        for (member, _) in value.as_object().into_iter().flatten() {
            let named = members.iter().any(|known| known.path == *member || known.path == "*");
            assert!(named, "{name}: {member}");
        }
    }
}

#[test]
fn open_enums_come_with_their_known_values() {
    let list = operation("accounts.list").unwrap().reply.schema.unwrap();
    let enums = list.open_enums();
    let (_, values) = enums.iter().find(|(path, _)| path == "data[].accountType").unwrap();
    assert_eq!(values, &["personal", "business"]);
}

#[test]
fn an_open_enum_among_alternatives_is_found() {
    let order = Schema::named("StandingOrder", Use::Reply).unwrap();
    let enums = order.open_enums();
    assert!(enums.iter().any(|(path, values)| path == "frequency" && values.contains(&"Monthly")));
}
