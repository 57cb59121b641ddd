//! The life of a transaction after the sandbox has started: it is pending, is booked, changes, or
//! lapses. All of this is a function of the seed and the time.
//!
//! Where the documentation is silent, this chooses the harder case for a client:
//!
//! * The documentation does not say whether a pending transaction keeps its id when it is booked.
//!   `updatedTransactions` for a change of `status` suggests that it does; banks that send a new
//!   transaction suggest that it does not. Here half of them keep it, and half are deleted and come
//!   back booked under a new id.
//! * An amount may change when it is booked: every third was authorised in whole pounds.
//! * How long a transaction is pending is not documented: here one to four days, for card payments
//!   of current accounts and cards. All others arrive booked.
//! * An authorisation may lapse: it disappears after up to six days without being booked.
//! * A description may change later: of one in eight, three days after it was booked.
//!
//! `restoredTransactions` never happens: when a transaction is restored is not documented.

use std::borrow::Cow;

use super::calendar::Place;
use super::catalogue::counterparties;
use super::id::{Key, Variant};
use super::kind::Flow;
use super::stream::Stream;
use super::transaction::Transaction;
use crate::clock::millis_of_days;
use crate::mix::mix;

const KIND_LIFE: u64 = 0x6c66;
const KIND_AUTHORISATION: u64 = 0x6175;

const DAY: i64 = millis_of_days(1);
const HOUR: i64 = DAY / 24;

/// No transaction is pending longer.
const MOST_PENDING_DAYS: u64 = 4;

/// How long after it was booked a description changes.
const CHANGES_AFTER: i64 = 3 * DAY;

/// How far back from a fetch something may have happened to a transaction.
const RESTLESS: i64 = 11 * DAY;

/// One in so many days has an authorisation that lapses.
const LAPSES_ONE_IN: u64 = 12;
const MOST_LAPSE_DAYS: u64 = 6;

/// This many of the first transactions of a month come every month.
const MONTHLY: u64 = 3;

/// Their company, by its place in the directory.
const SHOP: usize = 8;

/// The life of one transaction.
#[derive(Clone, Copy, Debug)]
pub(super) struct Life {
    /// When the bank first reports it.
    pub(super) told: i64,
    /// When it is booked; until then it is pending.
    pub(super) booked: i64,
    /// Whether it gets another id when it is booked.
    pub(super) renamed: bool,
    /// Whether its amount was authorised in whole pounds.
    pub(super) rounded: bool,
    /// When its description changes.
    pub(super) changed: Option<i64>,
    bits: u64,
}

/// The findings of a fetch, by ids.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) new: Vec<String>,
    pub(crate) updated: Vec<String>,
    pub(crate) deleted: Vec<String>,
    /// The texts of monthly transactions, and whether each is income.
    pub(crate) monthly: Vec<(Cow<'static, str>, bool)>,
}

