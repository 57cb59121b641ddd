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
    /// A category of another set: `<set>:<category>`, such as `uk-tax-hmrc:expenditure.repairs`.
    pub enhanced_categories: Option<String>,
    /// Only with one of these counterparties.
    pub counterparty_ids: Vec<CounterpartyId>,
    /// The same by ids of version 2. Deprecated by Moneyhub.
    pub counterparty_ids_v2: Vec<CounterpartyId>,
}

impl Filter {
    const MAX_IDS: u64 = 50;

    pub(super) fn add_to(&self, call: Call) -> Call {
        let text = RequestError::Invalid {
            parameter: "text",
            problem: "has fewer than 2 or more than 100 characters",
        };
        let odd_text = |text: &String| !(2..=100).contains(&text.chars().count());
        let ids = RequestError::OutOfRange {
            parameter: "the number of ids",
            least: 0,
            most: Self::MAX_IDS,
        };
        call.query("ids", &self.ids)
            .query("accountId", &self.account_id)
            .query("accountIds", &self.account_ids)
            .query("startDate", &self.start_date)
            .query("endDate", &self.end_date)
            .query("startDateModified", &self.start_date_modified)
            .query("endDateModified", &self.end_date_modified)
            .query("text", &self.text)
            .query("creditDebitIndicator", &self.credit_debit_indicator)
            .refuse_if(self.ids.len() as u64 > Self::MAX_IDS, ids)
            .refuse_if(self.text.as_ref().is_some_and(odd_text), text)
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
    use crate::ground::error::ErrorKind;

    #[track_caller]
    fn is_sent(filter: Filter) -> bool {
        match (List { filter, ..List::default() }).call() {
            Ok(_) => true,
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Request);
                false
            }
        }
    }

    #[test]
    fn more_than_fifty_ids_are_refused() {
        let ids = |count| Filter { ids: vec!["t".into(); count], ..Filter::default() };
        assert!(is_sent(ids(50)));
        assert!(!is_sent(ids(51)));
    }

    #[test]
    fn a_text_to_search_for_has_two_to_a_hundred_characters() {
        let text = |text: String| Filter { text: Some(text), ..Filter::default() };
        for good in ["ab".to_owned(), "\u{e9}".repeat(100)] {
            assert!(is_sent(text(good)));
        }
        for odd in [String::new(), "\u{e9}".to_owned(), "a".repeat(101)] {
            assert!(!is_sent(text(odd)));
        }
    }

    #[test]
    fn a_day_that_is_none_is_refused() {
        assert!(!is_sent(Filter { end_date: Some("2024-02-30".into()), ..Filter::default() }));
    }
}
