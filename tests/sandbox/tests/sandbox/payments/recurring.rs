use std::time::Duration;

use moneyhub_sandbox::{Decision, PaymentKind};
use serde_json::{Value, json};

use super::Payer;
use crate::identity::text;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Up to £20 each and £30 in a month of the calendar.
fn consent(payer: &mut Payer) -> String {
    let payee = payer.payee();
    let order = json!({"payeeId": payee, "reference": "Sweep", "maximumIndividualAmount": 2000,
        "currency": "GBP", "validFromDate": "2024-06-01", "validToDate": "2024-08-01",
        "periodicLimits": [{"amount": 3000, "currency": "GBP", "periodType": "Month",
            "periodAlignment": "Calendar"}],
        "type": ["Sweeping"]});
    let request = payer.ask("recurring_payment:create", "recurringPayment", &order);
    assert_eq!(payer.get("/recurring-payments"), json!([]));
    assert_eq!(payer.go(&request, Decision::Approve).status, 200);
    let all = payer.get("/recurring-payments");
    assert_eq!(all[0]["authRequestId"], request["id"]);
    format!("/recurring-payments/{}", text(&all[0], "id"))
}

fn pay(payer: &mut Payer, path: &str, amount: u64) -> Value {
    let body = json!({"amount": amount, "payeeRef": "June"});
    payer.send("POST", &format!("{path}/pay"), &body).json()
}

#[test]
fn a_payment_under_a_consent_is_made_at_once_and_the_consent_shows_it() {
    let mut payer = Payer::new();
    let path = consent(&mut payer);
    assert_eq!(payer.paid(), [], "the consent pays nothing");
    let paid = pay(&mut payer, &path, 1500)["data"].take();
    assert_eq!(text(&paid, "status"), "completed");
    let made = payer.caller.service.payments_made();
    assert_eq!((made[0].kind, made[0].amount, made[0].times), (PaymentKind::Recurring, 1500, 1));
    assert_eq!(paid["paymentSubmissionId"], made[0].ids[0].as_str());
    assert_eq!(payer.get(&path)["paymentSubmissionId"], paid["paymentSubmissionId"]);
    assert_eq!(payer.get("/payments"), json!([]), "it is no payment of that list");
}

#[test]
fn limits_are_kept() {
    let mut payer = Payer::new();
    let path = consent(&mut payer);
    let message = |answer: Value| answer["message"].as_str().unwrap_or_default().to_owned();
    let above = message(pay(&mut payer, &path, 2001));
    assert_eq!(above, "amount is above maximumIndividualAmount");
    pay(&mut payer, &path, 2000);
    let above = message(pay(&mut payer, &path, 1001));
    assert_eq!(above, "amount is above what periodicLimits leave");
    pay(&mut payer, &path, 1000);
    payer.caller.service.advance(30 * DAY);
    assert_eq!(pay(&mut payer, &path, 2000)["data"]["status"], Value::Null);
    payer.caller.token = payer.caller.fetch_token(&[("scope", super::SCOPES)]);
    assert_eq!(pay(&mut payer, &path, 2000)["data"]["status"], "completed");
    payer.caller.service.advance(62 * DAY);
    payer.caller.token = payer.caller.fetch_token(&[("scope", super::SCOPES)]);
    assert_eq!(message(pay(&mut payer, &path, 1)), "the consent is not valid any more");
    let amounts: Vec<u64> =
        payer.paid().iter().map(|(_, amount, times)| amount * *times as u64).collect();
    assert_eq!(amounts, [4000, 1000]);
}

#[test]
fn a_consent_that_is_revoked_pays_no_more() {
    let mut payer = Payer::new();
    let path = consent(&mut payer);
    assert_eq!(payer.send("DELETE", &path, &Value::Null).status, 204);
    assert_eq!(pay(&mut payer, &path, 1)["message"], "the consent has been revoked");
    let funds = json!({"amount": "1.00", "currency": "GBP"});
    payer.refused("POST", &format!("{path}/funds-confirmation"), &funds);
    assert_eq!(payer.send("DELETE", &path, &Value::Null).status, 400);
    assert!(payer.get(&path)["revokedAt"].is_string());
    assert_eq!(payer.paid(), []);
}

#[test]
fn funds_are_confirmed_up_to_what_the_account_holds() {
    let mut payer = Payer::new();
    let path = consent(&mut payer);
    pay(&mut payer, &path, 100);
    for (amount, enough) in [("9999.00", true), ("9999.01", false)] {
        let body = json!({"amount": amount, "currency": "GBP"});
        let funds = payer.data("POST", &format!("{path}/funds-confirmation"), &body);
        assert_eq!((&funds["fundsAvailable"], text(&funds, "amount")), (&json!(enough), amount));
    }
}

#[test]
fn a_consent_that_was_denied_is_none() {
    let mut payer = Payer::new();
    let payee = payer.payee();
    let order = json!({"payeeId": payee, "type": ["Other"]});
    let request = payer.ask("recurring_payment:create", "recurringPayment", &order);
    payer.go(&request, Decision::Deny);
    assert_eq!(payer.get("/recurring-payments"), json!([]));
}
