//! The ways to pay: what each sends, and what its end says.

use moneyhub_proto::{
    Error, Outcome, Scopes,
    auth_requests::{AuthParams, AuthRequest, Complete, Create, Initiation},
    pay_files::{Execute, UploadData},
    payments::{BankAccount, Payee, PaymentRequest, Pence, ReversePaymentRequest},
    recurring_payments::{Pay, PaymentDetails},
    resolve::{Attempt, Resolution},
};
use moneyhub_sandbox::{Callback, Decision};
use serde_json::json;

use super::{
    callers::Task,
    ledger::{Kind, Known},
};

/// What is paid by an authorisation request, and paid back.
const AMOUNT: u64 = 1250;

pub(super) fn account() -> BankAccount {
    BankAccount {
        account_number: "12345678".into(),
        sort_code: "010203".into(),
        name: "Example Shop".into(),
    }
}

/// So many pence.
pub(super) fn pence(pence: u64) -> Pence {
    Pence::new(pence).expect("it is an amount")
}

impl Task {
    /// A penny under the consent: a consent holds a million of those.
    pub(super) async fn pay_recurring(&mut self, reference: &str) {
        let Some(recurring_payment_id) = self.shared.bank.consent() else { return };
        let details =
            PaymentDetails { payee_reference: Some(reference.into()), ..PaymentDetails::default() };
        let pay = Pay { recurring_payment_id, amount: pence(1), details };
        let ended = self.send(pay).await;
        // The bank may refuse what the service took.
        let moved = ended.as_ref().and_then(|result| result.as_ref().ok());
        let moved = moved.and_then(|submission| submission.status.as_ref()?.has_moved());
        let accepted = if moved == Some(false) { Known::NotDone } else { Known::Done };
        self.tell((Kind::Recurring, reference.to_owned()), &ended, accepted);
    }

    /// A payment by an authorisation request, and sometimes all of it back.
    pub(super) async fn pay_at_the_bank(&mut self, reference: &str) {
        let payment = PaymentRequest {
            payee_reference: Some(reference.into()),
            // What is sent back bears this one.
            payer_reference: Some(reference.into()),
            ..PaymentRequest::new(pence(AMOUNT), Payee::Account(account()))
        };
        let decision = match self.rng.u8(0..16) {
            0 => Decision::Deny,
            1 => Decision::Reject,
            2 => Decision::Fail,
            3 => Decision::FailAfterPaying,
            _ => Decision::Approve,
        };
        let payment = Initiation::Payment(Box::new(payment));
        let paid = self.authorise(Kind::Single, reference, payment, decision).await;
        let paid = paid.and_then(|request| request.payment_id);
        if let (Some(payment_id), Decision::Approve, true) = (paid, decision, self.rng.bool()) {
            let back = ReversePaymentRequest::new(payment_id, pence(AMOUNT));
            let back = Initiation::ReversePayment(Box::new(back));
            self.authorise(Kind::Reverse, reference, back, Decision::Approve).await;
        }
    }

    /// Asks for it, decides at the bank, and completes it, which pays. Where nobody knows whether it did, the
    /// resolver is asked.
    async fn authorise(
        &mut self,
        kind: Kind,
        reference: &str,
        initiation: Initiation,
        decision: Decision,
    ) -> Option<AuthRequest> {
        let scopes = format!("{} openid id:test", initiation.scope());
        let create = Create {
            redirect_uri: Some("http://127.0.0.1:9/callback".to_owned()),
            initiation: Some(initiation),
            ..Create::new(Scopes::parse(&scopes).expect("they are scopes"))
        };
        let request = self.send(create).await?.ok()?;
        let back =
            self.shared.bank.decide(request.redirect_params?.auth_url?.as_str(), decision)?;
        let complete = Complete { id: request.id.clone(), params: brought(&back) };
        let ended = self.send(complete).await;
        let accepted = match decision {
            Decision::Approve => Known::Done,
            // Of what the bank does not do, a value is only the end of the journey.
            _ => Known::Nothing,
        };
        let effect = (kind, reference.to_owned());
        self.tell(effect.clone(), &ended, accepted);
        match ended? {
            Ok(request) => Some(request),
            Err(error) if is_in_doubt(&error) => {
                let attempt = Attempt {
                    auth_request_id: Some(request.id),
                    unique_payee_reference: Some(reference.into()),
                    ..Attempt::default()
                };
                match self.resolve(attempt).await? {
                    Resolution::Moved(_) => self.resolved(effect, Known::Done),
                    Resolution::NotMoved(_) => self.resolved(effect, Known::NotDone),
                    Resolution::Unknown(_) => self.resolved(effect, Known::Nothing),
                }
                None
            }
            Err(_) => None,
        }
    }

    /// Uploads a file of payments, and makes them.
    pub(super) async fn execute_file(&mut self, reference: &str) {
        let upload = UploadData { body: json!({ "reference": reference }) };
        let Some(Ok(file)) = self.send(upload).await else { return };
        let Some(id) = file["data"]["id"].as_str() else { return };
        let ended = self.send(Execute { pay_file_id: id.into(), body: json!({}) }).await;
        self.tell((Kind::PayFile, reference.to_owned()), &ended, Known::Done);
    }
}

fn is_in_doubt(error: &Error) -> bool {
    matches!(error.outcome(), Outcome::Uncertain | Outcome::Accepted)
}

/// What the user brings back from the bank.
fn brought(back: &Callback) -> AuthParams {
    let parameter = |name| back.parameter(name).map(str::to_owned);
    AuthParams {
        state: parameter("state"),
        code: parameter("code"),
        error: parameter("error"),
        ..AuthParams::default()
    }
}
