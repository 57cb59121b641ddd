use super::{ReportStatus, ReportSubject, ReportSummary};
use crate::api::prelude::*;

/// `GET /affordability/income`: the reports on a user's income, page by page, without what is in them.
/// Scope `affordability_income:read`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListIncomeReports {
    /// The part of the list.
    pub window: Window,
}

impl Endpoint for ListIncomeReports {
    type Output = Page<ReportSummary>;
    const OPERATION: Operation<Self::Output> = Service::Data
        .get("affordability.list_income_reports", "/affordability/income", decode::page)
        .needs(&[scope::AFFORDABILITY_INCOME_READ]);

    fn fill(&self, call: Call) -> Call {
        call.window(self.window)
    }
}

/// `POST /affordability/income`: asks for a report on the income alone. Scopes
/// `affordability_income:read` and `affordability_income:write`. Otherwise as [`Create`](super::Create).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CreateIncomeReport {
    /// Whom the report is about. No body is sent if nothing is said.
    pub subject: Option<ReportSubject>,
}

impl Endpoint for CreateIncomeReport {
    type Output = IncomeReport;
    const OPERATION: Operation<IncomeReport> = Service::Data
        .post("affordability.create_income_report", "/affordability/income", decode::data)
        .needs(&[scope::AFFORDABILITY_INCOME_READ, scope::AFFORDABILITY_INCOME_WRITE]);

    fn fill(&self, call: Call) -> Call {
        ReportSubject::add_to(self.subject.as_ref(), call)
    }
}

/// `GET /affordability/income/{reportId}`: one report on income. Scope `affordability_income:read`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetIncomeReport {
    /// The report.
    pub report_id: AffordabilityReportId,
}

impl Endpoint for GetIncomeReport {
    type Output = IncomeReport;
    const OPERATION: Operation<IncomeReport> = Service::Data
        .get("affordability.get_income_report", "/affordability/income/{reportId}", decode::data)
        .needs(&[scope::AFFORDABILITY_INCOME_READ]);

    fn fill(&self, call: Call) -> Call {
        call.path("reportId", &self.report_id)
    }
}

/// Version 2 of the data API makes the report at once, and gives it no status.
impl Awaited for GetIncomeReport {
    fn is_final(report: &IncomeReport) -> bool {
        report.status.as_ref().is_none_or(ReportStatus::is_final)
    }
}

/// A report on what comes in. What is in it is absent until it is complete.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct IncomeReport {
    /// The id.
    pub id: AffordabilityReportId,
    /// When it was made; the form is not documented.
    pub created_at: Option<Text>,
    /// How far it is. Only in version 3 of the data API.
    pub status: Option<ReportStatus>,
    /// What comes in.
    pub income: Option<Box<Income>>,
    /// What comes in in a month.
    pub overview: Option<Box<IncomeOverview>>,
    /// The account that has the main income.
    pub primary_income_account_id: Option<AccountId>,
}

/// What comes in in a month: medians of the months that were looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct IncomeOverview {
    /// What comes in.
    pub income: Option<Amount>,
    /// What comes in, and what transfers bring on balance.
    pub income_including_transfers: Option<Amount>,
}

/// What comes in, and how steadily.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Income {
    /// How much alike the amounts are, 0 to 1.
    pub amount_consistency: Option<Decimal>,
    /// For how long it has come in.
    pub longevity: Option<IncomeLongevity>,
    /// What is expected in a month.
    pub predicted: Option<Amount>,
    /// Whether there is a regular income.
    pub regular_income_detected: Option<bool>,
}

/// For how long something has come in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct IncomeLongevity {
    /// The months without a gap.
    pub consecutive_income_months: Option<Decimal>,
    /// The months that were looked at.
    pub income_period_length_months: Option<Decimal>,
}
