//! A walk over a long list takes the memory of one page.

use moneyhub_bench::walk::Walked;

use crate::{holds, measure};

#[test]
fn the_peak_of_a_long_walk_is_that_of_one_page() {
    let walked = Walked::over(50_000, measure).unwrap();
    assert_eq!((walked.users, walked.pages), (50_000, 50), "{walked:?}");
    holds(&walked.peak());
}
