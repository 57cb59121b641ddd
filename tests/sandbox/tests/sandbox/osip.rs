//! Pensions and investments, as OSIP tells of them.

use moneyhub_reference::Host;
use moneyhub_sandbox::Sandbox;
use serde_json::Value;

use crate::holder::{Holder, ids, text};
use crate::schemas::check;

const ACCOUNTS: &str = "/osip/v1.0/accounts";

fn holder() -> Holder {
    Holder::scoped(Sandbox::builder(), "osip:read accounts:read")
}

fn items(holder: &mut Holder, path: &str) -> Vec<Value> {
    let reply = holder.get(path);
    let body = reply.json();
    check(Host::Osip, "GET", path, reply.status, &body);
    body["data"].as_array().cloned().expect("a list")
}

/// An amount in millionths, by its text.
fn millionths(valuation: &Value) -> i128 {
    let text = valuation["amount"].to_string();
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    format!("{whole}{part:0<6}").parse().expect("at most six decimals")
}

#[test]
fn the_accounts_are_those_that_hold_securities() {
    let mut holder = holder();
    let all = items(&mut holder, ACCOUNTS);
    let mut expected = ids(&holder.items("/accounts?limit=1000"));
    expected.retain(|id| !holder.items(&format!("/accounts/{id}/holdings")).is_empty());
    assert_eq!(ids(&all), expected);
    assert!(all.len() > 1);
    let one = &all[1];
    assert_eq!(&holder.read(&format!("{ACCOUNTS}/{}", text(one, "id")))["data"], one);
    assert_eq!(
        items(&mut holder, &format!("{ACCOUNTS}?limit=1&offset=1")),
        std::slice::from_ref(one)
    );
}

#[test]
fn what_an_account_is_worth_is_the_sum_of_what_it_holds_to_the_digit() {
    let mut holder = holder();
    for account in items(&mut holder, ACCOUNTS) {
        let path = format!("{ACCOUNTS}/{}/holdings", text(&account, "id"));
        let held = items(&mut holder, &path);
        let sum: i128 = held.iter().map(|holding| millionths(&holding["valuatuion"])).sum();
        assert_eq!(sum, millionths(&account["valuation"]), "{}", account["name"]);
        assert_eq!(held[0]["product"]["type"], "ISIN");
    }
}

#[test]
fn trades_add_up_to_their_transaction_and_come_alone_or_in_a_list() {
    let mut holder = holder();
    let account = text(&items(&mut holder, ACCOUNTS)[0], "id");
    let bought = items(&mut holder, &format!("{ACCOUNTS}/{account}/transactions"));
    assert!(bought[0]["transactions"].is_object() && bought[1]["transactions"].is_array());
    for one in &bought {
        let trades = match &one["transactions"] {
            Value::Array(trades) => trades.clone(),
            trade => vec![trade.clone()],
        };
        let gross = trades.iter().map(|trade| {
            assert_eq!(trade["executionPrice"], one["price"]["amount"]);
            millionths(&serde_json::json!({"amount": trade["grossAmount"]}))
        });
        assert_eq!(gross.sum::<i128>(), millionths(&one["valuation"]));
    }
}

#[test]
fn an_account_that_holds_nothing_is_404() {
    let mut holder = holder();
    let current = holder.account("cash:current");
    for path in ["", "/holdings", "/transactions"] {
        assert_eq!(holder.get(&format!("{ACCOUNTS}/{current}{path}")).status, 404, "{path}");
    }
}
