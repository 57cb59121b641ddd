use super::*;
use crate::{
    api::payments::PaymentStatus,
    ground::{error::RequestError, sensitive::PaymentReference},
};

const START: Monotonic = Monotonic::from_millis(0);
const DEADLINE: Monotonic = Monotonic::from_millis(60_000);

fn payment(id: &str, status: PaymentStatus) -> Payment {
    Payment {
        id: id.into(),
        amount: 1250,
        payee_reference: Some(PaymentReference::from("INV 1001")),
        status,
        ..Payment::default()
    }
}

fn by_reference() -> Attempt {
    Attempt {
        unique_payee_reference: Some(PaymentReference::from("INV 1001")),
        amount: Some(1250),
        ..Attempt::default()
    }
}

/// Gives one page, then none.
fn listed(attempt: Attempt, page: Vec<Payment>) -> Resolve {
    let mut resolve = Resolve::new(attempt, DEADLINE);
    resolve.payments(START, Ok(Page::new(page)));
    resolve.payments(START, Ok(Page::new(Vec::new())));
    resolve
}

fn resolution(mut resolve: Resolve, now: Monotonic) -> Resolution {
    match resolve.step(now) {
        ResolveStep::Done(resolution) => resolution,
        other => panic!("it is not done: {other:?}"),
    }
}

fn why(resolve: Resolve) -> Why {
    match resolution(resolve, DEADLINE) {
        Resolution::Unknown(doubt) => doubt.why,
        other => panic!("it is known: {other:?}"),
    }
}

fn read(status: PaymentStatus) -> Resolve {
    let attempt = Attempt { payment_id: Some("p".into()), ..Attempt::default() };
    let mut resolve = Resolve::new(attempt, DEADLINE);
    resolve.payment(START, Ok(payment("p", status)));
    resolve
}

#[test]
fn a_completed_payment_is_proof_that_it_moved() {
    let resolution = resolution(read(PaymentStatus::Completed), START);
    assert!(matches!(&resolution, Resolution::Moved(payment) if payment.id.as_str() == "p"));
    assert_eq!(resolution.next_step(), NextStep::Nothing);
}

#[test]
fn a_final_refusal_is_proof_that_it_did_not_move() {
    for status in [PaymentStatus::Rejected, PaymentStatus::Cancelled, PaymentStatus::Abandoned] {
        let resolution = resolution(read(status), START);
        assert!(matches!(resolution, Resolution::NotMoved(_)));
        assert_eq!(resolution.next_step(), NextStep::MayPayAgain);
    }
}

#[test]
fn a_failed_submission_proves_nothing() {
    assert_eq!(why(read(PaymentStatus::SubmissionError)), Why::Failed);
}

#[test]
fn a_status_of_tomorrow_proves_nothing() {
    assert_eq!(why(read("onHold".into())), Why::UnknownStatus);
}

#[test]
fn what_is_going_on_is_looked_for_again_later() {
    let resolution = resolution(read(PaymentStatus::Pending), DEADLINE);
    assert_eq!(resolution.next_step(), NextStep::ResolveLater);
}

#[test]
fn an_empty_list_proves_nothing() {
    assert_eq!(why(listed(by_reference(), Vec::new())), Why::NoPayment);
}

#[test]
fn one_payment_with_the_reference_is_the_attempts() {
    let page = vec![payment("p", PaymentStatus::Completed)];
    assert!(matches!(resolution(listed(by_reference(), page), START), Resolution::Moved(_)));
}

#[test]
fn two_payments_with_one_reference_prove_nothing() {
    let page = vec![payment("p", PaymentStatus::Completed), payment("q", PaymentStatus::Completed)];
    assert_eq!(why(listed(by_reference(), page)), Why::Ambiguous);
}

#[test]
fn a_payment_of_another_amount_proves_nothing() {
    let attempt = Attempt { amount: Some(1251), ..by_reference() };
    let page = vec![payment("p", PaymentStatus::Completed)];
    assert_eq!(why(listed(attempt, page)), Why::Ambiguous);
}

#[test]
fn another_payment_than_was_asked_for_proves_nothing() {
    let attempt = Attempt { payment_id: Some("p".into()), ..Attempt::default() };
    let mut resolve = Resolve::new(attempt, DEADLINE);
    resolve.payment(START, Ok(payment("q", PaymentStatus::Completed)));
    assert_eq!(why(resolve), Why::NoPayment);
}

#[test]
fn a_failed_authorisation_request_without_a_payment_proves_nothing() {
    let attempt = Attempt { auth_request_id: Some("a".into()), ..Attempt::default() };
    let mut resolve = Resolve::new(attempt, DEADLINE);
    let status = "error".into();
    let request = AuthRequest { id: "a".into(), status, ..AuthRequest::default() };
    resolve.auth_request(START, Ok(request));
    assert_eq!(why(resolve), Why::NoPayment);
}

/// Such as the payment that was sent back, where the one that sends it back is looked for.
#[test]
fn the_payment_of_the_id_proves_nothing_if_it_has_another_amount() {
    let attempt =
        Attempt { payment_id: Some("p".into()), amount: Some(1251), ..Attempt::default() };
    let mut resolve = Resolve::new(attempt, DEADLINE);
    resolve.payment(START, Ok(payment("p", PaymentStatus::Completed)));
    assert_eq!(why(resolve), Why::Ambiguous);
}

#[test]
fn an_attempt_with_nothing_to_find_it_by_is_not_looked_for() {
    let amount = Attempt { amount: Some(1250), ..Attempt::default() };
    let payee = Attempt { payee_id: Some("payee".into()), ..Attempt::default() };
    for attempt in [Attempt::default(), amount, payee] {
        let resolution = resolution(Resolve::new(attempt, DEADLINE), START);
        assert_eq!(resolution.next_step(), NextStep::Ask);
        let Resolution::Unknown(doubt) = resolution else { panic!("it is known") };
        assert_eq!(doubt.why, Why::NothingToGoBy);
    }
}

#[test]
fn an_answer_that_was_not_asked_for_changes_nothing() {
    let mut resolve = Resolve::new(by_reference(), DEADLINE);
    resolve.payment(START, Ok(payment("p", PaymentStatus::Completed)));
    assert!(matches!(resolve.step(START), ResolveStep::Send(Read::Payments(_))));
}

#[test]
fn what_fails_for_good_is_not_tried_until_the_deadline() {
    let attempt = Attempt { payment_id: Some("p".into()), ..Attempt::default() };
    let mut resolve = Resolve::new(attempt, DEADLINE);
    resolve.payment(START, Err(RequestError::MissingToken.into()));
    assert!(matches!(resolution(resolve, START), Resolution::Unknown(_)));
}

#[test]
fn debug_shows_no_reference() {
    let shown = format!("{:?}", Resolve::new(by_reference(), DEADLINE));
    assert!(!shown.contains("INV 1001"), "{shown}");
}
