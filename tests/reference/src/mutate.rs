//! Slightly wrong replies.

use serde_json::{Value, json};

use crate::generate::{UNKNOWN_MEMBER, UNKNOWN_VALUE};
use crate::path::{JsonPath, Step};
use crate::schema::Schema;

/// A kind of JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true`.
    Boolean,
    /// `7`.
    Integer,
    /// `0.5`.
    Fraction,
    /// `"wrong"`.
    Text,
    /// `[]`.
    Array,
    /// `{}`.
    Object,
}

impl Kind {
    const ALL: [Self; 7] = [
        Self::Null,
        Self::Boolean,
        Self::Integer,
        Self::Fraction,
        Self::Text,
        Self::Array,
        Self::Object,
    ];

    fn value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Boolean => json!(true),
            Self::Integer => json!(7),
            Self::Fraction => json!(0.5),
            Self::Text => json!("wrong"),
            Self::Array => json!([]),
            Self::Object => json!({}),
        }
    }

    fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Boolean,
            Value::Number(number) if number.is_f64() => Self::Fraction,
            Value::Number(_) => Self::Integer,
            Value::String(_) => Self::Text,
            Value::Array(_) => Self::Array,
            Value::Object(_) => Self::Object,
        }
    }
}

/// What a mutation does to the value at its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// Removes the member.
    Drop,
    /// Replaces it by a value of a type that the schema does not allow there, or by `null`.
    Replace(Kind),
    /// Adds [`UNKNOWN_MEMBER`] to the object.
    AddMember,
    /// Puts [`UNKNOWN_VALUE`] into an open enum.
    UnknownValue,
    /// Appends half of a surrogate pair to the text, as the escape `\ud83d`. That is valid JSON by RFC 8259
    /// (section 8.2), but not Unicode.
    LoneSurrogate,
}

/// A change of a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mutation {
    /// The place of the change.
    pub path: JsonPath,
    /// The change.
    pub change: Change,
    /// Whether the object around it requires it. The items of an array and the root are required.
    pub required: bool,
    /// Whether everything on the way to it is required as well, so that the whole reply is lost with it.
    pub essential: bool,
}

impl Mutation {
    /// The changed reply as JSON text.
    #[must_use]
    pub fn apply(&self, reply: &Value) -> String {
        // No text of a sample or a generator has this character of a private use area.
        const MARK: &str = "\u{10fffd}";
        self.changed(reply, MARK).to_string().replace(MARK, r"\ud83d")
    }

    /// The changed reply, with U+FFFD in place of a lone surrogate, which a [`Value`] can't hold.
    #[must_use]
    pub fn apply_to_value(&self, reply: &Value) -> Value {
        self.changed(reply, "\u{fffd}")
    }

    fn changed(&self, reply: &Value, surrogate: &str) -> Value {
        let mut reply = reply.clone();
        if self.change == Change::Drop {
            if let Some((Step::Member(name), around)) = self.path.steps().split_last()
                && let Some(Value::Object(members)) = at(&mut reply, around)
            {
                members.remove(name);
            }
        } else if let Some(place) = at(&mut reply, self.path.steps()) {
            self.change_place(place, surrogate);
        }
        reply
    }

    fn change_place(&self, place: &mut Value, surrogate: &str) {
        match (self.change, place) {
            (Change::Replace(kind), place) => *place = kind.value(),
            (Change::UnknownValue, place) => *place = UNKNOWN_VALUE.into(),
            (Change::LoneSurrogate, Value::String(text)) => text.push_str(surrogate),
            (Change::AddMember, Value::Object(members)) => {
                members.insert(UNKNOWN_MEMBER.to_owned(), json!({ "nested": [1, null] }));
            }
            _ => {}
        }
    }
}

fn at<'a>(value: &'a mut Value, steps: &[Step]) -> Option<&'a mut Value> {
    steps.iter().try_fold(value, |value, step| match step {
        Step::Member(name) => value.get_mut(name),
        Step::Item(index) => value.get_mut(*index),
    })
}

