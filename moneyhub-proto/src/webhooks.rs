//! Webhooks: Moneyhub's notifications.
//!
//! A webhook is a hint. It comes once, within seconds or not at all: nothing is sent again if your server was
//! down, and nothing says in which order things happened. Use it to fetch earlier than you otherwise would,
//! by id, and still fetch regularly. [`manual::webhooks`](crate::manual::webhooks) has a receiver, step by
//! step.
//!
//! A client's webhooks have one of two forms, which is chosen in Moneyhub's admin portal:
//!
//! | form | `Content-Type` | what it proves | read it with |
//! |---|---|---|---|
//! | JWT | `application/jwt` | that Moneyhub sent it to this client, and when | [`WebhookVerifier`], or [`Client::webhook`](crate::driver::Client::webhook) |
//! | JSON, the default | `application/json` | nothing: anybody may have sent it | [`unverified`] |
//!
//! Neither function accepts the other form. A receiver that looked at the body and accepted both would accept
//! anything that anybody makes up.
//!
//! [`WebhookVerifier::verify`] returns a [`VerifiedWebhook`]. Its [bytes](VerifiedWebhook::into_bytes) can be
//! queued, and read later by [`Event::from_verified`]. [`Receipts`] make a second delivery harmless.
//!
//! # Examples
//!
//! ```
//! use moneyhub_proto::webhooks::{self, Payload};
//!
//! let body = br#"{
//!     "id": "0d5a2b1c-8e4f-4a6b-9c7d-1e2f3a4b5c6d",
//!     "eventType": "newTransactions",
//!     "userId": "64b0f3a1c2d4e5f60718293a",
//!     "payload": {"accounts": [{"id": "account-1", "transactions": ["transaction-1"]}]}
//! }"#;
//! let event = webhooks::unverified(body)?;
//! let Payload::NewTransactions(transactions) = &event.payload else {
//!     panic!("another event");
//! };
//! assert_eq!(transactions.accounts[0].transactions[0].as_str(), "transaction-1");
//! # Ok::<(), moneyhub_proto::Error>(())
//! ```

mod event;
mod event_type;
mod payload;
mod read;
mod receipts;
mod unverified;
mod verified;
mod verifier;
mod verify_webhook;

pub use self::{
    event::Event,
    event_type::EventType,
    payload::{
        Balance, BalanceThreshold, ConnectionReminder, DeletedAccount, MatchedThreshold, Payload,
        Payment, ProcessingStatus, ReauthReminder, RegularTransactions, ReportFailure,
        ReportSuccess, SyncCompleted, Transactions, TransactionsOfAccount,
    },
    receipts::{BoundedReceipts, Receipts, ReceiptsError, is_first},
    unverified::unverified,
    verified::VerifiedWebhook,
    verifier::WebhookVerifier,
    verify_webhook::VerifyWebhook,
};

#[cfg(test)]
mod tests;
