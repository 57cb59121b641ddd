//! Counts instructions: runs its own pieces of work under valgrind and prints a table.
//!
//! Every piece runs n times and 2n times; the difference, over n, is what one time costs, without
//! start-up. Counts of the codec repeat to the instruction, whatever else the machine does.
//!
//! Ends with 1 when a bound is passed, with 2 when valgrind is missing.

use std::process::ExitCode;

use moneyhub_bench::{
    instructions::{Comparison, Failure, QUICK, SLOW, run},
    loopback::Target,
    table::HEADER,
};
use moneyhub_sandbox::Sandbox;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => table(QUICK),
        ["slow"] => table(SLOW),
        ["run", piece, times] => run(piece, times).map(|()| true),
        _ => Err("usage: instructions [slow | run PIECE TIMES]".into()),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("instructions: {error}");
            ExitCode::from(2)
        }
    }
}

/// Prints the table; `false` when a bound is passed. The service that the clients call is in this
/// process; they run in others.
fn table(comparisons: &[Comparison]) -> Result<bool, Failure> {
    let sandbox = Sandbox::builder().record(false).start()?;
    let target = Target::of(&sandbox)?;
    println!("{HEADER}");
    let mut good = true;
    for comparison in comparisons {
        let row = comparison.measure(&target)?;
        println!("{row}");
        good &= row.is_within();
    }
    Ok(good)
}
