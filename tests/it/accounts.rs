//! Accounts of a user over moneyhub-tokio and the sandbox: listed, read with all that hangs on them, made, changed
//! and deleted.

use moneyhub_proto::{ErrorKind, accounts, driver::UserClient, id::UserId};
use moneyhub_sandbox::Sandbox;
use moneyhub_tests::config_of;

use accounts::{
    Account, AccountKind, AddBalance, Changes, Create, Delete, Get, GetHolding, InterestType, List,
    ListBalances, ListHoldings, ListHoldingsWithMatches, ListStandingOrders, ListStatements,
    ListSyncs, NewAccount, NewDetails, RunningCostPeriod, Update,
};

fn sandbox() -> Sandbox {
    Sandbox::builder().users(1).start().unwrap()
}

fn user(sandbox: &Sandbox) -> UserClient {
    let client = moneyhub_tokio::client(config_of(sandbox).build().unwrap()).unwrap();
    client.user(&UserId::from(sandbox.user_id(0).unwrap()))
}

async fn one(user: &UserClient, kind: AccountKind) -> Account {
    let accounts = user.send(List::default()).await.unwrap().data;
    accounts.into_iter().find(|account| account.kind == kind).unwrap()
}

/// A jar of money at home.
fn jar() -> Create {
    let account = NewAccount {
        account_name: "Jar".into(),
        provider_name: "Kitchen".into(),
        details: NewDetails::Savings { aer: "1.5".parse().ok() },
        account_type: None,
        value: 12_345,
        currency: None,
        date: "2024-05-30".into(),
        identifications: Vec::new(),
    };
    Create { account, details: false }
}

#[tokio::test]
async fn an_account_is_made_found_changed_and_deleted() {
    let sandbox = sandbox();
    let user = user(&sandbox);
    let made = user.send(jar()).await.unwrap();
    assert_eq!((&made.kind, made.balance.amount.value), (&AccountKind::Savings, 12_345));

    let account_id = made.id.clone();
    let update = Update {
        account_id: account_id.clone(),
        account_name: "Pot".into(),
        provider_name: "Hall".into(),
        changes: Some(Changes { aer: "2".parse().ok(), ..Changes::default() }),
        details: false,
    };
    let changed = user.send(update).await.unwrap();
    assert_eq!(changed.account_name, "Pot");
    assert_eq!(changed.details.as_ref().unwrap().aer, "2".parse().ok());
    let get = Get { account_id: account_id.clone(), details: false };
    assert_eq!(user.send(get.clone()).await.unwrap(), changed);

    user.send(Delete { account_id }).await.unwrap();
    assert_eq!(user.send(get).await.unwrap_err().kind(), ErrorKind::NotFound);
}

/// The service refuses a detail that an account of this kind does not have.
#[tokio::test]
async fn an_account_of_every_kind_is_made_with_all_details_that_it_may_have() {
    let sandbox = sandbox();
    let user = user(&sandbox);
    let rate = || "1.5".parse().ok();
    let day = || Some("2049-06-01".into());
    let home = user.send(Create {
        account: NewAccount {
            details: NewDetails::PropertiesResidential {
                postcode: Some("BS1 1AA".into()),
                yearly_appreciation: rate(),
            },
            ..jar().account
        },
        ..jar()
    });
    let home = home.await.unwrap().id;
    let kinds = [
        NewDetails::Asset {
            running_cost: Some(20_000),
            running_cost_period: Some(RunningCostPeriod::Month),
            yearly_appreciation: "-10".parse().ok(),
        },
        NewDetails::Card { apr: rate(), credit_limit: Some(150_000) },
        NewDetails::CashCurrent { aer: rate(), overdraft_limit: Some(150_000) },
        NewDetails::Crypto {},
        NewDetails::Investment {},
        NewDetails::Loan {
            apr: rate(),
            end_date: day(),
            interest_free_period: Some(12),
            monthly_repayment: Some(60_000),
        },
        NewDetails::MortgageInterestOnly {
            term: 300,
            apr: rate(),
            end_date: day(),
            fixed_date: day(),
            interest_type: Some(InterestType::Fixed),
            linked_property: Some(home.clone()),
            monthly_repayment: Some(60_000),
        },
        NewDetails::MortgageRepayment {
            term: 300,
            apr: rate(),
            end_date: day(),
            fixed_date: day(),
            interest_type: Some(InterestType::Fixed),
            linked_property: Some(home),
            monthly_repayment: Some(60_000),
        },
        NewDetails::Pension {},
        NewDetails::PensionDefinedBenefit {},
        NewDetails::PensionDefinedContribution {},
        NewDetails::PropertiesBuyToLet {
            postcode: Some("BS1 1AA".into()),
            yearly_appreciation: rate(),
        },
        NewDetails::Savings { aer: rate() },
    ];
    for details in kinds {
        let account = NewAccount { details: details.clone(), ..jar().account };
        let made = user.send(Create { account, details: false }).await;
        made.unwrap_or_else(|error| panic!("{details:?}: {error}"));
    }
}

