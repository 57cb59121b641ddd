//! Limits that users set on their spending.
//!
//! All of these belong to the data API, and take tokens of the user:
//! `client.user(&user_id).send(..)`.
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`List`] | `GET /spending-goals` | `spending_goals:read` |
//! | [`Get`] | `GET /spending-goals/{goalId}` | the same |
//! | [`Create`] | `POST /spending-goals` | `spending_goals:read spending_goals:write:all` |
//! | [`Update`] | `PATCH /spending-goals/{goalId}` | `spending_goals:read spending_goals:write` |
//! | [`Delete`] | `DELETE /spending-goals/{goalId}` | `spending_goals:write:all` |

use crate::api::{payments::MOST_PENCE, prelude::*};

/// `GET /spending-goals`: the limits of a user, page by page. Scope `spending_goals:read`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The part of the list.
    pub window: Window,
}

impl Endpoint for List {
    type Output = Page<SpendingGoal>;
    const OPERATION: Operation<Self::Output> = Service::Data
        .get("spending_goals.list", "/spending-goals", decode::page)
        .needs(&[scope::SPENDING_GOALS_READ]);

    fn fill(&self, call: Call) -> Call {
        call.window(self.window)
    }
}

/// `GET /spending-goals/{goalId}`: one limit. Scope `spending_goals:read`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Get {
    /// The limit.
    pub goal_id: SpendingGoalId,
}

impl Endpoint for Get {
    type Output = SpendingGoal;
    const OPERATION: Operation<SpendingGoal> = Service::Data
        .get("spending_goals.get", "/spending-goals/{goalId}", decode::data)
        .needs(&[scope::SPENDING_GOALS_READ]);

    fn fill(&self, call: Call) -> Call {
        call.path("goalId", &self.goal_id)
    }
}

/// `POST /spending-goals`: sets a limit. Scopes `spending_goals:read` and `spending_goals:write:all`.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{AccessToken, Config, codec, spending_goals};
///
/// let create = spending_goals::Create {
///     category_id: "std:all".into(),
///     amount: 50_000,
///     period: Some(spending_goals::GoalPeriod::Annual { day: 6, month: 4 }),
/// };
/// let request = codec::encode(&create, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// let body = r#"{"categoryId":"std:all","amount":{"value":50000},"periodType":"annual","periodStart":"06-04"}"#;
/// assert_eq!(request.body(), body);
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Create {
    /// The category, or `std:all` for all spending.
    pub category_id: CategoryId,
    /// The limit in minor units, above 0.
    pub amount: u64,
    /// The period of the limit; by default the service chooses.
    pub period: Option<GoalPeriod>,
}

impl Endpoint for Create {
    type Output = SpendingGoal;
    const OPERATION: Operation<SpendingGoal> = Service::Data
        .post("spending_goals.create", "/spending-goals", decode::data)
        .needs(&[scope::SPENDING_GOALS_READ, scope::SPENDING_GOALS_WRITE_ALL]);

    fn fill(&self, call: Call) -> Call {
        let call = match self.period {
            None => call,
            Some(GoalPeriod::Monthly { day }) => call.in_range("periodStart", day, 1..=31),
            Some(GoalPeriod::Annual { day, month }) => call
                .in_range("the day of periodStart", day, 1..=31)
                .in_range("the month of periodStart", month, 1..=12),
        };
        call.in_range("amount", self.amount, 1..=MOST_PENCE).json(&Body {
            category_id: Some(&self.category_id),
            amount: Some(SentAmount { value: self.amount, currency: None }),
            period_type: self.period.map(GoalPeriod::kind),
            period_start: self.period.map(GoalPeriod::start),
        })
    }
}

/// `PATCH /spending-goals/{goalId}`: changes a limit; members that are `None` stay as they are. Its period
/// can't be changed. Scopes `spending_goals:read` and `spending_goals:write`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// The limit.
    pub goal_id: SpendingGoalId,
    /// The category, or `std:all` for all spending.
    pub category_id: Option<CategoryId>,
    /// The limit in minor units, above 0.
    pub amount: Option<u64>,
}

impl Endpoint for Update {
    type Output = SpendingGoal;
    const OPERATION: Operation<SpendingGoal> = Service::Data
        .patch("spending_goals.update", "/spending-goals/{goalId}", decode::data)
        .needs(&[scope::SPENDING_GOALS_READ, scope::SPENDING_GOALS_WRITE]);

