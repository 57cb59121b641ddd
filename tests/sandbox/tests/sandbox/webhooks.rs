//! Webhooks: what raises them, what they look like, and how they are sent.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use moneyhub_reference::{webhook_claims, webhook_envelope, webhooks};
use moneyhub_sandbox::{
    DEFAULT_CLIENT_ID, Delivery, DeliveryOutcome, Sandbox, Service, Subscription, WebhookFormat,
};
use serde_json::{Value, json};

use crate::holder::{Holder, text};

const PATIENCE: Duration = Duration::from_secs(60);

fn nowhere(format: WebhookFormat) -> Subscription {
    Subscription::new("http://127.0.0.1:9/hooks", format).expect("a good URL")
}

fn subscribed() -> Holder {
    let mut holder = Holder::new();
    holder.caller.service.subscribe(nowhere(WebhookFormat::Signed));
    holder
}

fn events(service: &Service) -> Vec<(String, Value)> {
    service.deliveries().into_iter().map(|one| (one.event, one.payload)).collect()
}

/// A receiver that answers each request with this status, after a pause; and what it was sent.
fn receiver(status: u16, pause: Duration) -> (String, mpsc::Receiver<(String, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/hooks", listener.local_addr().expect("an address"));
    let (sender, received) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let sender = sender.clone();
            thread::spawn(move || answer(stream, status, pause, &sender));
        }
    });
    (url, received)
}

fn answer(
    mut stream: TcpStream,
    status: u16,
    pause: Duration,
    to: &mpsc::Sender<(String, String)>,
) {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let Ok(read @ 1..) = stream.read(&mut buffer) else { return };
        bytes.extend_from_slice(&buffer[..read]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.to_ascii_lowercase();
        let length = length.lines().find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.expect("a length").parse().expect("a number");
        if body.len() < length {
            continue;
        }
        thread::sleep(pause);
        let _ = to.send((head.to_owned(), body.to_owned()));
        let answer = format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n");
        let _ = stream.write_all(answer.as_bytes());
        bytes.clear();
    }
}

fn part(token: &str, place: usize) -> Value {
    let part = token.split('.').nth(place).expect("a part");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64url")).expect("JSON")
}

#[test]
fn nothing_is_raised_while_nobody_has_subscribed() {
    let mut service = Sandbox::builder().service();
    assert_eq!(service.raise("newTransactions", None, json!({})), None);
    service.advance(Duration::from_secs(100 * 24 * 3600));
    assert_eq!(service.deliveries(), []);
}

#[test]
fn only_events_that_were_subscribed_to_are_raised() {
    let mut service = Sandbox::builder().service();
    service.subscribe(nowhere(WebhookFormat::Json).events(["syncCompleted"]));
    assert_eq!(service.raise("newTransactions", None, json!({})), None);
    assert!(service.raise("syncCompleted", None, json!({})).is_some());
    service.unsubscribe();
    assert_eq!(service.raise("syncCompleted", None, json!({})), None);
}

#[test]
fn both_forms_of_every_event_keep_the_schemas_of_the_reference() {
    let service = Sandbox::builder().standing_clock().service();
    for webhook in webhooks() {
        let sample = webhook.unsigned.map(|text| serde_json::from_str::<Value>(text).unwrap());
        let payload = sample.map_or(json!({}), |sample| sample["payload"].clone());
        let id = "0d5a2b1c-8e4f-4a6b-9c7d-1e2f3a4b5c6d";
        let of = |format| service.webhook(id, webhook.event, Some("u"), &payload, format);
        let json: Value = serde_json::from_slice(&of(WebhookFormat::Json)).expect("JSON");
        assert_eq!(webhook_envelope().strict_failures(&json), [], "{}", webhook.event);
        assert_eq!(json["eventType"], webhook.event);
        let token = String::from_utf8(of(WebhookFormat::Signed).to_vec()).expect("a token");
        let claims = part(&token, 1);
        assert_eq!(webhook_claims().strict_failures(&claims), [], "{}", webhook.event);
        assert_eq!(claims["events"][&webhook.urn], payload);
        assert_eq!(claims["iss"], "http://sandbox.invalid");
        assert_eq!((&claims["aud"], &claims["sub"]), (&json!(DEFAULT_CLIENT_ID), &json!("u")));
        assert_eq!(part(&token, 0), json!({"alg": "RS256", "kid": "sandbox-rs256-1"}));
    }
}

