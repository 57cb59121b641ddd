use std::time::Duration;

use clap::Parser;
use moneyhub_tokio::moneyhub_proto::ledger::Settings;

/// Copies users' accounts and transactions into a database, and keeps the copy in step with the service.
///
/// Without `MONEYHUB_CLIENT_ID` in the environment, a sandbox inside this process acts as the service.
#[derive(Debug, Parser)]
pub(crate) struct Arguments {
    /// An SQLite file, or with the feature `postgres` a postgres:// URL. Missing tables are created
    #[arg(long, default_value = "mirror.sqlite", value_name = "FILE OR URL")]
    pub(crate) database: String,
    /// Copy only this user; may be repeated. By default all users are copied
    #[arg(long = "user", value_name = "ID")]
    pub(crate) users: Vec<String>,
    /// Keep running until Ctrl-C: receive webhooks, and read when it is due
    #[arg(long)]
    pub(crate) follow: bool,
    /// The loopback port to receive webhooks on; 0 chooses a free one
    #[arg(long, default_value_t = 0)]
    pub(crate) port: u16,
    /// How many transactions each sandbox account has
    #[arg(long, default_value_t = 240, value_name = "NUMBER")]
    pub(crate) sandbox_transactions: u64,
    /// Divide all intervals by this, for rehearsals: with 40320, four weeks pass in a minute. Increments and
    /// accounts are read every five seconds at most
    #[arg(long, default_value_t = 1, value_name = "FACTOR", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) hasten: u32,
}

/// The shortest interval between increments, and between lists of accounts, in a rehearsal.
const SOONEST: Duration = Duration::from_secs(5);

impl Arguments {
    pub(crate) fn settings(&self) -> Settings {
        let mut settings = Settings::default();
        for time in [
            &mut settings.settle,
            &mut settings.long_settle,
            &mut settings.skew,
            &mut settings.increment,
            &mut settings.increment_after_sync,
            &mut settings.accounts,
            &mut settings.full_soonest,
            &mut settings.full_latest,
            &mut settings.second_full,
            &mut settings.gather,
        ] {
            *time /= self.hasten;
        }
        if self.hasten > 1 {
            // The most frequent work must leave time for the rest.
            for time in [
                &mut settings.increment,
                &mut settings.increment_after_sync,
                &mut settings.accounts,
            ] {
                *time = SOONEST.max(*time);
            }
        }
        settings
    }
}
