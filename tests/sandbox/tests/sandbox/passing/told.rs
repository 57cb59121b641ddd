//! Who listens is told of everything, once and in order.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use moneyhub_sandbox::{Builder, DeliveryOutcome, Sandbox, Subscription, WebhookFormat};
use serde_json::{Value, json};

use super::{DAY, SCOPES, holder, ids_of, lasting, lasting_holder, recent, told_by};
use crate::holder::{Holder, text};

#[test]
fn whoever_follows_the_webhooks_knows_which_transactions_there_are() {
    let mut holder = lasting_holder();
    let mut known: BTreeMap<String, Value> = recent(&mut holder);
    let mut read = 0;
    let mut counted: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..55 {
        holder.caller.service.advance(DAY);
        let there = recent(&mut holder);
        let deliveries = holder.caller.service.deliveries();
        let mut expected: BTreeSet<String> = known.keys().cloned().collect();
        let mut updated = BTreeSet::new();
        for told in &deliveries[read..] {
            for id in ids_of(told) {
                *counted.entry(told.event.clone()).or_default() += 1;
                match told.event.as_str() {
                    "newTransactions" => assert!(expected.insert(id), "told as new twice"),
                    "deletedTransactions" => assert!(expected.remove(&id), "told as gone twice"),
                    "updatedTransactions" => assert!(updated.insert(id), "told as changed twice"),
                    other => panic!("{other}"),
                }
            }
        }
        read = deliveries.len();
        assert_eq!(there.keys().cloned().collect::<BTreeSet<_>>(), expected);
        let changed =
            there.iter().filter(|(id, row)| known.get(*id).is_some_and(|old| old != *row));
        let changed: BTreeSet<String> = changed.map(|(id, _)| id.clone()).collect();
        assert_eq!(changed, updated);
        known = there;
    }
    let counts: Vec<usize> = counted.into_values().collect();
    assert!(counts.len() == 3 && counts.iter().all(|count| *count >= 5), "{counts:?}");
}

#[test]
fn every_sync_is_told_once_with_how_it_ended() {
    let mut holder = lasting_holder();
    holder.caller.service.advance(DAY * 5);
    let told = holder.caller.service.deliveries();
    let syncs: Vec<_> = told.iter().filter(|one| one.event == "syncCompleted").collect();
    // Two that are well, one that is partial, and one that fails, every day.
    assert_eq!(syncs.len(), 4 * 5);
    let failed = syncs.iter().filter(|one| one.payload["processingStatus"] == "error").count();
    assert_eq!(failed, 5);
    let ids: BTreeSet<String> = syncs.iter().map(|one| text(&one.payload, "syncId")).collect();
    assert_eq!(ids.len(), 20);
    let known: BTreeSet<String> =
        holder.caller.service.sync_ids(&holder.user).into_iter().collect();
    assert!(ids.is_subset(&known));
    assert_eq!(holder.caller.service.webhooks_raised("syncCompleted"), 20);
}

#[test]
fn webhooks_come_in_the_order_of_time_with_the_time_at_which_it_happened() {
    let mut holder = lasting_holder();
    let start = holder.caller.service.now();
    holder.caller.service.advance(DAY * 80);
    let told = holder.caller.service.deliveries();
    assert!(told.len() > 300 && told.is_sorted_by_key(|one| one.raised_at));
    assert!(told[0].raised_at > start && told[0].raised_at < start + DAY);
}

#[test]
fn owners_of_legacy_connections_are_reminded_every_two_days() {
    let mut holder = lasting_holder();
    holder.caller.service.advance(DAY * 10);
    let pension = holder.caller.service.connection_ids(&holder.user)[1].clone();
    let told = holder.caller.service.deliveries();
    let told = told.into_iter().filter(|one| one.event == "refreshReminder");
    let told = told.filter(|one| one.payload["connectionId"] == json!(pension));
    let days: Vec<Value> =
        told.map(|one| one.payload["periodSinceLastUpdateInDays"].clone()).collect();
    assert_eq!(days, [42, 44, 46, 48, 50]);
}

