//! Payments and incomes that come back, found in the transactions: the same text in one account,
//! three times or more, at even intervals.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Finance;
use super::account::{Account, id_of};
use super::catalogue::counterparties;
use super::filter::Filter;
use super::transaction::{Transaction, amount};
use crate::clock::{date, day_of_month_after, millis_of_days};
use crate::mix::mix;

const KIND_SERIES: u64 = 18;

/// How many make a series.
const LEAST: usize = 3;

/// How many transactions of an account are looked at.
const MOST_READ: usize = 20_000;

/// How many of the newest say what to expect.
const RECENT: usize = 3;

/// How far from its day a payment may be.
const SLACK_DAYS: i64 = 2;

/// Names, and the shortest and longest interval in days.
const FREQUENCIES: [(&str, i64, i64); 5] = [
    ("weekly", 6, 8),
    ("fortnightly", 13, 15),
    ("monthly", 26, 33),
    ("quarterly", 88, 94),
    ("yearly", 362, 368),
];

/// Transactions that come back, newest first.
#[derive(Debug)]
pub(crate) struct Series {
    pub(crate) id: String,
    pub(crate) frequency: &'static str,
    transactions: Vec<Transaction>,
}

impl Series {
    /// What each of the newest was, newest first.
    pub(crate) fn recent(&self) -> impl Iterator<Item = i64> {
        self.transactions.iter().take(RECENT).map(|one| one.amount)
    }

    pub(crate) fn is_income(&self) -> bool {
        self.recent().next().is_some_and(|amount| amount > 0)
    }

    pub(crate) fn category(&self) -> &str {
        self.transactions.first().map_or("", |newest| &newest.category)
    }

    /// When the next one is due.
    fn next(&self) -> i64 {
        let last = self.transactions.first().map_or(0, |newest| newest.date);
        let months = |count| day_of_month_after(last, count);
        match self.frequency {
            "weekly" => last + millis_of_days(7),
            "fortnightly" => last + millis_of_days(14),
            "monthly" => months(1),
            "quarterly" => months(3),
            _ => months(12),
        }
    }

    fn write(&self, user: u64, account: &Account, old: bool, now: i64) -> Value {
        let Some(newest) = self.transactions.first() else {
            return Value::Null;
        };
        let money = |value: Option<i64>| amount(value.unwrap_or_default(), &account.currency);
        let (next, slack) = (self.next(), millis_of_days(SLACK_DAYS));
        let ids = self.transactions.iter().map(|one| one.key.id(user));
        let company = newest.company.and_then(|place| counterparties().get(place));
        let mut shown = json!({
            "seriesId": self.id,
            "accountId": account.id,
            "type": if self.is_income() { "income" } else { "payment" },
            "description": newest.text,
            "cleanedDescription": newest.short,
            "frequency": self.frequency,
            "numTxMatchedInSeries": self.transactions.len(),
            "gapLengthInFreqUnits": 0,
            "dateAnomaliesCount": 0,
            "numReturnedTxs": 0,
            "lastDate": date(newest.date),
            "predictedDate": date(next),
            "predictedDateEarliest": date(next - slack),
            "predictedDateLatest": date(next + slack),
            "predictedTxLateOrNotDetected": now > next + slack,
            "predictedAmount": money(Some(newest.amount)),
            "predictedAmountLower": money(self.recent().min()),
            "predictedAmountUpper": money(self.recent().max()),
            "predictedCategoryId": newest.category,
            "transactions": ids.collect::<Vec<_>>(),
        });
        if let Some(company) = company {
            shown["counterpartyId"] = json!(if old { &company.old_id } else { &company.id });
        }
        shown
    }
}

impl Finance {
    /// The series of an account, by the bank's text. Of transactions that requests created it knows
    /// those that were there at the last detection.
    pub(crate) fn series(&self, user: u64, account: &Account) -> Vec<Series> {
        let detected = self.owner(user).detected.get(&account.number).copied().unwrap_or(0);
        let listing = self.listing(user, std::slice::from_ref(account), &Filter::default());
        let mut by_text: BTreeMap<(String, bool), Vec<Transaction>> = BTreeMap::new();
        for one in listing.from(0).take(MOST_READ) {
            if !one.key.is_created() || one.key.index() <= detected {
                by_text.entry((one.text.to_string(), one.amount > 0)).or_default().push(one);
            }
        }
        let series = by_text.into_iter().filter_map(|((text, income), transactions)| {
            let frequency = frequency(&transactions)?;
            let place = mix(hash(&text) ^ u64::from(income));
            let id = id_of(KIND_SERIES, user, account.number, place);
            Some(Series { id, frequency, transactions })
        });
        series.collect()
    }

    pub(crate) fn write_series(
        &self,
        user: u64,
        account: &Account,
        old: bool,
        now: i64,
    ) -> Vec<Value> {
        let series = self.series(user, account);
        series.iter().map(|series| series.write(user, account, old, now)).collect()
    }

    /// Looks at everything that was created in the account until now.
    pub(crate) fn detect(&mut self, user: u64, account: u32) {
        let made = self.made;
        self.owner_mut(user).detected.insert(account, made);
    }
}

/// The one into which every interval fits.
fn frequency(transactions: &[Transaction]) -> Option<&'static str> {
    if transactions.len() < LEAST {
        return None;
    }
    let day = |one: &Transaction| one.date.div_euclid(millis_of_days(1));
    let gaps: Vec<i64> = transactions.windows(2).map(|two| day(&two[0]) - day(&two[1])).collect();
    let fits = |(_, least, most): &&(&str, i64, i64)| {
        gaps.iter().all(|gap| (*least..=*most).contains(gap))
    };
    FREQUENCIES.iter().find(fits).map(|(name, ..)| *name)
}

fn hash(text: &str) -> u64 {
    text.bytes().fold(0, |hash, byte| mix(hash ^ u64::from(byte)))
}
