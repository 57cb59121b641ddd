//! Spending analysis, regular transactions and tax: they add up to what the transactions do.

use std::collections::BTreeMap;

use moneyhub_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::holder::{Holder, text};

const SCOPES: &str = "accounts:read transactions:read:all transactions:write:all \
    spending_analysis:read tax:read regular_transactions:read regular_transactions:write \
    categories:read";

fn holder() -> Holder {
    Holder::scoped(Sandbox::builder(), SCOPES)
}

fn analysis(holder: &mut Holder, body: &Value) -> Value {
    let reply = holder.send("POST", "/spending-analysis", body);
    assert_eq!(reply.status, 200, "{:?}", reply.body);
    reply.json()["data"].take()
}

fn value(item: &Value) -> i64 {
    item["amount"]["value"].as_i64().expect("an amount")
}

/// By category, from the list of transactions; with the parts of those that are split.
fn sums(holder: &mut Holder, filter: &str) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    for one in holder.items(&format!("/transactions?limit=1000&{filter}")) {
        let whole = vec![one.clone()];
        for part in one["splits"].as_array().unwrap_or(&whole) {
            *sums.entry(text(part, "categoryId")).or_default() += value(part);
        }
    }
    sums
}

fn row<'a>(analysis: &'a Value, category: &str) -> &'a Value {
    let rows = analysis["categories"].as_array().expect("rows");
    rows.iter().find(|row| row["categoryId"] == category).expect("a row")
}

#[test]
fn every_row_is_the_sum_of_its_transactions() {
    let mut holder = holder();
    let dates = json!([
        {"name": "may", "from": "2024-05-01", "to": "2024-05-31"},
        {"name": "summer", "from": "2023-06-15", "to": "2023-09-02"},
    ]);
    let found = analysis(&mut holder, &json!({"dates": dates}));
    for (name, days) in [
        ("may", "startDate=2024-05-01&endDate=2024-05-31"),
        ("summer", "startDate=2023-06-15&endDate=2023-09-02"),
    ] {
        let rows = found["categories"].as_array().expect("rows").iter();
        let rows = rows.map(|row| (text(row, "categoryId"), row[name].as_i64().expect("pence")));
        let rows: BTreeMap<String, i64> = rows.filter(|(_, sum)| *sum != 0).collect();
        assert_eq!(rows, sums(&mut holder, days), "{name}");
    }
}

#[test]
fn the_total_leaves_out_income_and_transfers() {
    let mut holder = holder();
    let dates = json!([{"name": "may", "from": "2024-05-01", "to": "2024-05-31"}]);
    let found = analysis(&mut holder, &json!({"dates": dates}));
    let groups: BTreeMap<String, String> = holder
        .items("/category-groups?type=personal")
        .iter()
        .map(|group| (text(group, "id"), text(group, "key")))
        .collect();
    let counted = found["categories"].as_array().expect("rows").iter().filter(|row| {
        let key = groups.get(&text(row, "categoryGroup")).map_or("", String::as_str);
        !["income", "transfers"].contains(&key)
    });
    let counted: i64 = counted.map(|row| row["may"].as_i64().expect("pence")).sum();
    assert_eq!(found["total"]["may"], counted);
    assert!(counted < 0);
}

#[test]
fn a_split_counts_by_its_parts_and_a_filter_leaves_the_rest_out() {
    let mut holder = holder();
    let account = holder.account("cash:current");
    let (groceries, gifts) =
        ("std:5a7ff1f3-cd2c-4676-a368-caf09f2ca35a", "std:eac238ec-3899-49ff-8cce-e3b9f4b1aede");
    let one = json!({
        "accountId": account, "amount": {"value": -1_000}, "categoryId": groceries,
        "date": "2030-05-10T09:30:00.000Z", "longDescription": "MARKET",
    });
    let id = text(&holder.send("POST", "/transactions", &one).json()["data"], "id");
    let part = |amount: i64, category| json!({"amount": amount, "categoryId": category, "description": "part"});
    let parts = json!([part(-700, groceries), part(-300, gifts)]);
    assert_eq!(holder.send("POST", &format!("/transactions/{id}/splits"), &parts).status, 201);

    let dates = json!([{"name": "later", "from": "2030-05-10", "to": "2030-05-10"}]);
    let all = analysis(&mut holder, &json!({"dates": dates}));
    assert_eq!(row(&all, groceries)["later"], -700);
    assert_eq!(row(&all, gifts)["later"], -300);
    let some = analysis(&mut holder, &json!({"dates": dates, "categoryIds": [gifts]}));
    assert_eq!(some["categories"].as_array().map(Vec::len), Some(1));
    assert_eq!(some["total"]["later"], -300);
    let other = holder.account("savings");
    let none = analysis(&mut holder, &json!({"dates": dates, "accountIds": [other]}));
    assert_eq!(none, json!({"categories": [], "total": {"later": 0}}));
}

#[test]
fn dates_that_could_not_be_told_apart_are_refused() {
    let mut holder = holder();
    let date = |name: &str, from: &str| json!({"name": name, "from": from, "to": "2024-05-31"});
    for dates in [
        json!([]),
        json!([date("a", "2024-05-01"), date("a", "2024-04-01")]),
        json!([date("categoryId", "2024-05-01")]),
        json!([date("a", "2024-06-01")]),
        json!([date("a b", "2024-05-01")]),
    ] {
        let reply = holder.send("POST", "/spending-analysis", &json!({"dates": dates}));
        assert_eq!(reply.status, 400, "{dates}");
    }
}

