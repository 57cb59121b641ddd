//! Webhooks.

use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;

use crate::document::{SAMPLES, SCHEMAS};
use crate::operation::Evidence;
use crate::schema::{Schema, Use};

/// An event that Moneyhub delivers.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Webhook {
    /// Its name, such as `newTransactions`: the `id` of the unsigned form.
    #[serde(skip)]
    pub event: &'static str,
    /// Other spellings of the name.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Its name in the signed form: the member of `events`.
    pub urn: String,
    /// How well the URN is known.
    pub urn_evidence: Evidence,
    /// The payload, in both forms.
    #[serde(skip)]
    pub payload: Schema,
    /// How well the payload is known.
    pub evidence: Evidence,
    /// Notes about it.
    pub note: Option<String>,
    /// A made-up delivery in the unsigned form, JSON; it keeps [`webhook_envelope`].
    #[serde(skip)]
    pub unsigned: Option<&'static str>,
    /// A made-up delivery in the signed form before signing: JSON with `header` and `claims`; the
    /// claims keep [`webhook_claims`].
    #[serde(skip)]
    pub signed: Option<&'static str>,
    /// A delivery with a real signature (RS256) by the key of [`webhook_keys`]: a compact JWS.
    #[serde(skip)]
    pub token: Option<&'static str>,
}

static WEBHOOKS: LazyLock<Vec<Webhook>> = LazyLock::new(|| {
    let events = SCHEMAS["webhooks"]["events"].as_object().expect("events by name");
    events.iter().map(|(event, facts)| read(event, facts)).collect()
});

/// Every event, sorted by name.
#[must_use]
pub fn webhooks() -> &'static [Webhook] {
    &WEBHOOKS
}

/// The body of an unsigned delivery, around the payload.
#[must_use]
pub fn webhook_envelope() -> Schema {
    Schema::at(&SCHEMAS["webhooks"]["envelope"], Use::Reply).unwrap_or_default()
}

/// The claims of a signed delivery (a security event token, RFC 8417), around the payload.
#[must_use]
pub fn webhook_claims() -> Schema {
    Schema::at(&SCHEMAS["webhooks"]["set"], Use::Reply).unwrap_or_default()
}

/// The key set (RFC 7517) that verifies the samples with real signatures. Nobody has the private key.
///
/// # Panics
///
/// Never: a test reads it.
#[must_use]
pub fn webhook_keys() -> &'static str {
    sample("signed/jwks.json").expect("the key set is among the samples")
}

fn read(event: &'static str, facts: &'static Value) -> Webhook {
    let mut webhook =
        Webhook::deserialize(facts).unwrap_or_else(|error| panic!("webhook {event}: {error}"));
    webhook.event = event;
    webhook.payload = Schema::at(&facts["payload"], Use::Reply).unwrap_or_default();
    webhook.unsigned = sample(&format!("{event}.json"));
    webhook.signed = sample(&format!("{event}.set.json"));
    webhook.token = sample(&format!("signed/{event}.jwt")).map(str::trim_end);
    webhook
}

fn sample(name: &str) -> Option<&'static str> {
    let name = format!("webhooks/{name}");
    SAMPLES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}
