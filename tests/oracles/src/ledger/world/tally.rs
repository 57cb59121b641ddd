//! The calls that a history has made, and the calls that it may make.

use moneyhub_proto::ledger::{Reading, Request, Standing};

use super::{FEWER, START, World};
use crate::ledger::laws::{Broken, Law};

#[derive(Default)]
pub(super) struct Tally {
    pub(super) ids: u64,
    pub(super) pages: u64,
    pub(super) accounts: u64,
    pub(super) full: u64,
    pub(super) increments: u64,
    pub(super) lost: u64,
    pub(super) words: u64,
    pub(super) nudges: u64,
    pub(super) writes: u64,
    pub(super) removed: u64,
    pub(super) suspects: u64,
    pub(super) connects: u64,
    pub(super) most_rows: usize,
    pub(super) checkpoint: usize,
    pub(super) stalled: bool,
}

impl World {
    pub(super) fn count(&mut self, request: &Request, before: &Standing, after: &Standing) {
        let started = |standing: &Standing| {
            let started = |reading: Option<Reading>| reading.map(|it| it.started);
            (started(standing.full), started(standing.increment))
        };
        let ((full, increment), (full_after, increment_after)) = (started(before), started(after));
        self.tally.full += u64::from(full != full_after);
        self.tally.increments += u64::from(increment != increment_after);
        match request {
            Request::Accounts(_) => self.tally.accounts += 1,
            Request::Transactions(list) if list.filter.ids.is_empty() => self.tally.pages += 1,
            Request::Transactions(_) => self.tally.ids += 1,
        }
    }

    pub(super) fn calls(&self) -> u64 {
        self.tally.ids + self.tally.pages + self.tally.accounts
    }

    /// The calls that are allowed for what has happened. It is the formula of the manual, with slack for
    /// windows that are begun again.
    pub(super) fn formula(&self) -> Result<u64, Broken> {
        let seconds = |duration: std::time::Duration| duration.as_secs_f64();
        let (rules, tally) = (&self.settings, &self.tally);
        let elapsed = (self.now - START) as f64;
        let page = match (self.doubts.short_pages, self.doubts.crashes) {
            (true, _) => 5.0,
            (false, true) => f64::from(FEWER),
            (false, false) => f64::from(rules.page_limit),
        };
        let (rows, lost) = (tally.most_rows as f64, tally.lost as f64);
        let (words, nudges) = (tally.words as f64, tally.nudges as f64);
        let (connects, suspects) = (tally.connects as f64, tally.suspects as f64);
        let for_each = 20.0 + 12.0 * rows / page;
        let full = 2.0 + 2.0 * elapsed / seconds(rules.full_soonest) + 3.0 * connects + lost;
        let increments = 2.0 + elapsed / seconds(rules.increment) + nudges + lost;
        if tally.full as f64 > full || tally.increments as f64 > increments {
            let (readings, more) = (tally.full, tally.increments);
            return Err(Law::Bounded.broken(format!("{readings} readings, {more} increments")));
        }
        let looks = 3.0 * (words + suspects) + 2.0 * elapsed / seconds(rules.increment);
        // Two to a page, and one to see that there are no more.
        let lists = 2.0 + elapsed / seconds(rules.accounts) + nudges + 4.0 * connects;
        let pages_of_list = if self.doubts.short_pages { 3.0 } else { 2.0 };
        let again = lost * (4.0 + 2.0 * rows / page);
        let sweeps = (tally.full + tally.increments) as f64;
        Ok((sweeps * for_each + looks + lists * pages_of_list + again) as u64)
    }
}
