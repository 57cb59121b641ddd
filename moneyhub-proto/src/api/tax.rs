//! Figures for a tax return on property.
//!
//! It belongs to the data API, and takes tokens of the user: `client.user(&user_id).send(..)`.
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`Get`] | `GET /tax` | `tax:read` |

use crate::api::prelude::*;

/// `GET /tax`: income and expenditure in the boxes of the form SA105, in one object. Scope `tax:read`.
///
/// Moneyhub's Node types also have `limit` and `offset`, which have no meaning here.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{AccessToken, Config, codec, tax};
///
/// let get = tax::Get {
///     start_date: "2023-04-06".into(),
///     end_date: "2024-04-05".into(),
///     project_id: None,
///     account_id: None,
/// };
/// let request = codec::encode(&get, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// assert_eq!(request.uri().query(), Some("startDate=2023-04-06&endDate=2024-04-05"));
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Get {
    /// The first day.
    pub start_date: Date,
    /// The last day.
    pub end_date: Date,
    /// Only this project.
    pub project_id: Option<ProjectId>,
    /// Only this account.
    pub account_id: Option<AccountId>,
}

impl Endpoint for Get {
    type Output = Tax;
    const OPERATION: Operation<Tax> =
        Service::Data.get("tax.get", "/tax", decode::data).needs(&[scope::TAX_READ]);

    fn fill(&self, call: Call) -> Call {
        let days =
            check_days(("startDate", Some(&self.start_date)), ("endDate", Some(&self.end_date)));
        call.checked(days)
            .query("startDate", &self.start_date)
            .query("endDate", &self.end_date)
            .query("projectId", &self.project_id)
            .query("accountId", &self.account_id)
    }
}

/// The figures of a period for a tax return.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Tax {
    /// The first day.
    pub date_from: Option<Date>,
    /// The last day.
    pub date_to: Option<Date>,
    /// The figures, by form.
    pub tax_return: TaxReturn,
}

/// The figures of a tax return, by form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TaxReturn {
    /// SA105, the form on income from property in the United Kingdom.
    pub sa105: Option<Sa105>,
}

/// The figures of SA105, the form on income from property in the United Kingdom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Sa105 {
    /// Income.
    pub income: Option<TaxTotal>,
    /// Expenditure. It is positive in the example of Moneyhub's swagger; no source states the sign.
    pub expenditure: Option<TaxTotal>,
    /// The taxable amount; it has no details.
    pub taxable_income: Option<TaxTotal>,
}

/// A total with its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TaxTotal {
    /// The total.
    pub total: Option<Amount>,
    /// A line for each tax category.
    pub details: Option<Vec<TaxLine>>,
}

/// The share of one tax category in a total.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TaxLine {
    /// The tax category: `income.<name>` or `expenditure.<name>`, such as `income.rent`.
    pub category: String,
    /// The amount. Whole units are in the example of Moneyhub's swagger, but not in its schema.
    pub amount: Amount,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(start: &str, end: &str) -> Get {
        Get { start_date: start.into(), end_date: end.into(), project_id: None, account_id: None }
    }

    #[test]
    fn a_tax_year_of_days_that_are_none_is_refused() {
        let refused = refusal_of(&get("2023-04-31", "2024-04-05"));
        assert_eq!(refused, RequestError::NotADate { parameter: "startDate" });
        let refused = refusal_of(&get("2023-04-06", "2024"));
        assert_eq!(refused, RequestError::NotADate { parameter: "endDate" });
    }

    #[test]
    fn a_tax_year_that_ends_before_it_begins_is_refused() {
        let refused = refusal_of(&get("2024-04-06", "2024-04-05"));
        assert!(matches!(refused, RequestError::Invalid { parameter: "endDate", .. }), "{refused}");
        assert!(get("2024-04-05", "2024-04-05").call().is_ok());
    }
}