impl Stream<'_> {
    pub(super) fn life(&self, flow: &Flow, index: i64) -> Life {
        let at = self.calendar.place(index);
        let date = self.calendar.date(at);
        let bits = self.bits(KIND_LIFE, index);
        let later = self.calendar.started() + 1;
        if index >= 0 {
            // The newest one at the start is pending until the first fetch.
            let booked = if index == 0 && self.may_be_pending() { later } else { date };
            let quiet =
                Life { told: date, booked, renamed: false, rounded: false, changed: None, bits };
            return quiet;
        }
        // On the day on which the sandbox started, but not visible yet.
        let told = date.max(later);
        let by_card = self.line(flow, at).code.0 == "CCRD";
        let hours = 24 + bits % (24 * (MOST_PENDING_DAYS - 1));
        let booked = match by_card && self.may_be_pending() {
            true => told + i64::try_from(hours).unwrap_or(0) * HOUR,
            false => told,
        };
        Life {
            told,
            booked,
            renamed: booked > told && (bits >> 16).is_multiple_of(2),
            rounded: booked > told && (bits >> 24).is_multiple_of(3),
            // Monthly transactions stay a series because of their text.
            changed: (at.place >= MONTHLY && (bits >> 32) % 8 == 1)
                .then_some(booked + CHANGES_AFTER),
            bits,
        }
    }

    /// Its state after a fetch; `None` if that fetch did not know it.
    pub(super) fn after_fetch(&self, index: i64, fetch: i64) -> Option<Transaction> {
        let flow = self.kind.flow.as_ref()?;
        if index < self.newest(fetch) {
            return None;
        }
        let mut one = self.seeded(flow, index)?;
        let life = self.life(flow, index);
        let at = self.calendar.place(index);
        one.key = self.key_at(index, &life, fetch);
        if life.booked > fetch {
            one.pending = true;
            if index < 0 {
                // Banks do not include pending transactions.
                one.balance = None;
                one.amount = self.shown_amount(flow, at, &life, fetch);
            }
        }
        if index < 0 {
            let arrived = |moment: i64| self.fetches.after(moment).unwrap_or(self.fetched);
            let first = arrived(life.told);
            let booked = arrived(life.booked);
            let is_new = life.renamed && life.booked <= fetch;
            one.created = if is_new { booked } else { first };
            one.modified = match life.changed.filter(|changed| *changed <= fetch) {
                Some(changed) => {
                    let number = 1_000 + life.bits % 9_000;
                    one.text = Cow::Owned(format!("{} REF {number}", one.text));
                    arrived(changed)
                }
                None if life.booked <= fetch => booked,
                None => first,
            };
        } else if life.booked > life.told && life.booked <= fetch {
            one.modified = self.fetches.after(life.booked).unwrap_or(one.modified);
        }
        Some(one)
    }

    /// The index of the newest one that a fetch knew: negative after the start.
    pub(super) fn newest(&self, fetch: i64) -> i64 {
        match fetch <= self.calendar.started() || self.calendar.transactions() == 0 {
            true => 0,
            false => self.calendar.since(fetch.saturating_add(1)).min(0),
        }
    }

    /// The balance after a fetch: of everything that is booked and that is pending.
    pub(crate) fn balance_at(&self, fetch: i64) -> i64 {
        let Some(flow) = &self.kind.flow else {
            return self.closing(self.calendar.month_of(fetch));
        };
        let newest = self.newest(fetch);
        if newest >= 0 && fetch <= self.calendar.started() {
            return self.balance();
        }
        let booked = match newest < 0 {
            true => self.after(flow, self.calendar.place(newest)),
            false => self.balance(),
        };
        let oldest = self.calendar.since(fetch.saturating_sub(RESTLESS)).min(0);
        let pending: i64 = (newest..oldest)
            .map(|index| {
                let at = self.calendar.place(index);
                self.shown_amount(flow, at, &self.life(flow, index), fetch) - self.amount(flow, at)
            })
            .sum();
        booked + pending + self.authorisations(fetch).map(|one| one.amount).sum::<i64>()
    }

    /// The authorisations that a fetch knew and that are never booked.
    pub(super) fn authorisations(&self, fetch: i64) -> impl Iterator<Item = Transaction> + '_ {
        let days = i64::try_from(MOST_LAPSE_DAYS).unwrap_or(0) + 1;
        let last = (fetch - self.calendar.end(0)).div_euclid(DAY);
        let first = (last - days).max(1);
        let has_any = self.may_be_pending() && self.calendar.transactions() > 0;
        let last = if has_any { last } else { 0 };
        (first..=last).filter_map(move |day| self.authorisation(day, fetch))
    }

    /// The authorisation of a day after the start, until it lapses.
    pub(super) fn authorisation(&self, day: i64, fetch: i64) -> Option<Transaction> {
        let bits = self.bits(KIND_AUTHORISATION, day);
        let date = self.calendar.end(0) + day * DAY + 15 * HOUR;
        let days = 1 + (bits >> 16) % MOST_LAPSE_DAYS;
        let lapses = date + i64::try_from(days).unwrap_or(1) * DAY;
        let there = bits.is_multiple_of(LAPSES_ONE_IN) && day > 0 && self.may_be_pending();
        if !there || !(date..lapses).contains(&fetch) || date <= self.calendar.started() {
            return None;
        }
        let shop = counterparties().get(SHOP)?;
        let key = Key::of_account(self.account, u64::try_from(day).ok()?, Variant::Authorisation);
        Some(Transaction {
            account: self.account,
            amount: -(100 + i64::try_from((bits >> 24) % 9_900).unwrap_or(0)),
            category: Cow::Borrowed(shop.category),
            date,
            value_date: Some(date - date.rem_euclid(DAY)),
            text: Cow::Borrowed("CARD AUTHORISATION EXAMPLE FUEL"),
            short: Cow::Borrowed(&shop.name),
            pending: true,
            company: Some(SHOP),
            code: Some(("CCRD", "POSD")),
            ..Transaction::blank(key, self.fetches.after(date).unwrap_or(date))
        })
    }

    /// The new findings of a fetch compared with the previous one.
    pub(crate) fn found(&self, before: i64, fetch: i64) -> Found {
        let mut found = Found::default();
        let Some(flow) = self.kind.flow.as_ref() else { return found };
        if fetch <= self.calendar.started() {
            return found;
        }
        let id = |key: Key| key.id(self.user);
        let (known, newest) = (self.newest(before), self.newest(fetch));
        let restless = self.calendar.since(before.saturating_sub(RESTLESS));
        let newest_of_start = i64::from(self.calendar.transactions() > 0);
        for index in newest..restless.min(0).max(newest_of_start) {
            let life = self.life(flow, index);
            let key = self.key_at(index, &life, fetch);
            if index < known {
                found.new.push(id(key));
                let at = self.calendar.place(index);
                if at.place < MONTHLY {
                    let line = self.line(flow, at);
                    found.monthly.push((Cow::Borrowed(line.text), self.amount(flow, at) > 0));
                }
                continue;
            }
            let old = self.key_at(index, &life, before);
            let since = |moment: i64| (before + 1..=fetch).contains(&moment);
            if old != key {
                found.deleted.push(id(old));
                found.new.push(id(key));
            } else if since(life.booked) && life.booked > life.told
                || life.changed.is_some_and(since)
            {
                found.updated.push(id(key));
            }
        }
        let there: Vec<Key> = self.authorisations(fetch).map(|one| one.key).collect();
        let were: Vec<Key> = match before <= self.calendar.started() {
            true => Vec::new(),
            false => self.authorisations(before).map(|one| one.key).collect(),
        };
        found.new.extend(there.iter().filter(|key| !were.contains(key)).map(|key| id(*key)));
        found.deleted.extend(were.iter().filter(|key| !there.contains(key)).map(|key| id(*key)));
        found
    }

    /// The key under which a fetch knew it.
    pub(super) fn key_at(&self, index: i64, life: &Life, fetch: i64) -> Key {
        match (u64::try_from(index), index.unsigned_abs()) {
            (Ok(index), _) => Key::of_account(self.account, index, Variant::Seeded),
            (Err(_), number) if life.renamed && life.booked > fetch => {
                Key::of_account(self.account, number, Variant::Pending)
            }
            (Err(_), number) => Key::of_account(self.account, number, Variant::Later),
        }
    }

    fn shown_amount(&self, flow: &Flow, at: Place, life: &Life, fetch: i64) -> i64 {
        let amount = self.amount(flow, at);
        match life.booked > fetch && life.rounded && amount < 0 {
            true => amount - (100 + amount % 100) % 100,
            false => amount,
        }
    }

    fn may_be_pending(&self) -> bool {
        matches!(self.kind.name, "cash:current" | "card")
    }

    fn bits(&self, kind: u64, number: i64) -> u64 {
        mix(self.salt(kind).wrapping_add(u64::from_ne_bytes(number.to_ne_bytes())))
    }
}
