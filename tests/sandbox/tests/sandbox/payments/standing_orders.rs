use std::time::Duration;

use moneyhub_sandbox::{Decision, PaymentKind};
use serde_json::{Value, json};

use super::Payer;
use crate::identity::text;

fn ask(payer: &mut Payer) -> Value {
    let payee = payer.payee();
    let order = json!({"payeeId": payee, "reference": "Rent", "context": "PartyToParty",
        "frequency": {"repeat": "Monthly", "day": 2}, "numberOfPayments": 12,
        "recurringPaymentAmount": 90_000, "firstPaymentDate": "2024-07-02", "currency": "GBP"});
    payer.ask("standing_orders:create", "standingOrder", &order)
}

#[test]
fn each_decision_has_its_status() {
    for (decision, status, set_up) in [
        (Decision::Approve, "InitiationCompleted", 1),
        (Decision::ApproveLater, "InitiationPending", 0),
        (Decision::Reject, "InitiationFailed", 0),
        (Decision::Deny, "Cancelled", 0),
    ] {
        let mut payer = Payer::new();
        let request = ask(&mut payer);
        assert_eq!(payer.get("/standing-orders")[0]["status"], "InProgress");
        payer.go(&request, decision);
        assert_eq!(payer.get("/standing-orders")[0]["status"], status, "{decision:?}");
        assert_eq!(payer.paid().len(), set_up, "{decision:?}");
    }
}

#[test]
fn one_is_read_as_it_was_asked_for_with_dates_as_date_times() {
    let mut payer = Payer::new();
    let request = ask(&mut payer);
    payer.go(&request, Decision::Approve);
    let all = payer.get("/standing-orders");
    let id = text(&all[0], "id").to_owned();
    let one = payer.get(&format!("/standing-orders/{id}"));
    assert_eq!(one, all[0]);
    let order = &one["standingOrder"];
    assert_eq!(order["firstPaymentDate"], "2024-07-02T00:00:00.000Z");
    assert_eq!(order["frequency"], json!({"repeat": "Monthly", "day": 2}));
    assert_eq!(order["payee"]["sortCodeAccountNumber"], "01020312345678");
    let made = payer.caller.service.payments_made();
    assert_eq!((made[0].kind, made[0].ids[0].as_str()), (PaymentKind::StandingOrder, id.as_str()));
    assert_eq!(payer.get("/payments"), json!([]));
    payer.caller.service.advance(Duration::from_secs(60));
    assert_eq!(payer.paid(), [("Rent".to_owned(), 90_000, 1)]);
}
