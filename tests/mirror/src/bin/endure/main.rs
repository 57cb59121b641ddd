//! A mirror that is killed again and again, beside a service that changes all the time: do its tables equal it?
//!
//! `cargo run --release -p moneyhub-mirror --bin endure -- --minutes 60 --seed 7`

mod arguments;
mod bank;
mod comparison;
mod endure;
mod letters;
mod mirror;
mod user;

use std::{error::Error, io, process::ExitCode};

use clap::Parser;

use self::{arguments::Arguments, endure::Endure};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(&Arguments::parse()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            say(&format!("endure: {error}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> Result<bool, Box<dyn Error>> {
    let mut endure = Endure::begin(arguments).await?;
    match arguments.webhooks {
        Some(webhooks) => endure.flood(webhooks).await?,
        None => endure.weather(arguments.duration()).await?,
    }
    endure.end()
}

/// Standard output may be closed; then nobody wants to know.
fn say(line: &str) {
    let _ = io::Write::write_fmt(&mut io::stdout(), format_args!("{line}\n"));
}
