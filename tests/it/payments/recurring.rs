use std::time::Duration;

use moneyhub_proto::{
    Outcome,
    id::RecurringPaymentId,
    payments::{
        Payee, PeriodAlignment, PeriodType, PeriodicLimit, RecurringPaymentRequest,
        RecurringPaymentType,
    },
    recurring_payments::{ConfirmFunds, Get, Pay, PaymentDetails, Revoke},
    resolve::{Attempt, NextStep, Resolution, Why},
    sign_in::{Journey, SignIn},
};
use moneyhub_sandbox::{Fault, PaymentKind};

use super::{account, paid, pence, shop};
use crate::signing_in::{Application, REDIRECT_URI, on_each_runtime};

/// Up to £20 each, and £30 in a day of the calendar.
async fn consent(shop: &Application) -> RecurringPaymentId {
    let recurring = RecurringPaymentRequest {
        reference: Some("Sweep".into()),
        maximum_individual_amount: Some(pence(2000)),
        currency: Some("GBP".into()),
        periodic_limits: vec![PeriodicLimit {
            amount: pence(3000),
            currency: "GBP".into(),
            period_type: PeriodType::Day,
            period_alignment: PeriodAlignment::Consent,
        }],
        types: vec![RecurringPaymentType::Sweeping],
        ..RecurringPaymentRequest::new(Payee::Account(account()))
    };
    let journey = Journey::recurring_payment(&"test".into(), &recurring).unwrap();
    let signed_in = shop.sign_in(&SignIn::new(REDIRECT_URI, journey)).await.unwrap();
    signed_in.id_token.recurring_payment_id().unwrap().into()
}

fn pay(consent: &RecurringPaymentId, amount: u64, reference: &str) -> Pay {
    let details =
        PaymentDetails { payee_reference: Some(reference.into()), ..PaymentDetails::default() };
    Pay { recurring_payment_id: consent.clone(), amount: pence(amount), details }
}

#[test]
fn a_consent_pays_within_its_limits_until_it_is_revoked() {
    on_each_runtime(async |runtime| {
        let shop = shop(runtime);
        let client = &shop.client;
        let id = consent(&shop).await;
        assert_eq!(paid(&shop.sandbox), [], "the consent pays nothing");

        let submission = client.send(pay(&id, 2000, "June 1")).await.unwrap();
        let read = client.send(Get { recurring_payment_id: id.clone() }).await.unwrap();
        assert_eq!(read.payment_submission_id, submission.payment_submission_id);
        for (pence, limit) in [(2001, "of one"), (1001, "of the day")] {
            let refused = client.send(pay(&id, pence, "June 2")).await.unwrap_err();
            assert_eq!(refused.outcome(), Outcome::Refused, "above the limit {limit}");
        }
        let funds = ConfirmFunds {
            recurring_payment_id: id.clone(),
            amount: pence(998_000),
            currency: "GBP".into(),
        };
        assert!(client.send(funds.clone()).await.unwrap().funds_available);
        let more = ConfirmFunds { amount: pence(998_001), ..funds };
        assert!(!client.send(more).await.unwrap().funds_available);

        client.send(Revoke { recurring_payment_id: id.clone() }).await.unwrap();
        let refused = client.send(pay(&id, 1, "June 3")).await.unwrap_err();
        assert_eq!(refused.outcome(), Outcome::Refused);
        let made = (PaymentKind::Recurring, 2000, "June 1".to_owned(), 1);
        assert_eq!(paid(&shop.sandbox), [made]);
    });
}

/// The payment is in no list of payments, and its answer, which has the only id, was lost.
#[test]
fn of_a_payment_whose_answer_was_lost_nobody_can_say_more_than_the_consent_does() {
    on_each_runtime(async |runtime| {
        for (fault, times) in [(Fault::reset(), 0), (Fault::reset().after_handling(), 1)] {
            let shop = shop(runtime);
            let id = consent(&shop).await;
            shop.sandbox.fault("POST /recurring-payments/{id}/pay", fault.times(1));
            let lost = shop.client.send(pay(&id, 1500, "June 1")).await.unwrap_err();
            assert_eq!(lost.outcome(), Outcome::Uncertain);
            let attempt = Attempt {
                unique_payee_reference: Some("June 1".into()),
                amount: Some(1500),
                ..Attempt::default()
            };
            let resolution = shop.client.resolve(attempt, Duration::from_secs(2)).await;
            let Resolution::Unknown(doubt) = &resolution else { panic!("{resolution:?}") };
            assert_eq!(
                (doubt.why, resolution.next_step()),
                (Why::NoPayment, NextStep::ResolveLater)
            );
            assert_eq!(paid(&shop.sandbox).len(), times);
            let read = shop.client.send(Get { recurring_payment_id: id }).await.unwrap();
            assert_eq!(read.payment_submission_id.is_some(), times == 1);
        }
    });
}
