//! Transactions: lists, filters, pages, and one by one.

use moneyhub_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::holder::{DATA_SCOPES, Holder, ids, text};

const GROCERIES: &str = "std:5a7ff1f3-cd2c-4676-a368-caf09f2ca35a";
const UNCATEGORISED: &str = "std:39577c49-350f-45a4-8ec3-48ce205585fb";

fn purchase(holder: &mut Holder) -> Value {
    let account = holder.account("cash:current");
    json!({
        "accountId": account,
        "amount": {"value": -4_321},
        "categoryId": GROCERIES,
        "date": "2024-05-10T09:30:00.000Z",
        "longDescription": "MARKET STALL 7",
    })
}

fn created(holder: &mut Holder) -> Value {
    let body = purchase(holder);
    let reply = holder.send("POST", "/transactions", &body);
    assert_eq!(reply.status, 200, "{:?}", reply.body);
    reply.json()["data"].take()
}

fn count(holder: &mut Holder, query: &str) -> u64 {
    let answer = holder.read(&format!("/transactions?onlyCount=true&{query}"));
    assert_eq!(answer["data"], json!([]));
    answer["meta"]["count"].as_u64().expect("a count")
}

/// All that a query finds, page by page.
fn walk(holder: &mut Holder, query: &str, limit: usize) -> Vec<Value> {
    let mut path = format!("/transactions?{query}&limit={limit}&offset=0");
    let mut all = Vec::new();
    loop {
        let page = holder.read(&path);
        all.extend(page["data"].as_array().cloned().unwrap_or_default());
        match page["links"]["next"].as_str() {
            Some(next) => path = next.to_owned(),
            None => return all,
        }
    }
}

#[test]
fn a_list_is_newest_first_and_is_walked_by_its_links() {
    let mut holder = Holder::new();
    let all = walk(&mut holder, "startDate=2023-01-01", 97);
    let dates: Vec<String> = all.iter().map(|item| text(item, "date")).collect();
    assert!(dates.is_sorted_by(|newer, older| newer >= older));
    let mut different = ids(&all);
    different.sort_unstable();
    different.dedup();
    assert_eq!(different.len(), all.len());
    assert_eq!(all.len() as u64, count(&mut holder, "startDate=2023-01-01"));
}

#[test]
fn a_transaction_is_got_as_it_is_listed() {
    let mut holder = Holder::new();
    for offset in [0, 1, 500] {
        let listed = holder.items(&format!("/transactions?limit=1&offset={offset}")).remove(0);
        let got = holder.read(&format!("/transactions/{}", text(&listed, "id")));
        assert_eq!(got["data"], listed);
    }
}

#[test]
fn a_million_are_paged_at_their_end_as_at_their_beginning() {
    let builder = Sandbox::builder().transactions_per_account(1_000_000);
    let mut holder = Holder::of(builder);
    let account = holder.account("cash:current");
    assert_eq!(count(&mut holder, &format!("accountId={account}")), 1_000_000);
    let path = format!("/transactions?accountId={account}&limit=1000&offset=999500");
    let page = holder.read(&path);
    assert_eq!(page["data"].as_array().map(Vec::len), Some(500));
    assert_eq!(page["links"].get("next"), None);
}

#[test]
fn a_created_transaction_is_found_changed_counted_and_deleted() {
    let mut holder = Holder::new();
    let before = count(&mut holder, "");
    let one = created(&mut holder);
    let path = format!("/transactions/{}", text(&one, "id"));
    assert_eq!(count(&mut holder, ""), before + 1);
    assert_eq!(holder.read(&path)["data"], one);
    assert_eq!(one["shortDescription"], "MARKET STALL 7");

    let change =
        json!({"notes": "apples", "amount": {"value": -4_000}, "categoryIdConfirmed": true});
    let changed = holder.send("PATCH", &path, &change).json()["data"].take();
    assert_eq!(
        (&changed["notes"], &changed["amount"]["value"]),
        (&json!("apples"), &json!(-4_000))
    );
    assert_eq!(count(&mut holder, ""), before + 1);

    assert_eq!(holder.delete(&path), 204);
    assert_eq!(holder.get(&path).status, 404);
    assert_eq!(count(&mut holder, ""), before);
}

