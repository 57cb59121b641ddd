//! Numbers that must add up: the manual's statements about sums, checked against the service's own sums.

use std::collections::BTreeMap;

use moneyhub_proto::{
    Amount, Date, Decimal, Window, accounts, caas,
    driver::UserClient,
    id::CategoryId,
    osip, savings_goals, spending, tax,
    transactions::{self, CreateSplits, DeleteSplits, NewSplit},
};
use moneyhub_sandbox::Sandbox;
use proptest::{collection::vec, prelude::*};
use tokio::runtime::{Builder, Runtime};

use super::{client, sandbox, user};

const GIFTS: &str = "std:5a7ff1f3-cd2c-4676-a368-caf09f2ca35a";

/// One service for all cases of a property.
struct Stage {
    runtime: Runtime,
    sandbox: Sandbox,
}

impl Stage {
    fn new() -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        Self { runtime, sandbox: sandbox() }
    }

    fn user(&self) -> UserClient {
        user(&self.sandbox, 0)
    }

    /// Tries so many cases of what the strategy makes.
    fn holds<S: Strategy>(&self, cases: u32, strategy: &S, law: impl Fn(&Runtime, S::Value)) {
        let config =
            ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) };
        let mut runner = proptest::test_runner::TestRunner::new(config);
        let outcome = runner.run(strategy, |value| {
            law(&self.runtime, value);
            Ok(())
        });
        outcome.unwrap_or_else(|error| panic!("{error}"));
    }
}

/// Every transaction of these days.
async fn between(user: &UserClient, from: &Date, to: &Date) -> Vec<transactions::Transaction> {
    let filter = transactions::Filter {
        start_date: Some(from.clone()),
        end_date: Some(to.clone()),
        ..Default::default()
    };
    let window = Window { limit: 1_000, offset: 0 };
    let mut items = user.items(transactions::List { window, filter, ..Default::default() });
    let mut all = Vec::new();
    while let Some(item) = items.next().await {
        all.push(item.unwrap());
    }
    all
}

/// A first and a last day of the sandbox's two years.
fn days() -> impl Strategy<Value = (Date, Date)> {
    let day = || (2022_u16..=2024, 1_u8..=12, 1_u8..=28);
    (day(), day()).prop_map(|(one, other)| {
        let (first, last) = (one.min(other), one.max(other));
        let date = |(year, month, day)| Date::of(year, month, day).unwrap();
        (date(first), date(last))
    })
}

#[test]
fn parts_of_a_transaction_are_taken_exactly_when_they_add_up() {
    let stage = Stage::new();
    let user = stage.user();
    let (from, to) = (Date::new("2024-05-01"), Date::new("2024-05-31"));
    let all = stage.runtime.block_on(between(&user, &from, &to));
    let whole = all.iter().find(|one| one.amount.value < -1_000).unwrap();
    let total = whole.amount.value;
    // Cuts, and what the last part is wrong by.
    let parts = (vec(total + 1..0, 0..4), prop_oneof![Just(0), -2..=2_i64]);
    stage.holds(48, &parts, |runtime, (mut cuts, wrong)| {
        cuts.extend([0, total]);
        cuts.sort_unstable();
        cuts.dedup();
        let mut amounts: Vec<i64> = cuts.windows(2).map(|pair| pair[0] - pair[1]).collect();
        amounts[0] += wrong;
        let splits: Vec<_> = amounts
            .iter()
            .map(|amount| NewSplit {
                amount: *amount,
                category_id: GIFTS.into(),
                description: "a part".into(),
                project_id: None,
            })
            .collect();
        let transaction_id = || whole.id.clone();
        let create = |total| CreateSplits {
            transaction_id: transaction_id(),
            splits: splits.clone(),
            total,
        };
        let ours = runtime.block_on(user.send(create(Some(total)))).map(|parts| {
            let values = parts.iter().map(|part| i128::from(part.amount.value.unwrap()));
            assert_eq!(values.sum::<i128>(), i128::from(total));
        });
        let theirs = runtime.block_on(user.send(create(None)));
        assert_eq!((ours.is_ok(), theirs.is_ok()), (wrong == 0, wrong == 0), "{amounts:?}");
        if wrong == 0 {
            runtime.block_on(user.send(DeleteSplits { transaction_id: transaction_id() })).unwrap();
        }
    });
}

#[test]
fn parts_in_decimals_are_taken_exactly_when_they_add_up() {
    let stage = Stage::new();
    let client = client(&stage.sandbox);
    // In ten-thousandths; each is written with as many zeros as there is room for.
    let decimal = |number: i64, places: usize| -> Decimal {
        let (sign, number) = (if number < 0 { "-" } else { "" }, number.unsigned_abs());
        let text = format!("{sign}{}.{:04}", number / 10_000, number % 10_000);
        let short = text.trim_end_matches('0').trim_end_matches('.');
        let zeros = "0".repeat(if short.contains('.') { places } else { 0 });
        format!("{short}{zeros}").parse().unwrap()
    };
    let parts = (vec((1_i64..1_000_000, 0_usize..3), 2..=10), -1_i64..=1, prop::bool::ANY);
    stage.holds(48, &parts, |runtime, (parts, wrong, out)| {
        let sign = if out { -1 } else { 1 };
        let whole: i64 = parts.iter().map(|(part, _)| part * sign).sum();
        let amount = decimal(whole + wrong, 0);
        let splits: Vec<_> = parts
            .iter()
            .map(|(part, places)| caas::Split {
                amount: decimal(part * sign, *places),
                user_category_id: "7".into(),
                description: "a part".into(),
            })
            .collect();
        let transaction = caas::NewTransaction {
            account_id: "account-0001".into(),
            transaction_id: "transaction-1".into(),
            account_type: caas::AccountType::Cash,
            date: "2024-05-19T12:00:00.000Z".into(),
            status: caas::TransactionStatus::Posted,
            description: "EXAMPLE STORES".into(),
            amount: amount.clone(),
            rest: caas::NewTransactionRest::default(),
        };
        let enrich = caas::Enrich { transactions: vec![transaction] };
        runtime.block_on(client.send(enrich)).unwrap();
        let ours = caas::Split::check_sum(&splits, &amount).is_ok();
        // The amount is not sent, so with this one the service has to find out for itself.
        let sum = Decimal::sum(splits.iter().map(|split| &split.amount)).unwrap();
        let put = caas::PutSplits {
            account_id: "account-0001".into(),
            transaction_id: "transaction-1".into(),
            amount: sum,
            splits,
        };
        let theirs = runtime.block_on(client.send(put)).is_ok();
        assert_eq!((ours, theirs), (wrong == 0, wrong == 0), "{amount} {parts:?}");
    });
}

