//! The webhooks of payments, and how many payments are remembered.

use std::time::Duration;

use moneyhub_sandbox::{Decision, Delivery, Subscription, WebhookFormat};
use serde_json::{Value, json};

use super::{Payer, SCOPES};
use crate::caller::Caller;
use crate::identity::{builder, text};

fn subscribed(format: WebhookFormat) -> Payer {
    let mut payer = Payer::new();
    let to = Subscription::new("http://127.0.0.1:9/hooks", format);
    payer.caller.service.subscribe(to.expect("a good URL"));
    payer
}

fn told(payer: &Payer) -> Vec<(String, Value)> {
    let all = payer.caller.service.deliveries().into_iter();
    all.map(|Delivery { event, payload, .. }| (event, payload["status"].clone())).collect()
}

#[test]
fn each_decision_raises_the_webhook_of_its_status() {
    for (decision, expected) in [
        (Decision::Approve, vec![("paymentCompleted", "completed")]),
        (Decision::ApproveLater, vec![("paymentPending", "pending")]),
        (Decision::Reject, vec![("paymentError", "rejected")]),
        (Decision::Fail, vec![]),
        (Decision::Deny, vec![]),
    ] {
        let mut payer = subscribed(WebhookFormat::Json);
        let request = payer.ask_for_payment("INV 1");
        payer.go(&request, decision);
        let expected: Vec<(String, Value)> =
            expected.into_iter().map(|(event, status)| (event.to_owned(), json!(status))).collect();
        assert_eq!(told(&payer), expected, "{decision:?}");
    }
}

#[test]
fn a_payment_that_settles_later_is_told_when_it_does() {
    let mut payer = subscribed(WebhookFormat::Json);
    let request = payer.ask_for_payment("INV 1");
    payer.go(&request, Decision::ApproveLater);
    let settles = payer.caller.service.timestamp_after(Duration::from_secs(60));
    payer.caller.service.advance(Duration::from_secs(59));
    assert_eq!(told(&payer).len(), 1);
    payer.caller.service.advance(Duration::from_secs(3_600));
    let all = payer.caller.service.deliveries();
    let last = all.last().expect("a webhook");
    assert_eq!(last.event, "paymentCompleted");
    assert_eq!(
        (&last.payload["updatedAt"], &last.payload["reference"]),
        (&json!(settles), &json!("INV 1"))
    );
    let payment = payer.get("/payments")[0].clone();
    assert_eq!(last.payload["paymentId"], payment["id"]);
    assert_eq!(last.payload["paymentSubmissionId"], payment["paymentSubmissionId"]);
    assert_eq!(
        last.user_id,
        payer.caller.service.created_users().first().map(|user| user.user_id.clone())
    );
}

#[test]
fn a_payment_by_a_link_is_told_in_the_signed_form_only() {
    for (format, expected) in [(WebhookFormat::Json, 0), (WebhookFormat::Signed, 1)] {
        let mut payer = subscribed(format);
        let payee = payer.payee();
        let link = json!({"widgetId": "b7a6958c-4d3e-4f21-8091-a2b3c4d5e6f7", "payeeId": payee, "reference": "INV 2", "amount": 500});
        let link = payer.data("POST", "/pay-links", &link);
        let url = format!("http://sandbox.invalid/pay/{}", text(&link, "id"));
        payer.caller.service.decide(&url, Decision::Approve).expect("no error page");
        assert_eq!(told(&payer).len(), expected, "{format:?}");
    }
}

#[test]
fn the_ledger_forgets_the_oldest_past_its_bound_and_counts_on() {
    let mut payer = Payer { caller: Caller::scoped(builder().payments_kept(3), SCOPES) };
    for number in 1..=5 {
        let request = payer.ask_for_payment(&format!("INV {number}"));
        assert_eq!(payer.go(&request, Decision::Approve).status, 200);
    }
    let references: Vec<String> =
        payer.paid().into_iter().map(|(reference, ..)| reference).collect();
    assert_eq!(references, ["INV 3", "INV 4", "INV 5"]);
    assert_eq!(payer.caller.service.payments_total(), 5);
}

#[test]
fn what_is_paid_later_counts_when_it_is() {
    let mut payer = Payer::new();
    let request = payer.ask_for_payment("INV 1");
    payer.go(&request, Decision::ApproveLater);
    assert_eq!(payer.caller.service.payments_total(), 0);
    payer.caller.service.advance(Duration::from_secs(60));
    assert_eq!(payer.caller.service.payments_total(), 1);
}
