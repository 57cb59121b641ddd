//! Users of Moneyhub from the command line: create, list, show, delete.
//!
//! `cargo build -p moneyhub-tokio --example users` builds it, `users --help` explains it. JSON with
//! the wire's names goes to standard output, an error to standard error as one line.

// By its path, so that it finds its own modules next to it, as it does in moneyhub-async-std.
#[path = "program.rs"]
mod program;

use std::process::ExitCode;

use moneyhub_tokio as adapter;
use tokio::runtime::Builder;

fn main() -> ExitCode {
    program::run(|work| Builder::new_current_thread().enable_all().build()?.block_on(work))
}
