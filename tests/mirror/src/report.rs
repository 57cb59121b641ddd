//! What the program prints.

use std::{
    fmt::Display,
    io::{self, Write},
    time::{Duration, Instant, SystemTime},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use moneyhub_mirror::Written;
use moneyhub_tokio::moneyhub_proto::{Timestamp, env::UnixTime, id::UserId, ledger::Followed};

use crate::Visits;

/// Shorter visits show no bar.
const SHORT: Duration = Duration::from_millis(500);

/// A progress bar on standard error while a visit writes transactions, if that is a terminal.
pub(crate) struct Progress {
    user_id: UserId,
    began: Instant,
    bar: Option<ProgressBar>,
}

impl Progress {
    pub(crate) fn of(user_id: &UserId) -> Self {
        Self { user_id: user_id.clone(), began: Instant::now(), bar: None }
    }

    pub(crate) fn tell(&mut self, written: &Written) {
        if self.bar.is_none() && self.began.elapsed() < SHORT {
            return;
        }
        let (rows, counted) = (written.transactions as u64, written.counted);
        let bar = self.bar.get_or_insert_with(|| bar(&self.user_id));
        // The accounts' counts are a hint, and changed rows are written beside new ones.
        bar.set_length(counted.max(rows));
        bar.set_position(rows);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn bar(user_id: &UserId) -> ProgressBar {
    let template =
        "user {msg}: {bar:30} {human_pos} of {human_len} transactions, {per_sec}, {eta} left";
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    bar.set_style(
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    bar.with_message(user_id.as_str().to_owned())
}

/// Reports what a visit to a user did.
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

/// Reports what all visits did.
pub(crate) fn all(database: &str, written: &Written, visits: &Visits) {
    say(&format!("{database}: {}", sum(written)));
    if let Some(next) = visits.values().min() {
        say(&format!("nothing more to do before {}", text(*next)));
    }
}

pub(crate) fn say(line: &str) {
    // Standard output may be closed; then nobody is reading.
    let _ = writeln!(io::stdout(), "{line}");
}

pub(crate) fn warn(what: &impl Display) {
    let _ = writeln!(io::stderr(), "mirror: {what}");
}

fn sum(written: &Written) -> String {
    let Written { accounts, accounts_removed, transactions, transactions_removed, commits, .. } =
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
