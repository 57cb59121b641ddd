//! Events that make the first current account of a user look like a person's: a rent that rose, a
//! refund, a holiday in euros, and an expensive repair, into the overdraft and out of it.
//!
//! They replace seeded transactions. Each counts as the difference from the one that it replaces,
//! so balances keep their closed form.

use super::calendar::Place;
use super::kind::{Flow, Line};
use super::stream::Stream;

/// With fewer transactions in a month there are no events, because their places would not exist.
const LEAST_PER_MONTH: u64 = 10;

/// The month in which the rent rose, counted back; before it, it was lower.
const RENT_ROSE: i64 = 12;
const OLD_RENT: i64 = 82_000;

const REFUND: i64 = 2;
const HOLIDAY: i64 = 9;

/// The repair is at the end of one month, and the help from savings at the start of the next.
const REPAIR: i64 = 6;
const HELP: i64 = REPAIR - 1;
const HELP_PLACE: u64 = 3;

/// How far below zero the repair takes the account: within its limit.
const OVERDRAWN: i64 = 12_050;

const CARD: (&str, &str) = ("CCRD", "POSD");

/// The euros of the holiday and what they cost, at 1.15 to the pound.
const HOLIDAY_LINES: [(Line, i64); 5] = [
    (abroad(96, "CARD PURCHASE HOTEL LISBOA EUR 782.00 @ 1.15"), -68_000),
    (abroad(6, "CARD PURCHASE RESTAURANTE TEJO EUR 46.00 @ 1.15"), -4_000),
    (abroad(7, "CARD PURCHASE COMBOIOS EUR 34.50 @ 1.15"), -3_000),
    (abroad(12, "CARD PURCHASE MUSEU EUR 23.00 @ 1.15"), -2_000),
    (abroad(6, "CARD PURCHASE RESTAURANTE MAR EUR 69.00 @ 1.15"), -6_000),
];

const REFUND_LINE: Line =
    Line { company: 9, text: "REFUND EXAMPLE CLOTHING", code: ("MCRD", "POSC") };
const REPAIR_LINE: Line = abroad(22, "CARD PURCHASE NORTHAM GARAGE");
const HELP_LINE: Line =
    Line { company: 16, text: "TRANSFER FROM SAVINGS ACCOUNT", code: ("RCDT", "DMCT") };

const fn abroad(company: usize, text: &'static str) -> Line {
    Line { company, text, code: CARD }
}

/// A transaction that replaces a seeded one.
#[derive(Debug)]
pub(super) struct Event<'a> {
    pub(super) line: &'a Line,
    pub(super) amount: i64,
}

impl Stream<'_> {
    /// The event at this place, if any.
    pub(super) fn event<'f>(&self, flow: &'f Flow, at: Place) -> Option<Event<'f>> {
        if !self.is_eventful() {
            return None;
        }
        let fixed = |line, amount| Some(Event { line, amount });
        let place = usize::try_from(at.place).unwrap_or(usize::MAX);
        match (at.month, at.place) {
            (RENT_ROSE.., 1) => fixed(&flow.fixed[0].0, -OLD_RENT),
            (REFUND, 4) => fixed(&REFUND_LINE, 4_599),
            (HOLIDAY, 3..=7) => {
                let (line, amount) = HOLIDAY_LINES.get(place - 3)?;
                fixed(line, *amount)
            }
            _ if at == self.repair_place() => fixed(&REPAIR_LINE, -self.repair(flow)),
            (HELP, HELP_PLACE) => {
                // The cost of the repair, plus what the two replaced transactions would have cost.
                let taken = self.planned(flow, self.repair_place()) + self.planned(flow, at);
                fixed(&HELP_LINE, self.repair(flow) + taken)
            }
            _ => None,
        }
    }

    /// By how much a month differs from its plan, up to and including a place.
    pub(super) fn deviation(&self, flow: &Flow, until: Place) -> i64 {
        let mut all = self.quiet_deviation(flow, until);
        for at in [self.repair_place(), Place { month: HELP, place: HELP_PLACE }] {
            if self.is_eventful() && at.month == until.month && at.place <= until.place {
                all +=
                    self.event(flow, at).map_or(0, |event| event.amount - self.planned(flow, at));
            }
        }
        all
    }

    /// By how much whole months differ from their plans, from the newest until before this one.
    /// This ignores the repair and the help: together they change nothing.
    pub(super) fn deviations(&self, flow: &Flow, month: i64) -> i64 {
        if !self.is_eventful() {
            return 0;
        }
        let last = self.calendar.per_month() - 1;
        let quiet: i64 =
            (0..month).map(|month| self.quiet_deviation(flow, Place { month, place: last })).sum();
        let helped = Place { month: HELP, place: HELP_PLACE };
        match month == REPAIR {
            // Behind the help and before the repair.
            true => {
                let event = self.event(flow, helped);
                quiet + event.map_or(0, |event| event.amount - self.planned(flow, helped))
            }
            false => quiet,
        }
    }

    /// Without the repair and the help.
    fn quiet_deviation(&self, flow: &Flow, until: Place) -> i64 {
        if !self.is_eventful() {
            return 0;
        }
        let places: &[u64] = match until.month {
            REFUND => &[4],
            HOLIDAY => &[3, 4, 5, 6, 7],
            RENT_ROSE.. => &[1],
            _ => &[],
        };
        let reached = places.iter().take_while(|place| **place <= until.place);
        let difference = |place: &u64| {
            let at = Place { place: *place, ..until };
            self.event(flow, at).map_or(0, |event| event.amount - self.planned(flow, at))
        };
        reached.map(difference).sum()
    }

    /// The cost of the repair: the whole balance and some more.
    fn repair(&self, flow: &Flow) -> i64 {
        let before = Place { place: self.repair_place().place - 1, ..self.repair_place() };
        let closing = self.balance() - self.monthly(REPAIR + 1);
        let last = self.calendar.per_month() - 1;
        let quiet: i64 = (0..=REPAIR)
            .map(|month| self.quiet_deviation(flow, Place { month, place: last }))
            .sum();
        let planned = self.income(flow) - self.spent(flow, before);
        closing - quiet + planned + self.quiet_deviation(flow, before) + OVERDRAWN
    }

    fn repair_place(&self) -> Place {
        Place { month: REPAIR, place: self.calendar.per_month().saturating_sub(2) }
    }

    fn is_eventful(&self) -> bool {
        self.account == 0
            && self.kind.name == "cash:current"
            && self.calendar.per_month() >= LEAST_PER_MONTH
    }
}