#[test]
fn the_progress_of_a_savings_goal_is_the_sum_of_its_accounts() {
    let stage = Stage::new();
    let user = stage.user();
    let list = accounts::List { window: Window { limit: 1_000, offset: 0 }, ..Default::default() };
    let all = stage.runtime.block_on(user.send(list)).unwrap().data;
    let chosen = (prop::sample::subsequence(all, 1..=6), 1_u64..100_000_000);
    stage.holds(24, &chosen, |runtime, (chosen, amount)| {
        let create = savings_goals::Create {
            name: "Boat".into(),
            amount,
            currency: None,
            account_ids: chosen.iter().map(|account| account.id.clone()).collect(),
            rest: savings_goals::Rest::default(),
        };
        let goal = runtime.block_on(user.send(create)).unwrap();
        let sum = Amount::sum(chosen.iter().map(|account| &account.balance.amount)).unwrap();
        let saved = goal.progress_amount.unwrap().value.unwrap();
        // Debts may be more than all savings: then nothing is saved.
        assert_eq!(saved, sum.value.max(0));
        // Percent to two places, and no more than there can be.
        let percent = goal.progress_percentage.unwrap().to_f64().unwrap();
        let exact = saved.min(goal.amount.value) as f64 / goal.amount.value as f64 * 100.0;
        assert!((percent - exact).abs() <= 0.01, "{percent} {exact}");
        let delete = savings_goals::Delete { goal_id: goal.id };
        runtime.block_on(user.send(delete)).unwrap();
    });
}

#[test]
fn the_total_of_an_analysis_is_that_of_its_transactions_without_income_and_transfers() {
    let stage = Stage::new();
    let user = stage.user();
    let left_out = stage.runtime.block_on(super::spending::not_spending(&user));
    stage.holds(24, &days(), |runtime, (from, to)| {
        let name = "these-days";
        let period = spending::Period { name: name.into(), from: from.clone(), to: to.clone() };
        let analyse = spending::Analyse { periods: vec![period], ..Default::default() };
        let analysis = runtime.block_on(user.send(analyse)).unwrap();
        let mut sums: BTreeMap<CategoryId, i64> = BTreeMap::new();
        for one in runtime.block_on(between(&user, &from, &to)) {
            *sums.entry(one.category_id.unwrap()).or_default() += one.amount.value;
        }
        let rows: BTreeMap<_, _> = analysis
            .categories
            .iter()
            .map(|row| (row.category_id.clone().unwrap(), row.spent[name]))
            .collect();
        assert_eq!(rows, sums);
        let spent = rows.iter().filter(|(id, _)| !left_out.contains(*id)).map(|(_, spent)| spent);
        assert_eq!(analysis.total[name], spent.sum::<i64>());
    });
}

#[test]
fn a_tax_return_is_the_sum_of_its_lines() {
    let stage = Stage::new();
    let user = stage.user();
    stage.holds(24, &days(), |runtime, (start_date, end_date)| {
        let get = tax::Get { start_date, end_date, project_id: None, account_id: None };
        let found = runtime.block_on(user.send(get)).unwrap();
        let Some(form) = found.tax_return.sa105 else { return };
        let total = |side: &Option<tax::TaxTotal>| side.as_ref().unwrap().total.clone().unwrap();
        let sides = [&form.income, &form.expenditure];
        for side in sides {
            let lines = side.as_ref().unwrap().details.as_deref().unwrap_or_default();
            let sum = Amount::sum(lines.iter().map(|line| &line.amount));
            assert_eq!(sum.map_or(0, |sum| sum.value), total(side).value);
        }
        let [income, expenditure] = sides.map(total);
        assert_eq!(income.value - expenditure.value, total(&form.taxable_income).value);
    });
}

#[tokio::test]
async fn a_pension_is_worth_what_it_holds_to_the_digit() {
    let sandbox = sandbox();
    let user = user(&sandbox, 0);
    let all = user.send(osip::List::default()).await.unwrap().data;
    assert!(all.len() > 1);
    for account in all {
        let list = osip::ListHoldings { account_id: account.id.clone() };
        let held = user.send(list).await.unwrap();
        let worth = held.iter().filter_map(|one| one.worth()?.amount.as_ref());
        let whole = account.valuation.unwrap().amount.unwrap();
        assert_eq!(Decimal::sum(worth), Decimal::sum([&whole]));
    }
}
