//! Recurring payments and income, detected in the transactions: the same text in one account, three
//! times or more, at even intervals.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Finance;
use super::account::{Account, id_of};
use super::catalogue::counterparties;
use super::filter::Filter;
use super::life::Found;
use super::transaction::{Transaction, amount};
use crate::clock::{date, day_of_month_after, millis_of_days};
use crate::mix::mix;

const KIND_SERIES: u64 = 18;

/// How many make a series.
const LEAST: usize = 3;

/// How many transactions of an account are looked at.
const MOST_READ: usize = 20_000;

/// How many of the newest determine the expected values.
const RECENT: usize = 3;

/// How often a series recurs: its name, the shortest and the longest interval in days, and the
/// usual one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rhythm {
    name: &'static str,
    least: i64,
    most: i64,
    step: Step,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Days(i64),
    Months(i32),
}

const fn rhythm(name: &'static str, least: i64, most: i64, step: Step) -> Rhythm {
    Rhythm { name, least, most, step }
}

const RHYTHMS: [Rhythm; 5] = [
    rhythm("weekly", 6, 8, Step::Days(7)),
    rhythm("fortnightly", 13, 15, Step::Days(14)),
    rhythm("monthly", 26, 33, Step::Months(1)),
    rhythm("quarterly", 88, 94, Step::Months(3)),
    rhythm("yearly", 362, 368, Step::Months(12)),
];

impl Rhythm {
    /// How far from its day a payment may be.
    pub(crate) const SLACK_DAYS: i64 = 2;

    /// The frequency that fits every interval of at least three moments, newest first.
    pub(crate) fn of(moments: &[i64]) -> Option<Self> {
        if moments.len() < LEAST {
            return None;
        }
        let days: Vec<i64> = moments.iter().map(|at| at.div_euclid(millis_of_days(1))).collect();
        let fits = |rhythm: &&Self| {
            let gaps = days.windows(2).map(|two| two[0] - two[1]);
            gaps.into_iter().all(|gap| (rhythm.least..=rhythm.most).contains(&gap))
        };
        RHYTHMS.iter().find(fits).copied()
    }

    pub(crate) fn name(self) -> &'static str {
        self.name
    }

    /// When the next one is due after this.
    pub(crate) fn next(self, last: i64) -> i64 {
        match self.step {
            Step::Days(days) => last + millis_of_days(days),
            Step::Months(months) => day_of_month_after(last, months),
        }
    }
}

/// Recurring transactions, newest first.
#[derive(Debug)]
pub(crate) struct Series {
    pub(crate) id: String,
    rhythm: Rhythm,
    transactions: Vec<Transaction>,
}

impl Series {
    /// The amounts of the newest ones, newest first.
    pub(crate) fn recent(&self) -> impl Iterator<Item = i64> {
        self.transactions.iter().take(RECENT).map(|one| one.amount)
    }

    pub(crate) fn is_income(&self) -> bool {
        self.recent().next().is_some_and(|amount| amount > 0)
    }

    pub(crate) fn category(&self) -> &str {
        self.transactions.first().map_or("", |newest| &newest.category)
    }

    fn write(&self, user: u64, account: &Account, old: bool, now: i64) -> Value {
        let Some(newest) = self.transactions.first() else {
            return Value::Null;
        };
        let money = |value: Option<i64>| amount(value.unwrap_or_default(), &account.currency);
        let (next, slack) = (self.rhythm.next(newest.date), millis_of_days(Rhythm::SLACK_DAYS));
        let ids = self.transactions.iter().map(|one| one.key.id(user));
        let company = newest.company.and_then(|place| counterparties().get(place));
        let mut shown = json!({
            "seriesId": self.id,
            "accountId": account.id,
            "type": if self.is_income() { "income" } else { "payment" },
            "description": newest.text,
            "cleanedDescription": newest.short,
            "frequency": self.rhythm.name(),
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
    /// The series of an account, by the bank's text. Transactions that requests created count from
    /// the next detection.
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
            let moments: Vec<i64> = transactions.iter().map(|one| one.date).collect();
            let rhythm = Rhythm::of(&moments)?;
            let id = series_id(user, account, &text, income);
            Some(Series { id, rhythm, transactions })
        });
        series.collect()
    }

    /// The series of the transactions that a fetch has found.
    pub(crate) fn series_ids(&self, user: u64, account: &Account, found: &Found) -> Vec<String> {
        let ids =
            found.monthly.iter().map(|(text, income)| series_id(user, account, text, *income));
        ids.collect()
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

    /// Includes everything that was created in the account until now.
    pub(crate) fn detect(&mut self, user: u64, account: u32) {
        let made = self.made;
        self.owner_mut(user).detected.insert(account, made);
    }
}

fn series_id(user: u64, account: &Account, text: &str, income: bool) -> String {
    id_of(KIND_SERIES, user, account.number, mix(hash(text) ^ u64::from(income)))
}

/// A number for a text, for ids.
pub(crate) fn hash(text: &str) -> u64 {
    text.bytes().fold(0, |hash, byte| mix(hash ^ u64::from(byte)))
}
