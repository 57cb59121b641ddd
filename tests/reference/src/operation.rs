//! The table of operations.

use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;

use crate::document::{ENDPOINTS, SCHEMAS};
use crate::schema::{Schema, Use};

mod parts;

pub use parts::{
    Evidence, Host, Listing, OptionalScope, PathParameter, QueryParameter, Replay, Reply,
    ReplyKind, RequestBody, Scopes, Timeout, Token, Variant,
};

/// One operation of the service, from `schemas.json` and `endpoints.json`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Operation {
    /// The name of the operation in this reference, such as `accounts.balances.list`.
    pub id: String,
    /// The HTTP method, in capitals.
    pub method: String,
    /// The service that answers it.
    pub host: Host,
    /// The path template below the service's base, such as `/accounts/{accountId}`. The base has the
    /// version: `/v3`, `/caas/v1`, `/osip/v1.0`.
    pub path: String,
    /// The versions that have the operation: `v2` and `v3` of the data API, `caas/v1`, `osip/v1.0`, or
    /// `unversioned`.
    pub versions: Vec<String>,
    /// One for each `{name}` in the path.
    pub path_parameters: Vec<PathParameter>,
    /// The documented query parameters.
    pub query: Vec<QueryParameter>,
    /// The body, if there is one.
    #[serde(rename = "requestBody")]
    pub body: Option<RequestBody>,
    /// The answer on success.
    pub reply: Reply,
    /// The error statuses that the documentation lists for this operation.
    #[serde(default)]
    pub documented_errors: Vec<u16>,
    /// Whose token the call carries.
    pub token: Token,
    /// Notes about the token.
    pub token_note: Option<String>,
    /// The scopes that the token needs.
    pub scopes: Scopes,
    /// Whether a success may move money.
    pub moves_money: bool,
    /// When it does.
    pub moves_money_note: Option<String>,
    /// What a success creates, in words.
    pub creates: Option<String>,
    /// Whether a second identical call changes nothing more.
    pub idempotent: bool,
    /// Whether a client may retry it by itself.
    pub replay: Replay,
    /// If the rule depends on the request: how.
    pub replay_note: Option<String>,
    /// How long an answer may take.
    pub timeout: Timeout,
    /// Whether the answer is one page of a list, by `limit` and `offset`.
    pub paginated: bool,
    /// Whether Moneyhub charges for each call.
    #[serde(default)]
    pub charged: bool,
    /// The row of `endpoints.json`: the same facts in the sources' own words.
    pub listing: Listing,
}

static OPERATIONS: LazyLock<Vec<Operation>> = LazyLock::new(|| {
    let rows = ENDPOINTS.as_array().expect("endpoints.json is an array");
    rows.iter().map(read).collect()
});

/// Every operation, in the order of `endpoints.json`: by chapter.
#[must_use]
pub fn operations() -> &'static [Operation] {
    &OPERATIONS
}

/// The operation of this id.
#[must_use]
pub fn operation(id: &str) -> Option<&'static Operation> {
    operations().iter().find(|operation| operation.id == id)
}

fn read(row: &'static Value) -> Operation {
    let id = row["id"].as_str().expect("a row has an id");
    let facts = &SCHEMAS["operations"][id];
    let mut whole = facts.clone();
    whole["id"] = row["id"].clone();
    whole["listing"] = row.clone();
    let mut operation: Operation =
        serde_json::from_value(whole).unwrap_or_else(|error| panic!("{id}: {error}"));
    operation.reply.schema = Schema::at(&facts["reply"]["schema"], Use::Reply);
    for (index, variant) in operation.reply.variants.iter_mut().enumerate() {
        let schema = Schema::at(&facts["reply"]["variants"][index]["schema"], Use::Reply);
        variant.schema = schema.unwrap_or_default();
    }
    if let Some(body) = &mut operation.body {
        let schema = Schema::at(&facts["requestBody"]["schema"], Use::Request);
        body.schema = schema.unwrap_or_default();
    }
    operation
}
