use std::{path::PathBuf, time::Duration};

use clap::{Parser, ValueEnum};

/// Runs a mirror beside a service that changes all the time, kills it again and again, and compares the two.
///
/// Fails if a row of the tables differs from the service where the mirror promised that it does not.
#[derive(Debug, Parser)]
pub(crate) struct Arguments {
    /// How long to run, quiet times included
    #[arg(long, default_value_t = 1.0, conflicts_with = "webhooks")]
    pub(crate) minutes: f64,
    /// The seed of all random choices
    #[arg(long, default_value_t = 7)]
    pub(crate) seed: u64,
    /// Run one storm of this many webhooks, shuffled, doubled and lost, as fast as they come
    #[arg(long, value_name = "NUMBER")]
    pub(crate) webhooks: Option<usize>,
    /// How many users
    #[arg(long, default_value_t = 3, value_name = "NUMBER")]
    pub(crate) users: u64,
    /// How many transactions each account starts with
    #[arg(long, default_value_t = 150, value_name = "NUMBER")]
    pub(crate) transactions: u64,
    /// Most items on a page
    #[arg(long, default_value_t = 250, value_name = "NUMBER")]
    pub(crate) page: u64,
    /// Divide the mirror's intervals by this: with 40320, four weeks pass in a minute
    #[arg(long, default_value_t = 40_320, value_name = "FACTOR")]
    pub(crate) hasten: u32,
    /// How long a storm lasts between two quiet times, in seconds; longer, where nothing was killed in that time
    #[arg(long, default_value_t = 120, value_name = "SECONDS")]
    pub(crate) storm: u64,
    /// Average time between two kills, in seconds
    #[arg(long, default_value_t = 40.0, value_name = "SECONDS")]
    pub(crate) kill_every: f64,
    /// The mirror's program [default: the one in this program's directory]
    #[arg(long, value_name = "PROGRAM")]
    pub(crate) mirror: Option<PathBuf>,
    /// Corrupt the tables once, to check that it is noticed
    #[arg(long, hide = true)]
    pub(crate) plant: Option<Plant>,
}

/// A fault to plant.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Plant {
    /// A row is dropped from the table.
    DroppedRow,
    /// A row stays although the service no longer has it.
    SkippedDeletion,
    /// A row names another account.
    ChangedColumn,
}

impl Plant {
    /// Parameters: a user, one of their rows, and another id; for a skipped deletion, the id of a row that
    /// the service no longer has.
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
