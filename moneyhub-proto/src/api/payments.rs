//! What a payment is asked for with: the vocabulary of the payment claims.

pub(crate) mod forms;
mod party;
mod payment_request;
mod pence;
mod recurring_payment_request;
mod standing_order_request;
mod status;

pub use self::{
    party::{BankAccount, Payee, PayeeType, Payer, PayerType},
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
