//! Missing rows: they are requested by id, and then decided.

use std::collections::BTreeSet;

use super::{
    Agenda, Batch, KnownTransactions, Ledger, Look, NewLook, Subject, Upsert,
    batch::changed,
    checkpoint::Checkpoint,
    times::{MINUTE, at, bounded},
    window::Next,
};
use crate::ground::id::TransactionId;

/// The longest id that a checkpoint keeps.
const LONGEST_CONTROL: usize = 127;

/// Every page but the last is assumed to hold as many rows. With fewer, a user who has only one row could never
/// lose another: no answer would have a row beside the missing one.
const LEAST_PAGE: u64 = 2;

/// An answer to a call by ids.
#[derive(Debug)]
pub(super) struct IdsRead {
    pub(super) sent_at: i64,
    pub(super) asked: Vec<TransactionId>,
    /// Whether a row that should exist was requested with the others.
    pub(super) controlled: bool,
    pub(super) next: Next,
    pub(super) rows: Vec<Upsert>,
}

/// What an answer proves about rows that it lacks.
#[derive(Clone, Copy)]
struct Credit {
    /// It has something that was requested, and is complete.
    credible: bool,
    /// It has nothing at all, and no other page has.
    blank: bool,
    controlled: bool,
    sent_at: i64,
    sighted_at: i64,
}

impl Ledger {
    /// A row that a list lacks is only suspected: it is requested by id later.
    pub(super) fn missing(&self, id: TransactionId, now: i64, absent_since: i64) -> NewLook {
        NewLook {
            subject: Subject::Transaction(id),
            due: at(now + self.rules.settle),
            absent_since: Some(at(absent_since)),
            found_by: Some(self.sequence + 1),
        }
    }

    /// How many rows a page certainly holds if there are more; 0 if nothing is known. A page may have held more
    /// before, under a higher limit.
    pub(super) fn full_page(&self) -> u64 {
        let sure = self.checkpoint.capacity.max(self.rules.sure_page);
        sure.min(self.rules.page_limit.into())
    }

    /// Ids for one call. If nothing marks the end of a page, there are never more than a page has held
    /// before, so that missing ids can't be due to a short page.
    pub(super) fn most_ids(&self) -> usize {
        let Checkpoint { linked, id_room, .. } = self.checkpoint;
        let most = self.rules.ids_limit;
        let sure = usize::try_from(self.full_page().max(LEAST_PAGE)).unwrap_or(most);
        let known = if linked { most } else { sure };
        let fitting = usize::try_from(id_room).ok().filter(|room| *room > 0).unwrap_or(most);
        most.min(known).min(fitting).max(1)
    }

    /// Whether an existing row can be requested together with those that seem gone.
    pub(super) fn is_vouched(&self) -> bool {
        self.checkpoint.control.is_some() && self.most_ids() >= 2
    }

    /// How many ids to check fit into a call.
    pub(super) fn room(&self) -> usize {
        self.most_ids() - usize::from(self.is_vouched())
    }

    /// The changes of a call by ids: a second look decides. A row is gone if it was missing at least
    /// [`settle`](super::Settings::settle) before this call was sent, and is missing again from an answer
    /// that has other requested rows.
    pub(super) fn ids_batch(
        &mut self,
        read: IdsRead,
        known: &KnownTransactions,
        now: i64,
    ) -> Batch {
        let IdsRead { sent_at, asked, controlled, next, rows } = read;
        let mut batch = self.batch();
        let there: BTreeSet<TransactionId> = rows.iter().map(|row| row.id().clone()).collect();
        // A service that ignores the filter returns other rows.
        let found: Vec<_> = asked.iter().filter(|id| there.contains(id)).collect();
        let agenda = self.agenda.take().unwrap_or_default();
        let checkpoint = &mut batch.checkpoint;
        self.sight(checkpoint, !rows.is_empty(), sent_at);
        if next == Next::More {
            checkpoint.id_room = found.len().max(1) as u64;
        }
        let credible = !found.is_empty() && next != Next::More;
        let blank = rows.is_empty() && next != Next::More;
        let sighted_at = checkpoint.sighted_at;
        let credit = Credit { credible, blank, controlled, sent_at, sighted_at };
        batch.looks_done.extend(there.iter().cloned().map(Subject::Transaction));
        for look in &agenda.looks {
            let Subject::Transaction(id) = &look.subject else { continue };
            if there.contains(id) {
                if let Some(commit) = look.found_by {
                    batch.checkpoint.doubt(commit);
                }
            } else if self.is_gone(look, &agenda, credit) {
                batch.looks_done.push(look.subject.clone());
                if known.by_id.iter().any(|(stored, _)| stored == id) {
                    batch.removes.push(id.clone());
                }
            } else {
                batch.looks.push(self.once_more(look, &agenda, credit, now));
            }
        }
        let control = batch.checkpoint.control.clone().filter(|_| controlled);
        if let Some(control) = control.filter(|id| !there.contains(id) && next != Next::More) {
            let stored = known.by_id.iter().any(|(stored, _)| *stored == control);
            let looked_at =
                batch.looks_done.iter().chain(batch.looks.iter().map(|look| &look.subject));
            let subject = Subject::Transaction(control);
            if stored && !looked_at.clone().any(|other| *other == subject) {
                let due = at(now + self.rules.settle);
                batch.looks.push(NewLook { subject, due, absent_since: None, found_by: None });
            }
            batch.checkpoint.control = None;
        }
        let is_there = batch.checkpoint.control.as_ref().is_some_and(|id| there.contains(id));
        if let Some(first) = found.first().filter(|_| !is_there) {
            batch.checkpoint.remember_control(first);
        }
        batch.upserts = changed(rows, known);
        batch
    }

