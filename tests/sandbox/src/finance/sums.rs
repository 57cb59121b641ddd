//! Sums of transactions, in pence: every chapter about spending uses them, so that all agree with
//! the list of transactions.

use std::collections::BTreeMap;

use super::account::Account;
use super::catalogue::{category, groups};
use super::filter::Filter;
use super::{CustomCategory, Finance};

/// A transaction, or a part of a split one.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) account: u32,
    pub(crate) amount: i64,
    pub(crate) date: i64,
    pub(crate) category: String,
    pub(crate) project: Option<String>,
    /// The tax category, which splits share with the whole.
    pub(crate) tax: Option<String>,
}

/// The kind of a category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    Income,
    Transfer,
    Spending,
}

/// A category, as needed for sums.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// `group:<n>`.
    pub(crate) group: String,
    /// The key of the group.
    pub(crate) group_key: &'static str,
    /// The key of a standard category.
    pub(crate) key: &'static str,
    pub(crate) sort: Sort,
}

impl Finance {
    /// Every transaction of these accounts from one moment until before another, newest first;
    /// split ones are replaced by their parts.
    pub(crate) fn parts(
        &self,
        user: u64,
        accounts: &[Account],
        [from, until]: [Option<i64>; 2],
    ) -> Vec<Part> {
        if accounts.is_empty() {
            return Vec::new();
        }
        let filter = Filter { from, until, ..Filter::default() };
        let listing = self.listing(user, accounts, &filter);
        let parts = listing.from(0).flat_map(|one| {
            let whole = Part {
                account: one.account,
                amount: one.amount,
                date: one.date,
                category: one.category.into_owned(),
                project: one.project,
                tax: one.enhanced.map(std::borrow::Cow::into_owned),
            };
            if one.splits.is_empty() {
                return vec![whole];
            }
            let part = |split: super::Split| Part {
                amount: split.amount,
                category: split.category,
                project: split.project.or_else(|| whole.project.clone()),
                ..whole.clone()
            };
            one.splits.into_iter().map(part).collect()
        });
        parts.collect()
    }

    /// The group of a category; `None` if the user does not have it.
    pub(crate) fn place_of(&self, user: u64, id: &str) -> Option<Place> {
        let custom = || {
            let mine = self.custom_categories(user).iter();
            let found: &CustomCategory = mine.into_iter().find(|known| known.id == id)?;
            Some((found.group.strip_prefix("group:")?.parse().ok()?, ""))
        };
        let standard = category(id).map(|known| (known.group, known.key));
        let (number, key) = standard.or_else(custom)?;
        let group_key = groups().iter().find(|group| group.number == number)?.key;
        let sort = match group_key {
            "income" | "business-income" => Sort::Income,
            "transfers" => Sort::Transfer,
            _ => Sort::Spending,
        };
        Some(Place { group: format!("group:{number}"), group_key, key, sort })
    }

    /// Whether spending includes this category: not income, not transfers.
    pub(crate) fn is_spending(&self, user: u64, id: &str) -> bool {
        self.place_of(user, id).is_none_or(|place| place.sort == Sort::Spending)
    }
}

/// The sum of each category.
pub(crate) fn by_category<'a>(parts: impl Iterator<Item = &'a Part>) -> BTreeMap<&'a str, i64> {
    let mut sums = BTreeMap::new();
    for part in parts {
        *sums.entry(&*part.category).or_default() += part.amount;
    }
    sums
}

/// The median; for an even number, the mean of the two in the middle, rounded down to the penny.
pub(crate) fn median(mut values: Vec<i64>) -> i64 {
    values.sort_unstable();
    let middle = values.len() / 2;
    match (values.get(middle), values.get(middle.wrapping_sub(1))) {
        (Some(upper), Some(lower)) if values.len().is_multiple_of(2) => {
            (upper + lower).div_euclid(2)
        }
        (Some(middle), _) => *middle,
        (None, _) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn a_median_is_the_one_in_the_middle() {
        assert_eq!(median(vec![]), 0);
        assert_eq!(median(vec![7]), 7);
        assert_eq!(median(vec![9, -1, 4]), 4);
        assert_eq!(median(vec![1, 4, 2, 100]), 3);
        assert_eq!(median(vec![-4, -1]), -3);
    }
}