impl Schema {
    /// Every mutation of a reply that satisfies this schema, in the order of a walk. What the schema leaves
    /// open (an unknown member, a free object's members) stays as it is.
    #[must_use]
    pub fn mutations(self, reply: &Value) -> Vec<Mutation> {
        let mut mutations = Vec::new();
        let root = Place { path: JsonPath::root(), required: true, essential: true };
        walk(&[self], reply, &root, &mut mutations);
        mutations
    }
}

struct Place {
    path: JsonPath,
    required: bool,
    essential: bool,
}

impl Place {
    fn inner(&self, path: JsonPath, required: bool) -> Self {
        Self { path, required, essential: self.essential && required }
    }
}

/// `schemas` are alternatives: those that describe the value, alternatives that it does not keep left out.
fn walk(schemas: &[Schema], value: &Value, place: &Place, mutations: &mut Vec<Mutation>) {
    let described: Vec<Schema> = schemas.iter().flat_map(|schema| kept(*schema, value)).collect();
    if described.iter().any(|schema| !schema.is_known()) {
        return;
    }
    let mut note = |change| {
        let Place { path, required, essential } = place;
        mutations.push(Mutation {
            path: path.clone(),
            change,
            required: *required,
            essential: *essential,
        });
    };
    if matches!(place.path.steps().last(), Some(Step::Member(_))) {
        note(Change::Drop);
    }
    for kind in Kind::ALL {
        let wrong = !schemas.iter().any(|schema| has_type(*schema, kind));
        if kind != Kind::of(value) && (wrong || kind == Kind::Null) {
            note(Change::Replace(kind));
        }
    }
    match value {
        Value::String(_) => {
            if described.iter().any(|schema| schema.is_open_enum()) {
                note(Change::UnknownValue);
            }
            note(Change::LoneSurrogate);
        }
        Value::Object(_) => {
            if described.iter().all(|schema| schema.other_members().is_none()) {
                note(Change::AddMember);
            }
            walk_members(schemas, &described, value, place, mutations);
        }
        Value::Array(items) => {
            let parts: Vec<Schema> = described.iter().filter_map(|schema| schema.items()).collect();
            for (index, item) in items.iter().enumerate().filter(|_| !parts.is_empty()) {
                walk(&parts, item, &place.inner(place.path.item(index), true), mutations);
            }
        }
        _ => {}
    }
}

fn walk_members(
    schemas: &[Schema],
    described: &[Schema],
    object: &Value,
    place: &Place,
    mutations: &mut Vec<Mutation>,
) {
    for (name, member) in object.as_object().into_iter().flatten() {
        let parts: Vec<Schema> =
            described.iter().flat_map(|schema| schema.parts_named(name)).collect();
        let required = schemas.iter().all(|schema| requires(*schema, object, name));
        if !parts.is_empty() {
            walk(&parts, member, &place.inner(place.path.member(name), required), mutations);
        }
    }
}

/// A schema and those of its alternatives that a value keeps.
fn kept(schema: Schema, value: &Value) -> Vec<Schema> {
    let alternatives = schema.alternatives().filter(|part| part.accepts(value));
    let inner: Vec<Schema> = alternatives.flat_map(|part| kept(part, value)).collect();
    [vec![schema], inner].concat()
}

/// Whether an object stops keeping the schema without the member: it requires it itself, or all of the
/// alternatives do that are true of the object.
fn requires(schema: Schema, object: &Value, name: &str) -> bool {
    let kept: Vec<Schema> = schema.alternatives().filter(|part| part.accepts(object)).collect();
    schema.required().any(|required| required == name)
        || (!kept.is_empty() && kept.iter().all(|part| requires(*part, object, name)))
}

/// Whether a value of this kind is of a type that the schema has there.
fn has_type(schema: Schema, kind: Kind) -> bool {
    let names: &[&str] = match kind {
        Kind::Null => &["null"],
        Kind::Boolean => &["boolean"],
        Kind::Integer => &["integer", "number"],
        Kind::Fraction => &["number"],
        Kind::Text => &["string"],
        Kind::Array => &["array"],
        Kind::Object => &["object"],
    };
    match &schema.json()["type"] {
        Value::String(name) => names.contains(&name.as_str()),
        Value::Array(types) => {
            types.iter().filter_map(Value::as_str).any(|name| names.contains(&name))
        }
        _ => schema.alternatives().any(|part| has_type(part, kind)),
    }
}
