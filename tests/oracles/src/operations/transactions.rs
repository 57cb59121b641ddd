use moneyhub_proto::{Window, codec::FilePart, transactions::*};

use super::{Typed, plain, typed};

pub(super) fn operations() -> Vec<Typed> {
    vec![
        typed(
            "transactions.list",
            |_| List::default(),
            |id| List {
                window: WINDOW,
                filter: filter(id),
                enrichment: EnrichmentFilter {
                    category_id: Some(id.into()),
                    project_id: Some(id.into()),
                    project_ids: vec![id.into(), "p2".into()],
                    has_project: Some(true),
                    contains: Some("stores".into()),
                    has_enhanced_category: Some("uk-tax-hmrc".into()),
                    enhanced_categories: Some("uk-tax-hmrc:expenditure.maintenance".into()),
                    counterparty_ids: vec![id.into(), "c2".into()],
                    counterparty_ids_v2: vec!["global:1".into()],
                },
                counterparties_version: Some("v3".into()),
            },
        ),
        typed(
            "transactions.create",
            |id| Create { transaction: new(id, Extras::default()) },
            |id| Create { transaction: new(id, extras()) },
        ),
        typed(
            "transactions.get",
            |id| Get { transaction_id: id.into(), counterparties_version: None },
            |id| Get { transaction_id: id.into(), counterparties_version: Some("v3".into()) },
        ),
        typed(
            "transactions.update",
            |id| Update { transaction_id: id.into(), changes: Changes::default() },
            |id| Update {
                transaction_id: id.into(),
                changes: Changes {
                    account_id: Some("an-account".into()),
                    value: Some(-2_323),
                    category_id: Some(CATEGORY.into()),
                    date: Some("2024-06-01T12:00:00.000Z".into()),
                    long_description: Some("A PURCHASE".into()),
                    extras: extras(),
                },
            },
        ),
        plain("transactions.delete", |id| Delete { transaction_id: id.into() }),
        typed(
            "transactions.unenriched.list",
            |_| ListUnenriched::default(),
            |id| ListUnenriched { window: WINDOW, filter: filter(id) },
        ),
        plain("transactions.unenriched.get", |id| GetUnenriched { transaction_id: id.into() }),
        typed(
            "transactions.create_many",
            |id| CreateMany { transactions: vec![new(id, Extras::default())], categorise: None },
            |id| CreateMany {
                transactions: vec![new(id, extras()), new(id, Extras::default())],
                categorise: Some(true),
            },
        ),
        plain("transactions.files.list", |id| ListFiles { transaction_id: id.into() }),
        plain("transactions.files.add", |id| AddFile {
            transaction_id: id.into(),
            file: FilePart {
                file_name: "receipt.pdf".into(),
                content_type: "application/pdf".into(),
                content: "%PDF-1.7".into(),
            },
        }),
        plain("transactions.files.get", |id| GetFile {
            transaction_id: id.into(),
            file_id: id.into(),
        }),
        plain("transactions.files.delete", |id| DeleteFile {
            transaction_id: id.into(),
            file_id: id.into(),
        }),
        plain("transactions.splits.list", |id| ListSplits { transaction_id: id.into() }),
        typed(
            "transactions.splits.create",
            |id| CreateSplits {
                transaction_id: id.into(),
                splits: vec![part(-2_323, None)],
                total: None,
            },
            |id| CreateSplits {
                transaction_id: id.into(),
                splits: vec![part(-1_500, Some("a-project")), part(-823, None)],
                total: Some(-2_323),
            },
        ),
        typed(
            "transactions.splits.update",
            |id| UpdateSplit {
                transaction_id: id.into(),
                split_id: id.into(),
                changes: SplitChanges::default(),
            },
            |id| UpdateSplit {
                transaction_id: id.into(),
                split_id: id.into(),
                changes: SplitChanges {
                    category_id: Some(CATEGORY.into()),
                    description: Some("Food".into()),
                    project_id: Some("a-project".into()),
                },
            },
        ),
        plain("transactions.splits.delete", |id| DeleteSplits { transaction_id: id.into() }),
    ]
}

const CATEGORY: &str = "std:5a7ff1f3-cd2c-4676-a368-caf09f2ca35a";
const WINDOW: Window = Window { limit: 25, offset: 50 };

fn filter(id: &str) -> Filter {
    Filter {
        ids: vec![id.into(), "t2".into()],
        account_id: Some(id.into()),
        account_ids: vec![id.into(), "a2".into()],
        start_date: Some("2024-05-01".into()),
        end_date: Some("2024-05-31".into()),
        start_date_modified: Some("2024-06-01".into()),
        end_date_modified: Some("2024-06-30".into()),
        text: Some("stores".into()),
        credit_debit_indicator: Some(CreditDebitIndicator::Debit),
    }
}

fn new(id: &str, extras: Extras) -> NewTransaction {
    NewTransaction {
        account_id: id.into(),
        value: -2_323,
        category_id: CATEGORY.into(),
        date: "2024-06-01T12:00:00.000Z".into(),
        long_description: "A PURCHASE".into(),
        extras,
    }
}

fn extras() -> Extras {
    Extras {
        category_id_confirmed: Some(true),
        short_description: Some("A purchase".into()),
        notes: Some("Weekly shop".into()),
        status: Some(TransactionStatus::Posted),
        project_id: Some("a-project".into()),
        enhanced_categories: Some(
            [("uk-tax-hmrc".into(), "expenditure.maintenance".into())].into_iter().collect(),
        ),
    }
}

fn part(amount: i64, project_id: Option<&str>) -> NewSplit {
    NewSplit {
        amount,
        category_id: CATEGORY.into(),
        description: "A part".into(),
        project_id: project_id.map(Into::into),
    }
}