    fn fill(&self, call: Call) -> Call {
        let amount = self.amount.map(|value| SentAmount { value, currency: None });
        call.path("goalId", &self.goal_id)
            .in_range("amount", self.amount.unwrap_or(1), 1..=MOST_PENCE)
            .json(&Body { category_id: self.category_id.as_ref(), amount, ..Body::default() })
    }
}

/// `DELETE /spending-goals/{goalId}`: deletes a limit. Scope `spending_goals:write:all`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delete {
    /// The limit.
    pub goal_id: SpendingGoalId,
}

impl Endpoint for Delete {
    type Output = ();
    const OPERATION: Operation<()> = Service::Data
        .delete("spending_goals.delete", "/spending-goals/{goalId}", decode::empty)
        .needs(&[scope::SPENDING_GOALS_WRITE_ALL]);

    fn fill(&self, call: Call) -> Call {
        call.path("goalId", &self.goal_id)
    }
}

/// The period of a limit, and when it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoalPeriod {
    /// A month that begins on this day, 1 to 31. How the service treats shorter months is not
    /// documented.
    Monthly {
        /// The day.
        day: u8,
    },
    /// A year that begins on this day, 1 to 31, of this month, 1 to 12.
    Annual {
        /// The day.
        day: u8,
        /// The month.
        month: u8,
    },
}

impl GoalPeriod {
    fn kind(self) -> PeriodType {
        match self {
            Self::Monthly { .. } => PeriodType::Monthly,
            Self::Annual { .. } => PeriodType::Annual,
        }
    }

    /// With leading zeros, which the service does not require but always accepts.
    fn start(self) -> String {
        match self {
            Self::Monthly { day } => format!("{day:02}"),
            Self::Annual { day, month } => format!("{day:02}-{month:02}"),
        }
    }
}

/// A limit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SpendingGoal {
    /// The id.
    pub id: SpendingGoalId,
    /// The category, or `std:all`.
    pub category_id: CategoryId,
    /// The limit, which is positive.
    pub amount: Amount,
    /// The length of the period.
    pub period_type: Option<PeriodType>,
    /// When the period begins: a day of the month, `1` or `01`, or of the year, `06-04` for 6
    /// April.
    pub period_start: Option<String>,
    /// When it was set.
    pub date_created: Option<Timestamp>,
    /// The spending in each period so far.
    pub spending: Option<Vec<PeriodSpending>>,
}

impl Item for SpendingGoal {
    fn identity(&self) -> &str {
        self.id.as_str()
    }
}

/// The spending in one period of a limit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PeriodSpending {
    /// The month; its value for a yearly limit is not documented.
    pub date: Month,
    /// The spending in minor units; it is negative, unlike the limit.
    pub spent: i64,
}

open_enum! {
    /// The length of a limit's period.
    pub enum PeriodType {
        /// A year.
        Annual = "annual",
        /// A month.
        Monthly = "monthly",
    }
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    category_id: Option<&'a CategoryId>,
    amount: Option<SentAmount<'a, u64>>,
    period_type: Option<PeriodType>,
    period_start: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(amount: u64, period: GoalPeriod) -> RequestError {
        let category_id = CategoryId::from("std:all");
        refusal_of(&Create { category_id, amount, period: Some(period) })
    }

    fn out_of(parameter: &'static str, most: u64) -> RequestError {
        RequestError::OutOfRange { parameter, least: 1, most }
    }

    #[test]
    fn a_spending_goal_of_nothing_is_refused() {
        let refused = refusal(0, GoalPeriod::Monthly { day: 1 });
        assert!(matches!(refused, RequestError::OutOfRange { parameter: "amount", least: 1, .. }));
        let update = Update { goal_id: "g".into(), category_id: None, amount: Some(0) };
        assert_eq!(refusal_of(&update), refused);
    }

    #[test]
    fn a_period_from_a_day_or_month_of_no_calendar_is_refused() {
        for day in [0, 32] {
            assert_eq!(refusal(1, GoalPeriod::Monthly { day }), out_of("periodStart", 31));
            let refused = refusal(1, GoalPeriod::Annual { day, month: 1 });
            assert_eq!(refused, out_of("the day of periodStart", 31));
        }
        for month in [0, 13] {
            let refused = refusal(1, GoalPeriod::Annual { day: 1, month });
            assert_eq!(refused, out_of("the month of periodStart", 12));
        }
    }

    #[test]
    fn the_start_of_a_period_is_sent_with_its_zeros() {
        assert_eq!(GoalPeriod::Monthly { day: 1 }.start(), "01");
        assert_eq!(GoalPeriod::Annual { day: 31, month: 12 }.start(), "31-12");
    }
}
