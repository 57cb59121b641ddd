//! Values that satisfy a schema.

use serde_json::{Map, Value, json};

use crate::schema::{Schema, Use};

mod pattern;
mod scalar;

/// How much of a schema a generated value has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Extent {
    /// Required members only, and arrays as short as they may be.
    Minimal,
    /// Every member, and at least one item in each array.
    Full,
    /// Required members and some of the others; arrays of up to three items more than the least.
    Random,
}

/// What to generate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Recipe {
    /// How much of the schema it has.
    pub extent: Extent,
    /// Whether some of the optional members of a reply are `null`.
    pub nulls: bool,
    /// Whether each object of a reply has an unknown member, `unknownMember`.
    pub unknown_members: bool,
    /// Whether some of the open enums have an unknown value, `unknown-value`.
    pub unknown_values: bool,
}

impl Recipe {
    /// The least that the schema allows.
    pub const MINIMAL: Self = Self::plain(Extent::Minimal);
    /// Everything that the schema names.
    pub const FULL: Self = Self::plain(Extent::Full);
    /// Some of what the schema names.
    pub const RANDOM: Self = Self::plain(Extent::Random);
    /// Some of what the schema names, and everything that a client must tolerate: nulls, unknown members and
    /// unknown values.
    pub const EXTENDED: Self =
        Self { nulls: true, unknown_members: true, unknown_values: true, ..Self::RANDOM };

    const fn plain(extent: Extent) -> Self {
        Self { extent, nulls: false, unknown_members: false, unknown_values: false }
    }
}

/// The member that [`Recipe::unknown_members`] and [`Change::AddMember`](crate::Change::AddMember) add.
pub const UNKNOWN_MEMBER: &str = "unknownMember";

/// The text that [`Recipe::unknown_values`] and [`Change::UnknownValue`](crate::Change::UnknownValue)
/// put into open enums.
pub const UNKNOWN_VALUE: &str = "unknown-value";

/// A source of choices: it takes the number of options (at least one), and returns the index of one. An index
/// out of range is taken modulo the number of options. `|_| 0` always takes the first one; a property test
/// draws from its own generator, a fuzzer from its input.
pub type Choose<'a> = dyn FnMut(usize) -> usize + 'a;

/// Choices from a seed, evenly distributed and the same on every machine (SplitMix64).
pub fn seeded(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed;
    move |options| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % options.max(1) as u64).unwrap_or(0)
    }
}

impl Schema {
    /// A value that satisfies the schema. The same recipe and choices give the same value.
    ///
    /// Texts that the schema leaves free are never empty and hold characters outside ASCII, quotes and
    /// control characters; numbers that it leaves free are up to 2^53 - 1 in size; dates and times come in
    /// every form that RFC 3339 has with `T` and `Z` in capitals. A text named `currency` is an ISO 4217
    /// code and one named `amount` a decimal number, which no schema says and every sample shows.
    #[must_use]
    pub fn generate(self, recipe: Recipe, choose: &mut Choose<'_>) -> Value {
        Generator { recipe, choose }.value(self, "")
    }
}

struct Generator<'a, 'b> {
    recipe: Recipe,
    choose: &'a mut Choose<'b>,
}

impl Generator<'_, '_> {
    fn pick(&mut self, options: usize) -> usize {
        (self.choose)(options) % options
    }

    fn one_in(&mut self, options: usize) -> bool {
        self.pick(options) == options - 1
    }

    /// A value of the member `name`; of an item, the name of its array.
    fn value(&mut self, schema: Schema, name: &str) -> Value {
        let json = schema.json();
        let Some(kind) = self.kind(json) else {
            let alternatives: Vec<Schema> = schema.alternatives().collect();
            return match alternatives.len() {
                0 => self.anything(),
                count => {
                    let chosen = self.pick(count);
                    self.value(alternatives[chosen], name)
                }
            };
        };
        match kind {
            "object" => self.object(schema),
            "array" => self.array(schema, name),
            "string" => self.text(schema, name),
            "integer" => scalar::integer(json, self.choose),
            "number" => scalar::number(json, self.choose),
            "boolean" => Value::Bool(self.pick(2) == 0),
            _ => Value::Null,
        }
    }

