//! The memory that it takes to enrich many transactions.

use std::hint::black_box;

use moneyhub_proto::{
    CallOptions, Client,
    caas::{AccountType, Batches, NewTransaction, TransactionStatus},
};

use crate::{
    allocations::Measure,
    instant, sample,
    table::{Bound, Row, number},
};

/// A request has so many.
const BATCH: usize = 1_000;

/// The bytes at the peak while so many transactions are enriched in batches, against those of two batches.
///
/// # Panics
///
/// When a call fails.
#[must_use]
pub fn peak(transactions: usize, measure: Measure) -> Row {
    let client = instant::answering(sample::enriched(BATCH));
    let peak = |count| measure(&mut || enrich(&client, count)).peak as f64;
    let what = format!(
        "enrich {} transactions in batches, bytes at the peak against two batches",
        number(transactions as f64)
    );
    Row::new(what, peak(transactions), peak(2 * BATCH), Bound::AtMost(1.1))
}

fn enrich(client: &Client, count: usize) {
    let options = CallOptions { token: Some(sample::token()), ..CallOptions::default() };
    let mut sent = 0;
    for batch in Batches::new((0..count).map(transaction)) {
        sent += batch.transactions.len();
        let enriched = pollster::block_on(client.send_with(&batch, options.clone()));
        black_box(enriched.expect("they are enriched"));
    }
    assert_eq!(sent, count);
}

fn transaction(number: usize) -> NewTransaction {
    NewTransaction {
        account_id: "account-17".into(),
        transaction_id: format!("transaction-{number:06}").as_str().into(),
        account_type: AccountType::Card,
        date: "2024-05-19T12:00:00.000Z".into(),
        status: TransactionStatus::Posted,
        description: "CARD PURCHASE EXAMPLE STORES".into(),
        amount: "-15.99".parse().expect("a decimal"),
        rest: Default::default(),
    }
}