#[test]
fn a_series_is_of_transactions_that_there_are() {
    let mut holder = holder();
    let account = holder.account("cash:current");
    let series = holder.items(&format!("/regular-transactions?accountId={account}"));
    let names: Vec<String> = series.iter().map(|one| text(one, "cleanedDescription")).collect();
    assert_eq!(names, ["Example Works", "Example Lettings", "Example Savings"]);
    let kinds: Vec<String> = series.iter().map(|one| text(one, "type")).collect();
    assert_eq!(kinds, ["income", "payment", "payment"]);
    for one in series {
        let ids = one["transactions"].as_array().expect("ids").clone();
        assert_eq!((ids.len(), &one["frequency"]), (24, &json!("monthly")));
        let newest = ids[0].as_str().expect("an id");
        let newest = holder.read(&format!("/transactions/{newest}"))["data"].take();
        assert_eq!(newest["longDescription"], one["description"]);
        assert_eq!(newest["amount"], one["predictedAmount"]);
        assert_eq!(text(&newest, "date")[..10], text(&one, "lastDate"));
        assert_eq!(text(&one, "predictedDate")[..7], *"2024-06");
    }
}

#[test]
fn a_series_of_created_transactions_is_found_when_it_is_looked_for() {
    let mut holder = holder();
    let account = holder.account("savings");
    let item = |day: &str| {
        json!({
            "accountId": account, "amount": {"value": -999}, "longDescription": "MAGAZINE",
            "categoryId": "std:39577c49-350f-45a4-8ec3-48ce205585fb",
            "date": format!("2024-05-{day}T12:00:00.000Z"),
        })
    };
    let all = json!([item("03"), item("10"), item("17")]);
    assert_eq!(holder.send("POST", "/transactions-collection", &all).status, 200);
    let path = format!("/regular-transactions?accountId={account}");
    let has = |series: &[Value]| series.iter().any(|one| one["description"] == "MAGAZINE");
    assert!(!has(&holder.items(&path)));
    let detect = format!("/regular-transactions/{account}/detect");
    let detected = holder.call("POST", &detect, &[], "").json();
    let detected = detected["data"].as_array().expect("series");
    let found = detected.iter().find(|one| one["description"] == "MAGAZINE").expect("a series");
    assert_eq!(
        (&found["frequency"], &found["predictedDate"]),
        (&json!("weekly"), &json!("2024-05-24"))
    );
    assert!(has(&holder.items(&path)));
}

#[test]
fn a_tax_return_is_the_sum_of_its_transactions() {
    let mut holder = holder();
    let days = "startDate=2023-04-06&endDate=2024-04-05";
    let found = holder.read(&format!("/tax?{days}"))["data"]["taxReturn"].take();
    let repairs = holder.items(&format!(
        "/transactions?limit=1000&{days}&enhancedCategories=uk-tax-hmrc:expenditure.maintenance"
    ));
    let sum: i64 = repairs.iter().map(value).sum();
    assert!(sum < 0);
    assert_eq!(found["sa105"]["expenditure"]["total"]["value"], -sum);
    assert_eq!(found["sa105"]["taxableIncome"]["total"]["value"], sum);
    let none = holder.read("/tax?startDate=2010-04-06&endDate=2011-04-05");
    assert_eq!(none["data"]["taxReturn"], json!({}));
    assert_eq!(holder.get("/tax?startDate=2024-04-06&endDate=2023-04-05").status, 400);
}

#[test]
fn two_years_have_a_refund_a_holiday_in_euros_and_an_overdraft() {
    let mut holder = holder();
    let account = holder.account("cash:current");
    let mut items = |text: &str| {
        holder.items(&format!("/transactions?accountId={account}&limit=1000&text={text}"))
    };
    assert_eq!(items("REFUND").iter().map(value).collect::<Vec<_>>(), [4_599]);
    let holiday = items("EUR+");
    assert_eq!(holiday.len(), 5);
    assert!(holiday.iter().all(|one| text(one, "date").starts_with("2023-08")));
    let repair = items("GARAGE").remove(0);
    assert_eq!(repair["balance"]["value"], -12_050);
}

#[test]
fn every_users_repair_goes_into_the_overdraft_and_nothing_else_does() {
    for transactions in [240, 1_000] {
        let mut holder =
            Holder::scoped(Sandbox::builder().transactions_per_account(transactions), SCOPES);
        for index in 0..10 {
            let user = holder.caller.user(index);
            let scopes = [("scope", SCOPES), ("sub", user.as_str())];
            holder.caller.token = holder.caller.fetch_token(&scopes);
            let account = holder.account("cash:current");
            let items = holder.items(&format!("/transactions?accountId={account}&limit=1000"));
            let mut after = None;
            for pair in items.windows(2) {
                let balance = |one: &Value| one["balance"]["value"].as_i64().expect("a balance");
                assert_eq!(balance(&pair[0]) - value(&pair[0]), balance(&pair[1]), "{index}");
                if text(&pair[0], "longDescription").contains("GARAGE") {
                    assert_eq!(balance(&pair[0]), -12_050);
                    after = Some(text(&pair[0], "date"));
                } else if balance(&pair[0]) < 0 {
                    // The last purchases of that month.
                    assert_eq!(text(&pair[0], "date")[..7], *"2023-11", "{index}");
                }
            }
            assert!(after.is_some_and(|date| date.starts_with("2023-11")), "{index}");
        }
    }
}
