use moneyhub_proto::{
    Scopes, Timestamp, Window,
    auth_requests::*,
    claims::{CategorisationType, Consent, Permission, PermissionsAction},
    payments::{
        BankAccount, Payee, PayeeType, Payer, PayerType, PaymentContext, PaymentRequest, Pence,
    },
};

use super::{Typed, plain, typed};

pub(super) fn operations() -> Vec<Typed> {
    vec![
        typed(
            "auth_requests.create",
            |_| Create::new(Scopes::parse("openid id:a-bank").expect("these are scopes")),
            most,
        ),
        typed(
            "auth_requests.complete",
            |id| Complete {
                id: id.into(),
                params: AuthParams { code: Some("made-up-code".into()), ..Default::default() },
            },
            |id| Complete {
                id: id.into(),
                params: AuthParams {
                    state: Some("made-up-state".into()),
                    code: Some("made-up-code".into()),
                    id_token: Some("made-up-token".into()),
                    error: Some("access_denied".into()),
                    error_description: Some("The user said no".into()),
                },
            },
        ),
        typed(
            "auth_requests.list",
            |_| List::default(),
            |_| List { window: Window { limit: 25, offset: 50 } },
        ),
        plain("auth_requests.get", |id| Get { id: id.into() }),
    ]
}

/// One of four things to pay can be sent; the others have tests beside the type.
fn most(id: &str) -> Create {
    Create {
        scopes: Scopes::parse("payment openid id:a-bank").expect("these are scopes"),
        redirect_uri: Some("https://app.example.com/callback".into()),
        user_id: Some("64b0f3a1c2d4e5f60718293a".into()),
        connection_id: Some(id.into()),
        initiation: Some(Initiation::Payment(Box::new(payment()))),
        categorisation_type: Some(CategorisationType::Business),
        benefits_check: Some(true),
        counterparties_check: vec!["7f1e2d3c-4b5a-4968-8776-655443322110".into()],
        consent: Consent {
            expires_at: Some(Timestamp::new("2024-07-30T08:20:00.000Z")),
            transactions_from: Some(Timestamp::new("2023-05-01T00:00:00.000Z")),
            permissions: Some(vec![Permission::ReadBalances]),
            permissions_action: Some(PermissionsAction::Replace),
        },
        enable_async: Some(true),
        verify_account: Some(true),
        customer_ip_address: Some("2001:db8::7".parse().expect("this is an address")),
        customer_last_logged_time: Some(Timestamp::new("2024-05-01T08:15:30.123Z")),
        account_types: vec!["cash:current".into()],
        account_identification: vec!["an-account".into()],
        env: Some("an-environment".into()),
    }
}

fn payment() -> PaymentRequest {
    let account = BankAccount {
        account_number: "12345678".into(),
        sort_code: "102030".into(),
        name: "Alex Example".into(),
    };
    PaymentRequest {
        payee_type: Some(PayeeType::ApiPayee),
        payee_reference: Some("INV 1001".into()),
        payer_reference: Some("Shop 1001".into()),
        payer: Some(Payer::Account(account.clone())),
        payer_type: Some(PayerType::ApiPayer),
        context: Some(PaymentContext::BillPayment),
        read_refund_account: Some(true),
        payer_name: Some("Alex Example".into()),
        payer_email: Some("alex@example.com".into()),
        end_to_end_id: Some("an-end-to-end-id".into()),
        ..PaymentRequest::new(Pence::new(1250).expect("it is an amount"), Payee::Account(account))
    }
}
