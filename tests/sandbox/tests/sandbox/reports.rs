//! Affordability, income and standard financial statements.

use std::time::Duration;

use moneyhub_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::holder::{Holder, text};

const SCOPES: &str = "accounts:read transactions:read:all affordability:read affordability:write \
    affordability_income:read affordability_income:write standard_financial_statement:read \
    standard_financial_statement:write";

fn holder() -> Holder {
    Holder::scoped(Sandbox::builder(), SCOPES)
}

/// Of the user with this index.
fn holder_of(index: u64) -> Holder {
    let mut holder = holder();
    holder.user = holder.caller.user(index);
    let scopes = [("scope", SCOPES), ("sub", holder.user.as_str())];
    holder.caller.token = holder.caller.fetch_token(&scopes);
    holder
}

fn ask(holder: &mut Holder, path: &str) -> String {
    let asked = holder.send("POST", path, &json!({})).json();
    assert_eq!(asked["data"]["status"], "pending", "{path}");
    text(&asked["data"], "id")
}

fn complete(holder: &mut Holder, path: &str) -> Value {
    let id = ask(holder, path);
    holder.caller.service.advance(Duration::from_secs(5));
    holder.read(&format!("{path}/{id}"))["data"].take()
}

#[test]
fn a_report_is_pending_for_five_seconds() {
    let mut holder = holder();
    for path in ["/affordability", "/affordability/income"] {
        let one = format!("{path}/{}", ask(&mut holder, path));
        assert_eq!(holder.read(&one)["data"]["status"], "pending");
        assert_eq!(holder.items(path)[0]["status"], "pending");
        holder.caller.service.advance(Duration::from_millis(4_999));
        assert_eq!(holder.read(&one)["data"]["status"], "pending");
        holder.caller.service.advance(Duration::from_millis(1));
        assert_eq!(holder.read(&one)["data"]["status"], "complete");
        assert_eq!(holder.items(path)[0]["status"], "complete");
        assert_eq!(holder.get(&format!("{path}/x")).status, 404);
    }
}

#[test]
fn the_reports_of_every_tenth_user_fail() {
    let mut holder = holder_of(9);
    for path in ["/affordability", "/affordability/income"] {
        let failed = complete(&mut holder, path);
        assert_eq!((&failed["status"], failed.get("overview")), (&json!("failed"), None));
    }
    let path = "/standard-financial-statements";
    assert_eq!(complete(&mut holder, path).get("2.1"), None);
    let listed = holder.items(path).remove(0);
    assert_eq!(listed["status"], "failed");
    assert_eq!(listed["statusDetails"]["message"], "No transactions in the period");
}

#[test]
fn income_is_the_salary_of_the_transactions() {
    let mut holder = holder();
    let account = holder.account("cash:current");
    let wages = holder.items(&format!("/transactions?accountId={account}&text=SALARY&limit=12"));
    let salary = &wages[0]["amount"]["value"];
    let report = complete(&mut holder, "/affordability/income");
    assert_eq!(&report["overview"]["income"]["value"], salary);
    assert_eq!(&report["income"]["predicted"]["value"], salary);
    assert_eq!(report["income"]["longevity"]["consecutiveIncomeMonths"], 12);
    assert_eq!(report["income"]["regularIncomeDetected"], true);
    assert_eq!(report["primaryIncomeAccountId"], account.as_str());
    assert_eq!(holder.read("/affordability/confidence")["data"]["confidence"], "high");

    let statement = complete(&mut holder, "/standard-financial-statements");
    let wages = &statement["2.1"]["monthly-income"]["earnings"]["client-salary-or-wages"];
    for name in ["min", "max", "mean"] {
        assert_eq!(&wages["monthly-amount"][name]["value"], salary, "{name}");
    }
    let home = &statement["2.1"]["monthly-outgoings"]["fixed-costs"]["home-contents"];
    assert_eq!(home["rent"]["monthly-amount"]["mean"]["value"], 85_000);
    assert_eq!(home["tv-licence"]["monthly-amount"]["mean"]["value"], 0);
}

#[test]
fn an_overdraft_is_the_one_of_the_balances() {
    let mut holder = holder();
    let account = holder.account("cash:current");
    let report = complete(&mut holder, "/affordability");
    let uses = report["overdraftUseByAccount"].as_array().expect("accounts");
    let mine = uses.iter().find(|one| one["id"] == account.as_str()).expect("the account");
    let items = holder.items(&format!(
        "/transactions?limit=1000&accountId={account}&startDate=2023-06-01&endDate=2024-05-31"
    ));
    let below = items.iter().filter(|one| one["balance"]["value"].as_i64() < Some(0));
    let below: Vec<&Value> = below.collect();
    let detail = &mine["details"][0];
    assert_eq!(mine["details"].as_array().map(Vec::len), Some(1));
    assert_eq!(text(detail, "start"), text(below[below.len() - 1], "date")[..10]);
    let least = below.iter().filter_map(|one| one["balance"]["value"].as_i64()).min();
    assert_eq!(detail["minimumBalance"]["value"].as_i64(), least);
    assert_eq!(mine["daysInOverdraft"], detail["days"]);
    assert_eq!(mine["daysInUnarrangedOverdraft"], 0);
}

#[test]
fn a_report_of_v2_is_there_at_once_and_the_same() {
    let mut holder = holder();
    let at_once = holder.send("POST", "/v2/affordability", &json!({})).json()["data"].take();
    let later = complete(&mut holder, "/affordability");
    for member in ["income", "overview", "riskIndicators", "overdraftUseByAccount"] {
        assert_eq!(at_once[member], later[member], "{member}");
    }
    assert_eq!(holder.items("/affordability").len(), 2);
}
