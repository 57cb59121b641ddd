//! Consents to recurring payments, and the payments under them.

mod limits;

use serde_json::{Value, json};

use super::super::Service;
use super::super::answer;
use super::super::call::{Call, Outcome};
use super::attempt::{Attempt, Stage, Taken};
use super::order::Order;
use super::payment::is_listed;
use super::{PaymentKind, client_of, missing, one, refused};
use crate::clock::rfc3339;

/// The balance of the payer's account of a consent, in pence: ten thousand pounds.
const FUNDS: u64 = 1_000_000;

/// Members that are returned as sent.
const ECHOED: [&str; 6] = [
    "reference",
    "validFromDate",
    "validToDate",
    "maximumIndividualAmount",
    "periodicLimits",
    "type",
];

impl Service {
    pub(super) fn list_recurring_payments(&mut self, call: &Call<'_>) -> Outcome {
        let now = self.clock.now_millis();
        let listed = self.payments.attempts.iter();
        let listed = listed.filter(|one| is_consent(one, now) && is_listed(call, one));
        Ok(self.some(call, listed, shown_consent, json!({})))
    }

    pub(super) fn get_recurring_payment(&mut self, call: &Call<'_>) -> Outcome {
        match self.recurring_consent(call) {
            Some(consent) => Ok(one(call, &shown_consent(consent))),
            None => missing("no such consent to recurring payments"),
        }
    }

    /// `POST /recurring-payments/{recurringPaymentId}/pay`: within the limits, until the consent is
    /// revoked.
    pub(super) fn pay_recurring(&mut self, call: &Call<'_>) -> Outcome {
        let now = self.clock.now_millis();
        let Some(consent) = self.recurring_consent(call) else {
            return missing("no such consent to recurring payments");
        };
        let Some(amount) = call.json["amount"].as_u64() else {
            return refused("amount is missing");
        };
        if consent.revoked_millis.is_some() {
            return refused("the consent has been revoked");
        }
        if call.member("payeeId").is_some_and(|id| consent.order.text("payeeId") != Some(id)) {
            return refused("payeeId is not the payee of the consent");
        }
        if let Err(problem) = limits::check(consent, amount, now) {
            return refused(problem);
        }
        let taken = Taken {
            submission_id: String::new(),
            amount,
            at_millis: now,
            rejected: amount > funds_left(consent),
        };
        let (id, order) = (consent.id.clone(), consent.order.clone());
        let taken = Taken { submission_id: self.identity.id(), ..taken };
        if !taken.rejected {
            let reference = call.member("payeeRef").map(str::to_owned).or(order.reference.clone());
            let order = Order { amount, reference, ..order };
            self.payments.ledger.enter(&taken.submission_id, &order, now);
        }
        let Some(consent) = self.payments.attempts.find_mut(&id) else {
            return missing("no such consent to recurring payments");
        };
        if !taken.rejected {
            consent.taken_pence += taken.amount;
        }
        // Of rejected payments only the last one is shown, and none counts.
        if consent.taken.last().is_some_and(|last| last.rejected) {
            consent.taken.pop();
        }
        consent.taken.push(taken);
        Ok(one(call, &submission(consent)))
    }

    pub(super) fn revoke_recurring(&mut self, call: &Call<'_>) -> Outcome {
        let now = self.clock.now_millis();
        let id = self.recurring_consent(call).map(|consent| consent.id.clone());
        let consent = id.and_then(|id| self.payments.attempts.find_mut(&id));
        let Some(consent) = consent else {
            return missing("no such consent to recurring payments");
        };
        if consent.revoked_millis.is_some() {
            return refused("the consent has been revoked");
        }
        consent.revoked_millis = Some(now);
        Ok(answer::no_content())
    }

    /// `POST /recurring-payments/{recurringPaymentId}/funds-confirmation`: pounds, as a string.
    pub(super) fn confirm_funds(&mut self, call: &Call<'_>) -> Outcome {
        let Some(consent) = self.recurring_consent(call) else {
            return missing("no such consent to recurring payments");
        };
        if consent.revoked_millis.is_some() {
            return refused("the consent has been revoked");
        }
        let amount = call.member("amount").unwrap_or_default();
        let Some(pence) = pence(amount) else {
            return refused("amount is more than the available funds");
        };
        Ok(one(
            call,
            &json!({
                "fundsAvailable": pence <= funds_left(consent),
                "fundsAvailableAt": rfc3339(self.clock.now_millis()),
                "amount": amount,
                "currency": call.member("currency"),
                "recurringPaymentId": consent.id,
            }),
        ))
    }

    fn recurring_consent(&self, call: &Call<'_>) -> Option<&Attempt> {
        let consent = self.payments.attempts.find(call.path_parameter(0))?;
        let is_there = is_consent(consent, self.clock.now_millis());
        (is_there && consent.client_id == client_of(call)).then_some(consent)
    }
}

/// Whether it is a given consent.
fn is_consent(attempt: &Attempt, now_millis: i64) -> bool {
    attempt.order.kind == PaymentKind::Recurring && attempt.stage(now_millis).0 == Stage::Completed
}

fn funds_left(consent: &Attempt) -> u64 {
    FUNDS.saturating_sub(consent.taken_pence)
}

/// The consent, with the last payment under it.
fn shown_consent(consent: &Attempt) -> Value {
    let mut shown = match consent.taken.is_empty() {
        true => json!({"authRequestId": consent.auth_request_id, "revokedAt": revoked(consent)}),
        false => submission(consent),
    };
    shown["id"] = json!(consent.id);
    shown["currency"] = json!(consent.order.text("currency").unwrap_or("GBP"));
    for name in ECHOED {
        if let Some(value) = consent.order.members.get(name) {
            shown[name] = value.clone();
        }
    }
    shown
}

/// The last payment under a consent.
fn submission(consent: &Attempt) -> Value {
    let mut shown = json!({
        "authRequestId": consent.auth_request_id,
        "revokedAt": revoked(consent),
    });
    if let Some(taken) = consent.taken.last() {
        let stage = if taken.rejected { Stage::Rejected } else { Stage::Completed };
        shown["paymentSubmissionId"] = json!(taken.submission_id);
        shown["providerStatus"] = json!(stage.provider_status());
        shown["status"] = json!(stage.payment_status());
        shown["submittedAt"] = json!(rfc3339(taken.at_millis));
    }
    shown
}

fn revoked(consent: &Attempt) -> Option<String> {
    consent.revoked_millis.map(rfc3339)
}

/// Pounds with up to two digits of pence, of which the table has checked the form.
fn pence(pounds: &str) -> Option<u64> {
    let (whole, pence) = pounds.split_once('.').unwrap_or((pounds, ""));
    let pence: u64 = format!("{pence:0<2}").parse().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(100)?.checked_add(pence)
}

#[cfg(test)]
mod tests {
    use super::pence;

    #[test]
    fn pounds_are_read_to_the_penny() {
        for (text, expected) in
            [("10.00", Some(1_000)), ("10", Some(1_000)), ("0.5", Some(50)), ("0.05", Some(5))]
        {
            assert_eq!(pence(text), expected, "{text}");
        }
        assert_eq!(pence("99999999999999999999"), None);
    }
}
