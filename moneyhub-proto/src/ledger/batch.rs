use std::collections::BTreeMap;

use super::{Checkpoint, Day, Fingerprint, KnownTransactions, NewLook, Nudge, Subject};
use crate::{
    api::{accounts::Account, transactions::Transaction},
    ground::id::{AccountId, TransactionId},
};

/// What one commit writes: all of it in one database transaction, or nothing.
///
/// It belongs to a sequence number. If the stored number differs, another worker has written in between:
/// write nothing, drop the [`Ledger`](super::Ledger), and start again from what is stored. Otherwise store
/// the next number with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The sequence number that it belongs to. Store `sequence + 1`.
    pub sequence: u64,
    /// The new checkpoint to store.
    pub checkpoint: Checkpoint,
    /// Transactions to insert or update.
    pub upserts: Vec<Upsert>,
    /// Transactions to remove: the service no longer has them.
    pub removes: Vec<TransactionId>,
    /// Accounts to insert or update.
    pub accounts: Vec<AccountUpsert>,
    /// Accounts to remove.
    pub accounts_removed: Vec<AccountId>,
    /// New accounts that are already known under another id. For information only.
    pub continued: Vec<Continued>,
    /// Looks that are done: apply [`Look::done`](super::Look::done) with `seen`. They come first.
    pub looks_done: Vec<Subject>,
    /// Looks to store: apply [`Look::put`](super::Look::put) with `seen` and a new stamp for each.
    pub looks: Vec<NewLook>,
    /// Nudges to remove, unless their stamp is greater than `seen`.
    pub nudges_done: Vec<Nudge>,
    /// The last stamp when the work for this batch began.
    pub seen: u64,
}

/// A transaction to write, with the columns that a database needs to answer questions about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upsert {
    /// The transaction.
    pub transaction: Transaction,
    /// The day of its [`date`](Transaction::date); `None` if that can't be parsed.
    pub day: Option<Day>,
    /// The day of its [`date_modified`](Transaction::date_modified); `None` if there is none.
    pub day_modified: Option<Day>,
    /// The fingerprint to compare it by.
    pub fingerprint: Fingerprint,
}

/// An account to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountUpsert {
    /// The account.
    pub account: Account,
    /// The fingerprint to compare it by.
    pub fingerprint: Fingerprint,
    /// Its [`provider_account_id`](Account::provider_account_id), which stays the same over another
    /// connection; `None` if it has none.
    pub at_bank: Option<Fingerprint>,
}

/// An account that came back over another connection, under another id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Continued {
    /// Its new id.
    pub account_id: AccountId,
    /// The stored account with the same id at the same provider, which the service no longer lists.
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

    /// The number of rows that it changes: 0 if the copy was right.
    #[must_use]
    pub fn changes(&self) -> usize {
        self.upserts.len() + self.removes.len() + self.accounts.len() + self.accounts_removed.len()
    }
}

/// The rows that differ from the stored ones.
pub(super) fn changed(rows: Vec<Upsert>, known: &KnownTransactions) -> Vec<Upsert> {
    let stored: BTreeMap<_, _> = known.by_id.iter().map(|(id, stored)| (id, stored)).collect();
    let differs =
        |row: &Upsert| stored.get(row.id()).is_none_or(|stored| **stored != row.fingerprint);
    rows.into_iter().filter(differs).collect()
}
