//! What to do next, and what it costs.

use super::{
    Agenda, Day, Doing, Ledger, Nudge, Purpose, Request, Step, Subject,
    sweep::Kind,
    times::{MINUTE, at},
};
use crate::{
    api::{accounts, transactions},
    codec::Window as Part,
    ground::{date::Date, env::UnixTime, id::TransactionId},
};

/// An estimate of the calls that are due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PlannedCalls {
    /// For the list of accounts.
    pub accounts: u64,
    /// By ids, for rows that webhooks have named and rows that are missing.
    pub ids: u64,
    /// For pages of transactions, in increments and full readings, estimated from the accounts'
    /// counts if known.
    pub pages: u64,
}

impl PlannedCalls {
    /// All of them.
    #[must_use]
    pub const fn total(self) -> u64 {
        self.accounts.saturating_add(self.ids).saturating_add(self.pages)
    }
}

impl Ledger {
    /// How many calls are due now: an estimate for budgets, before anything is sent. `None` while the agenda
    /// is unknown: it is known between the answer to [`Question::Agenda`](super::Question) and the first
    /// [`Step::Send`].
    ///
    /// A reading of `n` transactions takes `n / 750` pages, or one if they fit on one.
    #[must_use]
    pub fn planned_calls(&self, now: UnixTime) -> Option<PlannedCalls> {
        let agenda = self.agenda.as_ref()?;
        let now = super::times::within(now);
        let mut planned = PlannedCalls::default();
        let increments = self.may_read_changes(agenda, now);
        match self.prefers_ids(agenda, increments) {
            true => planned.ids = self.calls_by_ids(agenda.due),
            false if increments => planned.pages = self.pages_of(agenda.due),
            false => {}
        }
        if increments && planned.pages == 0 {
            planned.pages = 1;
        }
        planned.accounts = u64::from(self.must_list_accounts(agenda, now));
        if self.must_read_all(now) {
            let rows = self.checkpoint.counted.max(agenda.transactions);
            planned.pages = planned.pages.saturating_add(self.pages_of(rows));
        }
        Some(planned)
    }

    pub(super) fn plan(&mut self, now: i64) -> Step {
        let Some(agenda) = &self.agenda else { return self.ask_agenda(now) };
        if let Some((as_of, commit)) = self.checkpoint.claim {
            // Everything that was found missing up to then is decided.
            if agenda.oldest.is_none_or(|oldest| oldest > commit) {
                let mut batch = self.batch();
                let checkpoint = &mut batch.checkpoint;
                checkpoint.claim = None;
                checkpoint.proven = super::checkpoint::later(checkpoint.proven, as_of);
                checkpoint.rebias = true;
                return self.commit(batch);
            }
        }
        let increments = self.may_read_changes(agenda, now);
        if self.prefers_ids(agenda, increments) {
            let ids = agenda.looks.iter().filter_map(|look| match &look.subject {
                Subject::Transaction(id) => Some(id.clone()),
                Subject::Account(_) => None,
            });
            let ids: Vec<_> = ids.take(self.room()).collect();
            return self.send_ids(ids, now);
        }
        if increments {
            return self.send_page(Kind::Increment, now);
        }
        if self.must_list_accounts(agenda, now) {
            return self.send_accounts(now);
        }
        if self.must_read_all(now) {
            return self.send_page(Kind::Full, now);
        }
        let mut until = self.checkpoint.next_accounts.min(self.checkpoint.next_full);
        if self.checkpoint.changes_from.is_some() {
            until = until.min(match agenda.nudges.contains(&Nudge::Increment) {
                true => self.checkpoint.may_increment,
                false => self.checkpoint.next_increment,
            });
        }
        if let Some(next) = agenda.next {
            until = until.min(next.seconds());
        }
        // A webhook may arrive meanwhile.
        self.agenda = None;
        Step::WaitUntil(at(until.max(now + 1)))
    }

