use super::*;

fn transaction(id: &str, status: &str, value: i64, day: u8, bank_id: Option<&str>) -> Transaction {
    serde_json::from_value(serde_json::json!({
        "id": id,
        "accountId": "a",
        "status": status,
        "amount": { "value": value, "currency": "GBP" },
        "date": format!("2024-05-{day:02}T12:00:00Z"),
        "dateModified": format!("2024-05-{day:02}T12:00:00Z"),
        "providerId": bank_id,
    }))
    .unwrap()
}

fn found(pending: &Transaction, booked: &[Transaction]) -> Option<(String, bool)> {
    successor(pending, booked).map(|found| {
        let is_sure = matches!(found, Successor::Sure(_));
        (found.transaction().id.as_str().to_owned(), is_sure)
    })
}

#[test]
fn the_banks_own_id_is_sure_whatever_the_amount() {
    let pending = transaction("p", "pending", -100, 1, Some("x"));
    let booked = [
        transaction("b", "posted", -120, 20, Some("x")),
        transaction("c", "posted", -100, 2, None),
    ];
    assert_eq!(found(&pending, &booked), Some(("b".to_owned(), true)));
}

#[test]
fn an_empty_id_of_the_bank_says_nothing() {
    let pending = transaction("p", "pending", -100, 1, Some(""));
    assert_eq!(found(&pending, &[transaction("b", "posted", -120, 2, Some(""))]), None);
}

#[test]
fn the_same_amount_within_a_week_is_likely_if_it_is_the_only_one() {
    let pending = transaction("p", "pending", -100, 10, None);
    let near = transaction("b", "posted", -100, 17, None);
    let far = transaction("c", "posted", -100, 18, None);
    let only = [near.clone(), far];
    assert_eq!(found(&pending, &only), Some(("b".to_owned(), false)));
    assert_eq!(found(&pending, &[near.clone(), transaction("d", "posted", -100, 11, None)]), None);
    assert_eq!(found(&pending, &[transaction("e", "posted", -100, 9, None)]), None);
}

#[test]
fn a_transaction_of_another_account_or_one_that_is_pending_takes_no_place() {
    let pending = transaction("p", "pending", -100, 10, Some("x"));
    let mut elsewhere = transaction("b", "posted", -100, 10, Some("x"));
    elsewhere.account_id = Some("b".into());
    let booked = [elsewhere, transaction("c", "pending", -100, 10, Some("x"))];
    assert_eq!(found(&pending, &booked), None);
}
