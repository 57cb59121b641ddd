//! Transactions of a user over moneyhub-tokio and the sandbox: finding, counting, changing, splitting, and
//! the number of tokens for that.

use moneyhub_proto::{
    Client, ConfigBuilder, ErrorKind, Window, accounts, categories,
    codec::FilePart,
    driver::UserClient,
    id::{AccountId, UserId},
    scope, transactions,
};
use moneyhub_sandbox::Sandbox;
use moneyhub_tests::config_of;
use transactions::{
    AddFile, Changes, Count, CountUnenriched, Create, CreateMany, CreateSplits,
    CreditDebitIndicator, Delete, DeleteFile, DeleteSplits, EnrichmentFilter, Extras, Filter, Get,
    GetFile, GetUnenriched, List, ListFiles, ListSplits, ListUnenriched, NewSplit, NewTransaction,
    SplitChanges, Transaction, Update, UpdateSplit,
};

const GROCERIES: &str = "std:5a7ff1f3-cd2c-4676-a368-caf09f2ca35a";
const GIFTS: &str = "std:eac238ec-3899-49ff-8cce-e3b9f4b1aede";

fn user_of(sandbox: &Sandbox, config: ConfigBuilder) -> UserClient {
    let client: Client = moneyhub_tokio::client(config.build().unwrap()).unwrap();
    client.user(&UserId::from(sandbox.user_id(0).unwrap()))
}

fn user(sandbox: &Sandbox) -> UserClient {
    user_of(sandbox, config_of(sandbox))
}

async fn current_account(user: &UserClient) -> AccountId {
    let page = user.send(accounts::List::default()).await.unwrap();
    let current = |account: &&accounts::Account| account.kind == accounts::AccountKind::CashCurrent;
    page.data.iter().find(current).unwrap().id.clone()
}

async fn all(user: &UserClient, list: List) -> Vec<Transaction> {
    let mut items = user.items(list);
    let mut all = Vec::new();
    while let Some(item) = items.next().await {
        all.push(item.unwrap());
    }
    all
}

async fn a_purchase(user: &UserClient) -> Transaction {
    let filter =
        Filter { credit_debit_indicator: Some(CreditDebitIndicator::Debit), ..Filter::default() };
    let window = Window { limit: 1, offset: 0 };
    let list = List { window, filter, ..List::default() };
    user.send(list).await.unwrap().data.remove(0)
}

fn a_new_one(account_id: &AccountId) -> NewTransaction {
    NewTransaction {
        account_id: account_id.clone(),
        value: -4_321,
        category_id: GROCERIES.into(),
        date: "2024-05-10T09:30:00.000Z".into(),
        long_description: "MARKET STALL 7".into(),
        extras: Extras { notes: Some("Apples".into()), ..Extras::default() },
    }
}

#[tokio::test]
async fn the_transactions_of_an_account_are_walked_and_as_many_as_are_counted() {
    let sandbox = Sandbox::builder().users(1).start().unwrap();
    let user = user(&sandbox);
    let filter = Filter { account_id: Some(current_account(&user).await), ..Filter::default() };
    let list =
        List { window: Window { limit: 97, offset: 0 }, filter: filter.clone(), ..List::default() };
    let walked = all(&user, list).await;
    assert!(walked.iter().all(|item| item.account_id == filter.account_id));
    assert!(walked.windows(2).all(|two| two[0].date.as_str() >= two[1].date.as_str()));
    let count = Count { filter: filter.clone(), ..Count::default() };
    assert_eq!(user.send(count).await.unwrap(), walked.len() as u64);
    assert_eq!(user.send(CountUnenriched { filter }).await.unwrap(), walked.len() as u64);
}