#[tokio::test]
async fn a_balance_is_added_to_an_account_that_was_made() {
    let sandbox = sandbox();
    let user = user(&sandbox);
    let account_id = user.send(jar()).await.unwrap().id;
    let add = AddBalance { account_id: account_id.clone(), value: 200, date: "2024-06-01".into() };
    let added = user.send(add).await.unwrap();
    assert_eq!((added.amount.value, &added.date), (200, &"2024-06-01".into()));
    let balances = user.send(ListBalances { account_id }).await.unwrap();
    let values: Vec<_> = balances.iter().map(|balance| balance.amount.value).collect();
    assert_eq!(values, [200, 12_345]);
}

#[tokio::test]
async fn an_account_at_a_bank_is_not_deleted() {
    let sandbox = sandbox();
    let user = user(&sandbox);
    let account_id = one(&user, AccountKind::Card).await.id;
    let refused = user.send(Delete { account_id }).await.unwrap_err();
    assert_eq!((refused.status().unwrap().as_u16(), refused.code()), (400, Some("BadRequest")));
}

#[tokio::test]
async fn numbers_and_holders_of_accounts_are_absent_without_the_scope_that_unlocks_them() {
    let sandbox = sandbox();
    let user = user(&sandbox);
    let account_id = one(&user, AccountKind::CashCurrent).await.id;
    let get = |details| Get { account_id: account_id.clone(), details };
    let bare = user.send(get(false)).await.unwrap();
    assert_eq!((&bare.account_holder_name, &bare.account_reference), (&None, &None));
    assert_eq!(bare.details.unwrap().sort_code_account_number, None);
    let full = user.send(get(true)).await.unwrap();
    assert!(full.account_holder_name.is_some() && full.account_reference.is_some());
    assert!(full.details.unwrap().sort_code_account_number.is_some());
}

#[tokio::test]
async fn the_holdings_of_an_investment_are_read_in_each_of_their_three_forms() {
    let sandbox = sandbox();
    let user = user(&sandbox);
    let account_id = one(&user, AccountKind::Investment).await.id;
    let days = user.send(ListHoldings { account_id: account_id.clone() }).await.unwrap();
    let list = ListHoldingsWithMatches { account_id: account_id.clone() };
    let matched = user.send(list).await.unwrap();
    let (holding, with_matches) = (&days[0].items[0], &matched[0]);
    assert_eq!(holding.id.as_ref(), Some(&with_matches.id));
    assert_eq!((&holding.quantity, &holding.total), (&with_matches.quantity, &with_matches.total));
    let get = GetHolding { account_id, holding_id: with_matches.id.clone() };
    let alone = user.send(get).await.unwrap();
    assert_eq!((&alone.id, alone.history.unwrap().is_empty()), (&with_matches.id, false));
}

#[tokio::test]
async fn statements_and_standing_orders_of_an_account_are_read() {
    let sandbox = sandbox();
    let user = user(&sandbox);
    let account_id = one(&user, AccountKind::CashCurrent).await.id;
    let list = ListStatements { account_id: account_id.clone(), details: false };
    let statements = user.send(list).await.unwrap();
    assert!(statements.iter().all(|statement| statement.statement_id().is_some()));
    assert!(statements[0].total_value.is_some());
    let orders = |details| ListStandingOrders { account_id: account_id.clone(), details };
    let bare = user.send(orders(false)).await.unwrap().remove(0);
    let full = user.send(orders(true)).await.unwrap().remove(0);
    assert_eq!((bare.payee.is_some(), full.payee.is_some()), (false, true));
    assert!(full.next_payment_amount.is_some());
}

#[tokio::test]
async fn every_account_at_a_bank_has_its_last_sync_and_one_that_was_made_has_none() {
    let sandbox = sandbox();
    let user = user(&sandbox);
    let made = user.send(jar()).await.unwrap().id;
    let all = user.send(List::default()).await.unwrap().data;
    let syncs = user.send(ListSyncs).await.unwrap();
    let synced = |account: &Account| syncs.iter().any(|sync| sync.account_id == account.id);
    assert!(all.iter().all(|account| synced(account) == (account.id != made)));
}
