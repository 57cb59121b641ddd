//! Counts requests, allocations and bytes: those that the tests bound, and what takes too long for
//! them (a million users).
//!
//! Ends with 1 when a bound is passed, with 2 when a call fails.

#[path = "../../tests/it/measure.rs"]
mod measure;

use std::process::ExitCode;

use moneyhub_bench::{
    allocations,
    by_hand::Failure,
    enriching,
    loopback::crowd,
    requests,
    table::{HEADER, Row},
    walk::Walked,
};

use self::measure::measure;

fn main() -> ExitCode {
    match table() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("counts: {error}");
            ExitCode::from(2)
        }
    }
}

/// Prints the table; `false` when a bound is passed.
fn table() -> Result<bool, Failure> {
    println!("{HEADER}");
    let mut good = true;
    let mut print = |rows: &[Row]| {
        for row in rows {
            println!("{row}");
            good &= row.is_within();
        }
    };
    print(&requests::all()?);
    print(&allocations::all(measure));
    for users in [10_000, 100_000, 1_000_000] {
        print(&[Walked::over_users(users, measure)?.peak()]);
    }
    for transactions in [10_000, 1_000_000] {
        print(&[Walked::over_transactions(transactions, measure)?.peak()]);
    }
    print(&[enriching::peak(50_000, measure)]);
    print(&[crowd::peak(measure)?]);
    Ok(good)
}
