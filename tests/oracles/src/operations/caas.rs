use moneyhub_proto::{Decimal, Window, caas::*};
use serde_json::json;

use super::{Typed, plain, typed};

pub(super) fn operations() -> Vec<Typed> {
    let mut operations = vec![
        plain("caas.users.delete", |id| DeleteUser { user_id: id.into() }),
        plain("caas.accounts.delete", |id| DeleteAccount { account_id: id.into() }),
        plain("caas.categories.list", |_| ListCategories),
        plain("caas.category_groups.list", |_| ListCategoryGroups),
        plain("caas.custom_categories.list", |id| ListCustomCategories { user_id: id.into() }),
        plain("caas.custom_categories.create", |id| CreateCustomCategory {
            user_id: id.into(),
            custom_category_name: "Beekeeping".into(),
        }),
        plain("caas.custom_categories.delete", |id| DeleteCustomCategory {
            user_id: id.into(),
            category_id: id.into(),
        }),
        typed(
            "caas.counterparties.list",
            |_| ListCounterparties::default(),
            |_| ListCounterparties { window: Window { limit: 25, offset: 50 } },
        ),
        plain("caas.geotags.list", |id| ListGeotags {
            geotag_ids: vec![id.into(), "another".into()],
        }),
        plain("caas.regular_transactions.list", |id| ListRegularTransactions {
            account_id: id.into(),
        }),
    ];
    operations.extend(transactions());
    operations
}

fn transactions() -> Vec<Typed> {
    vec![
        typed(
            "caas.transactions.list",
            |id| ListTransactions {
                account_id: id.into(),
                user_id: None,
                limit: None,
                splits: false,
            },
            |id| ListTransactions {
                account_id: id.into(),
                user_id: Some(id.into()),
                limit: Some(1000),
                splits: true,
            },
        ),
        typed(
            "caas.transactions.enrich",
            |_| Enrich { transactions: vec![new_transaction(NewTransactionRest::default())] },
            |_| Enrich { transactions: vec![new_transaction(rest())] },
        ),
        typed(
            "caas.transactions.update",
            |id| UpdateTransaction {
                account_id: id.into(),
                transaction_id: id.into(),
                user_category_id: "7".into(),
                recategorisation_type: None,
            },
            |id| UpdateTransaction {
                account_id: id.into(),
                transaction_id: id.into(),
                user_category_id: "7".into(),
                recategorisation_type: Some(Recategorisation::Future),
            },
        ),
        plain("caas.transactions.delete", |id| DeleteTransaction {
            account_id: id.into(),
            transaction_id: id.into(),
        }),
        typed(
            "caas.transactions.enhanced",
            |id| GetEnhanced {
                account_id: id.into(),
                transaction_id: id.into(),
                include_field_tiers: None,
            },
            |id| GetEnhanced {
                account_id: id.into(),
                transaction_id: id.into(),
                include_field_tiers: Some(FieldTiers::SearchEnterprise),
            },
        ),
        plain("caas.splits.put", |id| PutSplits {
            account_id: id.into(),
            transaction_id: id.into(),
            amount: decimal("-15.99"),
            splits: vec![split("-10.00"), split("-5.99")],
        }),
        plain("caas.splits.delete", |id| DeleteSplits {
            account_id: id.into(),
            transaction_id: id.into(),
        }),
    ]
}

/// Its ids are not those of a path, and have a length of their own: they are never the text of a law.
fn new_transaction(rest: NewTransactionRest) -> NewTransaction {
    NewTransaction {
        account_id: "account-17".into(),
        transaction_id: "transaction-000017".into(),
        account_type: AccountType::Card,
        date: "2024-05-19T12:00:00.000Z".into(),
        status: TransactionStatus::Posted,
        description: "CARD PURCHASE EXAMPLE STORES".into(),
        amount: decimal("-15.99"),
        rest,
    }
}

fn rest() -> NewTransactionRest {
    NewTransactionRest {
        user_id: Some("customer-0042".into()),
        currency: Some("GBP".into()),
        tx_code: Some("DEBIT".into()),
        merchant_category_code: Some("5411".into()),
        card_present: Some(true),
        meta: Some(json!({"batch": 7})),
        splits: vec![split("-10.00"), split("-5.99")],
    }
}

fn split(amount: &str) -> Split {
    Split { amount: decimal(amount), user_category_id: "7".into(), description: "A part".into() }
}

fn decimal(digits: &str) -> Decimal {
    digits.parse().expect("it is a number")
}
