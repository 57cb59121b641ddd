use moneyhub_proto::{
    Window,
    payments::{Filter, PayeeType, PayerType, Pence},
    recurring_payments::*,
};

use super::{Typed, plain, typed};

pub(super) fn operations() -> Vec<Typed> {
    vec![
        typed(
            "recurring.list",
            |_| List::default(),
            |id| List {
                window: Window { limit: 25, offset: 50 },
                filter: Filter {
                    user_id: Some(id.into()),
                    payee_id: Some(id.into()),
                    start_date: Some("2024-01-01".into()),
                    end_date: Some("2024-06-30".into()),
                },
            },
        ),
        plain("recurring.get", |id| Get { recurring_payment_id: id.into() }),
        typed(
            "recurring.pay",
            |id| pay(id, PaymentDetails::default()),
            |id| {
                let details = PaymentDetails {
                    payee_id: Some("5b0c8f7e-2d1a-4f63-9a7e-1c2d3e4f5a6b".into()),
                    payee_reference: Some("INV 1001".into()),
                    payee_type: Some(PayeeType::ApiPayee),
                    payer_id: Some("6c1d907f-3e2b-4a74-8b8f-2d3e4f5a6b7c".into()),
                    payer_reference: Some("Shop 1001".into()),
                    payer_type: Some(PayerType::MhUserAccount),
                    payer_name: Some("Alex Example".into()),
                    payer_email: Some("someone@example.com".into()),
                    read_refund_account: Some(true),
                };
                pay(id, details)
            },
        ),
        plain("recurring.revoke", |id| Revoke { recurring_payment_id: id.into() }),
        plain("recurring.confirm_funds", |id| ConfirmFunds {
            recurring_payment_id: id.into(),
            amount: pence(1000),
            currency: "GBP".into(),
        }),
    ]
}

fn pay(id: &str, details: PaymentDetails) -> Pay {
    Pay { recurring_payment_id: id.into(), amount: pence(1500), details }
}

fn pence(pence: u64) -> Pence {
    Pence::new(pence).expect("it is a payment")
}