#[test]
fn a_threshold_is_told_when_the_balance_reaches_it_and_not_again() {
    let mut holder = lasting_holder();
    let account = holder.account("cash:current");
    let path = format!("/accounts/{account}/notification-thresholds");
    let balance_of = |holder: &mut Holder| {
        let shown = holder.read(&format!("/accounts/{account}"))["data"].take();
        shown["balance"]["amount"]["value"].as_i64().expect("pence")
    };
    // The salary takes it above; what is spent in the month, below again.
    let value = balance_of(&mut holder) + 60_000;
    assert_eq!(holder.send("POST", &path, &json!({"type": "gt", "value": value})).status, 200);
    let mut above = false;
    let mut crossed = 0;
    for _ in 0..55 {
        let before = holder.caller.service.webhooks_raised("balanceThreshold");
        holder.caller.service.advance(DAY);
        let balance = balance_of(&mut holder);
        let told = holder.caller.service.webhooks_raised("balanceThreshold") - before;
        assert_eq!(told, u64::from(balance > value && !above), "{balance}");
        if told == 1 {
            crossed += 1;
            let log = holder.caller.service.deliveries();
            let last = log.iter().rfind(|one| one.event == "balanceThreshold").expect("one");
            assert_eq!(last.payload["accountUid"], json!(account));
            assert_eq!(last.payload["matchedThresholds"], json!([{"type": "gt", "value": value}]));
            let pounds = &last.payload["balanceAtTimeGeneration"]["amount"];
            let pounds = pounds.as_f64().expect("a number");
            assert!((pounds * 100.0 - balance as f64).abs() < 0.5, "{pounds} {balance}");
        }
        above = balance > value;
    }
    assert_eq!(crossed, 2, "in June and in July");
}

#[test]
fn an_affordability_report_is_completed_and_told() {
    let mut holder = lasting_holder();
    let id = text(&holder.send("POST", "/affordability", &json!({})).json()["data"], "id");
    assert_eq!(holder.read(&format!("/affordability/{id}"))["data"]["status"], "pending");
    assert_eq!(holder.caller.service.webhooks_raised("affordabilityReportSuccess"), 0);
    holder.caller.service.advance(Duration::from_secs(5));
    assert_eq!(holder.read(&format!("/affordability/{id}"))["data"]["status"], "complete");
    let told = holder.caller.service.deliveries();
    let told = told.iter().find(|one| one.event == "affordabilityReportSuccess").expect("one");
    let at = holder.caller.service.timestamp_after(Duration::ZERO);
    assert_eq!(told.payload, json!({"reportId": id, "status": "complete", "completedAt": at}));
    assert_eq!(told.user_id.as_ref(), Some(&holder.user));
}

#[test]
fn an_affordability_report_that_fails_is_told_too() {
    let mut holder = Holder::scoped(lasting(told_by(Sandbox::builder())), SCOPES);
    let user = holder.caller.user(9);
    holder.caller.token = holder.caller.fetch_token(&[("scope", SCOPES), ("sub", &user)]);
    let id = text(&holder.send("POST", "/affordability", &json!({})).json()["data"], "id");
    holder.caller.service.advance(Duration::from_secs(5));
    let told = holder.caller.service.deliveries();
    let told = told.iter().find(|one| one.event == "affordabilityReportFailure").expect("one");
    let at = holder.caller.service.timestamp_after(Duration::ZERO);
    assert_eq!(told.payload, json!({"reportId": id, "status": "failed", "failedAt": at}));
}

