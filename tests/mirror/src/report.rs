//! What it says.

use std::{
    fmt::Display,
    io::{self, Write},
    path::Path,
    time::{Duration, Instant, SystemTime},
};

use moneyhub_mirror::Written;
use moneyhub_tokio::moneyhub_proto::{Timestamp, env::UnixTime, id::UserId, ledger::Followed};

use crate::Visits;

/// How often a long backfill says how far it is.
const EVERY: Duration = Duration::from_secs(1);

/// What a visit has written so far.
pub(crate) struct Progress {
    user_id: UserId,
    began: Instant,
    told: Instant,
}

impl Progress {
    pub(crate) fn of(user_id: &UserId) -> Self {
        let now = Instant::now();
        Self { user_id: user_id.clone(), began: now, told: now }
    }

    pub(crate) fn tell(&mut self, written: &Written) {
        if self.told.elapsed() < EVERY {
            return;
        }
        self.told = Instant::now();
        let (rows, seconds) = (written.transactions, self.began.elapsed().as_secs());
        say(&format!("user {}: {rows} transactions in {seconds} s", self.user_id));
    }
}

/// What a visit to a user has done.
pub(crate) fn user(id: &UserId, written: &Written, followed: &Followed) {
    let as_of = match followed.standing.as_of {
        Some(time) => format!("right as of {}", text(time)),
        None => "not proven yet".to_owned(),
    };
    say(&format!("user {id}: {}; {as_of}", sum(written)));
    if let Some(fault) = &followed.fault {
        warn(&format!("user {id}: {fault}; again at {}", text(followed.until)));
    }
}

/// What all visits have done.
pub(crate) fn all(database: &Path, written: &Written, visits: &Visits) {
    say(&format!("{}: {}", database.display(), sum(written)));
    if let Some(next) = visits.values().min() {
        say(&format!("nothing more to do before {}", text(*next)));
    }
}

pub(crate) fn say(line: &str) {
    // Standard output may be closed; then nobody wants to know.
    let _ = writeln!(io::stdout(), "{line}");
}

pub(crate) fn warn(what: &impl Display) {
    let _ = writeln!(io::stderr(), "mirror: {what}");
}

fn sum(written: &Written) -> String {
    let Written { accounts, accounts_removed, transactions, transactions_removed, commits } =
        written;
    match written.rows() {
        0 => format!("nothing has changed ({commits} commits)"),
        _ => format!(
            "wrote {transactions} transactions and {accounts} accounts, removed \
             {transactions_removed} and {accounts_removed}, in {commits} commits"
        ),
    }
}

fn text(time: UnixTime) -> String {
    let seconds = Duration::from_secs(u64::try_from(time.seconds()).unwrap_or(0));
    let time = SystemTime::UNIX_EPOCH.checked_add(seconds).map(Timestamp::try_from);
    time.and_then(Result::ok).map_or("a later time".to_owned(), |time| time.to_string())
}
