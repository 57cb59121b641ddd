use super::{ReportStatus, ReportSubject, ReportSummary};
use crate::api::prelude::*;

/// `GET /affordability/income`: the reports on a user's income, page by page, without their contents. Scope
/// `affordability_income:read`.
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

/// `POST /affordability/income`: requests a report on income only. Scopes `affordability_income:read` and
/// `affordability_income:write`. Otherwise as [`Create`](super::Create).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CreateIncomeReport {
    /// Who the report is about. Without a value, no body is sent.
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

/// A report on income. Its contents are absent until it is complete.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct IncomeReport {
    /// The id.
    pub id: AffordabilityReportId,
    /// When it was created; the format is not documented.
    pub created_at: Option<Text>,
    /// Its status. Only in version 3 of the data API.
    pub status: Option<ReportStatus>,
    /// What comes in.
    pub income: Option<Box<Income>>,
    /// Monthly income.
    pub overview: Option<Box<IncomeOverview>>,
    /// The account with the main income.
    pub primary_income_account_id: Option<AccountId>,
}

/// Monthly income: medians of the months analysed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct IncomeOverview {
    /// What comes in.
    pub income: Option<Amount>,
    /// Income, including net transfers.
    pub income_including_transfers: Option<Amount>,
}

/// Income, and how steady it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Income {
    /// How consistent the amounts are, 0 to 1.
    pub amount_consistency: Option<Decimal>,
    /// How long it has been received.
    pub longevity: Option<IncomeLongevity>,
    /// The expected monthly income.
    pub predicted: Option<Amount>,
    /// Whether there is a regular income.
    pub regular_income_detected: Option<bool>,
}

/// How long income has been received.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct IncomeLongevity {
    /// The number of months without a gap.
    pub consecutive_income_months: Option<Decimal>,
    /// The number of months analysed.
    pub income_period_length_months: Option<Decimal>,
}
