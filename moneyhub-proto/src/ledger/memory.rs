use std::collections::BTreeMap;

use super::{
    AccountUpsert, Agenda, Batch, Checkpoint, Known, KnownAccount, KnownAccounts,
    KnownTransactions, Look, Nudge, Question, Subject, Upsert, Words,
};
use crate::ground::id::{AccountId, TransactionId};

/// The five tables of one user in memory: for tests and examples, and as the simplest definition of what a
/// database must do.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::ledger::{Ledger, Memory, Settings};
///
/// let memory = Memory::default();
/// let ledger = Ledger::new(&Settings::default(), memory.checkpoint().clone(), memory.sequence());
/// # let _ = ledger;
/// ```
#[derive(Clone, Debug, Default)]
pub struct Memory {
    transactions: BTreeMap<TransactionId, Upsert>,
    accounts: BTreeMap<AccountId, AccountUpsert>,
    looks: BTreeMap<Subject, Look>,
    nudges: BTreeMap<Nudge, u64>,
    checkpoint: Checkpoint,
    sequence: u64,
    stamp: u64,
}

impl Memory {
    /// The transactions, by id.
    #[must_use]
    pub const fn transactions(&self) -> &BTreeMap<TransactionId, Upsert> {
        &self.transactions
    }

    /// The accounts, by id.
    #[must_use]
    pub const fn accounts(&self) -> &BTreeMap<AccountId, AccountUpsert> {
        &self.accounts
    }

    /// The checkpoint.
    #[must_use]
    pub const fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The number of commits.
    #[must_use]
    pub const fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Writes a batch. If the batch has another sequence number, it writes nothing and returns `false`.
    #[must_use]
    pub fn commit(&mut self, batch: &Batch) -> bool {
        if batch.sequence != self.sequence {
            return false;
        }
        for upsert in &batch.upserts {
            self.transactions.insert(upsert.id().clone(), upsert.clone());
        }
        for id in &batch.removes {
            self.transactions.remove(id);
        }
        for upsert in &batch.accounts {
            self.accounts.insert(upsert.account.id.clone(), upsert.clone());
        }
        for id in &batch.accounts_removed {
            self.accounts.remove(id);
        }
        for subject in &batch.looks_done {
            let left = self.looks.remove(subject).and_then(|look| look.done(batch.seen));
            self.looks.extend(left.map(|look| (look.subject.clone(), look)));
        }
        for new in &batch.looks {
            self.stamp += 1;
            let before = self.looks.remove(&new.subject);
            let look = Look::put(before, new.clone(), batch.seen, self.stamp);
            self.looks.insert(look.subject.clone(), look);
        }
        for nudge in &batch.nudges_done {
            if self.nudges.get(nudge).is_some_and(|stamp| *stamp <= batch.seen) {
                self.nudges.remove(nudge);
            }
        }
        self.checkpoint = batch.checkpoint.clone();
        self.sequence += 1;
        true
    }

    /// Stores what a webhook said. It needs no sequence number.
    pub fn tell(&mut self, words: Words) {
        for word in words.looks {
            self.stamp += 1;
            let before = self.looks.remove(&word.subject);
            let look = Look::told(before, word, self.stamp);
            self.looks.insert(look.subject.clone(), look);
        }
        if let Some(nudge) = words.nudge {
            self.stamp += 1;
            self.nudges.insert(nudge, self.stamp);
        }
    }

    /// Answers a question.
    #[must_use]
    pub fn recall(&self, question: &Question) -> Known {
        match question {
            Question::Accounts { listed } => Known::Accounts(self.known_accounts(listed)),
            Question::Agenda { now, at_most } => {
                let is_due = |look: &&Look| look.due <= *now;
                let (accounts, transactions): (Vec<_>, Vec<_>) = self
                    .looks
                    .values()
                    .filter(is_due)
                    .cloned()
                    .partition(|look| matches!(look.subject, Subject::Account(_)));
                let (mut looks, due) = (transactions.clone(), transactions.len() as u64);
                looks.sort_by_key(|look| look.due);
                looks.truncate(*at_most);
                let missing = self.looks.values().filter(|look| look.absent_since.is_some());
                Known::Agenda(Agenda {
                    looks,
                    due,
                    accounts_due: !accounts.is_empty(),
                    next: self.looks.values().map(|look| look.due).min(),
                    oldest: self.looks.values().filter_map(|look| look.found_by).min(),
                    missing: missing.count() as u64,
                    transactions: self.transactions.len() as u64,
                    earliest: self.transactions.values().filter_map(|row| row.day).min(),
                    stamp: self.stamp,
                    nudges: self.nudges.keys().copied().collect(),
                })
            }
            Question::Transactions { ids, days } => {
                let by_id =
                    |id: &TransactionId| Some((id.clone(), self.transactions.get(id)?.fingerprint));
                let in_days = self.transactions.iter().filter(|(_, row)| {
                    days.is_some_and(|days| days.have(row.day, row.day_modified))
                });
                Known::Transactions(KnownTransactions {
                    by_id: ids.iter().filter_map(by_id).collect(),
                    in_days: in_days.map(|(id, _)| id.clone()).collect(),
                })
            }
        }
    }

    fn known_accounts(&self, listed: &[AccountId]) -> KnownAccounts {
        let mut by_account: BTreeMap<&AccountId, Vec<&TransactionId>> = BTreeMap::new();
        for (id, row) in &self.transactions {
            if let Some(account_id) = &row.transaction.account_id {
                by_account.entry(account_id).or_default().push(id);
            }
        }
        let known = |(id, stored): (&AccountId, &AccountUpsert)| KnownAccount {
            id: id.clone(),
            fingerprint: stored.fingerprint,
            at_bank: stored.at_bank,
            look: self.looks.get(&Subject::Account(id.clone())).cloned(),
            transactions: match by_account.get(id) {
                Some(ids) if !listed.contains(id) => ids.iter().copied().cloned().collect(),
                _ => Vec::new(),
            },
        };
        let counts = by_account.iter().map(|(id, ids)| ((*id).clone(), ids.len() as u64));
        KnownAccounts {
            accounts: self.accounts.iter().map(known).collect(),
            counts: counts.collect(),
        }
    }
}
