use super::{Day, Fingerprint, Look, Nudge};
use crate::ground::{
    env::UnixTime,
    id::{AccountId, TransactionId},
};

/// What a ledger needs to know about the caller's tables before it continues. No lock is needed: if something
/// changes in between, the commit fails, or the change has a later stamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// All accounts, the number of transactions of each, and the transactions of accounts that are
    /// not `listed`. Answer with [`Known::Accounts`].
    Accounts {
        /// The accounts that the service has.
        listed: Vec<AccountId>,
    },
    /// What there is to do. Answer with [`Known::Agenda`].
    Agenda {
        /// The time: what is due later does not count as due.
        now: UnixTime,
        /// The most looks at transactions to return, the earliest first.
        at_most: usize,
    },
    /// Which of these transactions exist, and which lie in these days. Answer with
    /// [`Known::Transactions`].
    Transactions {
        /// The ids.
        ids: Vec<TransactionId>,
        /// The days, if any.
        days: Option<Days>,
    },
}

/// Selects transactions by their days: a `WHERE` over two columns. A transaction without such a day does not
/// match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Days {
    /// [`Upsert::day`](super::Upsert::day) is this day or later, if it is given.
    pub first: Option<Day>,
    /// [`Upsert::day`](super::Upsert::day) is this day or earlier, if it is given.
    pub last: Option<Day>,
    /// [`Upsert::day_modified`](super::Upsert::day_modified) is this day or later, if it is given.
    pub modified_from: Option<Day>,
}

impl Days {
    /// Whether a row matches. A database must decide in the same way.
    #[must_use]
    pub fn have(&self, day: Option<Day>, day_modified: Option<Day>) -> bool {
        let within = |bound: Option<Day>, fits: &dyn Fn(Day) -> bool| bound.is_none_or(fits);
        within(self.first, &|first| day.is_some_and(|day| first <= day))
            && within(self.last, &|last| day.is_some_and(|day| day <= last))
            && within(self.modified_from, &|from| day_modified.is_some_and(|day| from <= day))
    }
}

/// The answer to a [`Question`]. An unexpected answer changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// To [`Question::Accounts`].
    Accounts(KnownAccounts),
    /// To [`Question::Agenda`].
    Agenda(Agenda),
    /// To [`Question::Transactions`].
    Transactions(KnownTransactions),
}

/// What there is to do, from the tables of looks and nudges.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agenda {
    /// Due looks at transactions, the earliest first, at most as many as requested.
    pub looks: Vec<Look>,
    /// How many looks at transactions are due in all.
    pub due: u64,
    /// Whether a look at an account is due.
    pub accounts_due: bool,
    /// When the first of all looks is due.
    pub next: Option<UnixTime>,
    /// The least [`Look::found_by`].
    pub oldest: Option<u64>,
    /// How many looks have an [`absent_since`](Look::absent_since).
    pub missing: u64,
    /// The number of transactions.
    pub transactions: u64,
    /// The least [`Upsert::day`](super::Upsert::day).
    pub earliest: Option<Day>,
    /// The last stamp.
    pub stamp: u64,
    /// The stored nudges.
    pub nudges: Vec<Nudge>,
}

/// Stored transactions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownTransactions {
    /// The requested ids that exist, in any order.
    pub by_id: Vec<(TransactionId, Fingerprint)>,
    /// All transactions in the days, in any order; empty if there were no days.
    pub in_days: Vec<TransactionId>,
}

/// Stored accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownAccounts {
    /// All of them, in any order.
    pub accounts: Vec<KnownAccount>,
    /// The number of transactions by [`account_id`](crate::transactions::Transaction::account_id), including
    /// accounts that are not stored.
    pub counts: Vec<(AccountId, u64)>,
}

/// A stored account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownAccount {
    /// The account.
    pub id: AccountId,
    /// The stored [`AccountUpsert::fingerprint`](super::AccountUpsert::fingerprint).
    pub fingerprint: Fingerprint,
    /// The stored [`AccountUpsert::at_bank`](super::AccountUpsert::at_bank).
    pub at_bank: Option<Fingerprint>,
    /// The look at it, if there is one.
    pub look: Option<Look>,
    /// Its transactions, if it was not listed.
    pub transactions: Vec<TransactionId>,
}
