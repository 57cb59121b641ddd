//! Standard financial statements: income and outgoings in the lines of the form of that name, which debt
//! advisers and creditors in the United Kingdom share.
//!
//! All of these belong to the data API, and take tokens of the user: `client.user(&user_id).send(..)`. In
//! every version, the service creates a statement after it has answered: poll until it is `complete` or
//! `failed`, or wait for the webhook.
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`List`] | `GET /standard-financial-statements` | `standard_financial_statement:read` |
//! | [`Create`] | `POST /standard-financial-statements` | and `standard_financial_statement:write` |
//! | [`Get`] | `GET /standard-financial-statements/{reportId}` | `standard_financial_statement:read` |

use std::collections::BTreeMap;

use crate::api::{
    affordability::{ReportStatus, ReportSubject},
    prelude::*,
};

/// `GET /standard-financial-statements`: the statements of a user, page by page, without their contents.
/// Scope `standard_financial_statement:read`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The part of the list.
    pub window: Window,
}

impl Endpoint for List {
    type Output = Page<StatementSummary>;
    const OPERATION: Operation<Self::Output> = Service::Data
        .get("standard_financial_statements.list", "/standard-financial-statements", decode::page)
        .needs(&[scope::STANDARD_FINANCIAL_STATEMENT_READ]);

    fn fill(&self, call: Call) -> Call {
        call.window(self.window)
    }
}

/// The list is final when every statement in it is complete or has failed. An empty list is not: whoever waits
/// has requested a statement.
impl Awaited for List {
    fn is_final(page: &Page<StatementSummary>) -> bool {
        let is_final = |statement: &StatementSummary| {
            statement.status.as_ref().is_some_and(ReportStatus::is_final)
        };
        !page.data.is_empty() && page.data.iter().all(is_final)
    }
}

/// `POST /standard-financial-statements`: requests a statement, and returns its id and status. Scopes
/// `standard_financial_statement:read` and `standard_financial_statement:write`.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{AccessToken, Config, affordability, codec, standard_financial_statements};
///
/// let subject = affordability::ReportSubject {
///     external_user_id: Some("customer-0042".into()),
///     ..Default::default()
/// };
/// let create = standard_financial_statements::Create { subject: Some(subject) };
/// let request = codec::encode(&create, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// assert_eq!(request.body(), r#"{"externalUserId":"customer-0042"}"#);
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Create {
    /// Who the statement is about. Without a value, no body is sent.
    pub subject: Option<ReportSubject>,
}

impl Endpoint for Create {
    type Output = StatementSummary;
    const OPERATION: Operation<StatementSummary> = Service::Data
        .post(
            "standard_financial_statements.create",
            "/standard-financial-statements",
            decode::data,
        )
        .needs(&[
            scope::STANDARD_FINANCIAL_STATEMENT_READ,
            scope::STANDARD_FINANCIAL_STATEMENT_WRITE,
        ]);

    fn fill(&self, call: Call) -> Call {
        ReportSubject::add_to(self.subject.as_ref(), call)
    }
}

/// `GET /standard-financial-statements/{reportId}`: one statement. Scope
/// `standard_financial_statement:read`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Get {
    /// The statement.
    pub report_id: StandardFinancialStatementId,
}

impl Endpoint for Get {
    type Output = StandardFinancialStatement;
    const OPERATION: Operation<Self::Output> = Service::Data
        .get(
            "standard_financial_statements.get",
            "/standard-financial-statements/{reportId}",
            decode::data,
        )
        .needs(&[scope::STANDARD_FINANCIAL_STATEMENT_READ]);

    fn fill(&self, call: Call) -> Call {
        call.path("reportId", &self.report_id)
    }
}

/// A statement has no status of its own: it is final when its form is present. A failed one is never final
/// here: wait for [`List`] if a failure has to end the wait.
impl Awaited for Get {
    fn is_final(statement: &StandardFinancialStatement) -> bool {
        statement.form.is_some()
    }
}

/// A statement in a list, and the answer to a request for one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StatementSummary {
    /// The id.
    pub id: StandardFinancialStatementId,
    /// Its status.
    pub status: Option<ReportStatus>,
    /// The reason for the status.
    pub status_details: Option<StatusDetails>,
    /// When it was created; the format is not documented.
    pub created_at: Option<Text>,
    /// When it was requested; the format is not documented.
    pub requested_at: Option<Text>,
}

