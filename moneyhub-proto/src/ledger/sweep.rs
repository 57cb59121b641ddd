//! Readings: of everything, or of all changes since a day, in windows of days from new to old.

use super::{
    Batch, Day, KnownTransactions, Ledger, Nudge, Reading, Subject, Upsert,
    batch::changed,
    checkpoint::{Checkpoint, later},
    day::DAY,
    times::{at, bounded},
    window::{Outcome, Window},
};

/// The widest window with a first day, in days; a wider one has none.
pub(super) const MAX_WIDTH: i64 = 4_000;

/// A reading in progress.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sweep {
    pub(super) started: i64,
    /// The first day of changes to request; `None` for a full reading.
    pub(super) since: Option<i64>,
    /// The last day that is still unread; `None` if there is no end.
    pub(super) end: Option<i64>,
    /// The days of the next window; `None` if it has no first day.
    pub(super) width: Option<i64>,
    /// Every window so far is proven complete.
    pub(super) clean: bool,
    /// Differences that nothing else had found.
    pub(super) found: u64,
    pub(super) pages: u64,
    /// Rows seen; rows at the edges of windows count twice.
    pub(super) rows: u64,
    /// Whether to trust the earliest day; not in a window that became too long because of it.
    pub(super) trust_floor: bool,
}

/// Which of the two kinds of reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Full,
    Increment,
}

impl Sweep {
    fn new(started: i64, since: Option<i64>, width: Option<i64>) -> Self {
        Self {
            started,
            since,
            end: None,
            width,
            clean: true,
            found: 0,
            pages: 0,
            rows: 0,
            trust_floor: true,
        }
    }

    pub(super) fn reading(&self) -> Reading {
        Reading {
            started: at(self.started),
            unread: self.end.map(Day::new),
            is_whole: self.clean,
            pages: self.pages,
        }
    }
}

impl Checkpoint {
    pub(super) fn sweep(&self, kind: Kind) -> Option<&Sweep> {
        match kind {
            Kind::Full => self.full.as_ref(),
            Kind::Increment => self.increment.as_ref(),
        }
    }

    fn put_sweep(&mut self, kind: Kind, sweep: Option<Sweep>) {
        match kind {
            Kind::Full => self.full = sweep,
            Kind::Increment => self.increment = sweep,
        }
    }
}

/// A page, and what it means for its window.
#[derive(Debug)]
pub(super) struct PageRead {
    pub(super) kind: Kind,
    pub(super) sent_at: i64,
    pub(super) outcome: Outcome,
    pub(super) linked: bool,
    pub(super) rows: Vec<Upsert>,
}

impl Ledger {
    /// The current window of a reading. Begins the reading and the window if necessary.
    pub(super) fn window(&mut self, kind: Kind, now: i64) -> &mut Window {
        let sweep = match self.checkpoint.sweep(kind) {
            Some(sweep) => sweep.clone(),
            None => {
                let sweep = match kind {
                    Kind::Full => Sweep::new(now, None, self.checkpoint.width),
                    Kind::Increment => Sweep::new(now, self.since(), None),
                };
                self.checkpoint.put_sweep(kind, Some(sweep.clone()));
                sweep
            }
        };
        let floor = self.floor().filter(|_| sweep.trust_floor);
        self.place(kind).get_or_insert_with(|| {
            let top = sweep.end.unwrap_or(now / DAY + 1);
            let start = sweep.width.map(|width| top - width + 1);
            let by_floor = start.zip(floor).is_some_and(|(start, floor)| start <= floor);
            Window::new(start.filter(|_| !by_floor), sweep.end, top, sweep.since)
        })
    }

    /// The first day of changes to request. A filter has only days, in an undocumented time zone, so it is
    /// one day earlier than needed. Several more days cost no extra call while they fit on a page, and show
    /// which recent rows have vanished; but it never reaches back into a new account's history.
    fn since(&self) -> Option<i64> {
        let read_to = self.checkpoint.changes_from? / DAY;
        let wished = read_to - self.rules.lookback;
        Some((read_to - 1).min(wished.max(self.checkpoint.bulk_day + 1)))
    }

    /// The day before which there is probably nothing, by the accounts and the stored rows.
    fn floor(&self) -> Option<i64> {
        let stored = self.agenda.as_ref().and_then(|agenda| agenda.earliest).map(Day::number);
        let stored = stored.filter(|_| self.checkpoint.changes_from.is_some());
        self.checkpoint.floor.into_iter().chain(stored).min()
    }

