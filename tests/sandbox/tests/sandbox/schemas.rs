//! Every answer with state keeps the schema of the table.

use moneyhub_reference::{Host, Route, by_request};
use moneyhub_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::holder::{DATA_SCOPES, Holder, ids, text};

/// Holds an answer against the schema of its operation, with open enums closed.
pub(crate) fn check(host: Host, method: &str, path: &str, status: u16, body: &Value) {
    let below = path.split('?').next().unwrap_or_default();
    let below = ["/v2", "/v3"].iter().find_map(|base| below.strip_prefix(base)).unwrap_or(below);
    let route: Route<'_> = by_request(method, host, below).expect("an operation");
    let reply = &route.operation.reply;
    assert!(reply.statuses.contains(&status), "{method} {path}: {status} {body}");
    let schema = reply.schema.expect("a schema");
    let failures = schema.strict_failures(body);
    assert!(failures.is_empty(), "{method} {path}: {failures:?}");
    let unnamed = schema.unnamed_members(body);
    assert!(unnamed.is_empty(), "{method} {path}: {unnamed:?}");
}

fn holder() -> Holder {
    let more = "accounts_details:read standing_orders_detail:read \
                transactions_unenriched:read:all";
    Holder::scoped(Sandbox::builder(), &format!("{DATA_SCOPES} {more}"))
}

fn read(holder: &mut Holder, path: &str) -> Value {
    let reply = holder.get(path);
    let body = reply.json();
    check(Host::Data, "GET", path, reply.status, &body);
    body
}

#[test]
fn reads_of_accounts() {
    let mut holder = holder();
    let all = read(&mut holder, "/v2/accounts?limit=1000");
    read(&mut holder, "/v2/accounts-list");
    read(&mut holder, "/accounts/syncs");
    for id in ids(all["data"].as_array().expect("a list")) {
        let path = |rest: &str| format!("/accounts/{id}{rest}");
        for rest in ["", "/balances", "/holdings", "/standing-orders", "/statements"] {
            read(&mut holder, &path(rest));
        }
        let held = read(&mut holder, &path("/holdings-with-matches"));
        for holding in ids(held["data"].as_array().expect("a list")) {
            read(&mut holder, &path(&format!("/holdings/{holding}")));
        }
        read(&mut holder, &format!("/v2/accounts/{id}/counterparties"));
        let path = format!("/v2/accounts/{id}/recurring-transactions");
        let reply = holder.call("POST", &path, &[], "");
        check(Host::Data, "POST", &path, reply.status, &reply.json());
    }
}

#[test]
fn reads_of_transactions() {
    let mut holder = holder();
    read(&mut holder, "/transactions?limit=1000");
    read(&mut holder, "/transactions/unenriched?limit=1000");
    let id = holder.transaction(4);
    for path in ["/transactions/", "/transactions/unenriched/"] {
        read(&mut holder, &format!("{path}{id}"));
    }
    read(&mut holder, &format!("/transactions/{id}/files"));
    read(&mut holder, &format!("/transactions/{id}/splits"));
}

#[test]
fn reads_of_the_directory() {
    let mut holder = holder();
    for path in [
        "/categories?type=all&limit=1000",
        "/category-groups",
        "/standard-categories?type=all",
        "/standard-category-groups",
        "/global-counterparties?limit=1000",
    ] {
        read(&mut holder, path);
    }
    for name in ["all", "payments", "beta"] {
        let path = format!("/oidc/.well-known/{name}-connections");
        let reply = holder.caller.get(&path);
        check(Host::Identity, "GET", &path, reply.status, &reply.json());
    }
}

#[test]
fn answers_of_writes() {
    let mut holder = holder();
    let account = json!({
        "accountName": "Jar", "providerName": "Kitchen", "type": "cash:current",
        "balance": {"amount": {"value": 1}, "date": "2024-05-30"},
    });
    let write = |holder: &mut Holder, method: &str, path: &str, body: &Value| {
        let reply = holder.send(method, path, body);
        check(Host::Data, method, path, reply.status, &reply.json());
        reply.json()["data"].take()
    };
    let account = text(&write(&mut holder, "POST", "/accounts", &account), "id");
    let names = json!({"accountName": "Pot", "providerName": "Hall"});
    write(&mut holder, "PATCH", &format!("/accounts/{account}"), &names);
    let balance = json!({"amount": {"value": 2}, "date": "2024-06-01"});
    write(&mut holder, "POST", &format!("/accounts/{account}/balances"), &balance);

    let category = json!({"group": "group:2", "name": "Bees"});
    let category = text(&write(&mut holder, "POST", "/categories", &category), "categoryId");
    let one = json!({
        "accountId": account, "amount": {"value": -200}, "categoryId": category,
        "date": "2024-05-10T09:30:00.000Z", "longDescription": "BEES",
    });
    write(&mut holder, "POST", "/transactions-collection", &json!([one]));
    let id = text(&write(&mut holder, "POST", "/transactions", &one), "id");
    let path = format!("/transactions/{id}");
    write(&mut holder, "PATCH", &path, &json!({"notes": "hive"}));
    let part =
        |amount: i64| json!({"amount": amount, "categoryId": category, "description": "half"});
    let parts = json!([part(-150), part(-50)]);
    let parts = write(&mut holder, "POST", &format!("{path}/splits"), &parts);
    let split = format!("{path}/splits/{}", text(&parts[0], "id"));
    write(&mut holder, "PATCH", &split, &json!({"description": "most"}));
    read(&mut holder, &path);

    let connection = holder.caller.service.connection_ids(&holder.user)[0].clone();
    write(&mut holder, "POST", &format!("/sync/{connection}"), &json!({}));
}
