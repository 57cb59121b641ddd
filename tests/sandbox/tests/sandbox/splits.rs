//! Splits of transactions.

use serde_json::{Value, json};

use crate::holder::{Holder, text};

const GIFTS: &str = "std:eac238ec-3899-49ff-8cce-e3b9f4b1aede";

/// The path of a purchase, and its amount.
fn purchase(holder: &mut Holder) -> (String, i64) {
    let found = holder.items("/transactions?creditDebitIndicator=debit&limit=1").remove(0);
    let amount = found["amount"]["value"].as_i64().expect("an amount");
    (format!("/transactions/{}", text(&found, "id")), amount)
}

fn halves(amount: i64) -> Value {
    json!([
        {"amount": amount - 100, "categoryId": GIFTS, "description": "Gift"},
        {"amount": 100, "categoryId": GIFTS, "description": "Change", "projectId": "p1"},
    ])
}

#[test]
fn a_split_transaction_is_mixed_and_has_its_parts() {
    let mut holder = Holder::new();
    let (path, amount) = purchase(&mut holder);
    let reply = holder.send("POST", &format!("{path}/splits"), &halves(amount));
    assert_eq!(reply.status, 201);
    let parts = reply.json()["data"].take();
    assert_eq!(parts[0]["amount"]["value"], amount - 100);
    assert_eq!(holder.read(&format!("{path}/splits"))["data"], parts);
    let whole = holder.read(&path)["data"].take();
    assert_eq!(whole["splits"], parts);
    let category = holder.read(&format!("/categories/{}", text(&whole, "categoryId")));
    assert_eq!(category["data"]["key"], "mixed");
}

#[test]
fn parts_must_add_up() {
    let mut holder = Holder::new();
    let (path, amount) = purchase(&mut holder);
    let reply = holder.send("POST", &format!("{path}/splits"), &halves(amount + 1));
    assert_eq!(reply.status, 400);
    assert_eq!(holder.items(&format!("{path}/splits")), Vec::<Value>::new());
}

#[test]
fn changing_one_part_answers_with_all() {
    let mut holder = Holder::new();
    let (path, amount) = purchase(&mut holder);
    let parts = holder.send("POST", &format!("{path}/splits"), &halves(amount)).json();
    let part = format!("{path}/splits/{}", text(&parts["data"][1], "id"));
    let changed = holder.send("PATCH", &part, &json!({"description": "Coins"}));
    assert_eq!(changed.status, 200);
    assert_eq!(changed.json()["data"][0], parts["data"][0]);
    assert_eq!(changed.json()["data"][1]["description"], "Coins");
    let unknown = holder.send("PATCH", &format!("{path}/splits/x"), &json!({}));
    assert_eq!(unknown.status, 404);
}

#[test]
fn without_its_parts_a_transaction_has_its_category_again() {
    let mut holder = Holder::new();
    let (path, amount) = purchase(&mut holder);
    let before = holder.read(&path)["data"]["categoryId"].take();
    holder.send("POST", &format!("{path}/splits"), &halves(amount));
    holder.send("POST", &format!("{path}/splits"), &halves(amount));
    assert_eq!(holder.delete(&format!("{path}/splits")), 204);
    let after = holder.read(&path)["data"].take();
    assert_eq!((&after["categoryId"], after.get("splits")), (&before, None));
}

#[test]
fn a_part_is_found_by_its_category_and_its_project() {
    let mut holder = Holder::new();
    let (path, amount) = purchase(&mut holder);
    holder.send("POST", &format!("{path}/splits"), &halves(amount));
    for query in ["projectId=p1", &format!("categoryId={GIFTS}&startDateModified=2024-06-01")] {
        assert_eq!(holder.items(&format!("/transactions?{query}")).len(), 1, "{query}");
    }
}

#[test]
fn the_amount_of_a_split_transaction_stays() {
    let mut holder = Holder::new();
    let (path, amount) = purchase(&mut holder);
    holder.send("POST", &format!("{path}/splits"), &halves(amount));
    assert_eq!(holder.send("PATCH", &path, &json!({"amount": {"value": 1}})).status, 400);
}
