use moneyhub_proto::{Window, accounts::*, sensitive::AccountNumber};

use super::{Typed, plain, typed};

pub(super) fn operations() -> Vec<Typed> {
    vec![
        typed("accounts.list", |_| List::default(), all),
        typed("accounts.list_v2", |_| ListV2::default(), |id| ListV2(all(id))),
        plain("accounts.syncs", |_| ListSyncs),
        typed(
            "accounts.get",
            |id| Get { account_id: id.into(), details: false },
            |id| Get { account_id: id.into(), details: true },
        ),
        typed(
            "accounts.create",
            |_| Create {
                account: NewAccount {
                    account_name: "A name".into(),
                    provider_name: "A bank".into(),
                    details: NewDetails::Crypto {},
                    account_type: None,
                    value: -2300,
                    currency: None,
                    date: "2024-06-01".into(),
                    identifications: Vec::new(),
                },
                details: false,
            },
            |id| Create {
                account: NewAccount {
                    account_name: "A name".into(),
                    provider_name: "A bank".into(),
                    details: NewDetails::MortgageRepayment {
                        term: 300,
                        apr: "4.25".parse().ok(),
                        end_date: Some("2049-06-01".into()),
                        fixed_date: Some("2026-06-01".into()),
                        interest_type: Some(InterestType::Fixed),
                        linked_property: Some(id.into()),
                        monthly_repayment: Some(125_000),
                    },
                    account_type: Some(AccountType::Personal),
                    value: -2300,
                    currency: Some("GBP".into()),
                    date: "2024-06-01".into(),
                    identifications: vec![NewIdentification {
                        identification: AccountNumber::new("60161331926819"),
                        kind: IdentificationType::AccountNumber,
                    }],
                },
                details: true,
            },
        ),
        typed(
            "accounts.update",
            |id| Update {
                account_id: id.into(),
                account_name: "A name".into(),
                provider_name: "A bank".into(),
                changes: None,
                details: false,
            },
            |id| Update {
                account_id: id.into(),
                account_name: "A name".into(),
                provider_name: "A bank".into(),
                changes: Some(Changes {
                    aer: "1.5".parse().ok(),
                    apr: "19.9".parse().ok(),
                    credit_limit: Some(500_000),
                    end_date: Some("2049-06-01".into()),
                    fixed_date: Some("2026-06-01".into()),
                    interest_free_period: Some(6),
                    interest_type: Some(InterestType::Variable),
                    linked_property: Some(id.into()),
                    monthly_repayment: Some(125_000),
                    overdraft_limit: Some(50_000),
                    postcode: Some("AB1 2CD".into()),
                    running_cost: Some(9_900),
                    running_cost_period: Some(RunningCostPeriod::Year),
                    term: Some(300),
                    yearly_appreciation: "2.25".parse().ok(),
                }),
                details: true,
            },
        ),
        plain("accounts.delete", |id| Delete { account_id: id.into() }),
        plain("accounts.balances.list", |id| ListBalances { account_id: id.into() }),
        plain("accounts.balances.add", |id| AddBalance {
            account_id: id.into(),
            value: -2300,
            date: "2024-06-01".into(),
        }),
        plain("accounts.holdings.list", |id| ListHoldings { account_id: id.into() }),
        plain("accounts.holdings.with_matches", |id| ListHoldingsWithMatches {
            account_id: id.into(),
        }),
        plain("accounts.holdings.get", |id| GetHolding {
            account_id: id.into(),
            holding_id: id.into(),
        }),
        typed(
            "accounts.counterparties",
            |id| ListCounterparties { account_id: id.into(), counterparties_version: None },
            |id| ListCounterparties {
                account_id: id.into(),
                counterparties_version: Some("v3".into()),
            },
        ),
        plain("accounts.recurring", |id| EstimateRecurring { account_id: id.into() }),
        typed(
            "accounts.standing_orders",
            |id| ListStandingOrders { account_id: id.into(), details: false },
            |id| ListStandingOrders { account_id: id.into(), details: true },
        ),
        typed(
            "accounts.statements",
            |id| ListStatements { account_id: id.into(), details: false },
            |id| ListStatements { account_id: id.into(), details: true },
        ),
    ]
}

fn all(id: &str) -> List {
    List {
        window: Window { limit: 25, offset: 50 },
        connection_id: Some(id.into()),
        show_transaction_data: Some(true),
        show_performance_score: Some(false),
        details: true,
    }
}
