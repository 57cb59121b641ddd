//! Payments: payees, payments and the ways to make one, and a ledger of payments made.

mod attempt;
mod auth_requests;
mod bank;
mod ledger;
mod order;
mod pay_files;
mod pay_links;
mod payees;
mod payment;
mod records;
mod recurring;
mod standing_orders;
mod told;

use serde_json::{Value, json};

use super::Service;
use super::answer::{self, Answer, bad_request, not_found};
use super::call::{Call, Outcome};
pub use attempt::Decision;
pub use ledger::{PaymentKind, PaymentMade};

use attempt::Attempt;
use auth_requests::AuthRequest;
use ledger::Ledger;
use pay_files::PayFile;
use pay_links::PayLink;
use payees::Payee;
use records::Records;

/// How many payments the ledger keeps by default.
pub(crate) const PAYMENTS_KEPT: usize = 1_000_000;

/// The default page size of these lists; documented for payees, payments and links.
const DEFAULT_LIMIT: u64 = 10;

#[derive(Debug, Default)]
pub(super) struct Payments {
    payees: Records<Payee>,
    attempts: Records<Attempt>,
    auth_requests: Records<AuthRequest>,
    pay_links: Records<PayLink>,
    pay_files: Records<PayFile>,
    ledger: Ledger,
}

impl Payments {
    pub(super) fn new(kept: usize) -> Self {
        Self { ledger: Ledger::new(kept), ..Self::default() }
    }
}

impl Service {
    /// The payments made so far, as the banks know them: see [`PaymentMade`].
    ///
    /// The last million by default, see [`Builder::payments_kept`](crate::Builder::payments_kept);
    /// [`payments_total`](Self::payments_total) counts all of them.
    pub fn payments_made(&self) -> Vec<PaymentMade> {
        self.payments.ledger.until(self.clock.now_millis())
    }

    /// How many payments were made so far, including those no longer remembered.
    pub fn payments_total(&self) -> u64 {
        self.payments.ledger.total(self.clock.now_millis())
    }

    /// Answers an operation of these chapters; `None` for any other.
    pub(super) fn pays(&mut self, call: &Call<'_>) -> Option<Outcome> {
        Some(match call.operation.id.as_str() {
            "payees.create" => self.create_payee(call),
            "payees.list" => self.list_payees(call),
            "payees.get" => self.get_payee(call),
            "payments.list" => self.list_payments(call),
            "payments.get" => self.get_payment(call),
            "pay_links.create" => self.create_pay_link(call),
            "pay_links.list" => self.list_pay_links(call),
            "pay_links.get" => self.get_pay_link(call),
            "pay_file.upload_file" | "pay_file.upload_data" => self.upload_pay_file(call),
            "pay_file.get" => self.get_pay_file(call),
            "pay_file.execute" => self.execute_pay_file(call),
            "pay_file_consent.list" => Ok(one(call, &json!([]))),
            "pay_file_consent.get" => missing("no such consent to a file of payments"),
            "standing_orders.list" => self.list_standing_orders(call),
            "standing_orders.get" => self.get_standing_order(call),
            "recurring.list" => self.list_recurring_payments(call),
            "recurring.get" => self.get_recurring_payment(call),
            "recurring.pay" => self.pay_recurring(call),
            "recurring.revoke" => self.revoke_recurring(call),
            "recurring.confirm_funds" => self.confirm_funds(call),
            "auth_requests.create" => self.create_auth_request(call),
            "auth_requests.list" => self.list_auth_requests(call),
            "auth_requests.get" => self.get_auth_request(call),
            "auth_requests.complete" => self.complete_auth_request(call),
            _ => return None,
        })
    }

    /// A page of a list: the identity host has no links. Only the `meta` of payments has `limit`
    /// and `offset`.
    fn some<'a, T: 'a>(
        &self,
        call: &Call<'_>,
        listed: impl Iterator<Item = &'a T>,
        shown: impl Fn(&T) -> Value,
        meta: Value,
    ) -> Answer {
        let (limit, offset) = self.window(call);
        let size = |number| usize::try_from(number).unwrap_or(usize::MAX);
        let page: Vec<Value> = listed.skip(size(offset)).take(size(limit)).map(shown).collect();
        answer::json(call.status(), &json!({"data": page, "meta": meta}))
    }

    fn window(&self, call: &Call<'_>) -> (u64, u64) {
        let limit = call.number("limit").unwrap_or(DEFAULT_LIMIT);
        let limit = self.settings.limit_cap.map_or(limit, |cap| limit.min(cap));
        (limit, call.number("offset").unwrap_or(0))
    }
}

/// `{data, meta}` with the status of the table.
fn one(call: &Call<'_>, data: &Value) -> Answer {
    answer::json(call.status(), &json!({"data": data, "meta": {}}))
}

/// The client of the token. Each sees only its own objects.
fn client_of<'a>(call: &'a Call<'_>) -> &'a str {
    call.grant.as_ref().map_or("", |grant| grant.client_id.as_str())
}

fn missing(message: &str) -> Outcome {
    Err(Box::new(not_found(message)))
}

fn refused(message: &str) -> Outcome {
    Err(Box::new(bad_request(message)))
}

/// An amount of pence in readable form.
fn pounds(pence: u64) -> String {
    format!("£{}.{:02}", pence / 100, pence % 100)
}