    fn kind(&mut self, json: &'static Value) -> Option<&'static str> {
        match &json["type"] {
            Value::Array(kinds) => {
                // `null` stands last in every list.
                let count = if self.recipe.extent == Extent::Random { kinds.len() } else { 1 };
                kinds[self.pick(count)].as_str()
            }
            kind => kind.as_str(),
        }
    }

    fn text(&mut self, schema: Schema, name: &str) -> Value {
        let values = schema.values();
        if values.is_empty() {
            return Value::String(scalar::text(schema.json(), name, self.choose));
        }
        if schema.is_open_enum() && self.recipe.unknown_values && self.one_in(4) {
            return UNKNOWN_VALUE.into();
        }
        values[self.pick(values.len())].into()
    }

    fn array(&mut self, schema: Schema, name: &str) -> Value {
        let limit =
            |keyword: &str| schema.json()[keyword].as_u64().and_then(|n| usize::try_from(n).ok());
        let least = limit("minItems").unwrap_or(0);
        let most = limit("maxItems").unwrap_or(usize::MAX);
        let count = match self.recipe.extent {
            Extent::Minimal => least,
            Extent::Full => least.max(1),
            Extent::Random => (least + self.pick(4)).min(most),
        };
        let items = schema.items().unwrap_or_default();
        (0..count).map(|_| self.value(items, name)).collect()
    }

    fn object(&mut self, schema: Schema) -> Value {
        let (required, mut forbidden) = self.presence(schema);
        let mut members = Map::new();
        for (name, part) in schema.properties() {
            let needed = required.contains(&name);
            let wanted = match self.recipe.extent {
                Extent::Minimal => false,
                Extent::Full => true,
                Extent::Random => self.pick(2) == 1,
            };
            if !needed && (!wanted || forbidden.contains(&name)) {
                continue;
            }
            // Both spellings of one member at once would be a duplicate.
            if let Some(usual) = part.json()["x-alias-of"].as_str() {
                if self.recipe.extent == Extent::Full || members.contains_key(usual) {
                    continue;
                }
                forbidden.push(usual);
            }
            let reply = schema.side() == Use::Reply;
            let absent = !needed && reply && self.recipe.nulls && self.one_in(4);
            let value = if absent { Value::Null } else { self.value(part, name) };
            members.insert(name.to_owned(), value);
        }
        self.further_members(schema, &mut members);
        Value::Object(members)
    }

    /// The members that are required once an alternative has been chosen, and those that would make a
    /// second one true.
    fn presence(&mut self, schema: Schema) -> (Vec<&'static str>, Vec<&'static str>) {
        let mut required: Vec<&str> = schema.required().collect();
        let alternatives: Vec<Schema> = schema.alternatives().collect();
        let mut forbidden = Vec::new();
        if !alternatives.is_empty() {
            let chosen = self.pick(alternatives.len());
            if schema.json().get("oneOf").is_some() {
                let others = alternatives.iter().enumerate().filter(|(index, _)| *index != chosen);
                forbidden.extend(others.flat_map(|(_, other)| other.required()));
            }
            required.extend(alternatives[chosen].required());
        }
        (required, forbidden)
    }

    /// The entries of a map, and the member that nobody knows.
    fn further_members(&mut self, schema: Schema, members: &mut Map<String, Value>) {
        let entries = match self.recipe.extent {
            Extent::Minimal => usize::from(schema.json().get("minProperties").is_some()),
            Extent::Full => 1,
            Extent::Random => 1 + self.pick(2),
        };
        let by_pattern: Vec<_> = schema.pattern_members().collect();
        for (name_pattern, part) in by_pattern {
            for index in 0..entries {
                let name = pattern::text(name_pattern, self.choose);
                members.insert(format!("{name}{index}"), self.value(part, ""));
            }
        }
        if let Some(part) = schema.other_members() {
            for index in 0..entries {
                members.insert(format!("entry {index}"), self.value(part, ""));
            }
        } else if self.recipe.unknown_members && schema.side() == Use::Reply {
            members.insert(UNKNOWN_MEMBER.to_owned(), self.anything());
        }
    }

    /// A value of which no schema says anything.
    fn anything(&mut self) -> Value {
        let all = [
            json!({ "a": [1, null, "ü"] }),
            json!("text"),
            json!(-1.5),
            json!(true),
            json!([]),
            json!(null),
        ];
        all[self.pick(all.len())].clone()
    }
}