#[test]
fn a_created_transaction_is_where_its_date_puts_it() {
    let mut holder = Holder::new();
    let one = created(&mut holder);
    let all = walk(&mut holder, "startDate=2024-05-01", 50);
    let at = all.iter().position(|item| item["id"] == one["id"]).expect("it is listed");
    assert!(text(&all[at - 1], "date") >= text(&one, "date"));
    assert!(text(&all[at + 1], "date") < text(&one, "date"));
}

#[test]
fn a_seeded_transaction_keeps_its_id_when_it_is_changed() {
    let mut holder = Holder::new();
    let before = walk(&mut holder, "startDate=2024-04-01", 1000);
    let id = holder.transaction(7);
    let path = format!("/transactions/{id}");
    let change = json!({"date": "2024-04-02T10:00:00.000Z", "shortDescription": "moved"});
    assert_eq!(holder.send("PATCH", &path, &change).json()["data"]["id"], id.as_str());
    let after = walk(&mut holder, "startDate=2024-04-01", 13);
    let (mut had, mut has) = (ids(&before), ids(&after));
    assert_ne!(had, has);
    had.sort_unstable();
    has.sort_unstable();
    assert_eq!(had, has);
}

#[test]
fn a_deleted_seeded_transaction_is_gone_from_every_page() {
    let mut holder = Holder::new();
    let before = walk(&mut holder, "startDate=2024-05-01", 1000);
    for place in [0, 3, 4, 20] {
        let path = format!("/transactions/{}", text(&before[place], "id"));
        assert_eq!(holder.delete(&path), 204);
        assert_eq!(holder.get(&path).status, 404);
    }
    let left = before.iter().enumerate().filter(|(place, _)| ![0, 3, 4, 20].contains(place));
    let left: Vec<Value> = left.map(|(_, item)| item.clone()).collect();
    assert_eq!(walk(&mut holder, "startDate=2024-05-01", 7), left);
    assert_eq!(count(&mut holder, "startDate=2024-05-01"), left.len() as u64);
}

#[test]
fn what_a_filter_finds_is_what_holds_of_all() {
    type Holds = fn(&Value) -> bool;
    fn long(item: &Value) -> String {
        text(item, "longDescription").to_lowercase()
    }
    let mut holder = Holder::new();
    let mut one = purchase(&mut holder);
    one["projectId"] = json!("p1");
    one["notes"] = json!("for the fête");
    one["enhancedCategories"] = json!({"uk-tax-hmrc": "income.sales"});
    holder.send("POST", "/transactions", &one);
    let all = walk(&mut holder, "startDate=2024-03-01", 1000);
    let group = "income:6";
    let filters: [(&str, Holds); 14] = [
        ("creditDebitIndicator=credit", |item| item["amount"]["value"].as_i64() > Some(0)),
        ("creditDebitIndicator=debit", |item| item["amount"]["value"].as_i64() < Some(0)),
        ("text=standing", |item| long(item).contains("standing")),
        ("text=F%C3%8ATE", |item| text(item, "notes").contains("fête")),
        ("contains=coff", |item| text(item, "shortDescription").contains("Coff")),
        ("contains=43.2", |item| item["amount"]["value"] == -4_321),
        ("categoryId=std:5a7ff1f3-cd2c-4676-a368-caf09f2ca35a", |item| {
            item["categoryId"] == GROCERIES
        }),
        ("projectId=p1", |item| item["projectId"] == "p1"),
        ("projectIds=p1&projectIds=p2", |item| item["projectId"] == "p1"),
        ("hasProject=true", |item| item.get("projectId").is_some()),
        ("hasProject=false", |item| item.get("projectId").is_none()),
        ("hasEnhancedCategory=uk-tax-hmrc", |item| item.get("enhancedCategories").is_some()),
        ("enhancedCategories=uk-tax-hmrc:expenditure.maintenance", |item| {
            item["enhancedCategories"]["uk-tax-hmrc"] == "expenditure.maintenance"
        }),
        ("startDate=2024-05-01", |item| text(item, "date").as_str() >= "2024-05-01"),
    ];
    for (query, holds) in filters {
        let expected: Vec<Value> = all.iter().filter(|item| holds(item)).cloned().collect();
        assert!(!expected.is_empty() && expected.len() < all.len(), "{query}");
        let query = if query.contains("startDate") {
            query.to_owned()
        } else {
            format!("startDate=2024-03-01&{query}")
        };
        assert_eq!(walk(&mut holder, &query, 11), expected, "{query}");
        assert_eq!(count(&mut holder, &query), expected.len() as u64, "{query}");
    }
    let wages = walk(&mut holder, &format!("startDate=2024-03-01&categoryId={group}"), 100);
    assert!(!wages.is_empty());
    assert!(wages.iter().all(|item| item["amount"]["value"].as_i64() > Some(0)));
}

