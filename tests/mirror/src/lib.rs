//! Users' accounts and transactions in SQLite, kept equal to the service: an example of
//! [`ledger`](moneyhub_tokio::moneyhub_proto::ledger) with a real database.
//!
//! What to lift is [`Tables`], a [`Store`](moneyhub_tokio::moneyhub_proto::ledger::Store) in two hundred lines.

mod answers;
mod looks;
mod tables;

use std::path::Path;

use moneyhub_tokio::moneyhub_proto::{id::UserId, ledger::CheckpointError};
use rusqlite::Connection;
use thiserror::Error;

pub use self::tables::{Tables, Written};

/// The database.
#[derive(Debug)]
pub struct Database(Connection);

/// What can go wrong with it.
#[derive(Debug, Error)]
pub enum DatabaseError {
    /// A stored checkpoint can't be read.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// A row can't be written as JSON, or read.
    #[error("a row is no JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// SQLite says no.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
}

impl Database {
    /// Opens a database, and makes its tables where they are missing.
    ///
    /// A crash of the machine may take the last commits with it, which costs their calls once more. Rows and
    /// checkpoint are in one commit, so it never takes one without the other.
    ///
    /// # Errors
    ///
    /// When it is no database, or can't be written.
    pub fn open(path: &Path) -> Result<Self, DatabaseError> {
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        connection.execute_batch(include_str!("schema.sql"))?;
        Ok(Self(connection))
    }

    /// The tables of one user.
    pub fn tables(&mut self, user_id: &UserId) -> Tables<'_> {
        Tables::new(&mut self.0, user_id.clone())
    }

    /// The connection, for questions of your own.
    pub const fn connection(&self) -> &Connection {
        &self.0
    }
}
