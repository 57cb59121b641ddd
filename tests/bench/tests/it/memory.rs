//! A walk over a long list takes the memory of one page, and the enrichment of many transactions that of a batch.

use moneyhub_bench::{enriching, walk::Walked};

use crate::{holds, measure};

#[test]
fn the_peak_of_a_long_walk_over_users_is_that_of_one_page() {
    let walked = Walked::over_users(50_000, measure).unwrap();
    assert_eq!((walked.items, walked.pages), (50_000, 50), "{walked:?}");
    holds(&walked.peak());
}

#[test]
fn the_peak_of_a_walk_over_a_million_transactions_is_that_of_one_page() {
    let walked = Walked::over_transactions(1_000_000, measure).unwrap();
    assert_eq!((walked.items, walked.pages), (1_000_000, 1_000), "{walked:?}");
    holds(&walked.peak());
}

#[test]
fn the_peak_of_enriching_fifty_thousand_transactions_is_that_of_two_batches() {
    holds(&enriching::peak(50_000, measure));
}
