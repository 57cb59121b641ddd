//! Time passes: what happens at the banks, in which order, and who is told.

mod connections;
mod money;
mod steps;
mod told;

use std::collections::BTreeMap;
use std::time::Duration;

use moneyhub_sandbox::{Builder, Delivery, Sandbox, Subscription, WebhookFormat};
use serde_json::Value;

use crate::holder::{Holder, text};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// All that these tests read.
const SCOPES: &str = "accounts:read accounts:write:all transactions:read:all \
    transactions:write:all standing_orders:read statements_basic:read regular_transactions:read \
    affordability:read affordability:write";

fn told_by(builder: Builder) -> Builder {
    let to = Subscription::new("http://127.0.0.1:9/hooks", WebhookFormat::Json);
    builder.standing_clock().webhooks(to.expect("a good URL"))
}

/// The owner of the accounts of one user, whose webhooks are raised.
fn holder() -> Holder {
    Holder::scoped(told_by(Sandbox::builder().users(1)), SCOPES)
}

/// A token for as long as the clock may move.
fn lasting(builder: Builder) -> Builder {
    builder.token_lifetime(DAY * 4_000)
}

/// The same, with a token that does not expire meanwhile.
fn lasting_holder() -> Holder {
    Holder::scoped(lasting(told_by(Sandbox::builder().users(1))), SCOPES)
}

/// Every item of a list, page by page.
fn all(holder: &mut Holder, path: &str) -> Vec<Value> {
    let sign = if path.contains('?') { '&' } else { '?' };
    let mut items = Vec::new();
    loop {
        let page = holder.items(&format!("{path}{sign}limit=1000&offset={}", items.len()));
        if page.is_empty() {
            return items;
        }
        items.extend(page);
    }
}

/// All transactions by id.
fn rows(holder: &mut Holder) -> BTreeMap<String, Value> {
    by_id(&all(holder, "/transactions"))
}

/// Those that may have changed since the start, by id.
fn recent(holder: &mut Holder) -> BTreeMap<String, Value> {
    by_id(&all(holder, "/transactions?startDate=2024-05-20"))
}

fn by_id(all: &[Value]) -> BTreeMap<String, Value> {
    let by_id: BTreeMap<String, Value> =
        all.iter().map(|row| (text(row, "id"), row.clone())).collect();
    assert_eq!(by_id.len(), all.len(), "ids are different");
    by_id
}

fn pence(row: &Value) -> i64 {
    row["amount"]["value"].as_i64().expect("pence")
}

fn connection(holder: &mut Holder, place: usize) -> Value {
    let data = std::mem::take(&mut holder.caller.token);
    holder.caller.token = holder.caller.fetch_token(&[("scope", "connection:read")]);
    let shown = holder.caller.get(&format!("/users/{}/connections", holder.user)).json();
    holder.caller.token = data;
    shown["data"][place].clone()
}

/// The ids that an event is about.
fn ids_of(delivery: &Delivery) -> Vec<String> {
    let ids = delivery.payload["accounts"][0]["transactions"].as_array();
    ids.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}
