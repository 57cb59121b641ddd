//! Fetches the data and adds it up.

use std::collections::BTreeMap;

use moneyhub_proto::{
    Error, categories,
    driver::UserClient,
    id::{CategoryGroupId, CategoryId},
    regular_transactions::{self, RegularTransactionKind},
    spending,
};

use crate::Month;

/// The name of the only period in the request.
const PERIOD: &str = "month";

/// A user's month.
#[derive(Clone, Debug)]
pub struct Report {
    /// The month.
    pub month: Month,
    /// Spending, the largest first, without income and transfers.
    pub spent: Vec<Category>,
    /// Total spending in pence; negative, because it is money out.
    pub total: i64,
    /// Income in pence.
    pub income: i64,
    /// Regular payments, the largest first, without transfers.
    pub regular: Vec<Regular>,
}

/// Spending in a category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// The id.
    pub id: Option<CategoryId>,
    /// The name that the user gave it, or the key of a standard category.
    pub name: String,
    /// Pence; negative, because it is money out.
    pub spent: i64,
}

/// A regular payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regular {
    /// The payee.
    pub name: String,
    /// How often.
    pub frequency: String,
    /// When the next one is expected.
    pub next: String,
    /// The expected amount in pence; negative, because it is money out.
    pub amount: i64,
}

impl Report {
    /// Fetches everything that the report shows.
    ///
    /// # Errors
    ///
    /// Those of the four requests that it makes.
    pub async fn of(user: &UserClient, month: Month) -> Result<Self, Error> {
        let period =
            spending::Period { name: PERIOD.into(), from: month.first(), to: month.last() };
        let analyse = spending::Analyse { periods: vec![period], ..Default::default() };
        let analysis = user.send(analyse).await?;
        let groups: BTreeMap<CategoryGroupId, String> = user
            .send(categories::ListGroups { kind: None })
            .await?
            .into_iter()
            .filter_map(|group| Some((group.id, group.key?)))
            .collect();
        let categories = categories(user).await?;
        let group_of = |id: Option<&CategoryGroupId>| groups.get(id?).map(String::as_str);

        let (mut spent, mut income) = (Vec::new(), 0);
        for row in analysis.categories {
            let sum = row.spent.get(PERIOD).copied().unwrap_or(0);
            match group_of(row.category_group.as_ref()) {
                Some("income") => income += sum,
                Some("transfers") => {}
                _ if sum == 0 => {}
                _ => {
                    let known = row.category_id.as_ref().and_then(|id| categories.get(id));
                    let name = known.map_or("(unknown)", |(name, _)| name).to_owned();
                    spent.push(Category { id: row.category_id, name, spent: sum });
                }
            }
        }
        spent.sort_by_key(|category| category.spent);
        let total = analysis.total.get(PERIOD).copied().unwrap_or(0);
        let mut regular = regular(user).await?;
        regular.retain(|(category, _)| {
            let known = category.as_ref().and_then(|id| categories.get(id));
            group_of(known.map(|(_, group)| group)) != Some("transfers")
        });
        let regular = regular.into_iter().map(|(_, payment)| payment).collect();
        Ok(Self { month, spent, total, income, regular })
    }

    /// Income minus spending, in pence.
    #[must_use]
    pub fn left(&self) -> i64 {
        self.income + self.total
    }
}

/// The name and the group of each category.
async fn categories(
    user: &UserClient,
) -> Result<BTreeMap<CategoryId, (String, CategoryGroupId)>, Error> {
    let list = categories::List { kind: Some(categories::CategoryType::All), ..Default::default() };
    let mut items = user.items(list);
    let mut found = BTreeMap::new();
    while let Some(item) = items.next().await {
        let category = item?;
        if let Some(name) = category.name.or(category.key) {
            found.insert(category.category_id, (name, category.group));
        }
    }
    Ok(found)
}

/// The regular payments, each with its category.
async fn regular(user: &UserClient) -> Result<Vec<(Option<CategoryId>, Regular)>, Error> {
    let series = user.send(regular_transactions::List { account_id: None }).await?;
    let payments =
        series.into_iter().filter(|one| one.kind == Some(RegularTransactionKind::Payment));
    let mut regular: Vec<_> = payments
        .map(|one| {
            let payment = Regular {
                name: one.cleaned_description.or(one.description).unwrap_or_default(),
                frequency: one.frequency.map(|often| often.as_str().to_owned()).unwrap_or_default(),
                next: one.predicted_date.map(|day| day.as_str().to_owned()).unwrap_or_default(),
                amount: one.predicted_amount.map_or(0, |amount| amount.value),
            };
            (one.predicted_category_id, payment)
        })
        .collect();
    regular
        .sort_by(|(_, one), (_, other)| (one.amount, &one.name).cmp(&(other.amount, &other.name)));
    Ok(regular)
}
