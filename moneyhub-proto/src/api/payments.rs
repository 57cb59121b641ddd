//! Payments: the vocabulary of the payment claims, and what has become of the payments that were asked for.
//!
//! There is no endpoint that makes a payment: it begins with the claims of a sign-in, or with
//! [`auth_requests::Create`](crate::api::auth_requests::Create). What reads is of the identity service and takes
//! a token of the client, which is fetched for it: `client.send(..)`.
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`List`] | `GET /payments` | `payment:read` |
//! | [`Get`] | `GET /payments/{paymentId}` | the same |
//!
//! When an attempt to pay ends badly, [`Resolve`](crate::resolve::Resolve) finds out whether the money has moved.

mod filter;
pub(crate) mod forms;
mod party;
mod payment;
mod payment_request;
mod pence;
mod recurring_payment_request;
mod standing_order_request;
mod status;

pub use self::{
    filter::Filter,
    party::{BankAccount, Payee, PayeeType, Payer, PayerType},
    payment::{Charge, ChargeBearer, ChargeType, Get, List, Payment},
    payment_request::{PaymentContext, PaymentRequest, ReversePaymentRequest},
    pence::Pence,
    recurring_payment_request::{
        PeriodAlignment, PeriodType, PeriodicLimit, RecurringPaymentRequest, RecurringPaymentType,
    },
    standing_order_request::{Frequency, FrequencyRegion, FrequencyRepeat, StandingOrderRequest},
    status::{PaymentStatus, Stage},
};

use crate::ground::error::RequestError;

/// The greatest number of pence: the greatest integer that every reader of JSON keeps exactly
/// (RFC 8259 section 6).
pub(crate) const MOST_PENCE: u64 = (1 << 53) - 1;

pub(crate) fn check_pence(parameter: &'static str, pence: u64) -> Result<(), RequestError> {
    if (1..=MOST_PENCE).contains(&pence) {
        return Ok(());
    }
    Err(RequestError::OutOfRange { parameter, least: 1, most: MOST_PENCE })
}

pub(crate) fn check_not_empty(parameter: &'static str, text: &str) -> Result<(), RequestError> {
    if text.is_empty() { Err(RequestError::Empty { parameter }) } else { Ok(()) }
}
