//! Counts instructions: runs its own pieces of work under valgrind's callgrind and prints a table.
//!
//! Every piece runs n times and 2n times; the difference, over n, is what one time costs, without
//! start-up. Counts of the codec repeat to the instruction, whatever else the machine does.
//!
//! Ends with 1 when a bound is passed, with 2 when valgrind is missing.

use std::process::ExitCode;

use moneyhub_bench::{instructions, loopback};
use moneyhub_sandbox::Sandbox;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => all(),
        ["run", piece, times] => instructions::run(piece, times).map(|()| true),
        _ => Err("usage: instructions [run PIECE TIMES]".into()),
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

/// All rows. The service that the clients call is in this process; they run in others.
fn all() -> Result<bool, instructions::Failure> {
    let sandbox = Sandbox::builder().record(false).start()?;
    instructions::table(&loopback::Target::of(&sandbox)?)
}
