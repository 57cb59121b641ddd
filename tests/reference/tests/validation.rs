//! What the validator refuses. That it accepts what it should is shown by the samples.

use moneyhub_reference::{Schema, Use, operation};
use serde_json::{Value, json};

/// Where a value does not keep the type of this name, as `path: message`.
fn refused(name: &str, side: Use, value: &Value) -> Vec<String> {
    let schema = Schema::named(name, side).unwrap();
    schema.failures(value).iter().map(ToString::to_string).collect()
}

fn user_with(member: &str, value: Value) -> Vec<String> {
    refused("User", Use::Reply, &json!({ "userId": "u1", member: value }))
}

#[test]
fn a_missing_required_member() {
    assert_eq!(refused("User", Use::Reply, &json!({})), [".: lacks the required member userId"]);
}

#[test]
fn null_in_a_required_member() {
    let null = refused("User", Use::Reply, &json!({ "userId": null }));
    assert_eq!(null, [r#"userId: null where "string" is expected"#]);
}

#[test]
fn the_path_leads_through_arrays() {
    let list = operation("users.list").unwrap().reply.schema.unwrap();
    let failures =
        list.failures(&json!({ "data": [{ "userId": "u1" }, { "userId": 2 }], "meta": {} }));
    assert_eq!(failures[0].path.to_string(), "data[1].userId");
}

#[test]
fn an_unknown_member_in_a_request_only() {
    assert_eq!(user_with("colour", json!("red")), [""; 0]);
    let create = refused("UserCreate", Use::Request, &json!({ "colour": "red" }));
    assert_eq!(create, ["colour: is not a member"]);
}

#[test]
fn null_in_an_optional_member_of_a_request_only() {
    assert_eq!(user_with("clientUserId", json!(null)), [""; 0]);
    assert_eq!(refused("UserCreate", Use::Request, &json!({ "clientUserId": null })).len(), 1);
}

#[test]
fn a_fraction_where_an_integer_is_expected_but_not_a_whole_number_with_a_point() {
    let amount =
        |value: Value| refused("Amount", Use::Reply, &json!({ "value": value, "currency": "GBP" }));
    assert_eq!(amount(json!(1.5)).len(), 1);
    assert_eq!(amount(json!(1.0)), [""; 0]);
}

#[test]
fn texts_that_do_not_match_a_pattern_or_a_length() {
    let payee = |sort_code: &str| {
        let value = json!({ "accountNumber": "12345678", "sortCode": sort_code, "name": "A" });
        refused("PayeeCreate", Use::Request, &value)
    };
    assert_eq!(payee("102030"), [""; 0]);
    assert_eq!(payee("10-20-30"), [r"sortCode: does not match ^\d{6}$"]);
}

#[test]
fn dates_and_times_that_no_calendar_and_no_clock_have() {
    let account = Schema::named("Account", Use::Reply).unwrap();
    let keeps = |text: &str| {
        let failures = account.failures(&json!({ "dateAdded": text }));
        !failures.iter().any(|failure| failure.path.to_string() == "dateAdded")
    };
    for good in
        ["2024-02-29T23:59:60Z", "2026-01-01T00:00:00.123+05:30", "9999-12-31T00:00:00-00:00"]
    {
        assert!(keeps(good), "{good}");
    }
    for bad in [
        "2023-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01T00:00:00",
        "2026-01-01T00:00:00.Z",
        "2026-01-01T00:00:00+0100",
        "2026-01-01 00:00:00Z",
        "2026-1-1T00:00:00Z",
        "2026-01-01",
        "",
    ] {
        assert!(!keeps(bad), "{bad}");
    }
}

#[test]
fn numbers_out_of_range() {
    let details = |value: Value| refused("AccountDetails", Use::Reply, &json!({ "AER": value }));
    assert_eq!(details(json!(100)), [""; 0]);
    assert_eq!(details(json!(100.5)), ["AER: out of range"]);
    assert_eq!(details(json!(-1)), ["AER: out of range"]);
}

#[test]
fn both_or_none_of_two_exclusive_members() {
    let link = |more: Value| {
        let mut value = json!({ "widgetId": "w", "reference": "r", "amount": 1 });
        value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        refused("PayLinkCreate", Use::Request, &value)
    };
    assert_eq!(link(json!({ "payeeId": "p" })), [""; 0]);
    assert_eq!(link(json!({})), [".: keeps none of the alternatives"]);
    let payee = json!({ "accountNumber": "12345678", "sortCode": "102030", "name": "A" });
    let both = link(json!({ "payeeId": "p", "payee": payee }));
    assert_eq!(both, [".: keeps more than one of the alternatives"]);
}

#[test]
fn too_few_and_too_many_items() {
    let split = json!({ "amount": -1, "userCategoryId": "c", "description": "d" });
    let splits = |count: usize| {
        refused("CaasSplitsPut", Use::Request, &json!({ "data": vec![&split; count] }))
    };
    assert_eq!(splits(1), ["data: 1 items"]);
    assert_eq!(splits(2), [""; 0]);
    assert_eq!(splits(11), ["data: 11 items"]);
}

#[test]
fn an_unknown_value_of_a_closed_enum_and_of_an_open_one_only_strictly() {
    let account = Schema::named("Account", Use::Reply).unwrap();
    let value = json!({ "id": "a", "accountName": "n", "type": "moon", "balance": {
        "amount": { "value": 1, "currency": "GBP" }, "date": "2026-01-01" } });
    assert_eq!(account.failures(&value), []);
    assert_eq!(account.strict_failures(&value)[0].path.to_string(), "type");
}

#[test]
fn what_both_parts_of_an_all_of_require() {
    let created = Schema::named("AuthRequestCreated", Use::Reply).unwrap();
    let failures = created.failures(&json!({ "status": "pending", "redirectParams": {} }));
    let failures: Vec<String> = failures.iter().map(ToString::to_string).collect();
    let expected =
        [".: lacks the required member id", "redirectParams: lacks the required member authUrl"];
    assert_eq!(failures, expected);
}
