use std::time::Duration;

use clap::Parser;
use moneyhub_tokio::moneyhub_proto::ledger::Settings;

/// Copies users' accounts and transactions into a database, and keeps the copy equal to the service.
///
/// Without `MONEYHUB_CLIENT_ID` in the environment, a sandbox inside this process stands for the service.
#[derive(Debug, Parser)]
pub(crate) struct Arguments {
    /// A file of SQLite, or with the feature `postgres` a postgres:// URL. The tables are made where they are missing
    #[arg(long, default_value = "mirror.sqlite", value_name = "FILE OR URL")]
    pub(crate) database: String,
    /// A user to copy, and no others; may be given more than once. The default is all
    #[arg(long = "user", value_name = "ID")]
    pub(crate) users: Vec<String>,
    /// Goes on until Ctrl-C: takes webhooks, and reads when it is time
    #[arg(long)]
    pub(crate) follow: bool,
    /// The port of the loopback interface to take webhooks on; 0 is a free one
    #[arg(long, default_value_t = 0)]
    pub(crate) port: u16,
    /// How many transactions each account of the sandbox has
    #[arg(long, default_value_t = 240, value_name = "NUMBER")]
    pub(crate) sandbox_transactions: u64,
    /// Divides all times of the settings by this: for rehearsals, where a minute may stand for four weeks (40320).
    /// Increments and accounts come every five seconds at the most
    #[arg(long, default_value_t = 1, value_name = "FACTOR", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) hasten: u32,
}

/// How soon increments and lists of accounts come again at the soonest, in a rehearsal.
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
            // What comes most often must not fill all of the time.
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
