//! Requests for standing orders. What a standing order pays later is not followed.

use serde_json::{Value, json};

use super::super::Service;
use super::super::call::{Call, Outcome};
use super::attempt::{Attempt, Stage};
use super::order::moment;
use super::payment::is_listed;
use super::{PaymentKind, client_of, missing, one};
use crate::clock::rfc3339;

/// What is repeated as it was sent, and what is repeated as a date-time.
const ECHOED: [&str; 6] = [
    "reference",
    "frequency",
    "numberOfPayments",
    "firstPaymentAmount",
    "recurringPaymentAmount",
    "finalPaymentAmount",
];
const DATES: [&str; 3] = ["firstPaymentDate", "recurringPaymentDate", "finalPaymentDate"];

impl Service {
    pub(super) fn list_standing_orders(&mut self, call: &Call<'_>) -> Outcome {
        let listed = self.payments.attempts.iter();
        let listed = listed.filter(|one| is_standing_order(one) && is_listed(call, one));
        Ok(self.some(call, listed, |attempt| self.shown_standing_order(attempt), json!({})))
    }

    pub(super) fn get_standing_order(&mut self, call: &Call<'_>) -> Outcome {
        let order = self.payments.attempts.find(call.path_parameter(0));
        match order.filter(|one| is_standing_order(one) && one.client_id == client_of(call)) {
            Some(order) => Ok(one(call, &self.shown_standing_order(order))),
            None => missing("no such request for a standing order"),
        }
    }

    fn shown_standing_order(&self, attempt: &Attempt) -> Value {
        let (stage, since) = attempt.stage(self.clock.now_millis());
        let status = match stage {
            Stage::InProgress => "InProgress",
            Stage::Pending => "InitiationPending",
            Stage::Completed => "InitiationCompleted",
            // There is no word for what is abandoned.
            Stage::Cancelled | Stage::Abandoned => "Cancelled",
            Stage::Rejected
            | Stage::RedirectError
            | Stage::TokenGrantError
            | Stage::SubmissionError => "InitiationFailed",
        };
        let (members, payee) = (&attempt.order.members, &attempt.order.payee);
        let mut order = json!({
            "id": attempt.auth_request_id,
            "status": if stage == Stage::Completed { "Active" } else { "Inactive" },
            "currency": attempt.order.text("currency").unwrap_or("GBP"),
            "payee": {"name": payee.name},
        });
        if !payee.account_number.is_empty() {
            let account = format!("{}{}", payee.sort_code, payee.account_number);
            order["payee"]["sortCodeAccountNumber"] = json!(account);
        }
        for name in ECHOED {
            if let Some(value) = members.get(name) {
                order[name] = value.clone();
            }
        }
        for name in DATES {
            if let Some(moment) = attempt.order.text(name).and_then(moment) {
                order[name] = json!(moment);
            }
        }
        json!({
            "id": attempt.id,
            "status": status,
            "createdAt": rfc3339(attempt.began_millis),
            "updatedAt": rfc3339(since.unwrap_or(attempt.began_millis)),
            "standingOrder": order,
        })
    }
}

fn is_standing_order(attempt: &Attempt) -> bool {
    attempt.order.kind == PaymentKind::StandingOrder
}