    /// Remembers how long no transaction has been seen. Between two looks counts a quarter of
    /// [`long_settle`](super::Settings::long_settle) at most, so that it takes five, however far apart they are.
    ///
    /// A list of accounts that has some does not count as a sight of anything: their transactions may all be
    /// gone.
    pub(super) fn sight(&self, checkpoint: &mut Checkpoint, something: bool, sent_at: i64) {
        if something {
            checkpoint.sighted_at = checkpoint.sighted_at.max(bounded(sent_at));
            return;
        }
        let last = checkpoint.sighted_at.max(checkpoint.blank_at);
        let asleep = (sent_at - last).saturating_sub(self.rules.long_settle / 4).max(0);
        checkpoint.sighted_at = bounded(checkpoint.sighted_at + asleep);
        checkpoint.blank_at = checkpoint.blank_at.max(bounded(sent_at));
    }

    /// Whether a row that is missing again has waited long enough.
    fn is_gone(&self, look: &Look, agenda: &Agenda, credit: Credit) -> bool {
        let Some(since) = look.absent_since else { return false };
        let waited = credit.sent_at - since.seconds();
        match credit.credible {
            true => waited >= self.patience(agenda, true),
            // As long as no row at all has been seen, and no account says that it has any.
            false => {
                let unseen = waited.min(credit.sent_at - credit.sighted_at);
                credit.blank
                    && !credit.controlled
                    && self.checkpoint.counted == 0
                    && unseen >= self.rules.long_settle
            }
        }
    }

    /// The next look at a row that is missing, but not decided yet.
    fn once_more(&self, look: &Look, agenda: &Agenda, credit: Credit, now: i64) -> NewLook {
        let Credit { credible, controlled, .. } = credit;
        let before = look.absent_since.map(|since| since.seconds());
        let since = before.or((credible || !controlled).then_some(now));
        let due = match since {
            _ if !credible && !controlled => now + self.rules.increment,
            None => now + self.rules.settle,
            Some(since) => {
                let over = since.saturating_add(self.patience(agenda, credible));
                over.max(now + MINUTE)
            }
        };
        NewLook {
            subject: look.subject.clone(),
            due: at(due),
            absent_since: since.map(at),
            found_by: look.found_by,
        }
    }

    /// How long to wait before a second look decides. A loss of many rows waits a day.
    fn patience(&self, agenda: &Agenda, credible: bool) -> i64 {
        let Agenda { missing, transactions, .. } = *agenda;
        let braked = missing > self.rules.brake && missing.saturating_mul(4) > transactions;
        if braked && credible { self.rules.long_settle } else { self.rules.settle }
    }
}

impl Checkpoint {
    /// A list lacked an existing row: either the row came back in between, or the list was incomplete,
    /// whatever it said. Its reading proves nothing.
    fn doubt(&mut self, commit: u64) {
        if self.claim.is_some_and(|(_, claimed)| commit <= claimed) {
            self.claim = None;
        }
        if let Some(full) = &mut self.full {
            full.clean = false;
        }
    }

    pub(super) fn remember_control(&mut self, id: &TransactionId) {
        self.control =
            Some(id.clone()).filter(|id| (1..=LONGEST_CONTROL).contains(&id.as_str().len()));
    }
}
