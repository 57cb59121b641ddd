//! What can be counted and must not grow. See BENCHMARKS.md.

mod allocations;
mod measure;
mod memory;
mod round_trips;

use moneyhub_bench::table::Row;

use self::measure::measure;

fn holds(row: &Row) {
    println!("{row}");
    assert!(row.is_within(), "{row}");
}
