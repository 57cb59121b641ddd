//! Accounts that come, go, and come back under another id; and their counts, which are only hints.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    AccountUpsert, Batch, Continued, Day, Fingerprint, KnownAccount, KnownAccounts, Ledger,
    NewLook, Nudge, Subject,
    checkpoint::{Checkpoint, MAX_BIAS},
    day::DAY,
    times::{at, bounded},
    window::Next,
};
use crate::{
    api::accounts::Account,
    ground::{
        env::UnixTime,
        id::{AccountId, TransactionId},
    },
};

/// The pages of the list of accounts; in memory only.
#[derive(Debug, Default)]
pub(super) struct AccountPages {
    accounts: Vec<AccountUpsert>,
    listed: BTreeSet<AccountId>,
    /// When the first page was requested.
    begun_at: Option<i64>,
    /// The last account of the previous page. The next page must begin with it.
    seam: Option<AccountId>,
    /// A page that had nothing to overlap with did not end the list.
    has_gap: bool,
    offset: u32,
}

/// The whole list of accounts.
#[derive(Debug)]
pub(super) struct AccountsRead {
    pub(super) sent_at: i64,
    pub(super) accounts: Vec<AccountUpsert>,
    /// Whether it is known that there are no others.
    pub(super) is_whole: bool,
}

impl AccountPages {
    pub(super) const fn offset(&self) -> u32 {
        self.offset
    }

    /// Takes a page, and returns the list once it is complete. Pages overlap by one account, so that a move
    /// between two of them is noticed. A page of one account has nothing to overlap with: without links it is
    /// the last, since every other page is assumed to hold two.
    pub(super) fn read(
        &mut self,
        page: Vec<Account>,
        next: Next,
        sent_at: i64,
    ) -> Option<AccountsRead> {
        let fits = self.seam.is_none() || page.first().map(|first| &first.id) == self.seam.as_ref();
        let (before, is_first) = (self.listed.len(), self.begun_at.is_none());
        let begun_at = *self.begun_at.get_or_insert(sent_at);
        let overlap = page.last().filter(|_| page.len() > 1).map(|last| last.id.clone());
        let length = page.len() - usize::from(overlap.is_some());
        self.offset = self.offset.saturating_add(u32::try_from(length).unwrap_or(u32::MAX));
        for account in page {
            if self.listed.insert(account.id.clone()) {
                self.accounts.push(AccountUpsert::of(account));
            }
        }
        let has_news = self.listed.len() > before;
        self.has_gap |= !is_first && self.seam.is_none();
        self.seam = overlap;
        let is_short = next == Next::Unknown && self.seam.is_none();
        let is_over = !fits || next == Next::End || !has_news || is_short;
        is_over.then(|| {
            let Self { accounts, has_gap, .. } = std::mem::take(self);
            let is_whole = fits && !has_gap && next != Next::More;
            AccountsRead { sent_at: begun_at, accounts, is_whole }
        })
    }
}

impl Ledger {
    /// What the list of accounts changes.
    pub(super) fn accounts_batch(
        &mut self,
        read: AccountsRead,
        known: KnownAccounts,
        now: i64,
    ) -> Batch {
        let AccountsRead { sent_at, accounts, is_whole } = read;
        let mut batch = self.batch();
        let agenda = self.agenda.take().unwrap_or_default();
        batch.nudges_done.push(Nudge::Accounts);
        batch.checkpoint.next_accounts = bounded(now + self.rules.accounts);
        if accounts.is_empty() {
            self.sight(&mut batch.checkpoint, false, sent_at);
        }
        let stored: BTreeMap<_, _> =
            known.accounts.iter().map(|known| (&known.id, known)).collect();
        let listed: BTreeSet<_> = accounts.iter().map(|new| new.account.id.clone()).collect();
        let counts = Counts::of(&accounts);
        let counted = counted(&accounts);
        for new in accounts {
            let id = new.account.id.clone();
            match stored.get(&id) {
                Some(known) if known.fingerprint == new.fingerprint => {}
                Some(_) => batch.accounts.push(new),
                None => {
                    let before = known.accounts.iter().find(|known| {
                        known.at_bank.is_some()
                            && known.at_bank == new.at_bank
                            && !listed.contains(&known.id)
                    });
                    let continued = before.map(|before| Continued {
                        account_id: id.clone(),
                        before: before.id.clone(),
                    });
                    batch.continued.extend(continued);
                    batch.accounts.push(new);
                    // All dates of its rows may be old, and the older part of its history arrives minutes
                    // later.
                    batch.checkpoint.next_full = now;
                    batch.checkpoint.eager = 1;
                    batch.checkpoint.bulk_day = now / DAY + 1;
                }
            }
            batch.looks_done.push(Subject::Account(id));
        }
        if !is_whole {
            // It says nothing of those that it lacks: they are looked at again later, and not at once.
            for look in known.accounts.iter().filter_map(|known| known.look.as_ref()) {
                if !batch.looks_done.contains(&look.subject) {
                    batch.looks.push(NewLook {
                        subject: look.subject.clone(),
                        due: at(now + self.rules.accounts),
                        absent_since: look.absent_since,
                        found_by: look.found_by,
                    });
                }
            }
            return batch;
        }
        let list = Listed {
            sent_at,
            any: !listed.is_empty(),
            none_since: none_since(&known.accounts, &batch.checkpoint),
        };
        for account in known.accounts.iter().filter(|known| !listed.contains(&known.id)) {
            self.miss(&mut batch, account, list, now);
        }
        batch.checkpoint.counted = counted;
        if let Some(counts) = counts {
            self.compare(&mut batch.checkpoint, &counts, &known.counts, agenda.next.is_none(), now);
        }
        batch
    }

