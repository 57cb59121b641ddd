//! Accounts, their balances, holdings, standing orders and statements.

use std::collections::BTreeSet;

use moneyhub_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::holder::{DATA_SCOPES, Holder, ids, text};

const TYPES: [&str; 14] = [
    "asset",
    "card",
    "cash:current",
    "crypto",
    "investment",
    "loan",
    "mortgage:interestOnly",
    "mortgage:repayment",
    "pension",
    "pension:definedBenefit",
    "pension:definedContribution",
    "properties:buyToLet",
    "properties:residential",
    "savings",
];

fn manual() -> Value {
    json!({
        "accountName": "Jar",
        "providerName": "Kitchen",
        "type": "savings",
        "balance": {"amount": {"value": 12_345}, "date": "2024-05-30"},
        "details": {"AER": 1.5},
    })
}

fn created(holder: &mut Holder) -> String {
    let reply = holder.send("POST", "/accounts", &manual());
    assert_eq!(reply.status, 200, "{:?}", reply.body);
    text(&reply.json()["data"], "id")
}

#[test]
fn there_are_accounts_of_every_type() {
    let accounts = Holder::new().items("/accounts?limit=1000");
    let types: BTreeSet<String> = accounts.iter().map(|account| text(account, "type")).collect();
    assert_eq!(types, TYPES.map(str::to_owned).into());
}

