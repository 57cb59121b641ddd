//! Reports about a user, from the transactions of the last twelve months.
//!
//! Moneyhub documents the members, but not how they are computed. Here a figure is the median of
//! the months unless stated otherwise, as the reference's "monthly medians" suggests.

mod overdraft;
mod statement;

use serde_json::{Value, json};

use super::account::Account;
use super::sums::{Part, Place, Sort, median};
use super::transaction::amount;
use super::{Finance, percent};

/// How many months a report covers.
const MONTHS: i64 = 12;

/// Groups of contractual spending.
const FIXED: [&str; 4] = ["bills", "rent", "repayments", "taxes"];

/// Further essential groups.
const ESSENTIAL: [&str; 3] = ["household", "health", "transport"];

/// How many months of income make a report reliable.
const RELIABLE_MONTHS: usize = 6;

/// A user's last months, newest first.
#[derive(Debug)]
pub(crate) struct Months<'a> {
    finance: &'a Finance,
    user: u64,
    accounts: &'a [Account],
    oldest: i64,
    parts: Vec<Vec<(Part, Option<Place>)>>,
}

impl Finance {
    pub(crate) fn months<'a>(&'a self, user: u64, accounts: &'a [Account], now: i64) -> Months<'a> {
        let month = |month: i64| {
            let time = [Some(self.calendar.start(month)), Some(self.calendar.end(month))];
            let parts = self.parts(user, accounts, time).into_iter();
            let placed = parts.map(|part| {
                let place = self.place_of(user, &part.category);
                (part, place)
            });
            placed.collect()
        };
        let newest = self.calendar.month_of(now);
        let months = newest..self.calendar.months().min(newest + MONTHS);
        let oldest = months.end.max(newest + 1) - 1;
        Months { finance: self, user, accounts, oldest, parts: months.map(month).collect() }
    }
}

impl Months<'_> {
    /// Without a transaction there is nothing to report.
    pub(crate) fn is_empty(&self) -> bool {
        self.parts.iter().all(Vec::is_empty)
    }

    /// The sum of matching transactions in each month.
    fn sums(&self, fits: impl Fn(&Part, &Place) -> bool) -> Vec<i64> {
        let fits = |(part, place): &&(Part, Option<Place>)| {
            place.as_ref().is_some_and(|place| fits(part, place))
        };
        let month = |parts: &Vec<(Part, Option<Place>)>| {
            parts.iter().filter(fits).map(|(part, _)| part.amount).sum()
        };
        self.parts.iter().map(month).collect()
    }

    fn median(&self, fits: impl Fn(&Part, &Place) -> bool) -> i64 {
        median(self.sums(fits))
    }

    /// The monthly spending in some groups, as a positive number; refunds reduce it.
    fn spent(&self, groups: &[&str], inside: bool) -> Value {
        let spent = self.median(|_, place| {
            place.sort == Sort::Spending && groups.contains(&place.group_key) == inside
        });
        amount(-spent, "GBP")
    }

    fn incomes(&self) -> Vec<i64> {
        self.sums(|part, place| place.sort == Sort::Income && part.amount > 0)
    }

    pub(crate) fn is_reliable(&self) -> bool {
        self.incomes().iter().take_while(|income| **income > 0).count() >= RELIABLE_MONTHS
    }

    /// The account with most of the income.
    fn primary_account(&self) -> Option<&str> {
        let income = |account: &&Account| {
            let sums = self.sums(|part, place| {
                part.account == account.number && place.sort == Sort::Income && part.amount > 0
            });
            sums.into_iter().sum::<i64>()
        };
        let accounts = self.accounts.iter().filter(|account| income(account) > 0);
        accounts.max_by_key(income).map(|account| &*account.id)
    }

    /// The blocks `income`, `overview` and `primaryIncomeAccountId` of an income report.
    pub(crate) fn income(&self) -> Value {
        let incomes = self.incomes();
        let (least, most) = (incomes.iter().min(), incomes.iter().max());
        let consistency = match (least, most) {
            (Some(least), Some(most)) => percent(*least, *most) / 100.0,
            _ => 0.0,
        };
        let regular = self.accounts.iter().any(|account| {
            self.finance.series(self.user, account).iter().any(|series| {
                let place = self.finance.place_of(self.user, series.category());
                series.is_income() && place.is_some_and(|place| place.sort == Sort::Income)
            })
        });
        let transfers = self.sums(|_, place| place.sort == Sort::Transfer);
        let with_transfers = incomes.iter().zip(transfers).map(|(income, net)| income + net.max(0));
        json!({
            "income": {
                "amountConsistency": consistency,
                "longevity": {
                    "consecutiveIncomeMonths":
                        incomes.iter().take_while(|income| **income > 0).count(),
                    "incomePeriodLengthMonths": incomes.len(),
                },
                "predicted": amount(median(incomes.iter().take(3).copied().collect()), "GBP"),
                "regularIncomeDetected": regular,
            },
            "overview": {
                "income": amount(median(incomes.clone()), "GBP"),
                "incomeIncludingTransfers": amount(median(with_transfers.collect()), "GBP"),
            },
            "primaryIncomeAccountId": self.primary_account(),
        })
    }

    /// The whole of an affordability report. Figures that transactions don't show, such as the
    /// loans taken out, are those of the sample.
    pub(crate) fn affordability(&self, sample: &Value) -> Value {
        let mut report = self.income();
        let essential = [&FIXED[..], &ESSENTIAL[..]].concat();
        let overview = &mut report["overview"];
        overview["fixedExpenses"] = self.spent(&FIXED, true);
        overview["flexibleExpenses"] = self.spent(&FIXED, false);
        overview["nonDiscretionaryExpenses"] = self.spent(&essential, true);
        overview["discretionaryExpenses"] = self.spent(&essential, false);
        let overdrafts = self.accounts.iter().filter_map(|account| {
            let from = self.finance.calendar.start(self.oldest);
            self.finance.overdraft(self.user, account, from)
        });
        report["overdraftUseByAccount"] = overdrafts.collect();
        let of_key = |key: &'static str| -self.median(|_, place| place.key == key);
        let out =
            |fits: fn(&Place) -> bool| -self.median(|part, place| part.amount < 0 && fits(place));
        report["riskIndicators"] = json!({
            "cashWithdrawals": amount(of_key("atm"), "GBP"),
            "gambling": amount(of_key("gambling"), "GBP"),
            "loanRepayments": amount(out(|place| place.group_key == "repayments"), "GBP"),
            "outgoingTransfers": amount(out(|place| place.sort == Sort::Transfer), "GBP"),
            "loansOpened": sample["riskIndicators"]["loansOpened"],
            "returnedDirectDebits": {"count": 0, "details": [], "periodMonths": self.parts.len()},
        });
        report
    }
}
