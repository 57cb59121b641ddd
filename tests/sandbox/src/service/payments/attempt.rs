//! An attempt to pay: one state machine for every kind. Its state follows from the events and the
//! clock.

use serde_json::json;

use super::super::Service;
use super::super::answer::{self, Answer, bad_request};
use super::PaymentKind;
use super::order::Order;
use crate::clock::MILLIS_PER_SECOND;
use http::StatusCode;

/// An attempt that nobody completes ends after this (Moneyhub documentation, "Payments status").
const ABANDONED_AFTER_MILLIS: i64 = 10 * 60 * MILLIS_PER_SECOND;

/// How long a bank takes to complete later.
const LATER_MILLIS: i64 = 60 * MILLIS_PER_SECOND;

/// What the account holder does at the mock bank, and what the bank then does.
///
/// Money moves when the client exchanges its code or completes its authorisation request; if
/// neither follows, at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Decision {
    /// Approves, and the bank pays: `completed`.
    Approve,
    /// Denies: `cancelled`, and `access_denied` for the client.
    Deny,
    /// Approves, and the bank takes a minute: `pending`, then `completed`.
    ApproveLater,
    /// Approves, and the bank refuses to pay: `rejected`.
    Reject,
    /// Approves, and the submission fails: `error:paymentSubmission`, and the client gets 502.
    Fail,
    /// The same, although the bank has paid.
    FailAfterPaying,
    /// Closes the page: nothing comes back, and after ten minutes it is `abandoned`.
    Abandon,
}

impl Decision {
    /// With the labels of the buttons.
    pub(in crate::service) const ALL: [(Self, &'static str, &'static str); 7] = [
        (Self::Approve, "approve", "Approve"),
        (Self::Deny, "deny", "Deny"),
        (Self::ApproveLater, "later", "Approve, complete in a minute"),
        (Self::Reject, "reject", "Approve, the bank refuses"),
        (Self::Fail, "fail", "Approve, fail at submission"),
        (Self::FailAfterPaying, "fail-after-paying", "Approve, fail after paying"),
        (Self::Abandon, "abandon", "Abandon"),
    ];

    pub(in crate::service) fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known, _)| *known == name).map(|(decision, ..)| decision)
    }
}

#[derive(Debug)]
pub(super) struct Attempt {
    /// The id of the payment, the request for a standing order, or the consent to recurring
    /// payments.
    pub(super) id: String,
    pub(super) client_id: String,
    /// Known from the beginning, or once the user has consented.
    pub(super) user: Option<String>,
    pub(super) order: Order,
    pub(super) auth_request_id: String,
    pub(super) began_millis: i64,
    pub(super) decision: Option<Decision>,
    /// How it ended before anything was submitted.
    ended: Option<(Stage, i64)>,
    /// The id and the time of the submission to the bank.
    pub(super) submitted: Option<(String, i64)>,
    /// The payments under it, if it is a consent.
    pub(super) taken: Vec<Taken>,
    /// Their sum.
    pub(super) taken_pence: u64,
    pub(super) revoked_millis: Option<i64>,
}

/// A payment under a consent to recurring payments.
#[derive(Clone, Debug)]
pub(super) struct Taken {
    pub(super) submission_id: String,
    pub(super) amount: u64,
    pub(super) at_millis: i64,
    /// The account did not have enough.
    pub(super) rejected: bool,
}

/// The stage, in the terms of a payment; other kinds have their own terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    InProgress,
    Pending,
    Completed,
    Rejected,
    Cancelled,
    Abandoned,
    RedirectError,
    TokenGrantError,
    SubmissionError,
}

impl Stage {
    /// Moneyhub documentation, "Payments status".
    pub(super) const fn payment_status(self) -> &'static str {
        match self {
            Self::InProgress => "inProgress",
            Self::Pending => "pending",
            Self::Completed => "completed",
            Self::Rejected => "rejected",
            Self::Cancelled => "cancelled",
            Self::Abandoned => "abandoned",
            Self::RedirectError => "error:redirect",
            Self::TokenGrantError => "error:tokenGrant",
            Self::SubmissionError => "error:paymentSubmission",
        }
    }

    /// The bank's status; none without a submission.
    pub(super) const fn provider_status(self) -> Option<&'static str> {
        match self {
            Self::Pending => Some("Pending"),
            Self::Completed => Some("AcceptedSettlementCompleted"),
            Self::Rejected => Some("Rejected"),
            _ => None,
        }
    }
}

