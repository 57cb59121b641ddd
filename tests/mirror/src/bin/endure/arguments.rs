use std::{path::PathBuf, time::Duration};

use clap::{Parser, ValueEnum};

/// Lets a mirror follow a service that changes all the time, kills it again and again, and compares.
///
/// Ends with an error when a row of the tables was not as the service had it, where it had to be.
#[derive(Debug, Parser)]
pub(crate) struct Arguments {
    /// How long, quiet times included
    #[arg(long, default_value_t = 1.0, conflicts_with = "webhooks")]
    pub(crate) minutes: f64,
    /// What it draws from
    #[arg(long, default_value_t = 7)]
    pub(crate) seed: u64,
    /// One storm of so many webhooks, shuffled, doubled and lost, as fast as they come
    #[arg(long, value_name = "NUMBER")]
    pub(crate) webhooks: Option<usize>,
    /// How many users there are
    #[arg(long, default_value_t = 3, value_name = "NUMBER")]
    pub(crate) users: u64,
    /// How many transactions each account has at first
    #[arg(long, default_value_t = 150, value_name = "NUMBER")]
    pub(crate) transactions: u64,
    /// How many items a page has at the most
    #[arg(long, default_value_t = 250, value_name = "NUMBER")]
    pub(crate) page: u64,
    /// By how much the mirror's times are divided: 40320 makes four weeks a minute
    #[arg(long, default_value_t = 40_320, value_name = "FACTOR")]
    pub(crate) hasten: u32,
    /// How long a storm lasts between two quiet times, in seconds; longer, where nothing was killed in that time
    #[arg(long, default_value_t = 120, value_name = "SECONDS")]
    pub(crate) storm: u64,
    /// How long it is between two kills on average, in seconds
    #[arg(long, default_value_t = 40.0, value_name = "SECONDS")]
    pub(crate) kill_every: f64,
    /// The mirror; without this, the one beside this program
    #[arg(long, value_name = "PROGRAM")]
    pub(crate) mirror: Option<PathBuf>,
    /// Spoils the tables once, to see that it is noticed
    #[arg(long, hide = true)]
    pub(crate) plant: Option<Plant>,
}

/// A fault to plant.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Plant {
    /// A row is dropped from the table.
    DroppedRow,
    /// A row stays that the service does not have.
    SkippedDeletion,
    /// A row has another account.
    ChangedColumn,
}

impl Plant {
    /// For a user, a row of theirs, and another id: of a row that the service has not any more, where that matters.
    pub(crate) const fn sql(self) -> &'static str {
        match self {
            Self::DroppedRow => {
                "DELETE FROM transactions WHERE user_id = ?1 AND id = ?2 AND id <> ?3"
            }
            Self::SkippedDeletion => {
                "INSERT INTO transactions
                 SELECT user_id, ?3, account_id, day, day_modified, fingerprint, json
                 FROM transactions WHERE user_id = ?1 AND id = ?2"
            }
            Self::ChangedColumn => {
                "UPDATE transactions SET account_id = ?3 WHERE user_id = ?1 AND id = ?2"
            }
        }
    }
}

impl Arguments {
    pub(crate) fn duration(&self) -> Duration {
        Duration::from_secs_f64(self.minutes * 60.0)
    }
}
