//! Users of Moneyhub from the command line: create, list, look at, delete.
//!
//! `cargo build -p moneyhub-tokio --example users` builds it, `users --help` explains it. JSON
//! goes to standard output with the names of the wire, an error to standard error as one line.

// By its path, so that it finds its own modules beside it, as it does in moneyhub-async-std.
#[path = "program.rs"]
mod program;

use std::process::ExitCode;

use moneyhub_tokio as adapter;
use tokio::runtime::Builder;

fn main() -> ExitCode {
    program::run(|work| Builder::new_current_thread().enable_all().build()?.block_on(work))
}
