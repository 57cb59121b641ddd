//! A report on what a user can afford, and an analysis of spending, in the plainest form.

use std::collections::HashMap;

use serde::Deserialize;

use super::transactions::Amount;

/// One thing in its envelope.
#[derive(Debug, Deserialize)]
#[expect(missing_docs, reason = "the names on the wire say it")]
pub struct Data<T> {
    pub data: T,
}

/// An analysis, with the members of [`moneyhub_proto::spending::Analysis`].
#[derive(Debug, Deserialize)]
#[expect(missing_docs, reason = "the names on the wire say it")]
pub struct Analysis {
    pub categories: Vec<CategorySpending>,
    pub total: HashMap<String, i64>,
}

/// What was spent in one category.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CategorySpending {
    pub category_id: Option<String>,
    pub category_group: Option<String>,
    #[serde(flatten)]
    pub spent: HashMap<String, i64>,
}

/// A report, with the members of [`moneyhub_proto::affordability::Report`].
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names on the wire say it")]
pub struct Report {
    pub id: String,
    pub created_at: Option<String>,
    pub status: Option<String>,
    pub income: Option<Income>,
    pub overdraft_use_by_account: Option<Vec<AccountOverdraft>>,
    pub overview: Option<HashMap<String, Amount>>,
    pub primary_income_account_id: Option<String>,
    pub risk_indicators: Option<RiskIndicators>,
}

/// What comes in.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Income {
    pub amount_consistency: Option<f64>,
    pub longevity: Option<HashMap<String, f64>>,
    pub predicted: Option<Amount>,
    pub regular_income_detected: Option<bool>,
}

/// How an account was overdrawn.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountOverdraft {
    pub id: String,
    pub days_in_overdraft: Option<f64>,
    pub days_in_unarranged_overdraft: Option<f64>,
    pub earliest_balance_date: Option<String>,
    pub details: Option<Vec<OverdraftPeriod>>,
}

/// A period in which it was.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OverdraftPeriod {
    pub days: Option<f64>,
    pub start: Option<String>,
    pub end: Option<String>,
    pub minimum_balance: Option<Amount>,
    pub unarranged_overdraft: Option<UnarrangedOverdraft>,
}

/// What of it was without an arrangement.
#[derive(Debug, Deserialize)]
pub struct UnarrangedOverdraft {
    pub days: Option<f64>,
    pub details: Option<Vec<OverdraftPeriod>>,
}

/// What a lender would look at.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RiskIndicators {
    pub cash_withdrawals: Option<Amount>,
    pub gambling: Option<Amount>,
    pub loans_opened: Option<LoansOpened>,
    pub loan_repayments: Option<Amount>,
    pub outgoing_transfers: Option<Amount>,
    pub returned_direct_debits: Option<ReturnedDirectDebits>,
}

/// The loans that were taken.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LoansOpened {
    pub by_period: Option<HashMap<String, LoansOpenedInPeriod>>,
}

/// Those of one period.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LoansOpenedInPeriod {
    pub by_type: Option<HashMap<String, f64>>,
    pub total_by_type: Option<HashMap<String, LoanTotal>>,
}

/// How much it was.
#[derive(Debug, Deserialize)]
pub struct LoanTotal {
    pub borrowed: Option<Amount>,
    pub repaid: Option<Amount>,
}

/// The direct debits that were returned.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReturnedDirectDebits {
    pub count: Option<f64>,
    pub details: Option<Vec<ReturnedInCategory>>,
    pub period_months: Option<f64>,
}

/// Those of one category.
#[derive(Debug, Deserialize)]
pub struct ReturnedInCategory {
    pub category: Option<String>,
    pub count: Option<f64>,
    pub period: Option<Period>,
    pub total: Option<ReturnedTotal>,
}

/// How long a period is.
#[derive(Debug, Deserialize)]
pub struct Period {
    pub unit: Option<String>,
    pub value: Option<f64>,
}

/// How much was returned.
#[derive(Debug, Deserialize)]
pub struct ReturnedTotal {
    pub returned: Option<Amount>,
}
