//! The rows that the pages of one window have shown, as observed from outside.

use std::collections::BTreeSet;

use moneyhub_proto::{ledger::Standing, transactions::List};

use super::{
    laws::{Broken, Law},
    service::{DAY, Row, Service, day},
};

/// The walks of both readings: one may stop for a page of the other.
#[derive(Default)]
pub(super) struct Walks {
    full: Option<Walk>,
    increment: Option<Walk>,
}

impl Walks {
    /// Takes a page of a list; of a list that is not the one of before, it begins a walk.
    pub(super) fn take(&mut self, list: &List, instant: i64, ids: &BTreeSet<u32>) {
        let walk = match list.filter.start_date_modified {
            None => &mut self.full,
            Some(_) => &mut self.increment,
        };
        Walk::take(walk, list, instant, ids);
    }

    /// Whether what a commit leaves as seen whole has shown every row.
    pub(super) fn check(
        &mut self,
        before: &Standing,
        after: &Standing,
        service: &Service,
    ) -> Result<(), Broken> {
        for walk in [&mut self.full, &mut self.increment] {
            if let Some(walk) = walk.take_if(|walk| walk.is_called_whole(before, after)) {
                walk.check(service)?;
            }
        }
        Ok(())
    }
}

/// The pages that were asked for with the same filter, one after the other.
struct Walk {
    start: Option<i64>,
    end: Option<i64>,
    since: Option<i64>,
    /// The instants that its answers were of: the first and the last.
    instants: (i64, i64),
    shown: BTreeSet<u32>,
}

impl Walk {
    fn new(list: &List, instant: i64) -> Self {
        let number = |date: &Option<moneyhub_proto::Date>, by: i64| {
            date.as_ref().map(|date| day(date.as_str()) + by)
        };
        // Read wide, judged narrow.
        Self {
            start: number(&list.filter.start_date, 1),
            end: number(&list.filter.end_date, -1),
            since: number(&list.filter.start_date_modified, 1),
            instants: (instant, instant),
            shown: BTreeSet::new(),
        }
    }

    fn take(walk: &mut Option<Self>, list: &List, instant: i64, ids: &BTreeSet<u32>) {
        let new = Self::new(list, instant);
        let walk = match walk {
            Some(walk) if walk.filter() == new.filter() => walk,
            walk => walk.insert(new),
        };
        let (from, to) = walk.instants;
        walk.instants = (from.min(instant), to.max(instant));
        walk.shown.extend(ids);
    }

    fn filter(&self) -> (Option<i64>, Option<i64>, Option<i64>) {
        (self.start, self.end, self.since)
    }

    /// Whether a commit leaves this window as one that was seen whole.
    fn is_called_whole(&self, before: &Standing, after: &Standing) -> bool {
        let (was, is) = match self.since {
            None => (before.full, after.full),
            Some(_) => (before.increment, after.increment),
        };
        match (was.and_then(|was| was.unread), is) {
            (unread, Some(is)) => is.is_whole && is.unread != unread,
            // At its end, a reading that was whole moves a claim.
            (_, None) if self.since.is_none() => {
                after.awaiting.is_some() && after.awaiting != before.awaiting
            }
            (_, None) => after.present_as_of > before.present_as_of,
        }
    }

    /// Whether it has shown every row that was there from its first answer to its last.
    fn check(&self, service: &Service) -> Result<(), Broken> {
        let (from, to) = self.instants;
        let judged = |row: &Row| {
            let day = row.date.div_euclid(DAY);
            self.start.is_none_or(|start| start <= day)
                && self.end.is_none_or(|end| day <= end)
                && self.since.is_none_or(|since| since <= row.modified.div_euclid(DAY))
        };
        let passed_over = |row: &Row| judged(row) && !self.shown.contains(&row.id);
        match service.steady(from, to).into_iter().find(passed_over) {
            None => Ok(()),
            Some(row) => Err(Law::Complete.broken(format!("{row:?} was passed over"))),
        }
    }
}