#[test]
fn transactions_that_are_created_changed_and_deleted_are_told_by_account() {
    let mut holder = subscribed();
    let account = json!({
        "accountName": "Jar", "providerName": "Kitchen", "type": "savings",
        "balance": {"date": "2024-05-01", "amount": {"value": 1}}, "details": {"AER": 1.5},
    });
    let account = text(&holder.send("POST", "/accounts", &account).json()["data"], "id");
    let transaction = json!({
        "accountId": account,
        "amount": {"value": -4_321},
        "categoryId": "std:5a7ff1f3-cd2c-4676-a368-caf09f2ca35a",
        "date": "2024-05-10T09:30:00.000Z",
        "longDescription": "MARKET STALL 7",
    });
    let reply = holder.send("POST", "/transactions", &transaction);
    assert_eq!(reply.status, 200, "{:?}", reply.body);
    let id = text(&reply.json()["data"], "id");
    let path = format!("/transactions/{id}");
    assert_eq!(holder.send("PATCH", &path, &json!({"notes": "not told"})).status, 200);
    assert_eq!(holder.send("PATCH", &path, &json!({"longDescription": "told"})).status, 200);
    assert_eq!(holder.delete(&path), 204);
    assert_eq!(holder.delete(&format!("/accounts/{account}")), 204);
    let payload = json!({"accounts": [{"id": account, "transactions": [id]}]});
    assert_eq!(
        events(&holder.caller.service),
        [
            ("newTransactions".to_owned(), payload.clone()),
            ("updatedTransactions".to_owned(), payload.clone()),
            ("deletedTransactions".to_owned(), payload),
            ("deletedAccount".to_owned(), json!({"accountId": account})),
        ]
    );
    let log = holder.caller.service.deliveries();
    assert!(log.iter().all(|one| one.user_id.as_ref() == Some(&holder.user)));
}

#[test]
fn a_sync_is_told_when_it_ends() {
    let mut holder = subscribed();
    let connection = holder.caller.service.connection_ids(&holder.user)[0].clone();
    let reply = holder.send("POST", &format!("/sync/{connection}"), &json!({}));
    assert_eq!(reply.status, 200, "{:?}", reply.body);
    let sync = text(&reply.json()["data"], "syncId");
    assert_eq!(events(&holder.caller.service), [], "it is still under way");
    holder.caller.service.advance(Duration::from_secs(60));
    // What was pending at the start is booked now.
    let told = events(&holder.caller.service);
    let names: Vec<&str> = told.iter().map(|(event, _)| event.as_str()).collect();
    assert_eq!(names, ["updatedTransactions", "syncCompleted"]);
    let (_, payload) = &told[1];
    assert_eq!(payload["syncId"], sync);
    assert_eq!(payload["connectionId"], connection);
    assert_eq!(payload["processingStatus"], "success");
}

#[test]
fn owners_are_reminded_five_three_and_one_day_before_a_consent_ends() {
    let mut service = Sandbox::builder().standing_clock().users(1).service();
    service.subscribe(nowhere(WebhookFormat::Signed).events(["reauthReminder"]));
    let day = Duration::from_secs(24 * 3600);
    let mut days = Vec::new();
    for _ in 0..100 {
        let before = service.deliveries().len();
        service.advance(day);
        for delivery in &service.deliveries()[before..] {
            if delivery.payload["connectionId"]
                == service.connection_ids(&service.user_id(0).unwrap())[0]
            {
                days.push(delivery.payload["timeUntilReauthorizationInDays"].clone());
            }
        }
    }
    assert_eq!(days, [5, 3, 1]);
    // All at once, they come in the same order.
    let mut service = Sandbox::builder().standing_clock().users(1).service();
    service.subscribe(nowhere(WebhookFormat::Signed).events(["reauthReminder"]));
    service.advance(day * 100);
    let first = service.connection_ids(&service.user_id(0).unwrap())[0].clone();
    let reminders = service.deliveries().into_iter().map(|one| one.payload);
    let reminders = reminders.filter(|payload| payload["connectionId"] == first);
    let days: Vec<Value> =
        reminders.map(|payload| payload["timeUntilReauthorizationInDays"].clone()).collect();
    assert_eq!(days, [5, 3, 1]);
}

