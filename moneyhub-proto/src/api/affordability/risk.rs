use std::collections::BTreeMap;

use crate::api::prelude::*;

/// Risk indicators for lenders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RiskIndicators {
    /// Cash withdrawals.
    pub cash_withdrawals: Option<Amount>,
    /// Spending on gambling.
    pub gambling: Option<Amount>,
    /// The loans taken out. Only in Moneyhub's swagger.
    pub loans_opened: Option<LoansOpened>,
    /// Loan repayments.
    pub loan_repayments: Option<Amount>,
    /// Transfers to others.
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

/// The loans taken out in one period, by their type: `bnpl` (buy now, pay later), `hcstc` (high-cost
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
    /// The number of months analysed.
    pub period_months: Option<Decimal>,
}

/// The returned direct debits of one category.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ReturnedInCategory {
    /// The category; the format is not documented.
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
    /// Its unit.
    pub unit: Option<PeriodUnit>,
    /// How many units.
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
    /// The unit of a period.
    pub enum PeriodUnit {
        /// Days.
        Days = "days",
    }
}
