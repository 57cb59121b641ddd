use std::time::Duration;

use moneyhub_sandbox::{Decision, PaymentKind};
use serde_json::{Value, json};

use super::Payer;
use crate::identity::text;

const WIDGET: &str = "b7a6958c-4d3e-4f21-8091-a2b3c4d5e6f7";

fn link(payer: &mut Payer, more: &Value) -> Value {
    let payee = payer.payee();
    let mut body =
        json!({"widgetId": WIDGET, "reference": "INV 7", "amount": 1500, "payeeId": payee});
    for (name, value) in more.as_object().expect("members") {
        body[name] = value.clone();
    }
    payer.data("POST", "/pay-links", &body)
}

fn page(link: &Value) -> String {
    format!("http://sandbox.invalid/pay/{}", text(link, "id"))
}

#[test]
fn who_opens_a_link_and_approves_has_paid() {
    let mut payer = Payer::new();
    let link = link(&mut payer, &json!({}));
    let html = payer.caller.raw("GET", &page(&link), &[], "");
    assert!(String::from_utf8_lossy(&html.body).contains("£15.00"));
    assert_eq!(payer.caller.service.decide(&page(&link), Decision::Approve), Ok(None));
    let made = payer.caller.service.payments_made();
    assert_eq!((made[0].kind, made[0].amount, made[0].times), (PaymentKind::PayLink, 1500, 1));
    let payments = payer.get("/payments");
    let statuses: Vec<&str> =
        payments.as_array().expect("a list").iter().map(|one| text(one, "status")).collect();
    assert_eq!(statuses, ["inProgress", "completed"], "the page was opened twice");
    assert!(payer.get(&format!("/pay-links/{}", text(&link, "id")))["usedAt"].is_string());
}

#[test]
fn a_link_for_use_once_is_used_once() {
    let mut payer = Payer::new();
    let link = link(&mut payer, &json!({"useOnce": true}));
    let decide = |payer: &mut Payer| payer.caller.service.decide(&page(&link), Decision::Approve);
    assert_eq!(decide(&mut payer), Ok(None));
    assert!(decide(&mut payer).is_err());
    assert_eq!(payer.paid(), [("INV 7".to_owned(), 1500, 1)]);
    assert_eq!(payer.get("/pay-links?isActive=true"), json!([]));
}

#[test]
fn a_link_for_many_pays_each_time() {
    let mut payer = Payer::new();
    let link = link(&mut payer, &json!({}));
    for _ in 0..2 {
        payer.caller.service.decide(&page(&link), Decision::Approve).expect("no error page");
    }
    assert_eq!(payer.paid(), [("INV 7".to_owned(), 1500, 2)]);
}

#[test]
fn a_link_that_has_expired_cannot_be_opened() {
    let mut payer = Payer::new();
    let end = payer.caller.service.timestamp_after(Duration::from_secs(60));
    let link = link(&mut payer, &json!({"expiresAt": end}));
    assert_eq!(payer.caller.raw("GET", &page(&link), &[], "").status, 200);
    payer.caller.service.advance(Duration::from_secs(60));
    assert_eq!(payer.caller.raw("GET", &page(&link), &[], "").status, 400);
    let listed = |payer: &mut Payer, query: &str| {
        payer.get(&format!("/pay-links?{query}")).as_array().map(Vec::len)
    };
    assert_eq!(listed(&mut payer, &format!("isActive=false&widgetId={WIDGET}")), Some(1));
    assert_eq!(listed(&mut payer, "widgetId=w-2"), Some(0));
}

#[test]
fn who_denies_leaves_the_link_as_it_was() {
    let mut payer = Payer::new();
    let link = link(&mut payer, &json!({"useOnce": true}));
    assert_eq!(payer.caller.service.decide(&page(&link), Decision::Deny), Ok(None));
    assert_eq!(payer.get("/pay-links?isActive=true"), json!([link]));
    assert_eq!(payer.paid(), []);
}
