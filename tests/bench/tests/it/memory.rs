//! A walk over a long list takes the memory of one page.

use allocation_counter::measure;
use moneyhub_bench::walk::{Footprint, Walked};

#[test]
fn the_peak_of_a_long_walk_is_that_of_one_page() {
    let walked = Walked::over(50_000, |work| {
        let info = measure(work);
        Footprint { peak: info.bytes_max, left: info.bytes_current }
    })
    .unwrap();
    println!("{walked:?}");
    assert_eq!((walked.users, walked.pages), (50_000, 50));
    // Chunks of a body come as the sockets please, so that one page may take a little more than
    // another; fifty pages would take fifty times as much.
    assert!(walked.peak <= walked.first_page * 3 / 2, "{walked:?}");
}
