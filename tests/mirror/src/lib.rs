//! Users' accounts and transactions in SQLite or PostgreSQL, kept equal to the service: an example of
//! [`ledger`](moneyhub_tokio::moneyhub_proto::ledger) with a real database.
//!
//! Copy [`Tables`], a [`Store`](moneyhub_tokio::moneyhub_proto::ledger::Store) in two hundred lines. Both
//! databases use the same SQL.

mod answers;
mod connection;
mod looks;
#[cfg(feature = "postgres")]
mod postgres;
mod tables;
mod value;

use std::path::Path;

use moneyhub_tokio::moneyhub_proto::{id::UserId, ledger::CheckpointError};
use thiserror::Error;

use self::connection::Connection;
pub use self::tables::{Tables, Written};

/// The database.
#[derive(Debug)]
pub struct Database(Connection);

/// What can go wrong with the database.
#[derive(Debug, Error)]
pub enum DatabaseError {
    /// A stored checkpoint can't be read.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// A column holds something that this program did not write.
    #[error("column {0} of a result has an unexpected type or value")]
    Column(usize),
    /// A stored fingerprint is malformed.
    #[error("a stored fingerprint is not 16 bytes long")]
    Fingerprint,
    /// A row can't be written as JSON.
    #[error("a row can't be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// PostgreSQL was requested, but this program was built without it.
    #[cfg(not(feature = "postgres"))]
    #[error("built without PostgreSQL: cargo run -p moneyhub-mirror --features postgres")]
    NotBuilt,
    /// PostgreSQL refused, or can't be reached.
    #[cfg(feature = "postgres")]
    #[error(transparent)]
    Postgres(#[from] tokio_postgres::Error),
    /// SQLite refused.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
}

impl Database {
    /// Opens the named database: PostgreSQL for a `postgres://` URL, otherwise an SQLite file.
    ///
    /// # Errors
    ///
    /// If it can't be opened, or if it is PostgreSQL and this was built without the feature `postgres`.
    pub async fn at(name: &str) -> Result<Self, DatabaseError> {
        if !name.starts_with("postgres://") {
            return Self::open(name.as_ref());
        }
        #[cfg(feature = "postgres")]
        return Self::connect(name).await;
        #[cfg(not(feature = "postgres"))]
        Err(DatabaseError::NotBuilt)
    }

    /// Opens an SQLite database, and creates missing tables.
    ///
    /// A crash of the machine may lose the last commits; their calls are then made again. Rows and checkpoint
    /// are in one commit, so neither is lost without the other.
    ///
    /// # Errors
    ///
    /// If the file is not a database, or can't be written.
    pub fn open(path: &Path) -> Result<Self, DatabaseError> {
        Connection::sqlite(path).map(Self)
    }

    /// Connects to PostgreSQL, by a `postgres://` URL and without TLS, and creates missing tables.
    ///
    /// The connection is a task on the current tokio runtime.
    ///
    /// # Errors
    ///
    /// If it can't be reached, or refuses.
    #[cfg(feature = "postgres")]
    pub async fn connect(url: &str) -> Result<Self, DatabaseError> {
        Connection::postgres(url).await.map(Self)
    }

    /// The tables of one user.
    pub fn tables(&mut self, user_id: &UserId) -> Tables<'_> {
        Tables::new(&mut self.0, user_id.clone())
    }
}
