//! Webhooks in which everything is marked, through every reader.

use moneyhub_proto::webhooks::{self, BoundedReceipts, WebhookVerifier};
use moneyhub_sandbox::WebhookFormat;
use serde_json::{Value, json};

use super::{Seen, USER, client, sandbox};

const ID: &str = "canary-webhook";

/// With a mark in place of every text.
fn marked(value: &Value) -> Value {
    match value {
        Value::String(_) => json!("canary-text"),
        Value::Array(items) => items.iter().map(marked).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), marked(value))).collect()
        }
        other => other.clone(),
    }
}

#[tokio::test]
async fn no_webhook_shows_what_is_in_it() {
    let (sandbox, mut seen) = (sandbox(), Seen::default());
    let client = client(&sandbox);
    let receipts = BoundedReceipts::new(100);
    let events = moneyhub_reference::webhooks().iter().map(|webhook| {
        let sample = webhook.unsigned.map(|text| serde_json::from_str::<Value>(text).unwrap());
        (webhook.event, sample.map_or(json!({}), |sample| marked(&sample["payload"])))
    });
    let mut count = 0;
    for (event, payload) in events.chain([("canaryEvent", json!({"canary": "canary"}))]) {
        let body = |format| sandbox.webhook(ID, event, Some(USER), &payload, format);
        let verified = client.webhook(&body(WebhookFormat::Signed)).await.unwrap();
        receipts.note(verified.id());
        let read = [verified.event(), webhooks::unverified(&body(WebhookFormat::Json))];
        for event in read.map(Result::unwrap) {
            assert_eq!((event.id.as_str(), event.user_id.as_ref().unwrap().as_str()), (ID, USER));
            seen.debug(&event);
            seen.debug(&event.payload);
            seen.debug(&event.repairs());
        }
        seen.debug(&verified);
        count += 1;
    }
    assert_eq!(count, 19);
    seen.debug(&receipts);
    seen.debug(&WebhookVerifier::of_config(client.session().config()).unwrap().any_age());
    seen.assert_no_canary();
}

#[tokio::test]
async fn no_refusal_of_a_webhook_shows_what_is_in_it() {
    let (sandbox, mut seen) = (sandbox(), Seen::default());
    let client = client(&sandbox);
    for webhook in moneyhub_reference::webhooks() {
        // All that its event must have is missing.
        let payload = json!({"canary": "canary", "accounts": "canary-text"});
        let body = |format| sandbox.webhook(ID, webhook.event, Some(USER), &payload, format);
        let (signed, json) = (body(WebhookFormat::Signed), body(WebhookFormat::Json));
        if let Err(error) = client.webhook(&signed).await.unwrap().event() {
            seen.error(&error);
        }
        if let Err(error) = webhooks::unverified(&json) {
            seen.error(&error);
        }
        seen.error(&webhooks::unverified(&signed).unwrap_err());
        seen.error(&client.webhook(&json).await.unwrap_err());
        let cut = &signed[..signed.len() - 8];
        seen.error(&client.webhook(cut).await.unwrap_err());
    }
    assert!(seen.0.contains("can't be read"), "no payload was refused");
    seen.assert_no_canary();
}
