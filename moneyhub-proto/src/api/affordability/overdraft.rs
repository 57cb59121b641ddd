use crate::api::prelude::*;

/// How an account was overdrawn. The format of the days is not documented.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AccountOverdraft {
    /// The account.
    pub id: AccountId,
    /// The number of days overdrawn.
    pub days_in_overdraft: Option<Decimal>,
    /// The number of days overdrawn without an arrangement.
    pub days_in_unarranged_overdraft: Option<Decimal>,
    /// The first day with a known balance.
    pub earliest_balance_date: Option<Text>,
    /// The periods in which it was overdrawn. Only in Moneyhub's swagger.
    pub details: Option<Vec<OverdraftPeriod>>,
}

/// A period in which an account was overdrawn.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct OverdraftPeriod {
    /// The number of days.
    pub days: Option<Decimal>,
    /// When it began.
    pub start: Option<Text>,
    /// When it ended.
    pub end: Option<Text>,
    /// The lowest balance, which is negative.
    pub minimum_balance: Option<Amount>,
    /// The part of it without an arrangement.
    pub unarranged_overdraft: Option<UnarrangedOverdraft>,
}

/// The part of a period that was without an arrangement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UnarrangedOverdraft {
    /// The number of days.
    pub days: Option<Decimal>,
    /// The periods.
    pub details: Option<Vec<UnarrangedPeriod>>,
}

/// A period in which an account was overdrawn without an arrangement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct UnarrangedPeriod {
    /// The number of days.
    pub days: Option<Decimal>,
    /// When it began.
    pub start: Option<Text>,
    /// When it ended.
    pub end: Option<Text>,
    /// The lowest balance, which is negative.
    pub minimum_balance: Option<Amount>,
}
