use super::*;
use crate::api::payments::{Frequency, FrequencyRepeat, Payee, Pence, RecurringPaymentType};

fn pence(pence: u64) -> Pence {
    Pence::new(pence).unwrap()
}

fn payee() -> Payee {
    Payee::Id("a-payee".into())
}

fn asking(scopes: &str, initiation: Initiation) -> Create {
    Create { initiation: Some(initiation), ..Create::new(Scopes::parse(scopes).unwrap()) }
}

fn body(create: &Create) -> serde_json::Value {
    create.call().unwrap();
    serde_json::to_value(create).unwrap()
}

fn order() -> StandingOrderRequest {
    StandingOrderRequest {
        number_of_payments: Some(3),
        ..StandingOrderRequest::new(payee(), Frequency::new(FrequencyRepeat::Monthly))
    }
}

fn recurring() -> RecurringPaymentRequest {
    RecurringPaymentRequest {
        types: vec![RecurringPaymentType::Sweeping],
        ..RecurringPaymentRequest::new(payee())
    }
}

fn invalid(parameter: &'static str, problem: &'static str) -> RequestError {
    RequestError::Invalid { parameter, problem }
}

#[test]
fn a_standing_order_goes_by_its_own_name() {
    let create = asking("standing_orders:create", Initiation::StandingOrder(Box::new(order())));
    assert_eq!(body(&create)["standingOrder"]["numberOfPayments"], 3);
}

#[test]
fn a_recurring_payment_has_an_array_of_types() {
    let recurring = Initiation::RecurringPayment(Box::new(recurring()));
    let create = asking("recurring_payment:create", recurring);
    assert_eq!(body(&create)["recurringPayment"]["type"], serde_json::json!(["Sweeping"]));
}

#[test]
fn a_payment_that_is_sent_back_goes_by_its_own_name() {
    let reverse = Box::new(ReversePaymentRequest::new("a-payment".into(), pence(5)));
    let create = asking("reverse_payment", Initiation::ReversePayment(reverse));
    let expected = serde_json::json!({"paymentId": "a-payment", "amount": 5});
    assert_eq!(body(&create)["reversePayment"], expected);
}

#[test]
fn what_is_to_be_paid_needs_the_scope_of_its_kind() {
    let payment = Initiation::Payment(Box::new(PaymentRequest::new(pence(1), payee())));
    let refusal = refusal_of(&asking("openid payment:read", payment));
    assert_eq!(refusal, invalid("scope", "lacks the scope of what is to be paid"));
}

#[test]
fn nothing_is_asked_for_without_a_scope() {
    assert_eq!(refusal_of(&Create::default()), RequestError::Empty { parameter: "scope" });
}

#[test]
fn a_standing_order_without_an_end_is_refused() {
    let order = StandingOrderRequest { number_of_payments: None, ..order() };
    let create = asking("standing_orders:create", Initiation::StandingOrder(Box::new(order)));
    let problem = "needs its number of payments or the date of the last one";
    assert_eq!(refusal_of(&create), invalid("standingOrder", problem));
}

#[test]
fn a_recurring_payment_without_a_type_is_refused() {
    let recurring = RecurringPaymentRequest { types: Vec::new(), ..recurring() };
    let recurring = Initiation::RecurringPayment(Box::new(recurring));
    let refusal = refusal_of(&asking("recurring_payment:create", recurring));
    assert_eq!(refusal, RequestError::Empty { parameter: "recurringPayment.type" });
}

#[test]
fn a_payment_that_is_sent_back_has_no_payer() {
    let reverse = ReversePaymentRequest {
        payer: Some(crate::api::payments::Payer::Id("a-payer".into())),
        ..ReversePaymentRequest::new("a-payment".into(), pence(5))
    };
    let create = asking("reverse_payment", Initiation::ReversePayment(Box::new(reverse)));
    let problem = "has a payer, which goes into the claims alone";
    assert_eq!(refusal_of(&create), invalid("reversePayment", problem));
}

#[test]
fn a_user_id_of_another_length_is_refused() {
    let create = Create { user_id: Some("short".into()), ..Create::new(scope::OPENID) };
    let refusal = RequestError::WrongLength { parameter: "userId", least: 24, most: 24 };
    assert_eq!(refusal_of(&create), refusal);
}

#[test]
fn a_time_that_is_none_is_refused() {
    let consent = Consent { expires_at: Some(Timestamp::new("soon")), ..Consent::default() };
    let create = Create { consent, ..Create::new(scope::OPENID) };
    let refusal = RequestError::NotATimestamp { parameter: "expirationDateTime" };
    assert_eq!(refusal_of(&create), refusal);
}
