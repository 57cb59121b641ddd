//! Variable recurring payments: the user consents once, and payments follow without asking again.
//!
//! All of these belong to the identity service, and take a token of the client itself: `client.send(..)`. To
//! request a consent, use [`payments::RecurringPaymentRequest`](crate::payments::RecurringPaymentRequest).
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`List`] | `GET /recurring-payments` | `recurring_payment:read` |
//! | [`Get`] | `GET /recurring-payments/{recurringPaymentId}` | `recurring_payment:read` |
//! | [`Pay`] | `POST /recurring-payments/{recurringPaymentId}/pay`, moves money | `recurring_payment:create` |
//! | [`Revoke`] | `DELETE /recurring-payments/{recurringPaymentId}` | `recurring_payment:create` |
//! | [`ConfirmFunds`] | `POST /recurring-payments/{recurringPaymentId}/funds-confirmation` | `recurring_payment:funds_confirmation` |

mod consents;
mod funds;
mod pay;

pub use self::{
    consents::{Get, GrantedLimit, List, RecurringPayment, Revoke},
    funds::{ConfirmFunds, FundsConfirmation},
    pay::{Pay, PaymentDetails, ProviderStatus, Submission},
};
