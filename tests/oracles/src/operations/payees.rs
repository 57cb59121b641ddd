use moneyhub_proto::{
    Window,
    payees::{Create, Get, List},
    payments::BankAccount,
};

use super::{Typed, plain, typed};

pub(super) fn operations() -> Vec<Typed> {
    vec![
        typed(
            "payees.create",
            |_| Create::new(account()),
            |_| Create {
                account: account(),
                external_id: Some("supplier-7".into()),
                user_id: Some("64b0f3a1c2d4e5f60718293a".into()),
            },
        ),
        typed(
            "payees.list",
            |_| List::default(),
            |id| List {
                window: Window { limit: 25, offset: 50 },
                user_id: Some(id.into()),
                has_user_id: Some(true),
            },
        ),
        plain("payees.get", |id| Get { payee_id: id.into() }),
    ]
}

fn account() -> BankAccount {
    BankAccount {
        account_number: "12345678".into(),
        sort_code: "010203".into(),
        name: "Example Shop".into(),
    }
}
