use std::collections::BTreeMap;

use crate::api::prelude::*;

/// What a lender would look at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RiskIndicators {
    /// What was drawn in cash.
    pub cash_withdrawals: Option<Amount>,
    /// What was gambled.
    pub gambling: Option<Amount>,
    /// The loans that were taken. Only in Moneyhub's swagger.
    pub loans_opened: Option<LoansOpened>,
    /// What was paid back of loans.
    pub loan_repayments: Option<Amount>,
    /// What was transferred to others.
    pub outgoing_transfers: Option<Amount>,
    /// The direct debits that were returned.
    pub returned_direct_debits: Option<ReturnedDirectDebits>,
}

/// The loans that were taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LoansOpened {
    /// By the period before the report: `30days`, `90days`, `180days` and `365days`.
    pub by_period: Option<BTreeMap<String, LoansOpenedInPeriod>>,
}

/// The loans that were taken in one period, by their type: `bnpl` (buy now, pay later), `hcstc` (high-cost
/// short-term credit), `dca/dmp` (debt collection, debt management), `secured`, `unsecured` and `unknown`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LoansOpenedInPeriod {
    /// How many.
    pub by_type: Option<BTreeMap<String, Decimal>>,
    /// How much.
    pub total_by_type: Option<BTreeMap<String, LoanTotal>>,
}

/// How much was borrowed in loans of one type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LoanTotal {
    /// What was borrowed.
    pub borrowed: Option<Amount>,
    /// What was paid back.
    pub repaid: Option<Amount>,
}

/// The direct debits that were returned.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ReturnedDirectDebits {
    /// How many.
    pub count: Option<Decimal>,
    /// By category and period. Only in Moneyhub's swagger.
    pub details: Option<Vec<ReturnedInCategory>>,
    /// The months that were looked at.
    pub period_months: Option<Decimal>,
}

/// The direct debits of one category that were returned.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ReturnedInCategory {
    /// The category; the form is not documented.
    pub category: Option<Text>,
    /// How many.
    pub count: Option<Decimal>,
    /// The period before the report.
    pub period: Option<Period>,
    /// How much.
    pub total: Option<ReturnedTotal>,
}

/// The length of a period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Period {
    /// What it is counted in.
    pub unit: Option<PeriodUnit>,
    /// How many of them.
    pub value: Option<Decimal>,
}

/// How much was returned.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ReturnedTotal {
    /// How much.
    pub returned: Option<Amount>,
}

open_enum! {
    /// What a period is counted in.
    pub enum PeriodUnit {
        /// Days.
        Days = "days",
    }
}