    /// Whether to read changes: they are due, a webhook says so, or a reading is in progress.
    fn may_read_changes(&self, agenda: &Agenda, now: i64) -> bool {
        let checkpoint = &self.checkpoint;
        let is_nudged = agenda.nudges.contains(&Nudge::Increment);
        checkpoint.changes_from.is_some()
            && (checkpoint.increment.is_some()
                || now >= checkpoint.next_increment
                || (is_nudged && now >= checkpoint.may_increment))
    }

    fn must_list_accounts(&self, agenda: &Agenda, now: i64) -> bool {
        now >= self.checkpoint.next_accounts
            || agenda.accounts_due
            || agenda.nudges.contains(&Nudge::Accounts)
    }

    fn must_read_all(&self, now: i64) -> bool {
        self.checkpoint.full.is_some() || now >= self.checkpoint.next_full
    }

    /// Whether to request what is due by ids rather than read it with the changes. One more call is worth it,
    /// because it decides about missing rows; an increment does not.
    fn prefers_ids(&self, agenda: &Agenda, increments: bool) -> bool {
        let by_ids = self.calls_by_ids(agenda.due);
        !agenda.looks.is_empty() && (!increments || by_ids <= self.pages_of(agenda.due) + 1)
    }

    fn calls_by_ids(&self, ids: u64) -> u64 {
        ids.div_ceil(self.room().max(1) as u64)
    }

    /// Pages for this many rows: windows aim at three quarters of a page each.
    fn pages_of(&self, rows: u64) -> u64 {
        let limit = u64::from(self.rules.page_limit);
        let page = match self.checkpoint.linked || self.checkpoint.capacity == 0 {
            true => limit,
            false => self.checkpoint.capacity.min(limit),
        };
        if rows < page { 1 } else { rows.saturating_mul(4).div_ceil(page * 3) }
    }

    fn send_ids(&mut self, mut ids: Vec<TransactionId>, now: i64) -> Step {
        let control = self.checkpoint.control.clone().filter(|_| self.is_vouched());
        let controlled = control.is_some();
        ids.extend(control.filter(|control| !ids.contains(control)));
        let list = transactions::List {
            window: self.part(0),
            filter: transactions::Filter { ids: ids.clone(), ..Default::default() },
            ..Default::default()
        };
        self.send(Purpose::Ids { asked: ids, controlled }, Request::Transactions(list), now)
    }

    fn send_page(&mut self, kind: Kind, now: i64) -> Step {
        let window = self.window(kind, now);
        let (start, end, since) = (window.start, window.end, window.since);
        let offset = window.offset();
        // Read more than is judged: an extra day at both ends covers every time zone.
        let filter = transactions::Filter {
            start_date: date(start.map(|day| day - 1)),
            end_date: date(end.map(|day| day + 1)),
            start_date_modified: date(since),
            ..Default::default()
        };
        let window = self.part(offset);
        let list = transactions::List { window, filter, ..Default::default() };
        self.send(Purpose::Page(kind), Request::Transactions(list), now)
    }

    fn send_accounts(&mut self, now: i64) -> Step {
        let list = accounts::List {
            window: self.part(self.accounts.offset()),
            show_transaction_data: Some(true),
            ..Default::default()
        };
        self.send(Purpose::Accounts, Request::Accounts(list), now)
    }

    fn send(&mut self, purpose: Purpose, request: Request, now: i64) -> Step {
        self.doing = Doing::InFlight { purpose, sent_at: now };
        Step::Send(request)
    }

    const fn part(&self, offset: u32) -> Part {
        Part { limit: self.rules.page_limit, offset }
    }

    /// Not before this time, while a request is in flight.
    pub(super) fn in_flight_until(sent_at: i64, now: i64) -> Step {
        Step::WaitUntil(at(now.max(sent_at) + MINUTE))
    }
}

/// A day that can't be written is left out, so that more is read.
fn date(day: Option<i64>) -> Option<Date> {
    Day::new(day?).date()
}
