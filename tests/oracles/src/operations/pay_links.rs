use moneyhub_proto::{
    Window,
    pay_links::{Create, Get, List},
    payments::{BankAccount, Payee, Pence},
};

use super::{Typed, plain, typed};

pub(super) fn operations() -> Vec<Typed> {
    vec![
        typed(
            "pay_links.create",
            |_| of(Payee::Id("5b0c8f7e-2d1a-4f63-9a7e-1c2d3e4f5a6b".into())),
            |_| Create {
                end_to_end_id: Some("order-2024-0042".into()),
                use_once: Some(true),
                expires_at: Some("2024-06-30T23:59:59.000Z".into()),
                ..of(Payee::Account(BankAccount {
                    account_number: "12345678".into(),
                    sort_code: "010203".into(),
                    name: "Example Shop".into(),
                }))
            },
        ),
        typed(
            "pay_links.list",
            |_| List::default(),
            |id| List {
                window: Window { limit: 25, offset: 50 },
                widget_id: Some(id.into()),
                payee_id: Some(id.into()),
                is_active: Some(true),
            },
        ),
        plain("pay_links.get", |id| Get { pay_link_id: id.into() }),
    ]
}

fn of(payee: Payee) -> Create {
    let amount = Pence::new(1500).expect("it is a payment");
    Create::new("b7a6958c-4d3e-4f21-8091-a2b3c4d5e6f7".into(), "INV 1001".into(), amount, payee)
}
