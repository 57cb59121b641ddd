use moneyhub_proto::{
    Decimal, ErrorKind,
    caas::{
        AccountType, CreateCustomCategory, DeleteAccount, DeleteCustomCategory, DeleteSplits,
        DeleteTransaction, DeleteUser, Enrich, ListCustomCategories, ListRegularTransactions,
        ListTransactions, NewTransaction, NewTransactionRest, PutSplits, Split, TransactionStatus,
        UpdateTransaction,
    },
    categorise,
    http::StatusCode,
};
use serde_json::json;

use super::{client, sandbox};

const ACCOUNT: &str = "account-0001";
const USER: &str = "customer-01";

fn transaction(id: &str, description: &str, amount: &str) -> NewTransaction {
    NewTransaction {
        account_id: ACCOUNT.into(),
        transaction_id: id.into(),
        account_type: AccountType::Cash,
        date: "2024-05-19T12:00:00.000Z".into(),
        status: TransactionStatus::Posted,
        description: description.into(),
        amount: amount.parse().unwrap(),
        rest: NewTransactionRest {
            user_id: Some(USER.into()),
            meta: Some(json!({"batch": "17"})),
            ..Default::default()
        },
    }
}

fn list() -> ListTransactions {
    ListTransactions { account_id: ACCOUNT.into(), user_id: None, limit: None, splits: true }
}

#[tokio::test]
async fn what_is_enriched_is_kept_put_into_a_category_and_deleted() {
    let sandbox = sandbox();
    let client = client(&sandbox);
    let transactions = vec![
        transaction("transaction-1", "EXAMPLE STORES 1234", "-45.50"),
        transaction("error-00001", "EXAMPLE STORES 1234", "-1"),
        transaction("transaction-2", "DOG WALKERS", "-9"),
    ];
    let enriched = client.send(Enrich { transactions }).await.unwrap();
    assert_eq!(enriched.failed(), ["error-00001".into()]);
    assert_eq!(client.send(list()).await.unwrap(), enriched.transactions);
    let stores = &enriched.transactions[0];
    assert_eq!(stores.meta.as_deref(), Some(&json!({"batch": "17"})));
    assert_eq!(Decimal::sum([&stores.amount]), Some("-45.5".parse().unwrap()));

    let create =
        CreateCustomCategory { user_id: USER.into(), custom_category_name: "Dog walking".into() };
    let custom = client.send(create).await.unwrap();
    let category_id = custom.custom_category_id.clone();
    let update = UpdateTransaction {
        account_id: ACCOUNT.into(),
        transaction_id: "transaction-2".into(),
        user_category_id: category_id.clone(),
        recategorisation_type: None,
    };
    let changed = client.send(update).await.unwrap();
    assert_eq!(changed.mh_insights.user_category_id, Some(category_id.clone()));
    let user_id = || USER.into();
    let known = client.send(ListCustomCategories { user_id: user_id() }).await.unwrap();
    assert_eq!(known, [custom]);
    client.send(DeleteCustomCategory { user_id: user_id(), category_id }).await.unwrap();
    assert!(client.send(ListCustomCategories { user_id: user_id() }).await.unwrap().is_empty());

    let transaction_id = "transaction-1".into();
    client.send(DeleteTransaction { account_id: ACCOUNT.into(), transaction_id }).await.unwrap();
    assert_eq!(client.send(list()).await.unwrap().len(), 1);
    client.send(DeleteUser { user_id: user_id() }).await.unwrap();
    assert_eq!(client.send(list()).await.unwrap_err().kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn splits_add_up_and_are_taken_away_again() {
    let sandbox = sandbox();
    let client = client(&sandbox);
    let transactions = vec![transaction("transaction-1", "EXAMPLE STORES", "-0.3")];
    client.send(Enrich { transactions }).await.unwrap();
    let part = |amount: &str| Split {
        amount: amount.parse().unwrap(),
        user_category_id: "7".into(),
        description: "a part".into(),
    };
    let put = PutSplits {
        account_id: ACCOUNT.into(),
        transaction_id: "transaction-1".into(),
        amount: "-0.3".parse().unwrap(),
        splits: vec![part("-0.1"), part("-0.2")],
    };
    let splits = client.send(put).await.unwrap();
    let listed = client.send(list()).await.unwrap().remove(0);
    assert_eq!(listed.splits.as_ref(), Some(&splits));
    assert_eq!(
        Decimal::sum(splits.iter().map(|split| &split.amount)),
        Decimal::sum([&listed.amount])
    );
    let update = UpdateTransaction {
        account_id: ACCOUNT.into(),
        transaction_id: "transaction-1".into(),
        user_category_id: "7".into(),
        recategorisation_type: None,
    };
    assert_eq!(client.send(update.clone()).await.unwrap_err().status(), Some(StatusCode::CONFLICT));
    let transaction_id = "transaction-1".into();
    client.send(DeleteSplits { account_id: ACCOUNT.into(), transaction_id }).await.unwrap();
    assert!(client.send(update).await.is_ok());
}

#[tokio::test]
async fn a_series_is_found_in_what_was_sent_and_gone_with_the_account() {
    let sandbox = sandbox();
    let client = client(&sandbox);
    let month = |month: u32| {
        let id = format!("energy-{month:04}");
        let date = format!("2024-{month:02}-10T12:00:00.000Z");
        NewTransaction {
            date: date.as_str().into(),
            ..transaction(&id, "DD EXAMPLE ENERGY", "-45.99")
        }
    };
    client.send(Enrich { transactions: (1..=5).map(month).collect() }).await.unwrap();
    let regular = ListRegularTransactions { account_id: ACCOUNT.into() };
    let series = client.send(regular.clone()).await.unwrap().remove(0);
    assert_eq!(series.predicted_date.as_deref(), Some("2024-06-10"));
    assert_eq!(series.transactions.unwrap().len(), 5);
    client.send(DeleteAccount { account_id: ACCOUNT.into() }).await.unwrap();
    assert_eq!(client.send(regular).await.unwrap_err().kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn transactions_are_categorised_without_being_kept_and_some_may_fail() {
    let sandbox = sandbox();
    let item = |id: &str, description: &str| categorise::NewTransaction {
        id: Some(id.into()),
        description: description.into(),
        value: -2_300,
        date: "2024-05-19T12:00:00.000Z".into(),
        proprietary_transaction_code: None,
        merchant_category_code: None,
    };
    let transactions = vec![item("one", "EXAMPLE COFFEE 12"), item("two", "?")];
    let categorise = categorise::Transactions { transactions, ..Default::default() };
    let found = client(&sandbox).send(categorise).await.unwrap();
    assert_eq!((found.transactions.len(), &*found.transactions[0].id), (1, "one"));
    assert_eq!(found.failed_categorisation_ids, Some(vec!["two".into()]));
}
