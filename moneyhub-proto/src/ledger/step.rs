use std::sync::Arc;

use super::{Batch, Known, Question};
use crate::{
    api::{
        accounts::{Account, List as ListAccounts},
        transactions::{List as ListTransactions, Transaction},
    },
    codec::Page,
    ground::env::UnixTime,
};

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
#[expect(
    clippy::large_enum_variant,
    reason = "it lives for a moment, a box would for an allocation"
)]
pub enum Step {
    /// Write this, in one database transaction, if the stored sequence number is the batch's; then give
    /// [`Event::Committed`]. Until then it is the same step again.
    Commit(Arc<Batch>),
    /// Ask the tables this, and give the answer as [`Event::Known`]. Until then it is the same step again.
    Recall(Question),
    /// Send this for the user, and give [`Event::Accounts`], [`Event::Transactions`] or [`Event::Fault`]. It
    /// is handed out once.
    Send(Request),
    /// Nothing to do before this time. Webhooks that come in meanwhile may change that: step again, at
    /// any time, and it looks into the tables.
    WaitUntil(UnixTime),
}

/// A call to make with a token of the user. Both only read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "it lives for a moment, a box would for an allocation"
)]
pub enum Request {
    /// Accounts. Scope `accounts:read`.
    Accounts(ListAccounts),
    /// Transactions. Scope `transactions:read:all`.
    Transactions(ListTransactions),
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// The answer to [`Request::Accounts`].
    Accounts(Page<Account>),
    /// The batch is written.
    Committed,
    /// The request in flight has no answer, or an error for an answer. After a minute it is made again; after
    /// more failures in a row, after up to an hour.
    Fault,
    /// The answer to a question.
    Known(Known),
    /// The answer to [`Request::Transactions`].
    Transactions(Page<Transaction>),
}
