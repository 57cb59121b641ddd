//! A payment order from the claims of a sign-in, an authorisation request or a link.

use serde_json::{Map, Value};

use super::super::Service;
use super::attempt::Stage;
use super::{PaymentKind, pounds};
use crate::clock::{parse_date, parse_rfc3339, rfc3339};

/// The checked order.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) kind: PaymentKind,
    /// In pence: for a standing order each payment, for a consent the limit of one payment, or 0
    /// without a limit.
    pub(super) amount: u64,
    pub(super) payee: Party,
    /// The payee's reference.
    pub(super) reference: Option<String>,
    /// As it was sent.
    pub(super) members: Map<String, Value>,
}

/// An account holder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Party {
    /// The id, if the client registered it as a payee.
    pub(super) id: Option<String>,
    pub(super) name: String,
    pub(super) sort_code: String,
    pub(super) account_number: String,
}

impl Party {
    pub(super) fn inline(value: &Value) -> Self {
        let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        Self {
            id: None,
            name: text("name"),
            sort_code: text("sortCode"),
            account_number: text("accountNumber"),
        }
    }
}

impl Order {
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.members.get(name).and_then(Value::as_str)
    }

    pub(super) fn pence(&self, name: &str) -> Option<u64> {
        self.members.get(name).and_then(Value::as_u64)
    }

    /// The text for the account holder.
    pub(super) fn lines(&self) -> Vec<(&'static str, String)> {
        let mut lines = Vec::new();
        match self.kind {
            PaymentKind::Recurring => {
                let most = match self.amount {
                    0 => "no limit".to_owned(),
                    most => format!("up to {}", pounds(most)),
                };
                lines.push(("Each payment", most));
                for limit in self
                    .members
                    .get("periodicLimits")
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten()
                {
                    let most = pounds(limit["amount"].as_u64().unwrap_or_default());
                    let period = limit["periodType"].as_str().unwrap_or_default();
                    lines.push(("In a period", format!("up to {most} ({period})")));
                }
            }
            PaymentKind::StandingOrder => {
                let repeat = repeat(&self.members).unwrap_or_default();
                lines.push(("Amount", format!("{} ({repeat})", pounds(self.amount))));
            }
            _ => lines.push(("Amount", pounds(self.amount))),
        }
        lines.push(("Payee", self.payee.name.clone()));
        if !self.payee.account_number.is_empty() {
            let account = format!("{} {}", self.payee.sort_code, self.payee.account_number);
            lines.push(("Account", account));
        }
        lines.push(("Reference", self.reference.clone().unwrap_or_default()));
        lines
    }
}

impl Service {
    /// Reads the value of one of the four claims, whose members were checked.
    pub(super) fn order(
        &self,
        client_id: &str,
        claim: &str,
        value: &Value,
    ) -> Result<Order, String> {
        let members = value.as_object().cloned().unwrap_or_default();
        if claim == "mh:reverse_payment" {
            return self.reversal(client_id, members);
        }
        let payee = self.party(client_id, &members)?;
        let text = |name: &str| members.get(name).and_then(Value::as_str).map(str::to_owned);
        let pence = |name: &str| members.get(name).and_then(Value::as_u64);
        let (kind, amount, reference) = match claim {
            "mh:payment" => (PaymentKind::Single, pence("amount"), text("payeeRef")),
            "mh:recurring_payment" => {
                let most = pence("maximumIndividualAmount").unwrap_or_default();
                (PaymentKind::Recurring, Some(most), text("reference"))
            }
            _ => {
                let amount =
                    pence("recurringPaymentAmount").or_else(|| pence("firstPaymentAmount"));
                (PaymentKind::StandingOrder, amount, text("reference"))
            }
        };
        let amount = amount.ok_or_else(|| format!("{claim} needs an amount"))?;
        if kind == PaymentKind::StandingOrder && repeat(&members).is_none() {
            return Err(format!("{claim} needs its frequency"));
        }
        let dates = members.iter().filter(|(name, _)| name.ends_with("Date"));
        for (name, date) in dates {
            if date.as_str().is_none_or(|date| moment(date).is_none()) {
                return Err(format!("{name} must be a date or a date-time"));
            }
        }
        Ok(Order { kind, amount, payee, reference, members })
    }

