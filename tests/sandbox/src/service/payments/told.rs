//! The webhooks of payments.
//!
//! Only of single payments, reversals and payments by a link: the payload has a `paymentId`, which
//! a payment under a consent and a standing order have not. A submission that fails is told by its
//! answer, and by no webhook: the documented status of `paymentError` is `rejected`.

use serde_json::{Value, json};

use super::super::Service;
use super::super::passing::What;
use super::PaymentKind;
use super::attempt::{Attempt, Stage};
use crate::clock::rfc3339;
use crate::webhooks::WebhookFormat;

impl Service {
    /// The bank has been told to pay: what became of it, now and later.
    pub(super) fn tell_payment(&mut self, id: &str) {
        let now = self.clock.now_millis();
        let Some(attempt) = self.payments.attempts.find(id) else { return };
        let format = self.outbox.subscription.as_ref().map(|to| to.format);
        let told = match attempt.order.kind {
            PaymentKind::Single | PaymentKind::Reverse => true,
            // Those of widgets come only as tokens (Moneyhub documentation, "Webhooks").
            PaymentKind::PayLink => format == Some(WebhookFormat::Signed),
            _ => false,
        };
        if !told {
            return;
        }
        let (stage, _) = attempt.stage(now);
        let (last, since) = attempt.stage(i64::MAX);
        let first = webhook(attempt, stage, now);
        let later = since.filter(|_| last != stage).map(|at| (at, webhook(attempt, last, at)));
        for (at, what) in [(now, first)].into_iter().chain(later) {
            if let Some(what) = what {
                self.plan(at, what);
            }
        }
    }
}

fn webhook(attempt: &Attempt, stage: Stage, at_millis: i64) -> Option<What> {
    let event = match stage {
        Stage::Pending => "paymentPending",
        Stage::Completed => "paymentCompleted",
        Stage::Rejected => "paymentError",
        _ => return None,
    };
    let (submission, submitted) = attempt.submitted.as_ref()?;
    let mut payload = json!({
        "paymentId": attempt.id,
        "paymentSubmissionId": submission,
        "status": stage.payment_status(),
        "updatedAt": rfc3339(at_millis),
    });
    if stage != Stage::Pending {
        payload["submittedAt"] = json!(rfc3339(*submitted));
    }
    let texts = [
        ("reference", attempt.order.reference.as_deref()),
        ("endToEndId", attempt.order.text("endToEndId")),
    ];
    for (name, text) in texts {
        if let Some(text) = text {
            payload[name] = Value::from(text);
        }
    }
    Some(What::Webhook { event, user_id: attempt.user.clone(), payload })
}