impl Attempt {
    /// The stage, and when it became final.
    pub(super) fn stage(&self, now_millis: i64) -> (Stage, Option<i64>) {
        if let Some((stage, at)) = self.ended {
            return (stage, Some(at));
        }
        let Some((_, at)) = self.submitted else {
            let over = self.began_millis.saturating_add(ABANDONED_AFTER_MILLIS);
            return match over <= now_millis {
                true => (Stage::Abandoned, Some(over)),
                false => (Stage::InProgress, None),
            };
        };
        match self.decision {
            Some(Decision::ApproveLater) if now_millis < at.saturating_add(LATER_MILLIS) => {
                (Stage::Pending, None)
            }
            Some(Decision::ApproveLater) => (Stage::Completed, Some(at + LATER_MILLIS)),
            Some(Decision::Reject) => (Stage::Rejected, Some(at)),
            Some(Decision::Fail | Decision::FailAfterPaying) => (Stage::SubmissionError, Some(at)),
            _ => (Stage::Completed, Some(at)),
        }
    }

    /// Whether it can still change: it has not ended, or is a valid consent.
    fn is_in_use(&self, now_millis: i64) -> bool {
        match self.stage(now_millis).0 {
            Stage::InProgress | Stage::Pending => true,
            Stage::Completed => {
                self.order.kind == PaymentKind::Recurring && self.revoked_millis.is_none()
            }
            _ => false,
        }
    }

    /// When the bank pays, if it does: a consent pays nothing.
    fn pays_at(&self, submitted_millis: i64) -> Option<i64> {
        match self.decision {
            _ if self.order.kind == PaymentKind::Recurring => None,
            Some(Decision::Approve | Decision::FailAfterPaying) => Some(submitted_millis),
            Some(Decision::ApproveLater) => Some(submitted_millis.saturating_add(LATER_MILLIS)),
            _ => None,
        }
    }
}

impl Service {
    /// An attempt begins: the user is at the bank, or about to be.
    pub(super) fn begin_attempt(
        &mut self,
        client_id: &str,
        user: Option<String>,
        order: Order,
        auth_request_id: Option<String>,
    ) -> String {
        let id = self.identity.id();
        let auth_request_id = auth_request_id.unwrap_or_else(|| self.identity.id());
        let attempt = Attempt {
            id: id.clone(),
            client_id: client_id.to_owned(),
            user,
            order,
            auth_request_id,
            began_millis: self.clock.now_millis(),
            decision: None,
            ended: None,
            submitted: None,
            taken: Vec::new(),
            taken_pence: 0,
            revoked_millis: None,
        };
        let now = self.clock.now_millis();
        self.payments.attempts.put_sparing(id.clone(), attempt, |old| old.is_in_use(now));
        id
    }

    /// The account holder has decided.
    pub(in crate::service) fn decided(&mut self, id: &str, decision: Decision) {
        let now = self.clock.now_millis();
        if let Some(attempt) = self.payments.attempts.find_mut(id) {
            match decision {
                Decision::Abandon => return,
                Decision::Deny => attempt.ended = Some((Stage::Cancelled, now)),
                _ => {}
            }
            attempt.decision = Some(decision);
        }
    }

    /// Whether the account holder can still decide.
    pub(super) fn is_undecided(&self, id: &str) -> bool {
        let now = self.clock.now_millis();
        self.payments.attempts.find(id).is_some_and(|attempt| {
            attempt.decision.is_none() && attempt.stage(now).0 == Stage::InProgress
        })
    }

    /// It ends in an error before anything was submitted, unless it has ended already.
    pub(super) fn failed(&mut self, id: &str, stage: Stage) {
        let now = self.clock.now_millis();
        if let Some(attempt) = self.payments.attempts.find_mut(id)
            && attempt.stage(now).0 == Stage::InProgress
        {
            attempt.ended = Some((stage, now));
        }
    }

    pub(in crate::service) fn belongs_to(&mut self, id: &str, user: &str) {
        if let Some(attempt) = self.payments.attempts.find_mut(id) {
            attempt.user = Some(user.to_owned());
        }
    }

    /// Submits the payment to the bank, once.
    pub(in crate::service) fn submit(&mut self, id: &str) -> Result<(), Box<Answer>> {
        let now = self.clock.now_millis();
        let submission = self.identity.id();
        let too_much = self.is_reversed_already(id);
        let over = || Box::new(bad_request("this attempt to pay is over"));
        let attempt = self.payments.attempts.find_mut(id).ok_or_else(over)?;
        if attempt.submitted.is_some() || attempt.stage(now).0 != Stage::InProgress {
            return Err(over());
        }
        if too_much {
            attempt.decision = Some(Decision::Reject);
        }
        attempt.submitted = Some((submission, now));
        if let Some(at) = attempt.pays_at(now) {
            self.payments.ledger.enter(id, &attempt.order, at);
        }
        let decision = attempt.decision;
        self.tell_payment(id);
        match decision {
            Some(Decision::Fail | Decision::FailAfterPaying) => {
                Err(Box::new(bank_failed("payment submission")))
            }
            _ => Ok(()),
        }
    }
}

/// Moneyhub documentation, "Errors": a failure of the bank is 502 with this text.
pub(super) fn bank_failed(what: &str) -> Answer {
    let message = format!("ASPSP client error: {what}");
    answer::json(StatusCode::BAD_GATEWAY, &json!({"code": "BadGateway", "message": message}))
}
