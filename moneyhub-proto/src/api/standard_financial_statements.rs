//! Standard financial statements: income and outgoings in the lines of the form of that name, which debt
//! advisers and creditors in the United Kingdom share.
//!
//! All of it is of the data API, and takes tokens of the user: `client.user(&user_id).send(..)`. In every
//! version of it a statement is made after the answer: ask for it until it is `complete` or `failed`, or
//! wait for the webhook.
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

/// `GET /standard-financial-statements`: the statements of a user, page by page, without what is in them.
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

/// The list is final when every statement in it is complete or has failed. An empty one is not: whoever waits has
/// asked for a statement.
impl Awaited for List {
    fn is_final(page: &Page<StatementSummary>) -> bool {
        let is_final = |statement: &StatementSummary| {
            statement.status.as_ref().is_some_and(ReportStatus::is_final)
        };
        !page.data.is_empty() && page.data.iter().all(is_final)
    }
}

/// `POST /standard-financial-statements`: asks for a statement, and answers its id and status. Scopes
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
    /// Whom the statement is about. No body is sent if nothing is said.
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

/// A statement has no status of its own: it is final when its form is there. One that failed is never final
/// here: wait for [`List`] where a failure has to end the wait.
impl Awaited for Get {
    fn is_final(statement: &StandardFinancialStatement) -> bool {
        statement.form.is_some()
    }
}

/// What a list says of a statement, and what is known when one is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StatementSummary {
    /// The id.
    pub id: StandardFinancialStatementId,
    /// How far it is.
    pub status: Option<ReportStatus>,
    /// Why it is no further.
    pub status_details: Option<StatusDetails>,
    /// When it was made; the form is not documented.
    pub created_at: Option<Text>,
    /// When it was asked for; the form is not documented.
    pub requested_at: Option<Text>,
}

impl Item for StatementSummary {
    fn identity(&self) -> &str {
        self.id.as_str()
    }
}

/// Why a statement is no further.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StatusDetails {
    /// The reason, for people.
    pub message: Option<String>,
}

/// A standard financial statement. What is in it is absent until it is complete; it has no status of its
/// own, [`List`] does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StandardFinancialStatement {
    /// The id.
    pub id: StandardFinancialStatementId,
    /// When it was made; the form is not documented.
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
/// Moneyhub's swagger lists some sixty lines, and its Node types have an open map: maps take both, and
/// lines of a later version. The names are those of the wire, in kebab case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Form {
    /// How many vehicles there are.
    pub vehicles: Option<i64>,
    /// How the user lives.
    pub housing_tenure: Option<HousingTenure>,
    /// How the user works.
    pub client_employment_status: Option<EmploymentStatus>,
    /// What comes in: `earnings`, `benefits`, `pensions` and `other-income`, each with its lines, such as
    /// `client-salary-or-wages`.
    pub monthly_income: Option<BTreeMap<String, Section>>,
    /// What goes out: `fixed-costs` and `flexible-costs`, each with its sections, such as
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
    /// The amount of a month.
    pub monthly_amount: Option<MonthlyAmount>,
}

/// The amount of a month, over the months that were looked at. The mean of a sample is above its greatest:
/// nothing is checked.
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
    /// How a user lives.
    pub enum HousingTenure {
        /// With their parents.
        LivingWithParents = "Living with parents",
        /// In a home with a mortgage.
        Mortgage = "Mortgage",
        /// Otherwise.
        Other = "Other",
        /// In a home of their own.
        Owner = "Owner",
        /// As the tenant of a private landlord.
        PrivateTenant = "Tenant - private sector",
        /// As the tenant of a council or a housing association.
        SocialTenant = "Tenant - social",
    }
}

open_enum! {
    /// How a user works.
    pub enum EmploymentStatus {
        /// Cares for somebody.
        Carer = "Carer",
        /// Full time.
        FullTime = "Full-time",
        /// Not, because of an illness or a disability.
        IllOrDisabled = "Not working due to illness / disability",
        /// Otherwise.
        Other = "Other",
        /// Part time.
        PartTime = "Part-time",
        /// Not any more.
        Retired = "Retired",
        /// For themselves.
        SelfEmployed = "Self-employed",
        /// Studies.
        Student = "Student",
        /// Not, and looks for work.
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
