//! What a schema names.

use super::Schema;

/// A member that a schema names.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Member {
    /// Its path from the root: `data[].details.iban`; `*` stands for any name of a map's entries.
    pub path: String,
    /// Whether its object requires it. A member of one of several alternatives is not required.
    pub required: bool,
    /// What it contains.
    pub schema: Schema,
}

impl Schema {
    /// Every member, at any depth, in the order of a walk. Where alternatives describe the same path in
    /// different ways, it comes once for each way.
    #[must_use]
    pub fn members(self) -> Vec<Member> {
        let mut places = Vec::new();
        walk(self, "", &mut places);
        places.retain(|place| !place.path.ends_with("[]") && !place.path.is_empty());
        places
    }

    /// Every open enum with its path (`data[].type`; the items of an array of enums, `scopes[]`) and its
    /// known values.
    #[must_use]
    pub fn open_enums(self) -> Vec<(String, Vec<&'static str>)> {
        let mut places = vec![Member { path: String::new(), required: true, schema: self }];
        walk(self, "", &mut places);
        let open = places.into_iter().filter(|place| place.schema.is_open_enum());
        open.map(|place| (place.path, place.schema.values())).collect()
    }
}

fn walk(schema: Schema, path: &str, places: &mut Vec<Member>) {
    for part in schema.alternatives() {
        let before = places.len();
        walk_alternative(part, path, places);
        places[before..].iter_mut().for_each(|place| place.required = false);
    }
    let required: Vec<&str> = schema.required().collect();
    let dot = if path.is_empty() { "" } else { "." };
    for (name, part) in schema.properties() {
        visit(part, format!("{path}{dot}{name}"), required.contains(&name), places);
    }
    let entries = schema.pattern_members().map(|(_, part)| part).chain(schema.other_members());
    for part in entries {
        visit(part, format!("{path}{dot}*"), false, places);
    }
    if let Some(part) = schema.items() {
        visit(part, format!("{path}[]"), true, places);
    }
}

/// An alternative is at the same place as what it is an alternative of; an enum among the alternatives
/// would be lost if only members were noted.
fn walk_alternative(schema: Schema, path: &str, places: &mut Vec<Member>) {
    if schema.is_open_enum() {
        places.push(Member { path: path.to_owned(), required: false, schema });
    }
    walk(schema, path, places);
}

fn visit(schema: Schema, path: String, required: bool, places: &mut Vec<Member>) {
    let known = places
        .iter()
        .any(|place| place.path == path && std::ptr::eq(place.schema.json(), schema.json()));
    if !known {
        places.push(Member { path: path.clone(), required, schema });
        walk(schema, &path, places);
    }
}
