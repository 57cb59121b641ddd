use super::{AccountOverdraft, Income, RiskIndicators};
use crate::api::prelude::*;

/// `GET /affordability`: the reports of a user, page by page, without their contents. Scope
/// `affordability:read`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The part of the list.
    pub window: Window,
}

impl Endpoint for List {
    type Output = Page<ReportSummary>;
    const OPERATION: Operation<Self::Output> = Service::Data
        .get("affordability.list", "/affordability", decode::page)
        .needs(&[scope::AFFORDABILITY_READ]);

    fn fill(&self, call: Call) -> Call {
        call.window(self.window)
    }
}

/// `POST /affordability`: requests a report. Scopes `affordability:read` and `affordability:write`.
///
/// The answer is the report; in version 3 of the data API, its id and status. A 400 with the subcode
/// `CURRENCY_MISMATCH` presumably means that the accounts are in different currencies.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{AccessToken, Config, affordability, codec};
///
/// let create = affordability::Create::default();
/// let request = codec::encode(&create, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// assert!(request.body().is_empty());
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Create {
    /// Who the report is about. Without a value, no body is sent.
    pub subject: Option<ReportSubject>,
}

impl Endpoint for Create {
    type Output = Report;
    const OPERATION: Operation<Report> = Service::Data
        .post("affordability.create", "/affordability", decode::data)
        .needs(&[scope::AFFORDABILITY_READ, scope::AFFORDABILITY_WRITE]);

    fn fill(&self, call: Call) -> Call {
        ReportSubject::add_to(self.subject.as_ref(), call)
    }
}

/// `GET /affordability/{reportId}`: one report. Scope `affordability:read`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Get {
    /// The report. `income` and `confidence` are refused: these are other resources.
    pub report_id: AffordabilityReportId,
}

impl Endpoint for Get {
    type Output = Report;
    const OPERATION: Operation<Report> = Service::Data
        .get("affordability.get", "/affordability/{reportId}", decode::data)
        .needs(&[scope::AFFORDABILITY_READ]);

    fn fill(&self, call: Call) -> Call {
        let problem = "is the name of another resource, not an id";
        let refusal = RequestError::Invalid { parameter: "reportId", problem };
        call.refuse_if(matches!(self.report_id.as_str(), "confidence" | "income"), refusal)
            .path("reportId", &self.report_id)
    }
}

/// Version 2 of the data API makes the report at once, and gives it no status.
impl Awaited for Get {
    fn is_final(report: &Report) -> bool {
        report.status.as_ref().is_none_or(ReportStatus::is_final)
    }
}

/// `GET /affordability/confidence`: how reliable a report on this user would be. Scope
/// `affordability:read`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GetConfidence;

impl Endpoint for GetConfidence {
    type Output = Confidence;
    const OPERATION: Operation<Confidence> = Service::Data
        .get("affordability.get_confidence", "/affordability/confidence", decode::data)
        .needs(&[scope::AFFORDABILITY_READ]);
}

/// Who a report is about, in your own terms.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportSubject {
    /// Your own id for the user.
    pub external_user_id: Option<String>,
    /// The name.
    pub name: Option<HolderName>,
    /// The e-mail address.
    pub email: Option<EmailAddress>,
}

impl ReportSubject {
    pub(crate) fn add_to(subject: Option<&Self>, call: Call) -> Call {
        match subject {
            Some(subject) => {
                call.checked(check_email("email", subject.email.as_ref())).json(subject)
            }
            None => call,
        }
    }
}

/// A report in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ReportSummary {
    /// The id.
    pub id: AffordabilityReportId,
    /// When it was created; the format is not documented.
    pub created_at: Option<Text>,
    /// Its status. Only in version 3 of the data API.
    pub status: Option<ReportStatus>,
}

impl Item for ReportSummary {
    fn identity(&self) -> &str {
        self.id.as_str()
    }
}

/// A report on what a user can afford. Its contents are absent until it is complete.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Report {
    /// The id.
    pub id: AffordabilityReportId,
    /// When it was created; the format is not documented.
    pub created_at: Option<Text>,
    /// Its status. Only in version 3 of the data API.
    pub status: Option<ReportStatus>,
    /// What comes in.
    pub income: Option<Box<Income>>,
    /// The overdrafts of each account.
    pub overdraft_use_by_account: Option<Vec<AccountOverdraft>>,
    /// Monthly income and expenses.
    pub overview: Option<Box<Overview>>,
    /// The account with the main income.
    pub primary_income_account_id: Option<AccountId>,
    /// Risk indicators for lenders.
    pub risk_indicators: Option<Box<RiskIndicators>>,
}

/// Monthly income and expenses: medians of the months analysed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Overview {
    /// Expenses that the user could do without.
    pub discretionary_expenses: Option<Amount>,
    /// Expenses that are the same every month.
    pub fixed_expenses: Option<Amount>,
    /// Expenses that vary from month to month.
    pub flexible_expenses: Option<Amount>,
    /// What comes in.
    pub income: Option<Amount>,
    /// Income, including net transfers.
    pub income_including_transfers: Option<Amount>,
    /// Expenses that the user can't do without.
    pub non_discretionary_expenses: Option<Amount>,
}

/// How far a report could be trusted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Confidence {
    /// How far.
    pub confidence: ConfidenceLevel,
}

open_enum! {
    /// How far a report could be trusted.
    #[derive(Default)]
    pub enum ConfidenceLevel {
        /// Far.
        High = "high",
        /// Not far.
        #[default]
        Low = "low",
    }
}

open_enum! {
    /// How far a report is.
    pub enum ReportStatus {
        /// All of it is there. Final.
        Complete = "complete",
        /// There will be none. Final.
        Failed = "failed",
        /// It is being made.
        Pending = "pending",
    }
}

impl ReportStatus {
    /// Whether it will stay. A status that this version does not know counts as one that may change.
    #[must_use]
    pub const fn is_final(&self) -> bool {
        matches!(self, Self::Complete | Self::Failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_on_somebody_with_what_is_no_address_is_refused() {
        let create = |email: &str| Create {
            subject: Some(ReportSubject { email: Some(email.into()), ..Default::default() }),
        };
        assert!(create("someone@example.com").call().is_ok());
        let refused = refusal_of(&create("someone"));
        assert!(matches!(refused, RequestError::Invalid { parameter: "email", .. }), "{refused}");
    }

    #[test]
    fn names_of_other_resources_are_no_ids_of_reports() {
        for name in ["confidence", "income"] {
            let refused = refusal_of(&Get { report_id: name.into() });
            let is_expected =
                matches!(refused, RequestError::Invalid { parameter: "reportId", .. });
            assert!(is_expected, "{name}: {refused}");
        }
        assert!(Get { report_id: "incomes".into() }.call().is_ok());
    }
}
