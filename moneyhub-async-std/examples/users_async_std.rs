//! The example `users` of moneyhub-tokio on async-std: users of Moneyhub from the command line.
//!
//! `cargo build -p moneyhub-async-std --example users_async_std` builds it, `users_async_std --help` explains
//! it. Everything but the runtime is that example's code.

#[path = "../../moneyhub-tokio/examples/users/program.rs"]
mod program;

use std::process::ExitCode;

use async_std::task::block_on;
use moneyhub_async_std as adapter;

fn main() -> ExitCode {
    program::run(|work| block_on(work))
}