#[test]
fn accounts_are_those_that_connections_name() {
    let mut holder = Holder::new();
    let accounts = ids(&holder.items("/accounts?limit=1000"));
    let caller = &mut holder.caller;
    caller.token = caller.fetch_token(&[("scope", "connection:read")]);
    let connections = caller.get(&format!("/users/{}/connections", holder.user)).json();
    let named = connections["data"].as_array().into_iter().flatten();
    let named: Vec<String> = named
        .flat_map(|connection| connection["accountIds"].as_array().cloned().unwrap_or_default())
        .map(|id| id.as_str().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(accounts, named);
}

#[test]
fn an_account_is_got_as_it_is_listed() {
    let mut holder = Holder::new();
    let listed = holder.items("/accounts?limit=1").remove(0);
    let got = holder.read(&format!("/accounts/{}", text(&listed, "id")));
    assert_eq!(got["data"], listed);
}

#[test]
fn pages_are_linked() {
    let mut holder = Holder::new();
    let whole = ids(&holder.items("/accounts?limit=1000"));
    let mut path = "/accounts?limit=4&offset=0".to_owned();
    let mut walked = Vec::new();
    loop {
        let page = holder.read(&path);
        walked.extend(ids(page["data"].as_array().expect("a list")));
        let Some(next) = page["links"]["next"].as_str() else {
            break;
        };
        assert!(next.starts_with("http://data.test/v3/accounts?"), "{next}");
        path = next.to_owned();
    }
    assert_eq!(walked, whole);
}

#[test]
fn a_connection_has_its_own() {
    let mut holder = Holder::new();
    let connection = holder.caller.service.connection_ids(&holder.user)[0].clone();
    let accounts = holder.items(&format!("/accounts?connectionId={connection}"));
    assert_eq!(accounts.len(), 2);
    assert!(accounts.iter().all(|account| account["connectionId"] == connection.as_str()));
}

#[test]
fn account_numbers_need_their_scope() {
    let mut holder = Holder::new();
    let id = holder.account("cash:current");
    let bare = holder.read(&format!("/accounts/{id}"))["data"].take();
    for member in ["accountReference", "accountHolderName"] {
        assert_eq!(bare.get(member), None, "{member}");
    }
    assert_eq!(bare["details"].get("sortCodeAccountNumber"), None);
    assert_eq!(bare["details"]["overdraftLimit"], 50_000);

    let scopes = format!("{DATA_SCOPES} accounts_details:read");
    let mut detailed = Holder::scoped(Sandbox::builder(), &scopes);
    let full = detailed.read(&format!("/accounts/{id}"))["data"].take();
    assert_eq!(full["accountHolderName"], "Alex Example");
    assert_eq!(text(&full["details"], "sortCodeAccountNumber").len(), 14);
}

#[test]
fn v3_leaves_out_what_v2_shows_unless_it_is_asked_for() {
    let mut holder = Holder::new();
    let has = |accounts: &[Value], member: &str| {
        accounts.iter().any(|account| account.get(member).is_some())
    };
    for member in ["transactionData", "performanceScore"] {
        assert!(!has(&holder.items("/accounts"), member));
        assert!(has(&holder.items("/v2/accounts"), member));
        assert!(!has(&holder.items("/v2/accounts-list"), member));
    }
    let shown = holder.items("/accounts?showTransactionData=true&showPerformanceScore=false");
    assert!(has(&shown, "transactionData") && !has(&shown, "performanceScore"));
}

#[test]
fn what_v3_removed_is_404_there() {
    let mut holder = Holder::new();
    let id = holder.account("cash:current");
    for (method, path) in [
        ("GET", "/accounts-list".to_owned()),
        ("GET", format!("/accounts/{id}/counterparties")),
        ("POST", format!("/accounts/{id}/recurring-transactions")),
    ] {
        assert_eq!(holder.call(method, &path, &[], "").status, 404, "{path}");
        let reply = holder.call(method, &format!("/v2.0{path}"), &[], "");
        assert_eq!(reply.status, 200, "{path}");
        assert_ne!(reply.json()["data"], json!([]), "{path}");
    }
}

#[test]
fn the_balance_is_that_after_the_newest_transaction() {
    let mut holder = Holder::new();
    let id = holder.account("cash:current");
    let account = holder.read(&format!("/accounts/{id}"))["data"].take();
    let newest = holder.items(&format!("/transactions?accountId={id}&limit=1")).remove(0);
    assert_eq!(account["balance"]["amount"], newest["balance"]);
}

#[test]
fn transactions_add_up_from_balance_to_balance() {
    for transactions in [1, 30, 240, 997] {
        let builder = Sandbox::builder().transactions_per_account(transactions);
        let mut holder = Holder::of(builder);
        for kind in ["cash:current", "card", "mortgage:repayment", "investment"] {
            let id = holder.account(kind);
            let path = format!("/transactions?accountId={id}&limit=1000");
            let items = holder.items(&path);
            assert_eq!(items.len() as u64, transactions);
            for pair in items.windows(2) {
                let value = |item: &Value, name: &str| item[name]["value"].as_i64();
                let before = value(&pair[1], "balance").zip(value(&pair[0], "amount"));
                let after = before.map(|(balance, amount)| balance + amount);
                assert_eq!(value(&pair[0], "balance"), after, "{kind}");
            }
        }
    }
}

#[test]
fn statements_add_up_with_the_transactions_of_their_month() {
    let mut holder = Holder::of(Sandbox::builder().transactions_per_account(250));
    let id = holder.account("savings");
    let statements = holder.items(&format!("/accounts/{id}/statements"));
    assert_eq!(statements.len(), 23);
    for statement in statements {
        let (start, end) = (text(&statement, "startDate"), text(&statement, "endDate"));
        let (start, end) = (&start[..10], &end[..10]);
        let path =
            format!("/transactions?accountId={id}&startDate={start}&endDate={end}&limit=999");
        let items = holder.items(&path);
        let sum: i64 = items.iter().filter_map(|item| item["amount"]["value"].as_i64()).sum();
        assert_eq!(statement["totalValue"]["value"], sum, "{start}");
        assert_eq!(statement["amounts"][1]["amount"], items[0]["balance"], "{start}");
    }
}

#[test]
fn balances_end_with_that_of_the_account() {
    let mut holder = Holder::new();
    let id = holder.account("pension");
    let balances = holder.items(&format!("/accounts/{id}/balances"));
    assert_eq!(balances.len(), 24);
    let account = holder.read(&format!("/accounts/{id}"))["data"].take();
    assert_eq!(balances[0], account["balance"]);
}

#[test]
fn holdings_add_up_to_the_balance() {
    let mut holder = Holder::new();
    let id = holder.account("investment");
    let account = holder.read(&format!("/accounts/{id}"))["data"].take();
    let holdings = holder.items(&format!("/accounts/{id}/holdings-with-matches"));
    let parts = |value: &Value| {
        let text = value.to_string();
        let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
        format!("{whole}{part:0<4}").parse::<i64>().expect("four decimals")
    };
    let sum: i64 = holdings.iter().map(|holding| parts(&holding["total"]["value"])).sum();
    assert_eq!(Some(sum / 10_000), account["balance"]["amount"]["value"].as_i64());
    assert_eq!(sum % 10_000, 0);
}

#[test]
fn a_holding_is_got_with_its_history() {
    let mut holder = Holder::new();
    let id = holder.account("pension:definedContribution");
    let first = holder.items(&format!("/accounts/{id}/holdings-with-matches")).remove(0);
    let path = format!("/accounts/{id}/holdings/{}", text(&first, "id"));
    let mut got = holder.read(&path)["data"].take();
    assert_eq!(got["history"].as_array().map(Vec::len), Some(2));
    got.as_object_mut().map(|got| got.remove("history"));
    assert_eq!(got, first);
    assert_eq!(holder.get(&format!("/accounts/{id}/holdings/x")).status, 404);
}

#[test]
fn an_account_without_securities_has_no_holdings() {
    let mut holder = Holder::new();
    let id = holder.account("savings");
    for rest in ["holdings", "holdings-with-matches"] {
        assert_eq!(holder.items(&format!("/accounts/{id}/{rest}")), Vec::<Value>::new());
    }
}

#[test]
fn a_standing_order_is_the_one_of_the_transactions() {
    let mut holder = Holder::new();
    let id = holder.account("cash:current");
    let order = holder.items(&format!("/accounts/{id}/standing-orders")).remove(0);
    let rent = holder.items(&format!("/transactions?accountId={id}&text=standing+order&limit=2"));
    let amount = order["nextPaymentAmount"]["value"].as_i64().unwrap_or_default();
    assert!(rent.iter().all(|paid| paid["amount"]["value"] == -amount));
    let day = format!("{:02}", order["frequency"]["day"].as_i64().unwrap_or_default());
    assert_eq!(text(&rent[0], "date")[8..10], day);
    assert_eq!(text(&order, "nextPaymentDate")[8..10], day);

    // It has changed: the first payments were lower.
    let all = holder.items(&format!("/transactions?accountId={id}&text=standing+order&limit=100"));
    let first = &order["firstPaymentAmount"]["value"];
    assert_eq!(all[23]["amount"]["value"], -first.as_i64().unwrap_or_default());
    assert_ne!(first, &order["nextPaymentAmount"]["value"]);
}

#[test]
fn the_payee_of_a_standing_order_needs_its_scope() {
    let mut holder = Holder::new();
    let id = holder.account("cash:current");
    let path = format!("/accounts/{id}/standing-orders");
    assert_eq!(holder.items(&path)[0].get("payee"), None);
    let mut detailed =
        Holder::scoped(Sandbox::builder(), "accounts:read standing_orders_detail:read");
    assert_eq!(detailed.items(&path)[0]["payee"]["name"], "Example Lettings");
}

#[test]
fn a_created_account_is_found_changed_counted_and_deleted() {
    let mut holder = Holder::new();
    let before = holder.items("/accounts?limit=1000").len();
    let id = created(&mut holder);
    assert_eq!(holder.items("/accounts?limit=1000").len(), before + 1);

    let got = holder.read(&format!("/accounts/{id}"))["data"].take();
    assert_eq!((&got["accountName"], &got["providerId"]), (&json!("Jar"), &json!("API")));
    assert_eq!(got["balance"]["amount"]["value"], 12_345);

    let change = json!({"accountName": "Pot", "providerName": "Hall", "details": {"AER": 2}});
    let changed = holder.send("PATCH", &format!("/accounts/{id}"), &change).json();
    assert_eq!(changed["data"]["accountName"], "Pot");
    assert_eq!(changed["data"]["details"]["AER"], 2);

    assert_eq!(holder.delete(&format!("/accounts/{id}")), 204);
    assert_eq!(holder.get(&format!("/accounts/{id}")).status, 404);
    assert_eq!(holder.items("/accounts?limit=1000").len(), before);
}

#[test]
fn an_added_balance_is_the_newest_when_it_is() {
    let mut holder = Holder::new();
    let id = created(&mut holder);
    for (day, value) in [("2024-06-01", 200), ("2024-01-01", 100)] {
        let body = json!({"amount": {"value": value}, "date": day});
        let reply = holder.send("POST", &format!("/accounts/{id}/balances"), &body);
        assert_eq!((reply.status, &reply.json()["data"]["date"]), (200, &json!(day)));
    }
    let days = holder.items(&format!("/accounts/{id}/balances"));
    let days: Vec<String> = days.iter().map(|balance| text(balance, "date")).collect();
    assert_eq!(days, ["2024-06-01", "2024-05-30", "2024-01-01"]);
    let account = holder.read(&format!("/accounts/{id}"))["data"].take();
    assert_eq!(account["balance"]["amount"]["value"], 200);
}

#[test]
fn an_account_at_a_bank_cannot_be_deleted() {
    let mut holder = Holder::new();
    let id = holder.account("card");
    assert_eq!(holder.delete(&format!("/accounts/{id}")), 400);
}

#[test]
fn details_must_fit_the_type() {
    let mut holder = Holder::new();
    let mut card = manual();
    card["type"] = json!("card");
    let reply = holder.send("POST", "/accounts", &card);
    assert_eq!(
        (reply.status, reply.member("message").as_str()),
        (400, "details of card have no AER")
    );
    let mut mortgage = manual();
    mortgage["type"] = json!("mortgage:repayment");
    mortgage["details"] = json!({"APR": 4.1});
    assert_eq!(holder.send("POST", "/accounts", &mortgage).status, 400);
    mortgage["details"] = json!({"term": 240});
    assert_eq!(holder.send("POST", "/accounts", &mortgage).status, 200);
}

#[test]
fn accounts_of_another_user_are_404() {
    let mut holder = Holder::new();
    let mine = holder.account("card");
    let other = holder.caller.user(1);
    let scopes = [("scope", DATA_SCOPES), ("sub", other.as_str())];
    holder.caller.token = holder.caller.fetch_token(&scopes);
    assert_eq!(holder.get(&format!("/accounts/{mine}")).status, 404);
}

#[test]
fn the_accounts_of_a_deleted_connection_are_gone() {
    let mut holder = Holder::new();
    let card = holder.account("cash:current");
    let connection = holder.caller.service.connection_ids(&holder.user)[0].clone();
    let scoped = holder.caller.fetch_token(&[("scope", "connection:delete")]);
    let bound = std::mem::replace(&mut holder.caller.token, scoped);
    let path = format!("/users/{}/connection/{connection}", holder.user);
    assert_eq!(holder.caller.call("DELETE", &path).status, 204);
    holder.caller.token = bound;
    assert_eq!(holder.get(&format!("/accounts/{card}")).status, 404);
}

#[test]
fn every_account_at_a_bank_has_its_last_sync() {
    let mut holder = Holder::new();
    created(&mut holder);
    let syncs = holder.items("/accounts/syncs");
    assert_eq!(syncs.len(), holder.items("/accounts?limit=1000").len() - 1);
    assert!(syncs.iter().all(|sync| sync["lastSuccessfulSync"].is_string()));
}
