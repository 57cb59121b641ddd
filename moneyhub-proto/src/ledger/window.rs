//! One window of days while it is read, and how its pages must fit together.

use std::collections::BTreeSet;

use super::{Day, Days, Upsert, sweep::MAX_WIDTH};
use crate::{
    codec::{Page, Window as Part},
    ground::id::TransactionId,
};

/// What a page says about the pages after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Its links lead to another one.
    More,
    /// It has links, but none to a next page.
    End,
    /// It has no links.
    Unknown,
}

/// What a page means for its window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Its pages don't fit together: rows that were seen exist, but missing rows prove nothing.
    GivenUp,
    /// It continues.
    Onward,
    /// It does not fit on a page: read a narrower one.
    Split,
    /// All of it was seen.
    Whole,
}

/// The criteria for a full page.
pub(super) struct Measure {
    /// A page with fewer rows than this is not full; 0 if nothing is known.
    pub(super) full_page: u64,
    pub(super) seam: usize,
    pub(super) walks: u32,
    /// Whether the reading can still prove anything.
    pub(super) clean: bool,
}

/// In memory only: after a restart, the window begins again.
#[derive(Debug)]
pub(super) struct Window {
    pub(super) start: Option<i64>,
    pub(super) end: Option<i64>,
    /// Its last day, or tomorrow if it has none.
    pub(super) top: i64,
    pub(super) since: Option<i64>,
    offset: u32,
    /// The ids of its first page, in order.
    first: Vec<TransactionId>,
    /// What the next page must begin with.
    tail: Vec<TransactionId>,
    /// Whether the first page is being read again, to check that the order is stable.
    closing: bool,
    seen: BTreeSet<TransactionId>,
    tries: u32,
}

impl Next {
    pub(super) fn of<T>(page: &Page<T>) -> Self {
        match &page.links {
            None => Self::Unknown,
            Some(links) => match links.next.as_deref().map(str::trim_ascii) {
                None | Some("") => Self::End,
                Some(_) => Self::More,
            },
        }
    }
}

impl Window {
    pub(super) fn new(start: Option<i64>, end: Option<i64>, top: i64, since: Option<i64>) -> Self {
        Self {
            start,
            end,
            top,
            since,
            offset: 0,
            first: Vec::new(),
            tail: Vec::new(),
            closing: false,
            seen: BTreeSet::new(),
            tries: 1,
        }
    }

    /// Where the next page begins.
    pub(super) fn offset(&self) -> u32 {
        if self.closing { 0 } else { self.offset }
    }

    pub(super) fn has_seen(&self, id: &TransactionId) -> bool {
        self.seen.contains(id)
    }

    pub(super) fn seen(&self) -> usize {
        self.seen.len()
    }

    /// Reads its next page.
    ///
    /// A window is complete when one page has all of it, which is a snapshot; or, for a single day that fills
    /// more than a page, when its pages overlap by the same rows and the first page is unchanged after the
    /// last.
    pub(super) fn read(&mut self, rows: &[Upsert], next: Next, measure: &Measure) -> Outcome {
        let ids: Vec<&TransactionId> = rows.iter().map(Upsert::id).collect();
        self.seen.extend(ids.iter().copied().cloned());
        let one_day = self.start.is_some_and(|start| start >= self.top);
        let broken = |window: &mut Self| match one_day {
            true => window.walk_again(measure),
            false => Outcome::Split,
        };
        if self.closing {
            return match ids.iter().copied().eq(&self.first) {
                true => Outcome::Whole,
                false => broken(self),
            };
        }
        let is_last = match next {
            Next::More => false,
            Next::End => true,
            // A first page without links that is shorter than a full page. If the length of a full page is
            // unknown, only an empty page counts.
            Next::Unknown => ids.is_empty() || (ids.len() as u64) < measure.full_page,
        };
        if self.offset == 0 {
            self.first = ids.iter().copied().cloned().collect();
            if is_last {
                return Outcome::Whole;
            }
            if ids.is_empty() {
                // Nothing, and more of it.
                return Outcome::GivenUp;
            }
            if next == Next::More && !one_day {
                return Outcome::Split;
            }
        } else if !begins_with(&ids, &self.tail) {
            return broken(self);
        } else if ids.len() <= self.tail.len() {
            // Nothing beyond the overlap: the previous page was the last.
            self.closing = true;
            return Outcome::Onward;
        } else if !one_day {
            return Outcome::Split;
        } else if is_last {
            self.closing = true;
            return Outcome::Onward;
        }
        let seam = measure.seam.min(ids.len() - 1);
        let onward = u32::try_from(ids.len() - seam).unwrap_or(u32::MAX);
        self.tail = ids.iter().skip(ids.len() - seam).copied().cloned().collect();
        self.offset = self.offset.saturating_add(onward);
        if self.offset > Part::MAX_OFFSET { Outcome::GivenUp } else { Outcome::Onward }
    }

    /// The days whose stored rows must be among those seen, now that the window is read.
    pub(super) fn judged_days(&self, outcome: Outcome) -> Option<Days> {
        matches!(outcome, Outcome::Whole | Outcome::GivenUp).then(|| Days {
            first: self.start.map(Day::new),
            last: self.end.map(Day::new),
            // Requested from the day before, because the filter's time zone is unknown.
            modified_from: self.since.map(|since| Day::new(since + 1)),
        })
    }

    /// Reads its pages again, unless the reading can't prove anything any more.
    fn walk_again(&mut self, measure: &Measure) -> Outcome {
        if self.tries >= measure.walks || !measure.clean {
            return Outcome::GivenUp;
        }
        self.tries += 1;
        self.offset = 0;
        self.closing = false;
        self.tail.clear();
        Outcome::Onward
    }

    /// The number of days that should fill three quarters of a page, by the rows seen.
    pub(super) fn narrower(&self, mut days: Vec<i64>) -> i64 {
        days.sort_unstable_by(|one, other| other.cmp(one));
        let quarter = (3 * days.len() / 4).checked_sub(1).and_then(|at| days.get(at));
        let wanted = quarter.filter(|_| days.len() > 1).map_or(1, |day| self.top - day);
        let most = self.start.map_or(MAX_WIDTH, |start| self.top - start);
        wanted.min(most).max(1)
    }
}

fn begins_with(ids: &[&TransactionId], tail: &[TransactionId]) -> bool {
    ids.len() >= tail.len() && ids.iter().copied().zip(tail).all(|(one, other)| one == other)
}

#[cfg(test)]
mod tests;
