//! Payments: the types of the payment claims, and the status of payments.
//!
//! No endpoint makes a payment directly: a payment begins with the claims of a sign-in, or with
//! [`auth_requests::Create`](crate::api::auth_requests::Create). The endpoints below belong to the identity
//! service, and take a token of the client itself: `client.send(..)`.
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`List`] | `GET /payments` | `payment:read` |
//! | [`Get`] | `GET /payments/{paymentId}` | the same |
//!
//! If an attempt to pay fails, [`Resolve`](crate::resolve::Resolve) finds out whether the money has moved.

mod filter;
pub(crate) mod forms;
mod party;
mod payment;
mod payment_request;
mod pence;
mod recurring_payment_request;
mod standing_order_request;
mod status;

pub(crate) use self::pence::MOST_PENCE;
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
