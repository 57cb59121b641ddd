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
    /// Write this in one database transaction, if the stored sequence number is the batch's; then pass in
    /// [`Event::Committed`]. Until then, the step stays the same.
    Commit(Arc<Batch>),
    /// Ask the tables this, and pass in the answer as [`Event::Known`]. Until then, the step stays the same.
    Recall(Question),
    /// Send this for the user, and pass in [`Event::Accounts`], [`Event::Transactions`] or [`Event::Fault`].
    /// It is returned only once.
    Send(Request),
    /// Nothing to do before this time. A webhook may change that: step again at any time, and it asks the
    /// tables.
    WaitUntil(UnixTime),
}

/// A call to make with the user's token. Both only read.
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
    /// The request in flight failed. It is sent again after a minute; after several failures in a row, after
    /// up to an hour.
    Fault,
    /// The answer to a question.
    Known(Known),
    /// The answer to [`Request::Transactions`].
    Transactions(Page<Transaction>),
}
