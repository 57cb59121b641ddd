use super::settings::{Rules, Settings};
use crate::{
    ground::{
        env::UnixTime,
        id::{AccountId, TransactionId},
    },
    webhooks::{Payload, Transactions},
};

/// The subject of a [`Look`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// An account that was missing from a list.
    Account(AccountId),
    /// A transaction that a webhook named, or that was missing from a list.
    Transaction(TransactionId),
}

/// Something to check with the service: a row of the caller's table of looks, with at most one row per
/// subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// At what.
    pub subject: Subject,
    /// Not before this time.
    pub due: UnixTime,
    /// When it was first found missing; `None` if it was not.
    pub absent_since: Option<UnixTime>,
    /// The sequence number of the commit that first found it missing in a list; `None` if a webhook named it.
    pub found_by: Option<u64>,
    /// A number that the database increments with every word and every look that it writes, so that
    /// a later word about the same subject is not lost with an earlier look.
    pub stamp: u64,
}

/// A look to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLook {
    /// At what.
    pub subject: Subject,
    /// Not before this time.
    pub due: UnixTime,
    /// When it was found missing.
    pub absent_since: Option<UnixTime>,
    /// The commit that found it missing in a list.
    pub found_by: Option<u64>,
}

/// Something to do ahead of schedule: a row of the caller's table of nudges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nudge {
    /// List the accounts.
    Accounts,
    /// Request changes.
    Increment,
}

/// What a webhook says, for [`Settings::words_of`]. It is never trusted, only checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// An account was deleted.
    AccountDeleted,
    /// A fetch from a bank has ended.
    SyncCompleted,
    /// Transactions are new, changed or restored.
    TransactionsChanged(Vec<TransactionId>),
    /// Transactions were deleted.
    TransactionsDeleted(Vec<TransactionId>),
}

/// What to store for a webhook, in one database transaction, before acknowledging it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Looks to store with [`Look::told`].
    pub looks: Vec<NewLook>,
    /// Nudges to store under a new stamp, replacing existing ones.
    pub nudge: Option<Nudge>,
}

impl Hint {
    /// The hint in a webhook's payload; `None` if it does not concern the ledger.
    ///
    /// # Examples
    ///
    /// ```
    /// use moneyhub_proto::{ledger::Hint, webhooks::{DeletedAccount, Payload}};
    ///
    /// let payload = Payload::DeletedAccount(DeletedAccount::default());
    /// assert_eq!(Hint::of(&payload), Some(Hint::AccountDeleted));
    /// ```
    #[must_use]
    pub fn of(payload: &Payload) -> Option<Self> {
        Some(match payload {
            Payload::DeletedAccount(_) => Self::AccountDeleted,
            Payload::SyncCompleted(_) => Self::SyncCompleted,
            Payload::NewTransactions(named)
            | Payload::RestoredTransactions(named)
            | Payload::UpdatedTransactions(named) => Self::TransactionsChanged(ids(named)),
            Payload::DeletedTransactions(named) => Self::TransactionsDeleted(ids(named)),
            _ => return None,
        })
    }
}

fn ids(named: &Transactions) -> Vec<TransactionId> {
    named.accounts.iter().flat_map(|account| account.transactions.iter().cloned()).collect()
}

impl Settings {
    /// What to store for a webhook that came at this time. It needs no [`Ledger`](super::Ledger), and does
    /// not disturb a running one.
    ///
    /// # Examples
    ///
    /// ```
    /// use moneyhub_proto::{env::UnixTime, ledger::{Hint, Nudge, Settings}};
    ///
    /// let words = Settings::default().words_of(&Hint::SyncCompleted, UnixTime::from_seconds(0));
    /// assert_eq!(words.nudge, Some(Nudge::Increment));
    /// ```
    #[must_use]
    pub fn words_of(&self, hint: &Hint, now: UnixTime) -> Words {
        let rules = Rules::from(self);
        let (ids, wait, absent_since) = match hint {
            Hint::AccountDeleted => return nudged(Nudge::Accounts),
            Hint::SyncCompleted => return nudged(Nudge::Increment),
            Hint::TransactionsChanged(ids) => (ids, rules.gather, None),
            // A row must be found missing twice. This counts as the first time, as a notice but not
            // as proof.
            Hint::TransactionsDeleted(ids) => (ids, rules.settle, Some(now)),
        };
        let due = UnixTime::from_seconds(now.seconds().saturating_add(wait));
        let look = |id: &TransactionId| NewLook {
            subject: Subject::Transaction(id.clone()),
            due,
            absent_since,
            found_by: None,
        };
        // More than fit into a call: an increment may be cheaper.
        let nudge = (ids.len() > rules.ids_limit).then_some(Nudge::Increment);
        // An empty id can't be requested.
        let named = ids.iter().filter(|id| !id.as_str().is_empty());
        Words { looks: named.map(look).collect(), nudge }
    }
}

fn nudged(nudge: Nudge) -> Words {
    Words { looks: Vec::new(), nudge: Some(nudge) }
}

impl Look {
    /// The row after a webhook about it: the earlier of the two times, and what was known about its absence.
    #[must_use]
    pub fn told(before: Option<Self>, word: NewLook, stamp: u64) -> Self {
        let NewLook { subject, due, absent_since, found_by } = word;
        match before {
            None => Self { subject, due, absent_since, found_by, stamp },
            Some(before) => Self {
                due: before.due.min(due),
                absent_since: before.absent_since.or(absent_since),
                found_by: before.found_by,
                subject,
                stamp,
            },
        }
    }

    /// The row after a commit that stores a look, based on the rows up to the stamp `seen`. It keeps the
    /// first time and the first commit that found the subject missing. If it is found missing once more
    /// before the look was due, that does not postpone the look.
    #[must_use]
    pub fn put(before: Option<Self>, new: NewLook, seen: u64, stamp: u64) -> Self {
        let NewLook { subject, due, absent_since, found_by } = new;
        match before {
            None => Self { subject, due, absent_since, found_by, stamp },
            Some(before) => {
                let told_since = before.stamp > seen;
                let missing_again =
                    before.absent_since.zip(absent_since).is_some_and(|(old, new)| old < new);
                let keeps_due = told_since || missing_again;
                Self {
                    due: if keeps_due { before.due.min(due) } else { due },
                    absent_since: earlier(before.absent_since, absent_since),
                    found_by: earlier(before.found_by, found_by),
                    stamp: if told_since { before.stamp } else { stamp },
                    subject,
                }
            }
        }
    }

    /// The row after a commit that is done with it, based on the rows up to the stamp `seen`. `None`, unless
    /// there is a later word, which stays without the suspicion.
    #[must_use]
    pub fn done(self, seen: u64) -> Option<Self> {
        (self.stamp > seen).then_some(Self { absent_since: None, found_by: None, ..self })
    }
}

fn earlier<T: Ord>(one: Option<T>, other: Option<T>) -> Option<T> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
