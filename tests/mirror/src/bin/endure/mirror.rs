//! The mirror's process, which gets killed.

use std::{
    collections::BTreeMap,
    env, fs,
    fs::OpenOptions,
    io,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::SystemTime,
};

use moneyhub_sandbox::Sandbox;
use moneyhub_tokio::moneyhub_proto::{id::UserId, ledger::Checkpoint};
use rusqlite::{Connection, OptionalExtension};

use crate::comparison::Copy;

pub(crate) struct Mirror {
    command: Command,
    child: Option<Child>,
    pub(crate) database: PathBuf,
    connection: Option<Connection>,
    /// What the checkpoints said when they were last looked at.
    before: BTreeMap<UserId, Mark>,
    pub(crate) kills: u64,
    /// It ended by itself, which must not happen.
    pub(crate) deaths: u64,
}

/// What a checkpoint says, in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) sequence: i64,
    /// The number of rows, which is stored beside the checkpoint.
    pub(crate) transactions: i64,
    pub(crate) as_of: Option<i64>,
    pub(crate) present_as_of: Option<i64>,
}

impl Mirror {
    pub(crate) fn new(
        sandbox: &Sandbox,
        program: &Path,
        database: PathBuf,
        arguments: &[&str],
    ) -> io::Result<Self> {
        let log = OpenOptions::new().create(true).append(true).open(beside(&database, ".log"))?;
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("MONEYHUB_CLIENT_ID", sandbox.client_id())
            .env("MONEYHUB_CLIENT_SECRET", sandbox.client_secret())
            .env("MONEYHUB_IDENTITY_URL", sandbox.identity_url())
            .env("MONEYHUB_API_URL", sandbox.api_url())
            .arg("--database")
            .arg(&database)
            .arg("--follow")
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        Ok(Self {
            command,
            child: None,
            database,
            connection: None,
            before: BTreeMap::new(),
            kills: 0,
            deaths: 0,
        })
    }

    /// The mirror's program, in the directory of this one.
    pub(crate) fn program() -> io::Result<PathBuf> {
        Ok(env::current_exe()?.with_file_name("moneyhub-mirror"))
    }

    pub(crate) fn start(&mut self) -> io::Result<()> {
        self.child = Some(self.command.spawn()?);
        Ok(())
    }

    /// SIGKILL: the process can't react.
    pub(crate) fn kill(&mut self) -> io::Result<()> {
        let Some(mut child) = self.child.take() else { return Ok(()) };
        match child.try_wait()? {
            Some(_) => self.deaths += 1,
            None => self.kills += 1,
        }
        child.kill()?;
        child.wait()?;
        Ok(())
    }

    /// `None` until the database and its tables exist.
    pub(crate) fn connection(&mut self) -> Option<&Connection> {
        if self.connection.is_none() && self.database.exists() {
            let connection = Connection::open(&self.database).ok()?;
            let sql = "SELECT 1 FROM sqlite_master WHERE name = 'checkpoints'";
            if connection.prepare(sql).ok()?.exists([]).ok()? {
                self.connection = Some(connection);
            }
        }
        self.connection.as_ref()
    }

    /// The number of commits for all users.
    pub(crate) fn commits(&mut self) -> i64 {
        let sql = "SELECT coalesce(sum(sequence), 0) FROM checkpoints";
        let count = |connection: &Connection| connection.query_row(sql, [], |row| row.get(0));
        self.connection().and_then(|connection| count(connection).ok()).unwrap_or(0)
    }

    /// What is stored about a user; nothing before the tables exist.
    pub(crate) fn copy(&mut self, user_id: &UserId) -> rusqlite::Result<Copy> {
        match self.connection() {
            Some(connection) => Copy::of_tables(connection, user_id),
            None => Ok(Copy::default()),
        }
    }

    /// Reads both in one transaction, because the mirror may be writing.
    pub(crate) fn snapshot(&mut self, user_id: &UserId) -> rusqlite::Result<(Copy, Mark)> {
        let Some(connection) = self.connection() else { return Ok(Default::default()) };
        connection.execute_batch("BEGIN")?;
        let both = (self.copy(user_id)?, self.mark(user_id)?);
        if let Some(connection) = self.connection() {
            connection.execute_batch("COMMIT")?;
        }
        Ok(both)
    }

    pub(crate) fn mark(&mut self, user_id: &UserId) -> rusqlite::Result<Mark> {
        let Some(connection) = self.connection() else { return Ok(Mark::default()) };
        let sql = "SELECT sequence, transactions, bytes FROM checkpoints WHERE user_id = ?";
        let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        let found: Option<(i64, i64, Vec<u8>)> =
            connection.query_row(sql, [user_id.as_str()], row).optional()?;
        let Some((sequence, transactions, bytes)) = found else { return Ok(Mark::default()) };
        let standing = Checkpoint::from_bytes(&bytes).map(|checkpoint| checkpoint.standing());
        let standing = standing.unwrap_or_default();
        Ok(Mark {
            sequence,
            transactions,
            as_of: standing.as_of.map(|time| time.seconds()),
            present_as_of: standing.present_as_of.map(|time| time.seconds()),
        })
    }

    /// What is wrong with a checkpoint: it went back, or its count of rows is wrong.
    pub(crate) fn check(&mut self, user_id: &UserId, mark: Mark, rows: usize) -> Vec<String> {
        let before = self.before.insert(user_id.clone(), mark).unwrap_or_default();
        let mut wrong = Vec::new();
        if mark.sequence < before.sequence
            || mark.as_of < before.as_of
            || mark.present_as_of < before.present_as_of
        {
            wrong.push(format!("the checkpoint went back from {before:?} to {mark:?}"));
        }
        if usize::try_from(mark.transactions) != Ok(rows) {
            wrong.push(format!(
                "the checkpoint counts {} transactions, but the table has {rows}",
                mark.transactions
            ));
        }
        wrong
    }

    pub(crate) fn remove_files(&self) {
        for end in ["", "-shm", "-wal", ".log"] {
            let _ = fs::remove_file(beside(&self.database, end));
        }
    }
}

impl Drop for Mirror {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(end);
    path.into()
}

/// Whole seconds, as in a checkpoint.
pub(crate) fn seconds(time: SystemTime) -> i64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
