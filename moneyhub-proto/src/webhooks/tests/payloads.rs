//! What is read from payloads. `tests/oracles` tests that all samples are read, and what is read
//! from them.

use super::*;

fn read(event: &str, payload: Value) -> Event {
    let body = json!({"id": "1", "eventType": event, "payload": payload}).to_string();
    unverified(body.as_bytes()).unwrap()
}

#[test]
fn an_event_that_nobody_knows_is_kept_as_json() {
    let event = read("somethingNew", json!({"a": [1.50, null]}));
    assert_eq!(event.event_type.as_str(), "somethingNew");
    assert_eq!(event.payload, Payload::Unknown);
    assert_eq!(event.json(), r#"{"a":[1.5,null]}"#);
    let urn = "urn:com:moneyhub:events:something-new";
    let signed = verify(&claims_with("events", Some(json!({urn: {"a": 1}})))).unwrap();
    assert_eq!(signed.event_type().as_str(), urn);
    assert_eq!(signed.event().unwrap().json(), r#"{"a":1}"#);
}

#[test]
fn names_that_the_documentation_spells_in_two_ways_are_one_event() {
    for (name, event_type) in [
        ("syncComplete", EventType::SyncCompleted),
        ("postConnectionEnrichmentCompleted", EventType::PostConnectionEnrichmentComplete),
    ] {
        assert_eq!(EventType::named(name), event_type);
    }
    for (tail, event_type) in [
        ("payment-rejected", EventType::PaymentError),
        ("payment-error", EventType::PaymentError),
        ("sync-complete", EventType::SyncCompleted),
        ("post-connection-enrichment-completed", EventType::PostConnectionEnrichmentComplete),
    ] {
        let urn = format!("urn:com:moneyhub:events:{tail}");
        assert_eq!(EventType::of_urn(&urn), Some(event_type), "{urn}");
    }
}

#[test]
fn members_that_the_documentation_spells_in_two_ways_are_one() {
    let Payload::PaymentError(payment) = read("paymentError", json!({"paymentID": "p"})).payload
    else {
        panic!()
    };
    assert_eq!(payment.payment_id.as_str(), "p");
    let days = |payload: Value| {
        let Payload::ReauthReminder(reminder) = read("reauthReminder", payload).payload else {
            panic!()
        };
        reminder.time_until_reauthorization_in_days.unwrap().as_str().to_owned()
    };
    assert_eq!(days(json!({"connectionId": "c", "timeUntilReauthorization": 3})), "3");
    let both = json!({"connectionId": "c", "timeUntilReauthorization": 3,
        "timeUntilReauthorizationInDays": 2.5});
    assert_eq!(days(both), "2.5");
}

#[test]
fn money_is_in_the_units_that_the_event_has() {
    let payload = json!({
        "accountUid": "a",
        "balanceAtTimeGeneration": {"amount": 50.25, "currency": "GBP"},
        "matchedThresholds": [{"type": "lt", "value": -10_000}],
    });
    let Payload::BalanceThreshold(read) = read("balanceThreshold", payload).payload else {
        panic!()
    };
    assert_eq!(read.balance_at_time_generation.unwrap().amount.unwrap().as_str(), "50.25");
    assert_eq!(read.matched_thresholds[0].value, Some(-10_000));
}

#[test]
fn what_is_odd_and_not_required_counts_as_absent_and_is_listed() {
    let event = read("syncCompleted", json!({"connectionId": "c", "syncId": 7, "completedAt": []}));
    let Payload::SyncCompleted(sync) = &event.payload else { panic!() };
    assert_eq!((sync.connection_id.as_str(), &sync.sync_id), ("c", &None));
    let places: Vec<_> = event.repairs().iter().map(|repair| repair.path()).collect();
    assert_eq!(places.len(), 2);
    assert!(places.contains(&"syncId") && places.contains(&"completedAt"), "{places:?}");
    assert!(event.json().contains(r#""syncId":7"#), "the JSON is as it came");
}

#[test]
fn an_event_of_many_transactions_is_read() {
    let ids: Vec<String> =
        (0..6000).map(|n| format!("{n:08}-5d6e-4f70-8a91-b2c3d4e5f607")).collect();
    let payload = json!({"accounts": [{"id": "a", "transactions": ids}]});
    let signed = verify(&claims_with("events", Some(json!({URN: payload})))).unwrap();
    let Payload::NewTransactions(read) = signed.event().unwrap().payload else { panic!() };
    assert_eq!(read.accounts[0].transactions.len(), 6000);
}