    /// Exactly one of `payee` and `payeeId`, and the id is that of a payee of this client, or of an
    /// account of a user.
    pub(super) fn party(
        &self,
        client_id: &str,
        members: &Map<String, Value>,
    ) -> Result<Party, String> {
        let of_a_user = members.get("payeeType").is_some_and(|kind| kind == "mh-user-account");
        match (members.get("payee"), members.get("payeeId").and_then(Value::as_str)) {
            (Some(payee), None) => Ok(Party::inline(payee)),
            (None, Some(_)) if of_a_user => {
                Ok(Party { name: "An account of the user".to_owned(), ..Party::default() })
            }
            (None, Some(id)) => {
                let payee = self.payments.payees.find(id);
                let payee = payee.filter(|payee| payee.client_id == client_id);
                payee
                    .map(|payee| payee.party.clone())
                    .ok_or("payeeId is not a registered payee".to_owned())
            }
            _ => Err("exactly one of payee and payeeId is required".to_owned()),
        }
    }

    /// The rest of a payment, or a part of it.
    fn reversal(&self, client_id: &str, members: Map<String, Value>) -> Result<Order, String> {
        let id = members.get("paymentId").and_then(Value::as_str).unwrap_or_default();
        let now = self.clock.now_millis();
        let payment = self.payments.attempts.find(id).filter(|payment| {
            payment.client_id == client_id
                && matches!(payment.order.kind, PaymentKind::Single | PaymentKind::PayLink)
        });
        let payment = payment.ok_or("paymentId names no payment")?;
        if payment.stage(now).0 != Stage::Completed {
            return Err("only a completed payment can be reversed".to_owned());
        }
        let left = self.left_to_reverse(id);
        let amount = members.get("amount").and_then(Value::as_u64).unwrap_or(left);
        if amount == 0 || amount > left {
            return Err("amount is more than the rest of the payment".to_owned());
        }
        let payee = match members.get("payer") {
            Some(payer) => Party::inline(payer),
            None => Party {
                name: payment.order.text("payerName").unwrap_or("The payer").to_owned(),
                ..Party::default()
            },
        };
        let reference = payment.order.text("payerRef").map(str::to_owned);
        Ok(Order { kind: PaymentKind::Reverse, amount, payee, reference, members })
    }

    /// Whether this would send back too much, because another reversal was quicker.
    pub(super) fn is_reversed_already(&self, id: &str) -> bool {
        let attempt = self.payments.attempts.find(id);
        attempt.filter(|attempt| attempt.order.kind == PaymentKind::Reverse).is_some_and(
            |attempt| {
                let paid = attempt.order.text("paymentId").unwrap_or_default();
                attempt.order.amount > self.left_to_reverse(paid)
            },
        )
    }

    /// The part of a payment that is neither reversed nor about to be.
    pub(super) fn left_to_reverse(&self, payment_id: &str) -> u64 {
        let now = self.clock.now_millis();
        let paid = self.payments.attempts.find(payment_id);
        let reversed = self.payments.attempts.iter().filter(|attempt| {
            attempt.order.kind == PaymentKind::Reverse
                && attempt.order.text("paymentId") == Some(payment_id)
                && matches!(attempt.stage(now).0, Stage::Pending | Stage::Completed)
        });
        let reversed: u64 = reversed.map(|attempt| attempt.order.amount).sum();
        paid.map_or(0, |paid| paid.order.amount).saturating_sub(reversed)
    }
}

/// A date or a date-time as a date-time.
pub(super) fn moment(text: &str) -> Option<String> {
    parse_rfc3339(text).or_else(|| parse_date(text)).map(rfc3339)
}

/// The unit of a standing order's frequency.
fn repeat(members: &Map<String, Value>) -> Option<&str> {
    members.get("frequency")?.get("repeat")?.as_str()
}
