use super::{Day, Fingerprint, Look, Nudge};
use crate::ground::{
    env::UnixTime,
    id::{AccountId, TransactionId},
};

/// What a ledger has to know of the caller's tables before it goes on. Nothing of it needs a lock: what
/// has changed in between makes the commit fail, or has a later stamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// All accounts, how many transactions each has, and the transactions of those that are not
    /// `listed`. Answer with [`Known::Accounts`].
    Accounts {
        /// The accounts that the service has.
        listed: Vec<AccountId>,
    },
    /// What is to be done. Answer with [`Known::Agenda`].
    Agenda {
        /// The time: what is due later does not count as due.
        now: UnixTime,
        /// How many looks at transactions to give at the most, those that are due first.
        at_most: usize,
    },
    /// Which of these transactions are there, and which lie in these days. Answer with
    /// [`Known::Transactions`].
    Transactions {
        /// The ids.
        ids: Vec<TransactionId>,
        /// The days, if any.
        days: Option<Days>,
    },
}

/// Transactions by their days: a `WHERE` over two columns. What has no such day does not lie in it.
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
    /// Whether a row lies in them: what a database is to decide in the same way.
    #[must_use]
    pub fn have(&self, day: Option<Day>, day_modified: Option<Day>) -> bool {
        let within = |bound: Option<Day>, fits: &dyn Fn(Day) -> bool| bound.is_none_or(fits);
        within(self.first, &|first| day.is_some_and(|day| first <= day))
            && within(self.last, &|last| day.is_some_and(|day| day <= last))
            && within(self.modified_from, &|from| day_modified.is_some_and(|day| from <= day))
    }
}

/// The answer to a [`Question`]. One that was not asked for changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// To [`Question::Accounts`].
    Accounts(KnownAccounts),
    /// To [`Question::Agenda`].
    Agenda(Agenda),
    /// To [`Question::Transactions`].
    Transactions(KnownTransactions),
}

/// What is to be done, by the tables of looks and nudges.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agenda {
    /// Looks at transactions that are due, the earliest first, no more than were asked for.
    pub looks: Vec<Look>,
    /// How many looks at transactions are due in all.
    pub due: u64,
    /// Whether a look at an account is due.
    pub accounts_due: bool,
    /// When the first of all looks is or was due.
    pub next: Option<UnixTime>,
    /// The least [`Look::found_by`].
    pub oldest: Option<u64>,
    /// How many looks have an [`absent_since`](Look::absent_since).
    pub missing: u64,
    /// How many transactions there are.
    pub transactions: u64,
    /// The least [`Upsert::day`](super::Upsert::day).
    pub earliest: Option<Day>,
    /// The last stamp that was given.
    pub stamp: u64,
    /// The nudges that are there.
    pub nudges: Vec<Nudge>,
}

/// Transactions that are stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownTransactions {
    /// Those of the ids that are there, in any order.
    pub by_id: Vec<(TransactionId, Fingerprint)>,
    /// All that lie in the days, in any order; none if there were no days.
    pub in_days: Vec<TransactionId>,
}

/// Accounts that are stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownAccounts {
    /// All of them, in any order.
    pub accounts: Vec<KnownAccount>,
    /// How many transactions there are by [`account_id`](crate::transactions::Transaction::account_id):
    /// also of accounts that are not stored.
    pub counts: Vec<(AccountId, u64)>,
}

/// An account that is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownAccount {
    /// The account.
    pub id: AccountId,
    /// As it was written, [`AccountUpsert::fingerprint`](super::AccountUpsert::fingerprint).
    pub fingerprint: Fingerprint,
    /// As it was written, [`AccountUpsert::at_bank`](super::AccountUpsert::at_bank).
    pub at_bank: Option<Fingerprint>,
    /// The look at it, if there is one.
    pub look: Option<Look>,
    /// Its transactions, if it was not listed.
    pub transactions: Vec<TransactionId>,
}
