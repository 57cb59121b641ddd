use std::collections::{BTreeMap, BTreeSet};

use moneyhub_proto::{
    Window, accounts::AccountKind, categories, driver::UserClient, id::CategoryId,
    regular_transactions, spending, tax, transactions,
};

use super::{account, sandbox, user};

const YEARS: [u32; 2] = [2022, 2023];

/// The months of the sandbox's two years, June to May.
fn months() -> Vec<(String, String, String)> {
    let starts = YEARS.iter().flat_map(|year| {
        (6..=17).map(move |month: u32| (year + (month - 1) / 12, (month - 1) % 12 + 1))
    });
    let month = |(year, month): (u32, u32)| {
        let days = match month {
            2 if year % 4 == 0 => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        let name = format!("{year}-{month:02}");
        (name.clone(), format!("{name}-01"), format!("{name}-{days}"))
    };
    starts.map(month).collect()
}

/// Every transaction of a user, once.
async fn all(user: &UserClient) -> Vec<transactions::Transaction> {
    let window = Window { limit: 1_000, offset: 0 };
    let mut items = user.items(transactions::List { window, ..Default::default() });
    let mut all = Vec::new();
    while let Some(item) = items.next().await {
        all.push(item.unwrap());
    }
    all
}

/// Categories that a total does not count: income and transfers.
pub(super) async fn not_spending(user: &UserClient) -> BTreeSet<CategoryId> {
    let groups = user.send(categories::ListGroups { kind: None }).await.unwrap();
    let left_out = |key: &Option<String>| matches!(key.as_deref(), Some("income" | "transfers"));
    let groups: Vec<_> =
        groups.into_iter().filter(|group| left_out(&group.key)).map(|group| group.id).collect();
    let mut items = user.items(categories::List::default());
    let mut found = BTreeSet::new();
    while let Some(item) = items.next().await {
        let category = item.unwrap();
        if groups.contains(&category.group) {
            found.insert(category.category_id);
        }
    }
    found
}

#[tokio::test]
async fn what_was_spent_is_the_sum_of_the_transactions_to_the_penny() {
    let sandbox = sandbox();
    for index in 0..3 {
        let user = user(&sandbox, index);
        let transactions = all(&user).await;
        let left_out = not_spending(&user).await;
        for quarter in months().chunks(3) {
            let period = |(name, from, to): &(String, String, String)| spending::Period {
                name: name.clone(),
                from: from.as_str().into(),
                to: to.as_str().into(),
            };
            let periods: Vec<_> = quarter.iter().map(period).collect();
            let analyse = spending::Analyse { periods, ..Default::default() };
            let analysis = user.send(analyse).await.unwrap();
            for (name, ..) in quarter {
                let mut sums: BTreeMap<CategoryId, i64> = BTreeMap::new();
                let mut total = 0;
                for one in transactions.iter().filter(|one| one.date.as_str().starts_with(name)) {
                    let category = one.category_id.clone().unwrap();
                    total += if left_out.contains(&category) { 0 } else { one.amount.value };
                    *sums.entry(category).or_default() += one.amount.value;
                }
                assert!(total < 0, "{name}");
                assert_eq!(analysis.total.get(name), Some(&total), "{name}");
                let row = |row: &spending::CategorySpending| {
                    (row.category_id.clone().unwrap(), row.spent[name])
                };
                let rows = analysis.categories.iter().map(row).filter(|(_, spent)| *spent != 0);
                sums.retain(|_, sum| *sum != 0);
                assert_eq!(rows.collect::<BTreeMap<_, _>>(), sums, "{name}");
            }
        }
    }
}

#[tokio::test]
async fn a_series_is_of_transactions_that_are_found() {
    let sandbox = sandbox();
    let user = user(&sandbox, 0);
    let account_id = account(&user, AccountKind::CashCurrent).await;
    let list = regular_transactions::List { account_id: Some(account_id.clone()) };
    let series = user.send(list).await.unwrap();
    let salary = series
        .iter()
        .find(|one| one.kind == Some(regular_transactions::RegularTransactionKind::Income));
    let salary = salary.unwrap();
    let ids = salary.transactions.clone().unwrap();
    assert_eq!(ids.len(), 24);
    let get = transactions::Get { transaction_id: ids[0].clone(), counterparties_version: None };
    let newest = user.send(get).await.unwrap();
    assert_eq!(salary.predicted_amount.as_ref(), Some(&newest.amount));
    let detected = user.send(regular_transactions::Detect { account_id }).await.unwrap();
    assert_eq!(detected, series);
}

#[tokio::test]
async fn a_tax_return_takes_less_what_was_put_into_a_category() {
    let sandbox = sandbox();
    let user = user(&sandbox, 0);
    let get = tax::Get {
        start_date: "2023-04-06".into(),
        end_date: "2024-04-05".into(),
        project_id: None,
        account_id: Some(account(&user, AccountKind::CashCurrent).await),
    };
    let found = user.send(get.clone()).await.unwrap();
    let whole = found.tax_return.sa105.unwrap();
    let sum = |total: Option<tax::TaxTotal>| total.unwrap().total.unwrap().value;
    let expenditure = whole.expenditure.clone().unwrap();
    let lines = expenditure.details.unwrap();
    assert_eq!(lines.iter().map(|line| line.amount.value).sum::<i64>(), sum(whole.expenditure));
    assert_eq!(sum(whole.income), 0);
    assert_eq!(sum(whole.taxable_income), -lines[0].amount.value);
}
