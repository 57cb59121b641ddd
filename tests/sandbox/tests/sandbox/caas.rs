//! Enrichment of a client's own transactions.

use moneyhub_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::holder::Holder;

const SCOPES: &str = "caas:transactions:write caas:transactions:read caas:transactions:delete \
    caas:transaction_splits:read caas:transaction_splits:write caas:transaction_splits:delete \
    caas:regular_transactions:read caas:categories:read caas:categories:write \
    caas:categories:delete caas:enhanced_transactions:read caas:users:delete";

const ENRICH: &str = "/caas/v1/transactions/enrich";
const LIST: &str = "/caas/v1/transactions?accountId=account-0001";

/// With a token of the client itself.
fn holder() -> Holder {
    let mut holder = Holder::scoped(Sandbox::builder(), "accounts:read");
    holder.caller.token = holder.caller.fetch_token(&[("scope", SCOPES)]);
    holder
}

fn one(id: &str, description: &str, amount: f64) -> Value {
    json!({
        "userId": "customer-01", "accountId": "account-0001", "transactionId": id,
        "accountType": "cash", "date": "2024-05-19T12:00:00.000Z", "status": "posted",
        "description": description, "amount": amount, "meta": {"batch": "17"},
    })
}

fn enriched(holder: &mut Holder, items: &[Value]) -> Value {
    let reply = holder.send("POST", ENRICH, &json!(items));
    assert_eq!(reply.status, 201, "{:?}", reply.body);
    reply.json()
}

fn path(id: &str, rest: &str) -> String {
    format!("/caas/v1/accounts/account-0001/transactions/{id}{rest}")
}

#[test]
fn a_transaction_is_kept_as_it_was_sent_and_enriched_by_its_description() {
    let mut holder = holder();
    let sent = one("transaction-1", "CARD EXAMPLE STORES 1234", -45.5);
    let answer = enriched(&mut holder, std::slice::from_ref(&sent));
    let found = &answer["data"][0];
    for (name, value) in sent.as_object().expect("an object") {
        assert_eq!(&found[name.as_str()], value, "{name}");
    }
    let insights = &found["mhInsights"];
    assert_eq!(
        (&insights["l2CategoryId"], &insights["l1CategoryGroupId"]),
        (&json!("7"), &json!("8"))
    );
    assert_eq!(insights["l3Counterparty"]["l3CounterpartyName"], "Example Stores");
    assert_eq!(answer["meta"]["count"], 1);
    assert_eq!(holder.items(LIST), std::slice::from_ref(found));
}

#[test]
fn without_a_company_the_trade_tells_and_without_both_nothing_does() {
    let mut holder = holder();
    let mut by_trade = one("transaction-1", "XYZ", -1.0);
    by_trade["merchantCategoryCode"] = json!("5541");
    let answer = enriched(&mut holder, &[by_trade, one("transaction-2", "XYZ", -1.0)]);
    assert_eq!(answer["data"][0]["mhInsights"]["l2CategoryName"], "gasoline");
    assert_eq!(answer["data"][1]["mhInsights"]["l2CategoryId"], "255");
    assert_eq!(answer["data"][1]["mhInsights"]["l3Counterparty"], Value::Null);
}

#[test]
fn a_part_may_fail_while_the_rest_is_enriched() {
    let mut holder = holder();
    let mut crooked = one("transaction-3", "X", -1.0);
    crooked["splits"] = json!([
        {"amount": -0.5, "userCategoryId": "7", "description": "a"},
        {"amount": -0.6, "userCategoryId": "7", "description": "b"},
    ]);
    let items = [one("error-00001", "X", -1.0), one("transaction-2", "X", -1.0), crooked];
    let answer = enriched(&mut holder, &items);
    assert_eq!(answer["meta"]["errorTransactionIds"], json!(["error-00001", "transaction-3"]));
    assert_eq!((&answer["meta"]["count"], holder.items(LIST).len()), (&json!(1), 1));
}

#[test]
fn a_category_of_the_user_is_for_one_or_for_those_that_come() {
    let mut holder = holder();
    enriched(&mut holder, &[one("transaction-1", "DOGS", -9.0)]);
    let custom = "/caas/v1/users/customer-01/custom-categories";
    let reply = holder.send("POST", custom, &json!({"customCategoryName": "Dog walking"}));
    assert_eq!(reply.status, 201);
    let id = reply.json()["data"]["customCategoryId"].as_str().expect("an id").to_owned();
    assert_eq!(holder.items(custom)[0]["customCategoryName"], "Dog walking");

    let patch = |kind: &str| path("transaction-1", &format!("?recategorisationType={kind}"));
    let body = json!({"userCategoryId": id});
    let changed = holder.send("PATCH", &patch("single"), &body).json();
    assert_eq!(changed["data"]["mhInsights"]["userCategoryId"], id.as_str());
    let next = enriched(&mut holder, &[one("transaction-2", "DOGS", -9.0)]);
    assert_eq!(next["data"][0]["mhInsights"]["userCategoryId"], Value::Null);
    holder.send("PATCH", &patch("future"), &body);
    let next = enriched(&mut holder, &[one("transaction-3", "DOGS", -9.0)]);
    assert_eq!(next["data"][0]["mhInsights"]["userCategoryId"], id.as_str());
    let unknown = json!({"userCategoryId": "no-such-one"});
    assert_eq!(holder.send("PATCH", &patch("single"), &unknown).status, 400);

    let path = format!("{custom}/{id}");
    assert_eq!((holder.delete(&path), holder.delete(&path)), (204, 404));
}

