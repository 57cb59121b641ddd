//! Every answer with state keeps the schema of the table.

use moneyhub_reference::{Host, Route, by_request};
use moneyhub_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::holder::{DATA_SCOPES, Holder, ids, text};

/// Holds an answer against the schema of its operation, with open enums closed.
pub(crate) fn check(host: Host, method: &str, path: &str, status: u16, body: &Value) {
    let below = path.split('?').next().unwrap_or_default();
    let below = ["/v2", "/v3", "/caas/v1", "/osip/v1.0"]
        .iter()
        .find_map(|base| below.strip_prefix(base))
        .unwrap_or(below);
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

const INSIGHT_SCOPES: &str = "accounts:read accounts:write:all transactions:read:all \
    spending_analysis:read spending_goals:read spending_goals:write spending_goals:write:all \
    savings_goals:read savings_goals:write savings_goals:write:all projects:read projects:write \
    tax:read rental_records:read rental_records:write regular_transactions:read \
    regular_transactions:write beneficiaries_detail:read affordability:read affordability:write \
    affordability_income:read affordability_income:write standard_financial_statement:read \
    standard_financial_statement:write";

#[test]
fn reads_of_insights() {
    let mut holder = Holder::scoped(Sandbox::builder(), INSIGHT_SCOPES);
    for path in [
        "/regular-transactions",
        "/beneficiaries",
        "/projects",
        "/tax?startDate=2023-04-06&endDate=2024-04-05",
        "/affordability/confidence",
    ] {
        let body = read(&mut holder, path);
        assert_ne!(body["data"], json!([]), "{path}");
    }
    let analysis = json!({"dates": [{"name": "may", "from": "2024-05-01", "to": "2024-05-31"}]});
    let reply = holder.send("POST", "/spending-analysis", &analysis);
    check(Host::Data, "POST", "/spending-analysis", reply.status, &reply.json());
}

#[test]
fn goals_and_records() {
    let mut holder = Holder::scoped(Sandbox::builder(), INSIGHT_SCOPES);
    let account = holder.account("savings");
    let thresholds = format!("/accounts/{account}/notification-thresholds");
    for (path, body) in [
        ("/spending-goals", json!({"categoryId": "std:all", "amount": {"value": 50_000}})),
        (
            "/savings-goals",
            json!({"name": "Boat", "amount": {"value": 1}, "accounts": [{"id": account}]}),
        ),
        ("/projects", json!({"name": "Flat 2", "type": "RentalProject"})),
        (&thresholds, json!({"value": -100, "type": "lt"})),
        (
            "/rental-records",
            json!({
                "firstName": "Alex", "lastName": "Example", "birthdate": "1990-01-31",
                "addressLine1": "1 Example Road", "postalCode": "AB1 2CD",
                "tenancyStartDate": "2022-09-01", "rentalAmount": {"value": 85_000},
                "rentalFrequency": "monthly", "seriesId": account,
            }),
        ),
    ] {
        let reply = holder.send("POST", path, &body);
        check(Host::Data, "POST", path, reply.status, &reply.json());
        read(&mut holder, path);
    }
}

#[test]
fn reports_pending_and_complete() {
    let mut holder = Holder::scoped(Sandbox::builder(), INSIGHT_SCOPES);
    for path in ["/affordability", "/affordability/income", "/standard-financial-statements"] {
        let id = text(&holder.send("POST", path, &json!({})).json()["data"], "id");
        read(&mut holder, &format!("{path}/{id}"));
        holder.caller.service.advance(std::time::Duration::from_secs(5));
        read(&mut holder, &format!("{path}/{id}"));
        read(&mut holder, path);
    }
    let reply = holder.send("POST", "/v2/affordability", &json!({}));
    check(Host::Data, "POST", "/v2/affordability", reply.status, &reply.json());
}

#[test]
fn caas() {
    let mut holder = Holder::scoped(Sandbox::builder(), "accounts:read");
    let scopes = "caas:transactions:write caas:transactions:read caas:categories:read \
        caas:transaction_splits:read caas:transaction_splits:write \
        caas:regular_transactions:read caas:enhanced_transactions:read";
    holder.caller.token = holder.caller.fetch_token(&[("scope", scopes)]);
    let items = (1..=3).map(|month| {
        json!({
            "accountId": "account-0001", "transactionId": format!("transaction-{month}"),
            "accountType": "cash", "date": format!("2024-0{month}-19T12:00:00.000Z"),
            "status": "posted", "description": "NORTHAM BAKERY", "amount": -1.5,
        })
    });
    let enrich = "/caas/v1/transactions/enrich";
    let reply = holder.send("POST", enrich, &items.collect());
    check(Host::Caas, "POST", enrich, reply.status, &reply.json());
    let part = json!({"amount": -0.75, "userCategoryId": "7", "description": "half"});
    let splits = "/caas/v1/accounts/account-0001/transactions/transaction-1/splits";
    let reply = holder.send("PUT", splits, &json!({"data": [part, part]}));
    check(Host::Caas, "PUT", splits, reply.status, &reply.json());
    for path in [
        "/caas/v1/transactions?accountId=account-0001",
        "/caas/v1/categories",
        "/caas/v1/category-groups",
        "/caas/v1/counterparties?limit=1000",
        "/caas/v1/accounts/account-0001/regular-transactions",
        "/caas/v1/accounts/account-0001/transactions/transaction-1/enhanced",
    ] {
        let reply = holder.get(path);
        check(Host::Caas, "GET", path, reply.status, &reply.json());
    }
}
