//! The soak, for as long as you like: `soak --adapter tokio --seed 7 --seconds 60`.
//!
//! Exits with 1 if a promise was broken.

use std::{process::ExitCode, time::Duration};

use clap::Parser;
use moneyhub_tests::{
    Adapter,
    soak::{Settings, run},
};

/// A client under load while its server fails at random
#[derive(Parser)]
struct Arguments {
    /// Which adapter
    #[arg(long, value_enum)]
    adapter: Adapter,
    /// The seed of faults and calls
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How long to start calls
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// How many calls run at once
    #[arg(long, default_value_t = 10_000)]
    calls: usize,
    /// How many requests the client may have in flight
    #[arg(long, default_value_t = 256)]
    limit: usize,
}

fn main() -> ExitCode {
    let Arguments { adapter, seed, seconds, calls, limit } = Arguments::parse();
    let duration = Duration::from_secs(seconds);
    let report = run(&Settings { adapter, seed, duration, calls, limit, alone: true });
    println!("{report}");
    if report.broken().is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