impl Item for StatementSummary {
    fn identity(&self) -> &str {
        self.id.as_str()
    }
}

/// The reason for a statement's status.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StatusDetails {
    /// The reason, as text.
    pub message: Option<String>,
}

/// A standard financial statement. Its contents are absent until it is complete. It has no status of its own;
/// see [`List`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StandardFinancialStatement {
    /// The id.
    pub id: StandardFinancialStatementId,
    /// When it was created; the format is not documented.
    pub created_at: Option<Text>,
    /// The version of the form.
    pub version: Option<FormVersion>,
    /// The currency.
    pub currency: Option<Currency>,
    /// What is in version 2.1 of the form. On the wire the member is `2.1`.
    #[serde(rename = "2.1")]
    pub form: Option<Box<Form>>,
}

/// What is in version 2.1 of the form.
///
/// Moneyhub's swagger lists about sixty lines, and its Node types have an open map. Maps hold both, and lines
/// of later versions. The names are those on the wire, in kebab case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Form {
    /// How many vehicles there are.
    pub vehicles: Option<i64>,
    /// The user's housing.
    pub housing_tenure: Option<HousingTenure>,
    /// The user's employment.
    pub client_employment_status: Option<EmploymentStatus>,
    /// Income: `earnings`, `benefits`, `pensions` and `other-income`, each with its lines, such as
    /// `client-salary-or-wages`.
    pub monthly_income: Option<BTreeMap<String, Section>>,
    /// Expenses: `fixed-costs` and `flexible-costs`, each with its sections, such as
    /// `home-contents`, and those with their lines, such as `rent`.
    pub monthly_outgoings: Option<BTreeMap<String, BTreeMap<String, Section>>>,
}

/// A section of the form: its lines by their names.
pub type Section = BTreeMap<String, Line>;

/// A line of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Line {
    /// The monthly amount.
    pub monthly_amount: Option<MonthlyAmount>,
}

/// The monthly amount over the months analysed. The mean of one sample is above its maximum, so nothing is
/// checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MonthlyAmount {
    /// The least.
    pub min: Option<Amount>,
    /// The greatest.
    pub max: Option<Amount>,
    /// The mean.
    pub mean: Option<Amount>,
}

open_enum! {
    /// The version of the form.
    pub enum FormVersion {
        /// Version 2.1.
        V2_1 = "2.1",
    }
}

open_enum! {
    /// A user's housing.
    pub enum HousingTenure {
        /// Lives with parents.
        LivingWithParents = "Living with parents",
        /// Owns a home with a mortgage.
        Mortgage = "Mortgage",
        /// Other.
        Other = "Other",
        /// Owns a home outright.
        Owner = "Owner",
        /// Rents from a private landlord.
        PrivateTenant = "Tenant - private sector",
        /// Rents from a council or a housing association.
        SocialTenant = "Tenant - social",
    }
}

open_enum! {
    /// A user's employment.
    pub enum EmploymentStatus {
        /// Carer.
        Carer = "Carer",
        /// Full time.
        FullTime = "Full-time",
        /// Not working because of illness or disability.
        IllOrDisabled = "Not working due to illness / disability",
        /// Other.
        Other = "Other",
        /// Part time.
        PartTime = "Part-time",
        /// Retired.
        Retired = "Retired",
        /// Self-employed.
        SelfEmployed = "Self-employed",
        /// Student.
        Student = "Student",
        /// Unemployed.
        Unemployed = "Unemployed",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_list_of_statements_is_final_when_each_is_complete_or_has_failed() {
        for (statuses, is_final) in [
            (&[][..], false),
            (&["complete", "failed"], true),
            (&["complete", "pending"], false),
            (&["complete", "queued"], false),
        ] {
            let data = statuses.iter().map(|status| json!({"id": "s", "status": status}));
            let page = json!({"data": data.collect::<Vec<_>>()});
            let page: Page<StatementSummary> = serde_json::from_value(page).unwrap();
            assert_eq!(List::is_final(&page), is_final, "{statuses:?}");
        }
    }
}
