//! The filters of lists of transactions, as documented.

use super::account::Account;
use super::catalogue::{category, counterparties};
use super::transaction::{TAX, Transaction};

/// The conditions of a query. All given ones must hold.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    pub(crate) ids: Vec<String>,
    pub(crate) account_ids: Vec<String>,
    /// From this moment on.
    pub(crate) from: Option<i64>,
    /// Before this moment.
    pub(crate) until: Option<i64>,
    pub(crate) rest: Rest,
}

/// The filters that examine a transaction; the others select the candidates.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Rest {
    pub(crate) modified_from: Option<i64>,
    pub(crate) modified_until: Option<i64>,
    /// Lower case.
    pub(crate) text: Option<String>,
    /// Lower case.
    pub(crate) contains: Option<String>,
    pub(crate) category: Option<String>,
    pub(crate) credit: Option<bool>,
    pub(crate) projects: Vec<String>,
    pub(crate) has_project: Option<bool>,
    /// The name of a set of categories.
    pub(crate) has_enhanced: Option<String>,
    /// `field:value`.
    pub(crate) enhanced: Option<String>,
    pub(crate) companies: Vec<String>,
    pub(crate) old_companies: Vec<String>,
}

impl Filter {
    /// Whether a transaction is in a list of these accounts.
    pub(crate) fn holds(&self, one: &Transaction, accounts: &[Account]) -> bool {
        let account = accounts.iter().find(|account| account.number == one.account);
        let wanted = |account: &Account| {
            self.account_ids.is_empty() || self.account_ids.contains(&account.id)
        };
        account.is_some_and(wanted)
            && self.from.is_none_or(|from| one.date >= from)
            && self.until.is_none_or(|until| one.date < until)
            && self.rest.holds(one)
    }
}

impl Rest {
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(crate) fn holds(&self, one: &Transaction) -> bool {
        let company = one.company.and_then(|place| counterparties().get(place));
        let project = one.project.as_deref();
        let in_projects = |wanted: &[String]| {
            let splits = one.splits.iter().filter_map(|split| split.project.as_deref());
            project.into_iter().chain(splits).any(|id| wanted.iter().any(|known| known == id))
        };
        self.modified_from.is_none_or(|from| one.modified >= from)
            && self.modified_until.is_none_or(|until| one.modified < until)
            && self.text.as_ref().is_none_or(|text| has_text(one, text))
            && self.contains.as_ref().is_none_or(|text| begins_a_word(one, text))
            && self.category.as_ref().is_none_or(|wanted| in_category(one, wanted))
            && self.credit.is_none_or(|credit| (one.amount > 0) == credit)
            && (self.projects.is_empty() || in_projects(&self.projects))
            && self.has_project.is_none_or(|has| project.is_some() == has)
            && self.has_enhanced.as_ref().is_none_or(|set| one.enhanced.is_some() && set == TAX)
            && self.enhanced.as_ref().is_none_or(|pair| {
                let value = pair.strip_prefix(TAX).and_then(|rest| rest.strip_prefix(':'));
                value.is_some() && value == one.enhanced.as_deref()
            })
            && (self.companies.is_empty()
                || company.is_some_and(|company| self.companies.contains(&company.id)))
            && (self.old_companies.is_empty()
                || company.is_some_and(|company| self.old_companies.contains(&company.old_id)))
    }
}

/// Anywhere in the descriptions and the notes.
fn has_text(one: &Transaction, text: &str) -> bool {
    [&*one.text, &*one.short, &one.notes].iter().any(|known| known.to_lowercase().contains(text))
}

/// At the beginning of a word of the clean description, or of the amount, in pounds or in pence.
fn begins_a_word(one: &Transaction, text: &str) -> bool {
    let short = one.short.to_lowercase();
    let pence = one.amount.unsigned_abs();
    let pounds = format!("{}.{:02}", pence / 100, pence % 100);
    let word = |(at, _): (usize, &str)| !short[..at].ends_with(char::is_alphanumeric);
    short.match_indices(text).any(word)
        || pounds.starts_with(text)
        || pence.to_string().starts_with(text)
}

/// A category, or a whole group as `income:<n>` or `expense:<n>`. A split transaction is also in
/// the categories of its parts.
fn in_category(one: &Transaction, wanted: &str) -> bool {
    let in_group = |number: &str| {
        category(&one.category).is_some_and(|known| known.group.to_string() == number)
    };
    match wanted.split_once(':') {
        Some(("income", number)) => one.amount > 0 && in_group(number),
        Some(("expense", number)) => one.amount < 0 && in_group(number),
        _ => one.category == wanted || one.splits.iter().any(|split| split.category == wanted),
    }
}
