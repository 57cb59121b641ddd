//! The money of one seeded account, as functions of an index and the time: nothing is stored.
//!
//! The balance after every transaction has a closed form, and amounts are the differences of
//! balances. So they add up exactly, however many there are and wherever reading starts.

use std::borrow::Cow;

use super::calendar::{Calendar, Place};
use super::catalogue::{Counterparty, category_by_key, counterparties};
use super::id::{Key, Variant};
use super::kind::{Flow, Kind, Line};
use super::transaction::Transaction;
use crate::clock::millis_of_days;
use crate::mix::mix;
use crate::population::Fetches;

const KIND_JITTER: u64 = 0x6a69;
const KIND_CHOICE: u64 = 0x6368;
const KIND_BALANCE: u64 = 0x6261;

/// How long after its date a transaction was fetched.
const FETCHED: i64 = 18 * 60 * 60 * 1_000;

/// A seeded account with its money.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stream<'a> {
    pub(crate) calendar: &'a Calendar,
    pub(crate) user: u64,
    pub(crate) account: u32,
    /// The fetches of its connection.
    pub(crate) fetches: &'a Fetches,
    /// The last time.
    pub(crate) fetched: i64,
    pub(crate) kind: &'static Kind,
}

impl Stream<'_> {
    /// The balance at the start, after the newest transaction.
    pub(crate) fn balance(&self) -> i64 {
        let bits = mix(self.salt(KIND_BALANCE));
        let more = bits.checked_rem(self.kind.spread).unwrap_or(0);
        self.kind.balance + i64::try_from(more).unwrap_or(0)
    }

    /// The balance at the end of a month, counted back from 0.
    pub(crate) fn closing(&self, month: i64) -> i64 {
        let events = self.kind.flow.as_ref().map_or(0, |flow| self.deviations(flow, month));
        self.balance() - self.monthly(month) - events
    }

    /// The planned growth of the balance in this many months.
    pub(super) fn monthly(&self, months: i64) -> i64 {
        self.kind.monthly * months
    }

    /// The balance before the first transaction of a month.
    pub(crate) fn opening(&self, month: i64) -> i64 {
        let Some(flow) = &self.kind.flow else {
            return self.closing(month + 1);
        };
        let in_month = i64::try_from(self.calendar.per_month()).unwrap_or(i64::MAX);
        let oldest = i64::try_from(self.calendar.transactions()).unwrap_or(i64::MAX);
        match oldest < (month + 1) * in_month {
            // The oldest month is incomplete: it starts in its middle.
            true => self.before(flow, self.calendar.place(oldest)),
            false => self.closing(month + 1),
        }
    }

    /// As the last fetch left it.
    pub(crate) fn transaction(&self, index: i64) -> Option<Transaction> {
        self.after_fetch(index, self.fetched)
    }

    /// In its booked state, as if it had arrived when it was made.
    pub(super) fn seeded(&self, flow: &Flow, index: i64) -> Option<Transaction> {
        let oldest = i64::try_from(self.calendar.transactions()).unwrap_or(i64::MAX);
        if index >= oldest {
            return None;
        }
        let place = self.calendar.place(index);
        let line = self.line(flow, place);
        let date = self.calendar.date(place);
        let company = counterparties().get(line.company)?;
        let fetched = date + FETCHED;
        Some(Transaction {
            key: Key::of_account(self.account, index.unsigned_abs(), Variant::Seeded),
            account: self.account,
            amount: self.amount(flow, place),
            balance: Some(self.after(flow, place)),
            category: Cow::Borrowed(self.category(company, place)),
            category_before: None,
            category_confirmed: false,
            date,
            created: fetched,
            modified: fetched,
            value_date: Some(date - date.rem_euclid(millis_of_days(1))),
            text: Cow::Borrowed(line.text),
            short: Cow::Borrowed(&company.name),
            notes: String::new(),
            pending: false,
            project: None,
            enhanced: (line.company == 13).then_some(Cow::Borrowed("expenditure.maintenance")),
            company: Some(line.company),
            code: Some(line.code),
            splits: Vec::new(),
            files: Vec::new(),
        })
    }

    /// The company's category; but payments into a debt are transfers from another account.
    fn category(&self, company: &'static Counterparty, at: Place) -> &'static str {
        match at.place == 0 && self.kind.balance < 0 {
            true => category_by_key("transfers"),
            false => company.category,
        }
    }

    pub(crate) fn amount(&self, flow: &Flow, at: Place) -> i64 {
        self.event(flow, at).map_or_else(|| self.planned(flow, at), |event| event.amount)
    }

    /// Without events.
    pub(super) fn planned(&self, flow: &Flow, at: Place) -> i64 {
        let spent = self.spent(flow, at);
        match at.place {
            0 => self.income(flow),
            place => self.spent(flow, Place { place: place - 1, ..at }) - spent,
        }
    }

    /// The income at the start of a month: what is spent in it, and what stays.
    pub(crate) fn income(&self, flow: &Flow) -> i64 {
        let last = self.calendar.per_month() - 1;
        // The same in every month: the last place has no jitter.
        self.spent(flow, Place { month: 0, place: last }) + self.kind.monthly
    }

    /// The balance after a transaction.
    pub(super) fn after(&self, flow: &Flow, at: Place) -> i64 {
        let planned = self.income(flow) - self.spent(flow, at);
        self.closing(at.month + 1) + planned + self.deviation(flow, at)
    }

    /// The balance between the transaction at this place and the next one.
    fn before(&self, flow: &Flow, at: Place) -> i64 {
        self.after(flow, at)
    }

    /// The money out since the start of the month, including this one.
    pub(super) fn spent(&self, flow: &Flow, at: Place) -> i64 {
        let [(_, first), (_, second)] = &flow.fixed;
        match at.place {
            0 => 0,
            1 => *first,
            2 => first + second,
            place => {
                let others = i64::try_from(place - 2).unwrap_or(0);
                first + second + others * flow.average + self.jitter(flow, at)
            }
        }
    }

    /// Less than half of the average either way, so that the money out always grows; zero at the
    /// end of the month, so that every month adds up to the same.
    fn jitter(&self, flow: &Flow, at: Place) -> i64 {
        if at.place + 1 == self.calendar.per_month() {
            return 0;
        }
        let most = (flow.average / 2 - 1).unsigned_abs();
        let number = self.number(at);
        let bits = mix(self.salt(KIND_JITTER).wrapping_add(number));
        let above = bits.checked_rem(2 * most + 1).unwrap_or(most);
        i64::try_from(above).unwrap_or(0) - i64::try_from(most).unwrap_or(0)
    }

    pub(super) fn line<'f>(&self, flow: &'f Flow, at: Place) -> &'f Line {
        if let Some(event) = self.event(flow, at) {
            return event.line;
        }
        let [(first, _), (second, _)] = &flow.fixed;
        match at.place {
            0 => &flow.comes_in,
            1 => first,
            2 => second,
            _ => {
                let number = self.number(at);
                let bits = mix(self.salt(KIND_CHOICE).wrapping_add(number));
                let choice = bits.checked_rem(flow.others.len() as u64).unwrap_or(0);
                let choice = usize::try_from(choice).unwrap_or(0);
                flow.others.get(choice).unwrap_or(first)
            }
        }
    }

    /// A distinct number for every place.
    fn number(&self, at: Place) -> u64 {
        let month = u64::from_ne_bytes(at.month.to_ne_bytes());
        month.wrapping_mul(self.calendar.per_month()).wrapping_add(at.place)
    }

    pub(super) fn salt(&self, kind: u64) -> u64 {
        mix(mix(kind ^ self.user) ^ u64::from(self.account))
    }
}