#[test]
fn accounts_and_days_bound_a_list() {
    let mut holder = Holder::new();
    let (current, card) = (holder.account("cash:current"), holder.account("card"));
    let one = walk(&mut holder, &format!("accountId={current}"), 1000);
    assert_eq!(one.len(), 240);
    let both = format!("accountIds={current}&accountIds={card}");
    assert_eq!(walk(&mut holder, &both, 100).len(), 480);
    let day = "startDate=2024-05-03&endDate=2024-05-03";
    let on_the_day = walk(&mut holder, day, 100);
    assert!(!on_the_day.is_empty());
    assert!(on_the_day.iter().all(|item| text(item, "date").starts_with("2024-05-03")));
}

#[test]
fn what_was_modified_is_found_by_that_day() {
    let mut holder = Holder::new();
    assert_eq!(count(&mut holder, "startDateModified=2024-06-01"), 0);
    let id = holder.transaction(100);
    holder.send("PATCH", &format!("/transactions/{id}"), &json!({"notes": "seen"}));
    let found = walk(&mut holder, "startDateModified=2024-06-01&endDateModified=2024-06-01", 10);
    assert_eq!(ids(&found), [id]);
}

#[test]
fn ids_choose_transactions_and_unknown_ones_are_passed_over() {
    let mut holder = Holder::new();
    let (first, second) = (holder.transaction(3), holder.transaction(900));
    let query = format!("ids={second}&ids={first}&ids=2c9a1f40-5d6e-4f70-8a91-b2c3d4e5f607");
    assert_eq!(ids(&walk(&mut holder, &query, 10)), [first, second]);
    let many: Vec<String> = vec!["ids=2c9a1f40-5d6e-4f70-8a91-b2c3d4e5f607".to_owned(); 51];
    assert_eq!(holder.get(&format!("/transactions?{}", many.join("&"))).status, 400);
}

#[test]
fn counterparties_are_found_by_either_id() {
    let mut holder = Holder::new();
    let new = text(&holder.items("/transactions?text=energy&limit=1")[0], "counterpartyId");
    let old = holder.items("/v2/transactions?text=energy&limit=1&counterpartiesVersion=v2");
    let old = text(&old[0], "counterpartyId");
    assert!(old.starts_with("global:"));
    let wanted = count(&mut holder, "text=energy");
    assert_eq!(count(&mut holder, &format!("counterpartyIds={new}")), wanted);
    assert_eq!(count(&mut holder, &format!("counterpartyIdsV2={old}")), wanted);
}

