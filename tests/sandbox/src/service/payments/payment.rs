//! Reading payments; they begin elsewhere.

use serde_json::{Value, json};

use super::super::Service;
use super::super::call::{Call, Outcome};
use super::attempt::{Attempt, Stage};
use super::{PaymentKind, client_of, missing, one};
use crate::clock::{date, rfc3339};

/// Members of the request that the payment repeats.
const ECHOED: [&str; 5] = ["payerId", "payerRef", "payerType", "payerName", "payerEmail"];

impl Service {
    pub(super) fn list_payments(&mut self, call: &Call<'_>) -> Outcome {
        let listed = self.payments.attempts.iter();
        let listed = listed.filter(|attempt| is_payment(attempt) && is_listed(call, attempt));
        let (limit, offset) = self.window(call);
        let meta = json!({"limit": limit, "offset": offset});
        Ok(self.some(call, listed, |attempt| self.shown_payment(attempt), meta))
    }

    pub(super) fn get_payment(&mut self, call: &Call<'_>) -> Outcome {
        let payment = self.payments.attempts.find(call.path_parameter(0));
        match payment.filter(|one| is_payment(one) && one.client_id == client_of(call)) {
            Some(payment) => Ok(one(call, &self.shown_payment(payment))),
            None => missing("no such payment"),
        }
    }

    fn shown_payment(&self, attempt: &Attempt) -> Value {
        let (stage, since) = attempt.stage(self.clock.now_millis());
        let order = &attempt.order;
        let is_reversible = stage == Stage::Completed
            && order.kind != PaymentKind::Reverse
            && self.left_to_reverse(&attempt.id) > 0;
        let mut shown = json!({
            "id": attempt.id,
            "amount": order.amount,
            "currency": "GBP",
            "isReversible": is_reversible,
            "status": stage.payment_status(),
            "charges": [],
            "initiatedAt": rfc3339(attempt.began_millis),
        });
        if let Some(payee) = order.payee.id.as_deref().or(order.text("payeeId")) {
            shown["payeeId"] = json!(payee);
            shown["payeeType"] = json!(order.text("payeeType").unwrap_or("api-payee"));
        }
        if let Some(reference) = &order.reference {
            shown["payeeRef"] = json!(reference);
        }
        for name in ECHOED {
            if let Some(text) = order.text(name) {
                shown[name] = json!(text);
            }
        }
        if let Some((submission, at)) = &attempt.submitted {
            shown["paymentSubmissionId"] = json!(submission);
            shown["exchangedAt"] = json!(rfc3339(*at));
        }
        if let Some(status) = stage.provider_status() {
            shown["providerStatus"] = json!(status);
        }
        if let Some(since) = since {
            shown["finalisedAt"] = json!(rfc3339(since));
        }
        shown
    }
}

fn is_payment(attempt: &Attempt) -> bool {
    matches!(attempt.order.kind, PaymentKind::Single | PaymentKind::Reverse | PaymentKind::PayLink)
}

/// Whether it belongs to the client, and matches the filters of payments, standing orders and
/// recurring payments: both days are included.
pub(super) fn is_listed(call: &Call<'_>, attempt: &Attempt) -> bool {
    let day = date(attempt.began_millis);
    let payee = attempt.order.payee.id.as_deref().or(attempt.order.text("payeeId"));
    attempt.client_id == client_of(call)
        && call.text("userId").is_none_or(|wanted| attempt.user.as_deref() == Some(wanted))
        && call.text("payeeId").is_none_or(|wanted| payee == Some(wanted))
        && call.text("startDate").is_none_or(|first| day.as_str() >= first)
        && call.text("endDate").is_none_or(|last| day.as_str() <= last)
}
