use crate::api::prelude::*;

/// Selects transactions. All given conditions have to match; the default matches every transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only these, at most 50.
    pub ids: Vec<TransactionId>,
    /// Only of this account.
    pub account_id: Option<AccountId>,
    /// Only of these accounts.
    pub account_ids: Vec<AccountId>,
    /// The first day.
    pub start_date: Option<Date>,
    /// The last day.
    pub end_date: Option<Date>,
    /// The first day of the last change.
    pub start_date_modified: Option<Date>,
    /// The last day of the last change.
    pub end_date_modified: Option<Date>,
    /// A text to search for: 2 to 100 characters.
    pub text: Option<String>,
    /// Only money in, or only money out.
    pub credit_debit_indicator: Option<CreditDebitIndicator>,
}

/// Selects transactions by what Moneyhub and the user add to them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnrichmentFilter {
    /// A category; or a whole group, as `income:<n>` or `expense:<n>`.
    pub category_id: Option<CategoryId>,
    /// Only of this project.
    pub project_id: Option<ProjectId>,
    /// Only of these projects.
    pub project_ids: Vec<ProjectId>,
    /// Only with a project, or only without.
    pub has_project: Option<bool>,
    /// The beginning of a word of the short description, or of the amount.
    pub contains: Option<String>,
    /// Only with a category of this other set, such as `uk-tax-hmrc`. Moneyhub's swagger has a
    /// string where the name suggests a boolean.
    pub has_enhanced_category: Option<String>,
    /// A category of another set: `<set>:<category>`, such as `uk-tax-hmrc:expenditure.maintenance`.
    pub enhanced_categories: Option<String>,
    /// Only with one of these counterparties.
    pub counterparty_ids: Vec<CounterpartyId>,
    /// The same by ids of version 2. Deprecated by Moneyhub.
    pub counterparty_ids_v2: Vec<CounterpartyId>,
}

impl Filter {
    pub(super) fn add_to(&self, call: Call) -> Call {
        call.query("ids", &self.ids)
            .query("accountId", &self.account_id)
            .query("accountIds", &self.account_ids)
            .query("startDate", &self.start_date)
            .query("endDate", &self.end_date)
            .query("startDateModified", &self.start_date_modified)
            .query("endDateModified", &self.end_date_modified)
            .query("text", &self.text)
            .query("creditDebitIndicator", &self.credit_debit_indicator)
            .in_range("the number of ids", self.ids.len(), 0..=50)
            .of_length("text", self.text.as_deref(), 2..=100)
            .checked(check_days(
                ("startDate", self.start_date.as_ref()),
                ("endDate", self.end_date.as_ref()),
            ))
            .checked(check_days(
                ("startDateModified", self.start_date_modified.as_ref()),
                ("endDateModified", self.end_date_modified.as_ref()),
            ))
    }
}

impl EnrichmentFilter {
    pub(super) fn add_to(&self, call: Call) -> Call {
        call.query("categoryId", &self.category_id)
            .query("projectId", &self.project_id)
            .query("projectIds", &self.project_ids)
            .query("hasProject", &self.has_project)
            .query("contains", &self.contains)
            .query("hasEnhancedCategory", &self.has_enhanced_category)
            .query("enhancedCategories", &self.enhanced_categories)
            .query("counterpartyIds", &self.counterparty_ids)
            .query("counterpartyIdsV2", &self.counterparty_ids_v2)
    }
}

open_enum! {
    /// Which way money went.
    pub enum CreditDebitIndicator {
        /// Money in.
        Credit = "credit",
        /// Money out.
        Debit = "debit",
    }
}

#[cfg(test)]
mod tests {
    use super::super::List;
    use super::*;

    fn list(filter: Filter) -> List {
        List { filter, ..List::default() }
    }

    #[test]
    fn more_than_fifty_ids_are_refused() {
        let ids = |count| list(Filter { ids: vec!["t".into(); count], ..Filter::default() });
        assert!(ids(50).call().is_ok());
        let parameter = "the number of ids";
        let wrong = RequestError::OutOfRange { parameter, least: 0, most: 50 };
        assert_eq!(refusal_of(&ids(51)), wrong);
    }

    #[test]
    fn a_text_to_search_for_has_two_to_a_hundred_characters() {
        let text = |text: String| list(Filter { text: Some(text), ..Filter::default() });
        for good in ["ab".to_owned(), "\u{e9}".repeat(100)] {
            assert!(text(good).call().is_ok());
        }
        let wrong = RequestError::WrongLength { parameter: "text", least: 2, most: 100 };
        for odd in [String::new(), "\u{e9}".to_owned(), "a".repeat(101)] {
            assert_eq!(refusal_of(&text(odd)), wrong);
        }
    }

    #[test]
    fn a_day_to_filter_by_that_is_none_is_refused() {
        let filter = Filter { end_date: Some("2024-02-30".into()), ..Filter::default() };
        assert_eq!(refusal_of(&list(filter)), RequestError::NotADate { parameter: "endDate" });
    }

    #[test]
    fn a_last_day_before_the_first_is_refused() {
        let days = |first: &'static str, last: &'static str| Filter {
            start_date: Some(first.into()),
            end_date: Some(last.into()),
            ..Filter::default()
        };
        let modified = |first: &'static str, last: &'static str| Filter {
            start_date_modified: Some(first.into()),
            end_date_modified: Some(last.into()),
            ..Filter::default()
        };
        let (may, june) = ("2024-05-31", "2024-06-01");
        for good in [days(may, may), days(may, june), modified(may, june)] {
            assert!(list(good).call().is_ok());
        }
        for (odd, parameter) in
            [(days(june, may), "endDate"), (modified(june, may), "endDateModified")]
        {
            let problem = "is before the first day";
            assert_eq!(refusal_of(&list(odd)), RequestError::Invalid { parameter, problem });
        }
    }
}
