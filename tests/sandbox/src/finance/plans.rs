//! A user's plans: goals, projects, thresholds of balances, a rental record, and requested reports.

use serde_json::Value;

use super::Finance;
use super::account::Account;
use super::sums::Part;
use crate::clock::{midnight, month_and_day};

/// Everything of one user.
#[derive(Debug, Default)]
pub(crate) struct Plans {
    pub(crate) spending_goals: Vec<SpendingGoal>,
    pub(crate) savings_goals: Vec<SavingsGoal>,
    /// Those that requests created, and Moneyhub's own one if a request changed it.
    pub(crate) projects: Vec<Project>,
    pub(crate) thresholds: Vec<Threshold>,
    pub(crate) rental_record: Option<Value>,
    pub(crate) reports: Vec<Report>,
}

/// A spending limit.
#[derive(Clone, Debug)]
pub(crate) struct SpendingGoal {
    pub(crate) id: String,
    /// A category, or [`ALL`](SpendingGoal::ALL).
    pub(crate) category: String,
    pub(crate) amount: i64,
    pub(crate) period: GoalPeriod,
    pub(crate) created: i64,
}

/// When the periods of a goal begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GoalPeriod {
    Monthly { day: u8 },
    Annual { day: u8, month: u8 },
}

#[derive(Clone, Debug)]
pub(crate) struct SavingsGoal {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) target_date: Option<String>,
    pub(crate) image_url: Option<String>,
    pub(crate) notes: Option<String>,
    pub(crate) account_ids: Vec<String>,
    pub(crate) created: i64,
}

#[derive(Clone, Debug)]
pub(crate) struct Project {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) account_ids: Vec<String>,
    pub(crate) kind: String,
    pub(crate) created: i64,
    pub(crate) archived: bool,
    /// Moneyhub created it, so it cannot be deleted.
    pub(crate) given: bool,
}

/// Notifies when the balance of an account is above or below a value.
#[derive(Clone, Debug)]
pub(crate) struct Threshold {
    pub(crate) id: String,
    pub(crate) account: u32,
    pub(crate) value: i64,
    /// `gt` or `lt`.
    pub(crate) kind: String,
}

/// Which report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReportKind {
    Affordability,
    Income,
    FinancialStatement,
}

/// A requested report, with its contents once it is complete.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    pub(crate) id: String,
    pub(crate) kind: ReportKind,
    pub(crate) requested: i64,
    pub(crate) done: i64,
    /// `None` if it fails.
    pub(crate) content: Option<Value>,
}

impl Threshold {
    /// Whether a balance is above, or below, its value.
    pub(crate) fn is_reached(&self, balance: i64) -> bool {
        match self.kind.as_str() {
            "gt" => balance > self.value,
            _ => balance < self.value,
        }
    }
}

impl SpendingGoal {
    /// All spending.
    pub(crate) const ALL: &str = "std:all";
}

impl GoalPeriod {
    /// The wire format: `DD`, or `DD-MM`. The schema has checked the text of a request.
    pub(crate) fn of(kind: &str, start: Option<&str>) -> Option<Self> {
        let number = |text: &str| text.parse::<u8>().ok();
        match (kind, start.map(|start| start.split_once('-').ok_or(start))) {
            ("monthly", None) => Some(Self::Monthly { day: 1 }),
            ("monthly", Some(Err(day))) => Some(Self::Monthly { day: number(day)? }),
            ("annual", None) => Some(Self::Annual { day: 1, month: 1 }),
            ("annual", Some(Ok((day, month)))) => {
                Some(Self::Annual { day: number(day)?, month: number(month)? })
            }
            _ => None,
        }
    }

    pub(crate) fn kind(self) -> &'static str {
        match self {
            Self::Monthly { .. } => "monthly",
            Self::Annual { .. } => "annual",
        }
    }

    pub(crate) fn start(self) -> String {
        match self {
            Self::Monthly { day } => format!("{day:02}"),
            Self::Annual { day, month } => format!("{day:02}-{month:02}"),
        }
    }

    /// The period of a moment, and this many before it, oldest first: the start of each, and the
    /// end of the last.
    pub(crate) fn boundaries(self, now: i64, before: i32) -> Vec<i64> {
        let (month, _) = month_and_day(now);
        let (day, months, first) = match self {
            Self::Monthly { day } => (day, 1, month),
            Self::Annual { day, month: start } => {
                (day, 12, month.div_euclid(12) * 12 + i32::from(start) - 1)
            }
        };
        let first = if midnight(first, day) > now { first - months } else { first };
        (-before..=1).map(|period| midnight(first + period * months, day)).collect()
    }
}

impl Finance {
    pub(crate) fn plans(&self, user: u64) -> &Plans {
        &self.owner(user).plans
    }

    pub(crate) fn plans_mut(&mut self, user: u64) -> &mut Plans {
        &mut self.owner_mut(user).plans
    }

    /// The spending for a goal in each of its last periods, oldest first: the start of each, and
    /// the sum.
    pub(crate) fn spent(
        &self,
        user: u64,
        accounts: &[Account],
        goal: &SpendingGoal,
        boundaries: &[i64],
    ) -> Vec<(i64, i64)> {
        let all = [boundaries.first().copied(), boundaries.last().copied()];
        let parts = self.parts(user, accounts, all);
        let counts = |part: &&Part| match goal.category.as_str() {
            SpendingGoal::ALL => self.is_spending(user, &part.category),
            category => part.category == category,
        };
        let period = |two: &[i64]| {
            let [start, end] = two else {
                return (0, 0);
            };
            let inside = |part: &&Part| (*start..*end).contains(&part.date);
            (*start, parts.iter().filter(inside).filter(counts).map(|part| part.amount).sum())
        };
        boundaries.windows(2).map(period).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::GoalPeriod;
    use crate::clock::{date, parse_date};

    fn boundaries(period: GoalPeriod, day: &str) -> Vec<String> {
        let now = parse_date(day).unwrap_or_default();
        period.boundaries(now, 1).into_iter().map(date).collect()
    }

    #[test]
    fn a_monthly_period_begins_on_its_day_or_on_the_last_of_the_month() {
        let period = GoalPeriod::Monthly { day: 31 };
        assert_eq!(boundaries(period, "2024-02-29"), ["2024-01-31", "2024-02-29", "2024-03-31"]);
        assert_eq!(boundaries(period, "2024-02-28"), ["2023-12-31", "2024-01-31", "2024-02-29"]);
    }

    #[test]
    fn an_annual_period_begins_on_its_day_of_the_year() {
        let period = GoalPeriod::Annual { day: 6, month: 4 };
        assert_eq!(boundaries(period, "2024-04-05"), ["2022-04-06", "2023-04-06", "2024-04-06"]);
        assert_eq!(boundaries(period, "2024-04-06"), ["2023-04-06", "2024-04-06", "2025-04-06"]);
    }

    #[test]
    fn a_start_must_fit_the_kind() {
        assert_eq!(GoalPeriod::of("monthly", Some("7")), Some(GoalPeriod::Monthly { day: 7 }));
        assert_eq!(GoalPeriod::of("monthly", Some("7-4")), None);
        assert_eq!(GoalPeriod::of("annual", Some("07")), None);
    }
}
