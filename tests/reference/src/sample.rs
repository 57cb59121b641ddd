//! Sample replies.

use std::sync::LazyLock;

use serde_json::Value;

use crate::document::SAMPLES;
use crate::operation::{Operation, operation};
use crate::schema::Schema;

/// The form of a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// Every known member is filled. A list ends in an item that has only what is required.
    Full,
    /// The least that the schema allows; of a list, an empty page.
    Minimal,
    /// Another form of the reply: `only_count`, `deleted`, `pending`, `failed`, `v2`, `v3`.
    Variant(&'static str),
}

/// A made-up reply of an operation.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Sample {
    /// The operation that it belongs to.
    pub operation: &'static Operation,
    /// Its form.
    pub form: Form,
    /// Its file name below `data/samples`.
    pub name: &'static str,
    /// The body.
    pub text: &'static str,
}

impl Sample {
    /// The body, parsed.
    ///
    /// # Panics
    ///
    /// Never: a test parses every sample.
    #[must_use]
    pub fn value(&self) -> Value {
        serde_json::from_str(self.text).expect("a sample is JSON")
    }

    /// The schema that it satisfies: of the operation's reply and its variants, the first one that accepts it
    /// and names all of its members, else the first one that accepts it.
    #[must_use]
    pub fn schema(&self) -> Option<Schema> {
        let value = self.value();
        let reply = &self.operation.reply;
        let all =
            reply.schema.into_iter().chain(reply.variants.iter().map(|variant| variant.schema));
        let mut fitting = all.filter(|schema| schema.accepts(&value)).collect::<Vec<_>>();
        // Stable: among equals the reply itself comes first.
        fitting.sort_by_key(|schema| schema.unnamed_members(&value).len());
        fitting.first().copied()
    }
}

static REPLIES: LazyLock<Vec<Sample>> = LazyLock::new(|| {
    SAMPLES
        .iter()
        .filter(|(name, _)| !name.contains('/'))
        .map(|(name, text)| read(name, text))
        .collect()
});

/// Every sample reply, sorted by name. [`webhooks`](crate::webhooks) has those of webhooks.
///
/// # Panics
///
/// Never: a test reads every sample's name.
#[must_use]
pub fn samples() -> &'static [Sample] {
    &REPLIES
}

impl Operation {
    /// The samples of its reply; none when nothing is known about it or when it has no JSON.
    pub fn samples(&self) -> impl Iterator<Item = &'static Sample> + use<'_> {
        samples().iter().filter(|sample| sample.operation.id == self.id)
    }

    /// Its sample of this form.
    #[must_use]
    pub fn sample(&self, form: Form) -> Option<&'static Sample> {
        self.samples().find(|sample| sample.form == form)
    }
}

fn read(name: &'static str, text: &'static str) -> Sample {
    let stem = name.trim_end_matches(".json");
    let (id, form) = match (operation(stem), stem.rsplit_once('.')) {
        (Some(_), _) => (stem, Form::Full),
        (None, Some((id, "min"))) => (id, Form::Minimal),
        (None, Some((id, variant))) => (id, Form::Variant(variant)),
        (None, None) => (stem, Form::Full),
    };
    let operation = operation(id).unwrap_or_else(|| panic!("{name} belongs to no operation"));
    Sample { operation, form, name, text }
}