    /// An account that is not listed. The rule is that for rows: missing twice, the second time from a list
    /// that has others; or nothing at all was seen for a day.
    fn miss(&self, batch: &mut Batch, account: &KnownAccount, list: Listed, now: i64) {
        let Listed { sent_at, any, none_since } = list;
        let subject = Subject::Account(account.id.clone());
        let since = account.absent_since();
        let waited = since.map(|since| sent_at - since.seconds());
        let is_gone = waited.is_some_and(|waited| match any {
            true => waited >= self.rules.settle,
            false => none_since.is_some_and(|since| sent_at - since >= self.rules.long_settle),
        });
        if is_gone {
            batch.accounts_removed.push(account.id.clone());
            batch.looks_done.push(subject);
            // Its absence, seen twice, counts as a first look at its rows.
            let mut rows: Vec<TransactionId> = account.transactions.clone();
            rows.retain(|id| !id.as_str().is_empty());
            rows.sort_unstable();
            let early = now - self.rules.long_settle;
            batch.looks.extend(rows.into_iter().map(|id| self.missing(id, now, early)));
            return;
        }
        let wait = if any { self.rules.settle } else { self.rules.accounts };
        let absent_since = since.or(Some(at(now)));
        batch.looks.push(NewLook { subject, due: at(now + wait), absent_since, found_by: None });
    }

    /// Counts prove nothing; but the same mismatch twice is a reason to read everything sooner.
    fn compare(
        &self,
        checkpoint: &mut Checkpoint,
        counts: &Counts,
        stored: &[(AccountId, u64)],
        is_settled: bool,
        now: i64,
    ) {
        checkpoint.floor = counts.earliest.map(|day| day.number() - 1);
        let mut apart: BTreeMap<u64, i64> = BTreeMap::new();
        for (account, count) in &counts.by_account {
            *apart.entry(short(account)).or_default() += count;
        }
        for (account, count) in stored {
            let count = i64::try_from(*count).unwrap_or(i64::MAX).min(MOST_ROWS);
            *apart.entry(short(account)).or_default() -= count;
        }
        if checkpoint.rebias && is_settled {
            let odd = apart.into_iter().filter(|(_, by)| *by != 0).take(MAX_BIAS);
            checkpoint.bias = odd.collect();
            checkpoint.rebias = false;
            checkpoint.odd = None;
            return;
        }
        let bias = &checkpoint.bias;
        apart.retain(|account, by| *by != bias.get(account).copied().unwrap_or_default());
        let odd = (!apart.is_empty())
            .then(|| Fingerprint::of(&apart.into_iter().collect::<Vec<_>>()).short());
        let again = odd.is_some() && odd == checkpoint.odd;
        if again && now >= checkpoint.calm_until && checkpoint.full.is_none() {
            checkpoint.next_full = checkpoint.next_full.min(now);
            checkpoint.calm_until = bounded(now.saturating_add(checkpoint.calm));
            checkpoint.calm = checkpoint.calm.saturating_mul(2).min(self.rules.full_latest);
        }
        checkpoint.odd = odd;
    }
}

/// A whole list of accounts, as far as it says something about an account that it lacks.
#[derive(Clone, Copy)]
struct Listed {
    sent_at: i64,
    /// It has accounts.
    any: bool,
    /// Since when neither an account nor a transaction was seen.
    none_since: Option<i64>,
}

/// `None` if an account was still in the list before this one.
fn none_since(accounts: &[KnownAccount], checkpoint: &Checkpoint) -> Option<i64> {
    accounts.iter().try_fold(checkpoint.sighted_at, |latest, account| {
        Some(latest.max(account.absent_since()?.seconds()))
    })
}

impl KnownAccount {
    fn absent_since(&self) -> Option<UnixTime> {
        self.look.as_ref()?.absent_since
    }
}

/// More than any account has, and small enough to add up without overflow.
const MOST_ROWS: i64 = 1 << 38;

/// The accounts' own counts of their transactions.
struct Counts {
    by_account: Vec<(AccountId, i64)>,
    earliest: Option<Day>,
}

impl Counts {
    /// `None`, unless every account has a count.
    fn of(accounts: &[AccountUpsert]) -> Option<Self> {
        let mut counts = Self { by_account: Vec::new(), earliest: None };
        for AccountUpsert { account, .. } in accounts {
            let data = account.transaction_data.as_ref()?;
            counts.by_account.push((account.id.clone(), data.count.clamp(0, MOST_ROWS)));
            let earliest = data.earliest_date.as_ref().and_then(Day::of);
            counts.earliest = counts.earliest.into_iter().chain(earliest).min();
        }
        Some(counts)
    }
}

/// How many transactions the accounts have that say how many.
fn counted(accounts: &[AccountUpsert]) -> u64 {
    let counts = accounts.iter().filter_map(|new| new.account.transaction_data.as_ref());
    let total = counts.fold(0_i64, |sum, data| sum.saturating_add(data.count.clamp(0, MOST_ROWS)));
    u64::try_from(total.min(MOST_ROWS)).unwrap_or_default()
}

fn short(account: &AccountId) -> u64 {
    Fingerprint::of(&account.as_str()).short()
}

#[cfg(test)]
mod tests;
