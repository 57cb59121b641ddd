use std::collections::BTreeMap;

use super::{Checkpoint, Day, Fingerprint, KnownTransactions, NewLook, Nudge, Subject};
use crate::{
    api::{accounts::Account, transactions::Transaction},
    ground::id::{AccountId, TransactionId},
};

/// What one commit writes: all of it in one database transaction, or nothing.
///
/// It is for the sequence number under which it was made. When the stored one is another, another worker
/// has written in between: write nothing, drop the [`Ledger`](super::Ledger), and begin anew from what is
/// stored. Otherwise write the next number with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The sequence number under which it was made. Store `sequence + 1`.
    pub sequence: u64,
    /// What to store in place of the checkpoint.
    pub checkpoint: Checkpoint,
    /// Transactions to write, whether they are there or not.
    pub upserts: Vec<Upsert>,
    /// Transactions to remove: the service does not have them any more.
    pub removes: Vec<TransactionId>,
    /// Accounts to write.
    pub accounts: Vec<AccountUpsert>,
    /// Accounts to remove.
    pub accounts_removed: Vec<AccountId>,
    /// New accounts that are known under another id: told, and nothing else depends on it.
    pub continued: Vec<Continued>,
    /// Looks that are done with, by [`Look::done`](super::Look::done) of `seen`. They come first.
    pub looks_done: Vec<Subject>,
    /// Looks to put, by [`Look::put`](super::Look::put) of `seen` and a new stamp for each.
    pub looks: Vec<NewLook>,
    /// Nudges to remove, unless their stamp is greater than `seen`.
    pub nudges_done: Vec<Nudge>,
    /// The last stamp that was there when the work of this batch began.
    pub seen: u64,
}

/// A transaction to write, with what a database needs to answer questions about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upsert {
    /// The transaction.
    pub transaction: Transaction,
    /// The day of its [`date`](Transaction::date); `None` when that can't be read.
    pub day: Option<Day>,
    /// The day of its [`date_modified`](Transaction::date_modified); `None` when there is none.
    pub day_modified: Option<Day>,
    /// What it is compared by.
    pub fingerprint: Fingerprint,
}

/// An account to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountUpsert {
    /// The account.
    pub account: Account,
    /// What it is compared by.
    pub fingerprint: Fingerprint,
    /// Its [`provider_account_id`](Account::provider_account_id) at its provider, which stays the same over
    /// another connection; `None` when it has none.
    pub at_bank: Option<Fingerprint>,
}

/// An account that is back, over another connection and under another id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Continued {
    /// The id that it has.
    pub account_id: AccountId,
    /// The stored account, with the same id at the same provider, that the service does not list any more.
    pub before: AccountId,
}

impl Upsert {
    pub(super) fn of(transaction: Transaction) -> Self {
        Self {
            day: Day::of(&transaction.date),
            day_modified: transaction.date_modified.as_ref().and_then(Day::of),
            fingerprint: Fingerprint::of(&transaction),
            transaction,
        }
    }

    pub(super) const fn id(&self) -> &TransactionId {
        &self.transaction.id
    }
}

impl AccountUpsert {
    pub(super) fn of(account: Account) -> Self {
        let Account { provider_account_id, provider_id, .. } = &account;
        let at_bank = provider_account_id.as_ref().map(|id| Fingerprint::of(&(provider_id, id)));
        Self { fingerprint: Fingerprint::of(&account), at_bank, account }
    }
}

impl Batch {
    pub(super) fn new(sequence: u64, checkpoint: Checkpoint, seen: u64) -> Self {
        Self {
            sequence,
            checkpoint,
            upserts: Vec::new(),
            removes: Vec::new(),
            accounts: Vec::new(),
            accounts_removed: Vec::new(),
            continued: Vec::new(),
            looks_done: Vec::new(),
            looks: Vec::new(),
            nudges_done: Vec::new(),
            seen,
        }
    }

    /// The number of rows that it changes: nothing, when the copy was right.
    #[must_use]
    pub fn changes(&self) -> usize {
        self.upserts.len() + self.removes.len() + self.accounts.len() + self.accounts_removed.len()
    }
}

/// The rows that are not stored as they came.
pub(super) fn changed(rows: Vec<Upsert>, known: &KnownTransactions) -> Vec<Upsert> {
    let stored: BTreeMap<_, _> = known.by_id.iter().map(|(id, stored)| (id, stored)).collect();
    let differs =
        |row: &Upsert| stored.get(row.id()).is_none_or(|stored| **stored != row.fingerprint);
    rows.into_iter().filter(differs).collect()
}