#[tokio::test]
async fn every_filter_leaves_only_what_fits_it() {
    let sandbox = Sandbox::builder().users(1).start().unwrap();
    let user = user(&sandbox);
    let whole = user.send(Count::default()).await.unwrap();

    let money_in = Some(CreditDebitIndicator::Credit);
    let filter = Filter { credit_debit_indicator: money_in, ..Filter::default() };
    let credits = all(&user, List { filter, ..List::default() }).await;
    assert!(credits.iter().all(|item| item.amount.value > 0));
    assert!(!credits.is_empty() && (credits.len() as u64) < whole);

    let enrichment =
        EnrichmentFilter { category_id: Some(GROCERIES.into()), ..EnrichmentFilter::default() };
    let groceries = all(&user, List { enrichment: enrichment.clone(), ..List::default() }).await;
    assert!(groceries.iter().all(|item| item.category_id == enrichment.category_id));
    let count = Count { enrichment, ..Count::default() };
    assert_eq!(user.send(count).await.unwrap(), groceries.len() as u64);

    let ids = vec![groceries[0].id.clone(), credits[0].id.clone()];
    let filter = Filter { ids: ids.clone(), ..Filter::default() };
    let mut named = all(&user, List { filter, ..List::default() }).await;
    named.sort_by_key(|item| ids.iter().position(|id| *id == item.id));
    assert_eq!(named, [groceries[0].clone(), credits[0].clone()]);
}

