//! Walks a million users page by page, and looks at memory: the peak must be that of one page.
//!
//! Only what the client's thread allocates is counted; the sandbox makes the users on its own.

use std::time::Instant;

use allocation_counter::measure;
use moneyhub_bench::{
    by_hand::Failure,
    walk::{Footprint, Walked},
};

const USERS: u64 = 1_000_000;

fn main() -> Result<(), Failure> {
    println!("| users | pages | peak, bytes | first page alone | left over | seconds |");
    println!("|---:|---:|---:|---:|---:|---:|");
    for users in [1_000, 10_000, 100_000, USERS] {
        let start = Instant::now();
        let walked = Walked::over(users, footprint)?;
        println!(
            "| {} | {} | {} | {} | {} | {:.1} |",
            walked.users,
            walked.pages,
            walked.peak,
            walked.first_page,
            walked.left,
            start.elapsed().as_secs_f64(),
        );
    }
    Ok(())
}

fn footprint(work: &mut dyn FnMut()) -> Footprint {
    let info = measure(work);
    Footprint { peak: info.bytes_max, left: info.bytes_current }
}
