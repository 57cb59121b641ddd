use moneyhub_proto::categorise::{AccountType, NewTransaction, Transactions};

use super::{Typed, typed};

pub(super) fn operations() -> Vec<Typed> {
    let least = |_: &str| Transactions::default();
    let most = |id: &str| Transactions {
        account_type: Some(AccountType::Card),
        account_id: Some(id.into()),
        transactions: vec![NewTransaction {
            id: Some(id.into()),
            description: "CARD PURCHASE EXAMPLE STORES".into(),
            value: -2300,
            date: "2024-05-19T12:00:00.000Z".into(),
            proprietary_transaction_code: Some("DEBIT".into()),
            merchant_category_code: Some("5411".into()),
        }],
    };
    vec![typed("categorise.transactions", least, most)]
}