#[tokio::test]
async fn a_transaction_is_added_found_changed_and_deleted() {
    let sandbox = Sandbox::builder().users(1).start().unwrap();
    let user = user(&sandbox);
    let account_id = current_account(&user).await;
    let created = user.send(Create { transaction: a_new_one(&account_id) }).await.unwrap();
    assert_eq!((created.amount.value, created.notes.as_deref()), (-4_321, Some("Apples")));

    let transaction_id = created.id.clone();
    let get = Get { transaction_id: transaction_id.clone(), counterparties_version: None };
    assert_eq!(user.send(get.clone()).await.unwrap(), created);

    let changes = Changes {
        value: Some(-4_000),
        extras: Extras { category_id_confirmed: Some(true), ..Extras::default() },
        ..Changes::default()
    };
    let changed = user.send(Update { transaction_id: transaction_id.clone(), changes }).await;
    let changed = changed.unwrap();
    assert_eq!((changed.amount.value, changed.category_id_confirmed), (-4_000, Some(true)));
    assert_eq!(changed.notes, created.notes);

    user.send(Delete { transaction_id }).await.unwrap();
    assert_eq!(user.send(get).await.unwrap_err().kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn transactions_are_added_together_and_answered_by_their_ids() {
    let sandbox = Sandbox::builder().users(1).start().unwrap();
    let user = user(&sandbox);
    let new = a_new_one(&current_account(&user).await);
    let before = user.send(Count::default()).await.unwrap();
    let transactions = vec![new.clone(), new.clone(), new];
    let created = user.send(CreateMany { transactions, categorise: None }).await.unwrap();
    let ids = created.into_iter().map(|created| created.id).collect();
    let filter = Filter { ids, ..Filter::default() };
    assert_eq!(user.send(Count { filter, ..Count::default() }).await.unwrap(), 3);
    assert_eq!(user.send(Count::default()).await.unwrap(), before + 3);
}

#[tokio::test]
async fn a_transaction_is_split_and_made_whole_again() {
    let sandbox = Sandbox::builder().users(1).start().unwrap();
    let user = user(&sandbox);
    let purchase = a_purchase(&user).await;
    let (transaction_id, total) = (purchase.id.clone(), purchase.amount.value);
    let part = |amount| NewSplit {
        amount,
        category_id: GIFTS.into(),
        description: "A part".into(),
        project_id: None,
    };
    let create = CreateSplits {
        transaction_id: transaction_id.clone(),
        splits: vec![part(total + 100), part(-100)],
        total: Some(total),
    };
    let parts = user.send(create).await.unwrap();
    let amounts: Vec<_> = parts.iter().map(|part| part.amount.value).collect();
    assert_eq!(amounts, [Some(total + 100), Some(-100)]);

    let get = Get { transaction_id: transaction_id.clone(), counterparties_version: None };
    let split = user.send(get.clone()).await.unwrap();
    assert_eq!(split.splits.as_ref(), Some(&parts));
    assert_ne!(split.category_id, purchase.category_id);

    let description = Some("A gift".to_owned());
    let update = UpdateSplit {
        transaction_id: transaction_id.clone(),
        split_id: parts[1].id.clone(),
        changes: SplitChanges { description, ..SplitChanges::default() },
    };
    let changed = user.send(update).await.unwrap();
    assert_eq!(changed[0], parts[0]);
    assert_eq!(changed[1].description.as_deref(), Some("A gift"));

    user.send(DeleteSplits { transaction_id: transaction_id.clone() }).await.unwrap();
    assert_eq!(user.send(ListSplits { transaction_id }).await.unwrap(), []);
    assert_eq!(user.send(get).await.unwrap().splits, None);
}

#[tokio::test]
async fn parts_that_do_not_add_up_are_refused_here_or_by_the_service() {
    let sandbox = Sandbox::builder().users(1).start().unwrap();
    let user = user(&sandbox);
    let purchase = a_purchase(&user).await;
    let before = sandbox.total_requests();
    let splits = |total| CreateSplits {
        transaction_id: purchase.id.clone(),
        splits: vec![NewSplit {
            amount: purchase.amount.value + 1,
            category_id: GIFTS.into(),
            description: "A part".into(),
            project_id: None,
        }],
        total,
    };
    let refused = user.send(splits(Some(purchase.amount.value))).await.unwrap_err();
    assert_eq!((refused.kind(), sandbox.total_requests()), (ErrorKind::Request, before));
    let refused = user.send(splits(None)).await.unwrap_err();
    assert_eq!(refused.status().map(|status| status.as_u16()), Some(400));
}

#[tokio::test]
async fn a_file_is_put_to_a_transaction_and_taken_away() {
    let sandbox = Sandbox::builder().users(1).start().unwrap();
    let user = user(&sandbox);
    let transaction_id = a_purchase(&user).await.id;
    let file = FilePart {
        file_name: "receipt.png".into(),
        content_type: "image/png".into(),
        content: vec![0x89, b'P', b'N', b'G'].into(),
    };
    let added = user.send(AddFile { transaction_id: transaction_id.clone(), file }).await.unwrap();
    assert_eq!(added.file_name.as_deref(), Some("receipt.png"));
    let files = user.send(ListFiles { transaction_id: transaction_id.clone() }).await.unwrap();
    assert_eq!(files.iter().map(|file| &file.id).collect::<Vec<_>>(), [&added.id]);
    let file_id = added.id;
    let get = GetFile { transaction_id: transaction_id.clone(), file_id: file_id.clone() };
    assert_eq!(user.send(get).await.unwrap().file_type.as_deref(), Some("image/png"));
    user.send(DeleteFile { transaction_id: transaction_id.clone(), file_id }).await.unwrap();
    assert_eq!(user.send(ListFiles { transaction_id }).await.unwrap(), []);
}

#[tokio::test]
async fn what_the_bank_sent_is_read_without_what_moneyhub_adds() {
    let sandbox = Sandbox::builder().users(1).start().unwrap();
    let user = user(&sandbox);
    let enriched = a_purchase(&user).await;
    let transaction_id = enriched.id.clone();
    let bare = user.send(GetUnenriched { transaction_id: transaction_id.clone() }).await.unwrap();
    assert_eq!(bare.long_description, enriched.long_description);
    assert_eq!((&bare.category_id, &bare.short_description), (&None, &None));
    let filter = Filter { ids: vec![transaction_id], ..Filter::default() };
    let list = ListUnenriched { filter, ..ListUnenriched::default() };
    assert_eq!(user.send(list).await.unwrap().data, [bare]);
}

#[tokio::test]
async fn one_token_does_for_accounts_transactions_and_categories_if_it_is_asked_for_at_once() {
    let sandbox = Sandbox::builder().users(1).start().unwrap();
    let of_a_session = [scope::ACCOUNTS_READ, scope::CATEGORIES_READ, scope::TRANSACTIONS_READ_ALL];
    let scopes = of_a_session.into_iter().collect::<moneyhub_proto::Scopes>();
    for (config, expected) in
        [(config_of(&sandbox).user_scopes(scopes), 1), (config_of(&sandbox), 3)]
    {
        let before = sandbox.token_requests();
        let user = user_of(&sandbox, config);
        user.send(accounts::List::default()).await.unwrap();
        user.send(List::default()).await.unwrap();
        user.send(categories::List::default()).await.unwrap();
        assert_eq!(sandbox.token_requests() - before, expected);
    }
}
