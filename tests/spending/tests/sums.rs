//! What the report tells is what the transactions add up to.

use std::{collections::BTreeMap, env, fs, process::Command};

use moneyhub_proto::{
    Config, Window,
    driver::UserClient,
    id::{CategoryId, UserId},
    transactions,
};
use moneyhub_sandbox::Sandbox;
use moneyhub_spending::{Month, Report, pounds, svg, text};

fn user(sandbox: &Sandbox) -> UserClient {
    let config = Config::builder()
        .client_id(sandbox.client_id())
        .client_secret(sandbox.client_secret())
        .identity_url(sandbox.identity_url())
        .api_url(sandbox.api_url())
        .allow_loopback_http();
    let client = moneyhub_tokio::client(config.build().expect("a config")).expect("a client");
    client.user(&UserId::from(sandbox.user_id(0).expect("a user")))
}

fn may() -> Month {
    "2024-05".parse().expect("a month")
}

async fn sums(user: &UserClient, month: Month) -> BTreeMap<Option<CategoryId>, i64> {
    let filter = transactions::Filter {
        start_date: Some(month.first()),
        end_date: Some(month.last()),
        ..Default::default()
    };
    let window = Window { limit: 1_000, offset: 0 };
    let mut items = user.items(transactions::List { window, filter, ..Default::default() });
    let mut sums = BTreeMap::new();
    while let Some(item) = items.next().await {
        let one = item.expect("a transaction");
        *sums.entry(one.category_id).or_default() += one.amount.value;
    }
    sums
}

#[tokio::test]
async fn categories_are_the_sums_of_the_transactions_and_add_up_to_the_total() {
    let sandbox = Sandbox::builder().users(1).standing_clock().start().expect("a sandbox");
    let user = user(&sandbox);
    let report = Report::of(&user, may()).await.expect("a report");
    let sums = sums(&user, may()).await;
    assert!(report.spent.len() > 5);
    for category in &report.spent {
        assert_eq!(category.spent, sums[&category.id], "{}", category.name);
    }
    let spent: i64 = report.spent.iter().map(|category| category.spent).sum();
    assert_eq!(report.total, spent);
    assert_eq!(report.left(), report.income + spent);
    let rent = report.regular.iter().find(|one| one.name == "Example Lettings").expect("a rent");
    assert_eq!((rent.amount, &*rent.frequency), (-85_000, "monthly"));
}

#[tokio::test]
async fn the_table_and_the_chart_name_every_category_with_its_sum() {
    let sandbox = Sandbox::builder().users(1).standing_clock().start().expect("a sandbox");
    let report = Report::of(&user(&sandbox), may()).await.expect("a report");
    let (table, chart) = (text(&report), svg(&report).map_err(|e| e.to_string()).expect("a chart"));
    for category in report.spent.iter().filter(|category| category.spent < 0) {
        let row = table.lines().find(|line| line.contains(&format!(" {} ", category.name)));
        assert!(row.expect("a row").contains(&pounds(-category.spent)), "{}", category.name);
        assert!(chart.contains(&category.name) && chart.contains(&pounds(-category.spent)));
    }
    assert!(table.contains(&format!("left {}", pounds(report.left()))));
}

#[test]
fn the_program_runs_without_configuration_and_draws() {
    let path = env::temp_dir().join(format!("moneyhub-spending-{}.svg", std::process::id()));
    let mut program = Command::new(env!("CARGO_BIN_EXE_moneyhub-spending"));
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("MONEYHUB_")) {
            program.env_remove(name);
        }
    }
    let output = program.arg(&path).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(told.starts_with("2024-05\n") && told.contains("groceries") && told.contains("income"));
    let drawn = fs::read_to_string(&path).expect("a chart");
    fs::remove_file(&path).expect("the chart can be removed");
    assert!(drawn.starts_with("<svg") && drawn.contains("groceries"));
}