#[test]
fn a_report_of_later_is_about_the_months_before_it() {
    let mut holder = lasting_holder();
    let made = |holder: &mut Holder| {
        let reply = holder.send("POST", "/v2/affordability", &json!({}));
        assert_eq!(reply.status, 200, "{:?}", reply.body);
        reply.json()["data"].take()
    };
    let first = made(&mut holder);
    holder.caller.service.advance(DAY * 55);
    let second = made(&mut holder);
    assert_ne!(first["createdAt"], second["createdAt"]);
    assert_eq!(
        first["income"]["predicted"], second["income"]["predicted"],
        "the salary is the same"
    );
}

#[test]
fn a_series_that_goes_on_is_told_by_an_id_that_the_list_knows() {
    let mut holder = lasting_holder();
    holder.caller.service.advance(DAY * 40);
    let told = holder.caller.service.deliveries();
    let told: BTreeSet<String> = told
        .iter()
        .filter(|one| one.event == "updatedRegularTransactions")
        .flat_map(|one| one.payload["seriesIds"].as_array().cloned().unwrap_or_default())
        .filter_map(|id| id.as_str().map(str::to_owned))
        .collect();
    let known = holder.items("/regular-transactions");
    let known: BTreeSet<String> = known.iter().map(|series| text(series, "seriesId")).collect();
    assert!(!told.is_empty() && told.is_subset(&known), "{told:?} {known:?}");
}

#[test]
fn nothing_that_happened_before_the_subscription_is_told() {
    let mut service = Sandbox::builder().standing_clock().users(1).service();
    service.advance(DAY * 30);
    let to = Subscription::new("http://127.0.0.1:9/hooks", WebhookFormat::Json);
    service.subscribe(to.expect("a good URL"));
    assert_eq!(service.deliveries(), []);
    service.advance(DAY);
    assert!(service.webhooks_raised("syncCompleted") > 0);
}

#[test]
fn a_user_that_was_deleted_is_not_followed() {
    let mut holder = holder();
    let user = holder.user.clone();
    holder.caller.token = holder.caller.fetch_token(&[("scope", "user:delete")]);
    assert_eq!(holder.caller.call("DELETE", &format!("/users/{user}")).status, 204);
    holder.caller.service.advance(DAY * 30);
    assert_eq!(holder.caller.service.deliveries(), []);
}

/// Counts what it is sent, and acknowledges it.
fn counter() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let count = Arc::clone(&counted);
            std::thread::spawn(move || {
                let mut bytes = Vec::new();
                let mut buffer = [0; 8192];
                while let Ok(read @ 1..) = stream.read(&mut buffer) {
                    bytes.extend_from_slice(&buffer[..read]);
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    let Some((_, body)) = text.split_once("\r\n\r\n") else { continue };
                    if serde_json::from_str::<Value>(body).is_err() {
                        continue;
                    }
                    count.fetch_add(1, Ordering::SeqCst);
                    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                    bytes.clear();
                }
            });
        }
    });
    (url, count)
}

#[test]
fn more_webhooks_than_wait_at_once_are_all_sent() {
    let (url, count) = counter();
    let to = Subscription::new(&url, WebhookFormat::Json).expect("a good URL");
    let builder: Builder = Sandbox::builder().standing_clock().users(10).webhooks(to);
    let sandbox = builder.start().expect("a sandbox");
    sandbox.advance(DAY * 70);
    let events = [
        "newTransactions",
        "updatedTransactions",
        "deletedTransactions",
        "syncCompleted",
        "reauthReminder",
        "refreshReminder",
        "updatedRegularTransactions",
    ];
    let raised: u64 = events.iter().map(|event| sandbox.webhooks_raised(event)).sum();
    assert!(raised > 3_000, "{raised}");
    assert!(sandbox.wait_for_deliveries(raised, Duration::from_secs(600)));
    assert_eq!(count.load(Ordering::SeqCst) as u64, raised);
    let good = |outcome| outcome == Some(DeliveryOutcome::Answered(200));
    assert!(sandbox.deliveries().iter().all(|one| good(one.outcome)));
}