    /// The changes of a page.
    pub(super) fn page_batch(
        &mut self,
        page: PageRead,
        known: KnownTransactions,
        now: i64,
    ) -> Batch {
        let PageRead { kind, sent_at, outcome, linked, rows } = page;
        let mut batch = self.batch();
        let checkpoint = &mut batch.checkpoint;
        checkpoint.capacity = checkpoint.capacity.max(rows.len() as u64);
        checkpoint.linked |= linked;
        if let Some(first) = rows.first() {
            checkpoint.sighted_at = bounded(sent_at);
            checkpoint.remember_control(&first.transaction.id);
        }
        let days = rows.iter().filter_map(|row| row.day).map(Day::number).collect();
        batch.looks_done = rows.iter().map(|row| Subject::Transaction(row.id().clone())).collect();
        batch.upserts = changed(rows, &known);
        let Some(mut sweep) = batch.checkpoint.sweep(kind).cloned() else { return batch };
        // One that comes later may be about days that were read already.
        if kind == Kind::Increment && sweep.pages == 0 {
            batch.nudges_done.push(Nudge::Increment);
        }
        sweep.found += batch.upserts.len() as u64;
        sweep.pages += 1;
        if outcome != Outcome::Onward {
            let place = self.place(kind);
            if let Some(window) = place.take() {
                self.leave(&mut batch, kind, sweep, &window, Left { outcome, days, known, now });
                return batch;
            }
        }
        batch.checkpoint.put_sweep(kind, Some(sweep));
        batch
    }

    /// Leaves a window: for a narrower one, for the one before it in time, or at the end of the reading.
    fn leave(&self, batch: &mut Batch, kind: Kind, mut sweep: Sweep, window: &Window, left: Left) {
        let Left { outcome, days, known, now } = left;
        if outcome == Outcome::Split {
            sweep.width = Some(window.narrower(days));
            sweep.trust_floor = false;
            return batch.checkpoint.put_sweep(kind, Some(sweep));
        }
        let mut absent = known.in_days;
        // An empty id can't be requested.
        absent.retain(|id| !window.has_seen(id) && !id.as_str().is_empty());
        absent.sort_unstable();
        let seen = window.seen() as u64;
        sweep.found += absent.len() as u64;
        sweep.rows += seen;
        // An empty answer although there are rows: perhaps true, but not a proof.
        let believed = seen > 0 || absent.is_empty();
        sweep.clean &= outcome == Outcome::Whole && believed;
        batch.looks.extend(absent.into_iter().map(|id| self.missing(id, now, now)));
        let Some(start) = window.start else {
            return self.close(batch, kind, &sweep, now);
        };
        sweep.end = Some(start - 1);
        sweep.trust_floor = true;
        if let Some(width) = sweep.width.filter(|_| 2 * seen < batch.checkpoint.capacity) {
            let wider = width * if seen > 0 { 2 } else { 4 };
            sweep.width = Some(wider).filter(|wider| *wider <= MAX_WIDTH);
        }
        batch.checkpoint.put_sweep(kind, Some(sweep));
    }

    /// Ends a reading.
    fn close(&self, batch: &mut Batch, kind: Kind, sweep: &Sweep, now: i64) {
        let commit = self.sequence + 1;
        let rules = &self.rules;
        let checkpoint = &mut batch.checkpoint;
        // As of its start, minus the possible error of replicas and clock.
        let right = bounded(sweep.started - rules.settle - rules.skew);
        checkpoint.put_sweep(kind, None);
        let nothing_of_some = checkpoint.counted > 0 && sweep.rows == 0;
        let clean = sweep.clean && !(kind == Kind::Full && nothing_of_some);
        if kind == Kind::Increment {
            // A reading of several pages comes less often, so that the rate of calls stays the
            // same; but as often as a full reading.
            let times = i64::try_from(sweep.pages.div_ceil(2)).unwrap_or(i64::MAX);
            let after = |wait: i64| {
                let longer = wait.saturating_mul(times).min(wait.max(rules.full_soonest));
                bounded(now.saturating_add(longer))
            };
            checkpoint.next_increment = after(rules.increment);
            checkpoint.may_increment = after(rules.increment_after_sync);
            if clean {
                checkpoint.changes_from = later(checkpoint.changes_from, right);
                checkpoint.watermark = checkpoint.watermark.map(|mark| mark.max(right));
            }
            return;
        }
        if clean {
            checkpoint.claim = Some((right, commit));
            checkpoint.watermark = later(checkpoint.watermark, right);
        }
        if clean || checkpoint.changes_from.is_none() {
            checkpoint.changes_from = later(checkpoint.changes_from, right);
        }
        checkpoint.width = sweep.width;
        checkpoint.next_increment = checkpoint.next_increment.max(bounded(now + rules.increment));
        let quiet = clean && sweep.found == 0;
        checkpoint.full_every = match quiet {
            true => checkpoint.full_every.saturating_mul(2).min(rules.full_latest),
            false => rules.full_soonest,
        };
        checkpoint.next_full = bounded(now + checkpoint.full_every);
        if checkpoint.eager > 0 {
            checkpoint.eager -= 1;
            checkpoint.next_full = bounded(now + rules.second_full);
        }
    }

    fn place(&mut self, kind: Kind) -> &mut Option<Window> {
        match kind {
            Kind::Full => &mut self.full,
            Kind::Increment => &mut self.increment,
        }
    }
}

/// What is known when a window ends.
struct Left {
    outcome: Outcome,
    /// The days of the rows of its last page.
    days: Vec<i64>,
    known: KnownTransactions,
    now: i64,
}
