//! Planted faults: each breaks one rule of the ledger from outside, and a law must notice it.

use moneyhub_proto::{
    Page,
    env::UnixTime,
    ledger::{Batch, Checkpoint, Event, Ledger, Request, Settings, Standing, Step, Subject},
    page::Links,
    transactions::{List, Transaction},
};
use std::{collections::BTreeSet, sync::Arc};

use super::service::{DAY, day};

/// Which rule is broken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    /// None.
    #[default]
    None,
    /// What a list lacks is removed at once.
    AListConvicts,
    /// The checkpoint is stored first, and the rows in a transaction of their own after it.
    CheckpointFirst,
    /// A reading is right as of its end.
    ClaimsAtEnd,
    /// A reading is right as of its start: replicas and the clock are trusted.
    ClaimsAtStart,
    /// A reading's claim does not wait for what it has found missing.
    ClaimsTooSoon,
    /// Equal counts are a proof.
    CountsProve,
    /// The newest window ends today.
    EndsToday,
    /// Windows are read as narrow as they are judged.
    NarrowRead,
    /// The look by id follows at once.
    NoSecondLook,
    /// Pages are trusted to fit together.
    NoSeam,
    /// An empty answer is believed.
    NothingVouches,
    /// Changes are asked for from the very day of the last time.
    SameDay,
    /// A page with fewer rows than were asked for is the last.
    ShortIsLast,
    /// What was removed never comes back.
    Tombstones,
    /// Whoever commits, commits.
    Unfenced,
    /// What a webhook calls deleted is removed.
    WebhooksObeyed,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::AListConvicts,
        Self::CheckpointFirst,
        Self::ClaimsAtEnd,
        Self::ClaimsAtStart,
        Self::ClaimsTooSoon,
        Self::CountsProve,
        Self::EndsToday,
        Self::NarrowRead,
        Self::NoSecondLook,
        Self::NoSeam,
        Self::NothingVouches,
        Self::SameDay,
        Self::ShortIsLast,
        Self::Tombstones,
        Self::Unfenced,
        Self::WebhooksObeyed,
    ];

    /// Faults that are a setting.
    pub(super) fn settings(self, mut settings: Settings) -> Settings {
        match self {
            Self::NoSecondLook => settings.settle = std::time::Duration::ZERO,
            Self::NothingVouches => settings.long_settle = std::time::Duration::ZERO,
            Self::SameDay => settings.lookback = 1,
            _ => {}
        }
        settings
    }
}

/// A ledger with a fault.
pub(super) struct Faulty {
    ledger: Ledger,
    fault: Fault,
    /// The list in flight, as the ledger asked for it.
    asked: Option<List>,
    /// The pages of the walk under way, one after the other.
    walked: Vec<Transaction>,
    first: Option<Page<Transaction>>,
    removed: BTreeSet<String>,
}

impl Faulty {
    pub(super) fn new(fault: Fault, settings: &Settings, checkpoint: Checkpoint, seq: u64) -> Self {
        Self {
            ledger: Ledger::new(settings, checkpoint, seq),
            fault,
            asked: None,
            walked: Vec::new(),
            first: None,
            removed: BTreeSet::new(),
        }
    }

    pub(super) fn standing(&self) -> Standing {
        self.ledger.standing()
    }

    pub(super) fn step(&mut self, now: i64) -> Step {
        match self.ledger.step(UnixTime::from_seconds(now)) {
            Step::Send(Request::Transactions(list)) => {
                self.asked = Some(list.clone());
                Step::Send(Request::Transactions(self.asked_for(list, now)))
            }
            Step::Commit(batch) => Step::Commit(self.written(batch)),
            step => step,
        }
    }

    pub(super) fn handle(&mut self, now: i64, event: Event) {
        let event = match event {
            Event::Transactions(page) => Event::Transactions(self.shown(page)),
            event => event,
        };
        self.ledger.handle(UnixTime::from_seconds(now), event);
    }

    /// What is really asked for.
    fn asked_for(&self, mut list: List, now: i64) -> List {
        let filter = &mut list.filter;
        let is_page = filter.ids.is_empty();
        let moved = |date: &moneyhub_proto::Date, by: i64| {
            moneyhub_proto::ledger::Day::new(day(date.as_str()) + by).date()
        };
        match self.fault {
            Fault::EndsToday if is_page && filter.end_date.is_none() => {
                filter.end_date = moneyhub_proto::ledger::Day::new(now / DAY).date();
            }
            Fault::NarrowRead => {
                filter.start_date = filter.start_date.as_ref().and_then(|date| moved(date, 1));
                filter.end_date = filter.end_date.as_ref().and_then(|date| moved(date, -1));
            }
            Fault::SameDay => {
                let since = filter.start_date_modified.as_ref();
                filter.start_date_modified = since.and_then(|date| moved(date, 1));
            }
            Fault::NoSeam if is_page && list.window.offset > 0 => {
                let seam = self.walked.len().saturating_sub(list.window.offset as usize);
                list.window.offset += seam as u32;
            }
            _ => {}
        }
        list
    }

    /// What the ledger is made to believe that came.
    fn shown(&mut self, mut page: Page<Transaction>) -> Page<Transaction> {
        let Some(asked) = &self.asked else { return page };
        let is_page = asked.filter.ids.is_empty();
        match self.fault {
            Fault::ShortIsLast if is_page => {
                let mut links = Links::default();
                let is_full = page.data.len() >= asked.window.limit as usize;
                links.next = is_full.then(|| "/transactions?offset=1".to_owned());
                page.links = Some(links);
            }
            Fault::NoSeam if is_page => {
                let offset = asked.window.offset as usize;
                match (&self.first, offset) {
                    // The first page once more, after others: of course it is the same.
                    (Some(first), 0) if self.walked.len() > first.data.len() => {
                        let first = first.clone();
                        self.first = None;
                        return first;
                    }
                    (_, 0) => {
                        self.walked.clone_from(&page.data);
                        self.first = Some(page.clone());
                    }
                    _ => {
                        let seam = self.walked.iter().skip(offset).cloned();
                        let new = std::mem::take(&mut page.data);
                        page.data = seam.chain(new.iter().cloned()).collect();
                        self.walked.extend(new);
                    }
                }
            }
            _ => {}
        }
        page
    }

    /// What is written in place of a batch.
    fn written(&mut self, batch: Arc<Batch>) -> Arc<Batch> {
        let mut changed = (*batch).clone();
        match self.fault {
            Fault::AListConvicts => {
                let looks = std::mem::take(&mut changed.looks);
                for look in looks {
                    match (&look.subject, look.found_by) {
                        (Subject::Transaction(id), Some(commit))
                            if commit == batch.sequence + 1 =>
                        {
                            changed.removes.push(id.clone());
                        }
                        _ => changed.looks.push(look),
                    }
                }
            }
            Fault::Tombstones => {
                self.removed.extend(batch.removes.iter().map(|id| id.as_str().to_owned()));
                let removed = &self.removed;
                changed.upserts.retain(|row| !removed.contains(row.transaction.id.as_str()));
            }
            _ => return batch,
        }
        Arc::new(changed)
    }
}
