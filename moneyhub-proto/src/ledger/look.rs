use super::settings::{Rules, Settings};
use crate::{
    ground::{
        env::UnixTime,
        id::{AccountId, TransactionId},
    },
    webhooks::{Payload, Transactions},
};

/// What a [`Look`] is at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// An account, which a list did not have.
    Account(AccountId),
    /// A transaction, which a webhook named or a list did not have.
    Transaction(TransactionId),
}

/// Something that is to be looked at: a row of the caller's table of looks, of which there is at most one
/// for each subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// At what.
    pub subject: Subject,
    /// Not before this time.
    pub due: UnixTime,
    /// When it was first found missing; `None` when it was not.
    pub absent_since: Option<UnixTime>,
    /// The sequence number of the commit that first found it missing in a list; `None` for a webhook's word.
    pub found_by: Option<u64>,
    /// A number that the database counts up with every word and every look that it writes, so that
    /// a later word about the same subject is not lost with the look before it.
    pub stamp: u64,
}

/// A look that a commit writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLook {
    /// At what.
    pub subject: Subject,
    /// Not before this time.
    pub due: UnixTime,
    /// Since when it is missing.
    pub absent_since: Option<UnixTime>,
    /// The commit that found it missing in a list.
    pub found_by: Option<u64>,
}

/// Something that should be done sooner than its time: a row of the caller's table of nudges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nudge {
    /// List the accounts.
    Accounts,
    /// Ask for what has changed.
    Increment,
}

/// What a webhook says, for [`Settings::words_of`]. It is never believed, only looked after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// An account is gone.
    AccountDeleted,
    /// A fetch from a bank is over.
    SyncCompleted,
    /// Transactions are new, changed, or there again.
    TransactionsChanged(Vec<TransactionId>),
    /// Transactions are gone.
    TransactionsDeleted(Vec<TransactionId>),
}

/// What to write down of a webhook, in one database transaction, before it is acknowledged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// To be put into the table of looks with [`Look::told`].
    pub looks: Vec<NewLook>,
    /// To be put into the table of nudges under a new stamp, in place of one that is there.
    pub nudge: Option<Nudge>,
}

impl Hint {
    /// What the payload of a webhook says; `None` when that is nothing to a ledger.
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
    /// What to write down of a webhook that came at this time. It needs no [`Ledger`](super::Ledger),
    /// and does not disturb one that is at work.
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
            // The first of the two times that it has to be found missing: not proof, but notice.
            Hint::TransactionsDeleted(ids) => (ids, rules.settle, Some(now)),
        };
        let due = UnixTime::from_seconds(now.seconds().saturating_add(wait));
        let look = |id: &TransactionId| NewLook {
            subject: Subject::Transaction(id.clone()),
            due,
            absent_since,
            found_by: None,
        };
        // More than a call has room for: an increment may be the cheaper.
        let nudge = (ids.len() > rules.ids_limit).then_some(Nudge::Increment);
        Words { looks: ids.iter().map(look).collect(), nudge }
    }
}

fn nudged(nudge: Nudge) -> Words {
    Words { looks: Vec::new(), nudge: Some(nudge) }
}

impl Look {
    /// The row after a webhook's word about it: the sooner time, and what was known of its absence.
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

    /// The row after a commit that puts a look, made by what was there up to the stamp `seen`. The first
    /// time, and the first commit, that found it missing stay.
    #[must_use]
    pub fn put(before: Option<Self>, new: NewLook, seen: u64, stamp: u64) -> Self {
        let NewLook { subject, due, absent_since, found_by } = new;
        match before {
            None => Self { subject, due, absent_since, found_by, stamp },
            Some(before) => {
                let told_since = before.stamp > seen;
                Self {
                    due: if told_since { before.due.min(due) } else { due },
                    absent_since: earlier(before.absent_since, absent_since),
                    found_by: earlier(before.found_by, found_by),
                    stamp: if told_since { before.stamp } else { stamp },
                    subject,
                }
            }
        }
    }

    /// The row after a commit that is done with it, made by what was there up to the stamp `seen`: gone,
    /// but for a later word, which stays without the suspicion.
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
