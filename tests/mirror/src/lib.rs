//! Users' accounts and transactions in SQLite or PostgreSQL, kept equal to the service: an example of
//! [`ledger`](moneyhub_tokio::moneyhub_proto::ledger) with a real database.
//!
//! What to lift is [`Tables`], a [`Store`](moneyhub_tokio::moneyhub_proto::ledger::Store) in two hundred lines. The SQL
//! of both databases is the same.

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

/// What can go wrong with it.
#[derive(Debug, Error)]
pub enum DatabaseError {
    /// A stored checkpoint can't be read.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// A column has something else than this program writes.
    #[error("column {0} of an answer has something else than was written")]
    Column(usize),
    /// A stored fingerprint is none.
    #[error("a stored fingerprint has not 16 bytes")]
    Fingerprint,
    /// A row can't be written as JSON.
    #[error("a row is no JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// PostgreSQL was asked for.
    #[cfg(not(feature = "postgres"))]
    #[error("built without PostgreSQL: cargo run -p moneyhub-mirror --features postgres")]
    NotBuilt,
    /// PostgreSQL says no, or is not there.
    #[cfg(feature = "postgres")]
    #[error(transparent)]
    Postgres(#[from] tokio_postgres::Error),
    /// SQLite says no.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
}

impl Database {
    /// The database that this names: PostgreSQL by its `postgres://` URL, or else a file of SQLite.
    ///
    /// # Errors
    ///
    /// When it can't be opened, or is PostgreSQL and this was built without the feature `postgres`.
    pub async fn at(name: &str) -> Result<Self, DatabaseError> {
        if !name.starts_with("postgres://") {
            return Self::open(name.as_ref());
        }
        #[cfg(feature = "postgres")]
        return Self::connect(name).await;
        #[cfg(not(feature = "postgres"))]
        Err(DatabaseError::NotBuilt)
    }

    /// Opens a database of SQLite, and makes its tables where they are missing.
    ///
    /// A crash of the machine may take the last commits with it, which costs their calls once more. Rows and
    /// checkpoint are in one commit, so it never takes one without the other.
    ///
    /// # Errors
    ///
    /// When it is no database, or can't be written.
    pub fn open(path: &Path) -> Result<Self, DatabaseError> {
        Connection::sqlite(path).map(Self)
    }

    /// Connects to PostgreSQL, by a `postgres://` URL and without TLS, and makes its tables where they are missing.
    ///
    /// Needs a runtime of tokio, on which the connection lives.
    ///
    /// # Errors
    ///
    /// When it is not there, or says no.
    #[cfg(feature = "postgres")]
    pub async fn connect(url: &str) -> Result<Self, DatabaseError> {
        Connection::postgres(url).await.map(Self)
    }

    /// The tables of one user.
    pub fn tables(&mut self, user_id: &UserId) -> Tables<'_> {
        Tables::new(&mut self.0, user_id.clone())
    }
}