#[test]
fn splits_add_up_and_stand_in_the_way_of_a_category() {
    let mut holder = holder();
    enriched(&mut holder, &[one("transaction-1", "X", -0.3)]);
    let put = |amounts: [f64; 2]| {
        let part = |amount| json!({"amount": amount, "userCategoryId": "7", "description": "x"});
        json!({"data": amounts.map(part)})
    };
    let splits = path("transaction-1", "/splits");
    assert_eq!(holder.send("PUT", &splits, &put([-0.1, -0.21])).status, 400);
    assert_eq!(holder.send("PUT", &splits, &put([-0.4, 0.1])).status, 400);
    assert_eq!(holder.send("PUT", &splits, &put([-0.1, -0.2])).status, 200);
    let listed = holder.items(LIST).remove(0);
    assert_eq!(listed["mhInsights"]["userCategoryId"], "mixed");
    assert_eq!(listed["splits"].as_array().map(Vec::len), Some(2));
    let body = json!({"userCategoryId": "7"});
    assert_eq!(holder.send("PATCH", &path("transaction-1", ""), &body).status, 409);
    assert_eq!((holder.delete(&splits), holder.delete(&splits)), (204, 404));
    assert_eq!(holder.send("PATCH", &path("transaction-1", ""), &body).status, 200);
}

#[test]
fn splits_are_shown_with_their_scope_only() {
    let mut holder = holder();
    let mut split = one("transaction-1", "X", -1.0);
    split["splits"] = json!([
        {"amount": -0.5, "userCategoryId": "7", "description": "a"},
        {"amount": -0.5, "userCategoryId": "7", "description": "b"},
    ]);
    enriched(&mut holder, &[split]);
    assert!(holder.items(LIST)[0].get("splits").is_some());
    holder.caller.token = holder.caller.fetch_token(&[("scope", "caas:transactions:read")]);
    assert!(holder.items(LIST)[0].get("splits").is_none());
}

#[test]
fn what_is_deleted_is_404() {
    let mut holder = holder();
    let two = [one("transaction-1", "X", -1.0), one("transaction-2", "X", -1.0)];
    enriched(&mut holder, &two);
    assert_eq!(holder.delete(&path("transaction-1", "")), 204);
    assert_eq!(holder.delete(&path("transaction-1", "")), 404);
    assert_eq!(holder.items(LIST).len(), 1);
    assert_eq!(holder.delete("/caas/v1/accounts/account-0001"), 204);
    assert_eq!(holder.get(LIST).status, 404);

    enriched(&mut holder, &two);
    assert_eq!(holder.delete("/caas/v1/users/customer-01"), 204);
    assert_eq!(holder.get(LIST).status, 404);
    assert_eq!(holder.delete("/caas/v1/users/customer-01"), 404);
}

#[test]
fn regular_transactions_are_found_in_what_was_sent() {
    let mut holder = holder();
    let monthly = |month: u32| {
        let mut item = one(&format!("energy-{month:04}"), "DD EXAMPLE ENERGY", -45.99);
        item["date"] = json!(format!("2024-{month:02}-10T12:00:00.000Z"));
        item
    };
    let items: Vec<Value> = (1..=5).map(monthly).collect();
    enriched(&mut holder, &items);
    let series = holder.items("/caas/v1/accounts/account-0001/regular-transactions").remove(0);
    assert_eq!(
        (&series["frequency"], &series["predictedDate"]),
        (&json!("monthly"), &json!("2024-06-10"))
    );
    assert_eq!(
        (&series["predictedAmount"], &series["predictedCategoryId"]),
        (&json!(-45.99), &json!("27"))
    );
    assert_eq!(series["transactions"].as_array().map(Vec::len), Some(5));
}

#[test]
fn the_place_of_a_company_is_told_for_each_transaction() {
    let mut holder = holder();
    let items = [one("transaction-1", "NORTHAM BAKERY", -3.0), one("transaction-2", "X", -3.0)];
    let answer = enriched(&mut holder, &items);
    let place = holder.read(&path("transaction-1", "/enhanced"))["data"].take();
    assert_eq!(place["enhancedLocationData"]["displayName"]["text"], "Northam Bakery");
    let none = holder.read(&path("transaction-2", "/enhanced"))["data"].take();
    assert_eq!(none.get("enhancedLocationData"), None);
    let geotag = &answer["data"][0]["mhInsights"]["geotags"][0];
    let id = geotag["geotagId"].as_str().expect("an id");
    assert_eq!(
        holder.items(&format!("/caas/v1/geotags?geotagIds={id}")),
        std::slice::from_ref(geotag)
    );
}