#[test]
fn a_query_that_is_not_documented_is_400() {
    let mut holder = Holder::new();
    for query in [
        "limit=1001",
        "limit=-1",
        "offset=x",
        "text=a",
        "startDate=2024-05-01T00:00:00Z",
        "onlyCount=yes",
        "creditDebitIndicator=both",
        "counterpartiesVersion=v2",
        "accountId=a&accountId=b",
        "acountId=a",
        "enhancedCategories=uk-tax-hmrc",
    ] {
        let reply = holder.get(&format!("/transactions?{query}"));
        assert_eq!((reply.status, reply.member("code").as_str()), (400, "BadRequest"), "{query}");
        assert!(reply.json()["message"].is_string(), "{query}");
    }
}

#[test]
fn a_collection_is_stored_whole_or_not_at_all() {
    let mut holder = Holder::new();
    let before = count(&mut holder, "");
    let good = purchase(&mut holder);
    let mut bad = good.clone();
    bad["accountId"] = json!("2c9a1f40-5d6e-4f70-8a91-b2c3d4e5f607");
    let reply = holder.send("POST", "/transactions-collection", &json!([good, bad]));
    assert_eq!(reply.status, 400);
    assert_eq!(count(&mut holder, ""), before);

    let reply = holder.send("POST", "/transactions-collection", &json!([good, good]));
    let stored = reply.json()["data"].as_array().cloned().unwrap_or_default();
    assert_eq!((stored.len(), count(&mut holder, "")), (2, before + 2));
    let members: Vec<&String> = stored[0].as_object().into_iter().flatten().map(|m| m.0).collect();
    assert_eq!(members, ["id"]);
    let path = format!("/transactions/{}", text(&stored[1], "id"));
    assert_eq!(holder.read(&path)["data"]["longDescription"], "MARKET STALL 7");
}

#[test]
fn categorise_acts_on_what_is_not_in_a_category() {
    let mut holder = Holder::new();
    let mut plain = purchase(&mut holder);
    plain["categoryId"] = json!(UNCATEGORISED);
    plain["longDescription"] = json!("CARD EXAMPLE STORES 12");
    for (query, expected) in [("?categorise=true", GROCERIES), ("", UNCATEGORISED)] {
        let path = format!("/transactions-collection{query}");
        let reply = holder.send("POST", &path, &json!([plain]));
        let id = text(&reply.json()["data"][0], "id");
        let one = holder.read(&format!("/transactions/{id}"));
        assert_eq!(one["data"]["categoryId"], expected);
    }
}

#[test]
fn some_members_need_the_wider_scope() {
    let scopes = "transactions:read:all transactions:write accounts:read";
    let mut holder = Holder::scoped(Sandbox::builder(), scopes);
    let path = format!("/transactions/{}", holder.transaction(5));
    assert_eq!(holder.send("PATCH", &path, &json!({"notes": "x"})).status, 200);
    for change in [json!({"amount": {"value": 1}}), json!({"status": "pending"})] {
        assert_eq!(holder.send("PATCH", &path, &change).status, 403, "{change}");
    }
}

#[test]
fn unenriched_transactions_have_what_the_bank_said() {
    let scopes = format!("{DATA_SCOPES} transactions_unenriched:read:all");
    let mut holder = Holder::scoped(Sandbox::builder(), &scopes);
    let plain = holder.items("/transactions/unenriched?limit=2&text=coffee");
    for member in ["categoryId", "notes", "shortDescription", "counterpartyId", "splits"] {
        assert_eq!(plain[0].get(member), None, "{member}");
    }
    let got = holder.read(&format!("/transactions/unenriched/{}", text(&plain[0], "id")));
    assert_eq!(got["data"], plain[0]);
    assert_eq!(holder.get("/transactions/unenriched?categoryId=x").status, 400);
}

#[test]
fn a_category_that_does_not_exist_is_400() {
    let mut holder = Holder::new();
    let mut one = purchase(&mut holder);
    one["categoryId"] = json!("std:nothing");
    assert_eq!(holder.send("POST", "/transactions", &one).status, 400);
}