#[test]
fn a_webhook_is_posted_once_and_the_log_says_what_became_of_it() {
    for (format, content_type) in
        [(WebhookFormat::Json, "application/json"), (WebhookFormat::Signed, "application/jwt")]
    {
        let (url, received) = receiver(200, Duration::ZERO);
        let subscription = Subscription::new(&url, format).expect("a good URL");
        let sandbox = Sandbox::builder().webhooks(subscription).start().expect("a sandbox");
        let id = sandbox.raise("deletedAccount", Some("u"), json!({"accountId": "a"}));
        assert!(sandbox.wait_for_deliveries(1, PATIENCE));
        let (head, body) = received.recv_timeout(PATIENCE).expect("a webhook");
        assert!(head.starts_with("POST /hooks HTTP/1.1"), "{head}");
        assert!(head.contains(&format!("content-type: {content_type}")), "{head}");
        let told = match format {
            WebhookFormat::Json => {
                serde_json::from_str::<Value>(&body).expect("JSON")["id"].clone()
            }
            _ => part(&body, 1)["jti"].clone(),
        };
        assert_eq!(told.as_str(), id.as_deref());
        let log = sandbox.deliveries();
        let outcomes: Vec<_> = log.iter().map(|one| one.outcome).collect();
        assert_eq!(outcomes, [Some(DeliveryOutcome::Answered(200))]);
        assert!(received.recv_timeout(Duration::from_millis(200)).is_err(), "it was sent twice");
    }
}

#[test]
fn a_refused_webhook_is_not_repeated_until_somebody_sends_it_again() {
    let (url, received) = receiver(503, Duration::ZERO);
    let subscription = Subscription::new(&url, WebhookFormat::Signed).expect("a good URL");
    let sandbox = Sandbox::start().expect("a sandbox");
    sandbox.subscribe(subscription);
    let id = sandbox.raise("deletedAccount", None, json!({"accountId": "a"})).expect("an id");
    assert!(sandbox.wait_for_deliveries(1, PATIENCE));
    assert_eq!(sandbox.deliveries()[0].outcome, Some(DeliveryOutcome::Answered(503)));
    assert!(sandbox.redeliver(&id));
    assert!(!sandbox.redeliver("unknown"));
    assert!(sandbox.wait_for_deliveries(2, PATIENCE));
    let ids: Vec<_> = received.try_iter().map(|(_, body)| part(&body, 1)["jti"].clone()).collect();
    assert_eq!(ids, [json!(id), json!(id)]);
    let log: Vec<Delivery> = sandbox.deliveries();
    assert!(!log[0].outcome.expect("it is over").is_acknowledged());
}

#[test]
fn a_receiver_has_five_seconds() {
    let (url, _received) = receiver(200, Duration::from_secs(120));
    let subscription = Subscription::new(&url, WebhookFormat::Signed).expect("a good URL");
    let sandbox = Sandbox::builder().webhooks(subscription).start().expect("a sandbox");
    let begun = Instant::now();
    sandbox.raise("deletedAccount", None, json!({"accountId": "a"}));
    assert!(sandbox.wait_for_deliveries(1, PATIENCE));
    assert_eq!(sandbox.deliveries()[0].outcome, Some(DeliveryOutcome::TimedOut));
    let took = begun.elapsed();
    assert!((Duration::from_millis(4900)..PATIENCE).contains(&took), "{took:?}");
}

#[test]
fn a_receiver_that_is_not_there_is_in_the_log() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    // A connection of that port goes on, so that no other test gets it.
    let _near = TcpStream::connect(listener.local_addr().expect("an address")).expect("it listens");
    let _far = listener.accept().expect("a connection");
    drop(listener);
    let subscription = Subscription::new(&url, WebhookFormat::Json).expect("a good URL");
    let sandbox = Sandbox::builder().webhooks(subscription).start().expect("a sandbox");
    sandbox.raise("deletedAccount", None, json!({"accountId": "a"}));
    assert!(sandbox.wait_for_deliveries(1, PATIENCE));
    assert_eq!(sandbox.deliveries()[0].outcome, Some(DeliveryOutcome::Unreachable));
}

#[test]
fn what_is_no_plain_url_is_refused() {
    for url in ["https://shop.example/hooks", "/hooks", "127.0.0.1:80", "", "ftp://x/"] {
        assert!(Subscription::new(url, WebhookFormat::Json).is_err(), "{url}");
    }
}

#[test]
fn the_log_shows_no_payload() {
    let mut service = Sandbox::builder().service();
    service.subscribe(nowhere(WebhookFormat::Json));
    service.raise("x", Some("canary-user"), json!({"canary": 1}));
    assert!(!format!("{:?}", service.deliveries()).contains("canary"));
}
