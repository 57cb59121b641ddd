//! A connection to either database, in SQL that both understand. Parameters are written as in SQLite: `?1`.

use std::{fmt, path::Path};

use rusqlite::params_from_iter;

#[cfg(feature = "postgres")]
use crate::postgres::Postgres;
use crate::{DatabaseError, value::Value};

type Result<T> = std::result::Result<T, DatabaseError>;

/// The schema for SQLite. PostgreSQL has other names for these types.
pub(crate) const SCHEMA: &str = include_str!("schema.sql");

/// How many statements SQLite keeps: more than there are.
const STATEMENTS: usize = 64;

pub(crate) struct Connection {
    backend: Backend,
    /// Whether a transaction is open. One that was abandoned is rolled back before the next begins.
    is_open: bool,
}

enum Backend {
    Sqlite(rusqlite::Connection),
    #[cfg(feature = "postgres")]
    Postgres(Postgres),
}

impl Connection {
    pub(crate) fn sqlite(path: &Path) -> Result<Self> {
        let connection = rusqlite::Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        connection.execute_batch(SCHEMA)?;
        Ok(Self { backend: Backend::Sqlite(connection), is_open: false })
    }

    #[cfg(feature = "postgres")]
    pub(crate) async fn postgres(url: &str) -> Result<Self> {
        let backend = Backend::Postgres(Postgres::connect(url).await?);
        Ok(Self { backend, is_open: false })
    }

    /// Begins a transaction. SQLite takes its lock at once: this waits for another writer here, instead of
    /// failing at the first write.
    pub(crate) async fn begin(&mut self) -> Result<()> {
        self.roll_back().await?;
        let sql = match self.backend {
            Backend::Sqlite(_) => "BEGIN IMMEDIATE",
            #[cfg(feature = "postgres")]
            Backend::Postgres(_) => "BEGIN",
        };
        self.is_open = true;
        self.batch(sql).await
    }

    pub(crate) async fn commit(&mut self) -> Result<()> {
        self.batch("COMMIT").await?;
        self.is_open = false;
        Ok(())
    }

    /// Rolls back the open transaction, if there is one.
    pub(crate) async fn roll_back(&mut self) -> Result<()> {
        if self.is_open && !self.is_over() {
            self.batch("ROLLBACK").await?;
        }
        self.is_open = false;
        Ok(())
    }

    /// Whether the transaction is over without our doing: SQLite rolls back by itself when the disk is full, and
    /// one that could not take its lock never began.
    fn is_over(&self) -> bool {
        match &self.backend {
            Backend::Sqlite(connection) => connection.is_autocommit(),
            #[cfg(feature = "postgres")]
            Backend::Postgres(_) => false,
        }
    }

    /// Returns how many rows it has changed.
    pub(crate) async fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64> {
        match &mut self.backend {
            Backend::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                Ok(statement.execute(params_from_iter(values))? as u64)
            }
            #[cfg(feature = "postgres")]
            Backend::Postgres(postgres) => postgres.execute(sql, values).await,
        }
    }

    pub(crate) async fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>> {
        match &mut self.backend {
            Backend::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                let columns = statement.column_count();
                let row = |row: &rusqlite::Row<'_>| {
                    let values = (0..columns).map(|column| row.get(column));
                    values.collect::<rusqlite::Result<_>>().map(Row)
                };
                let rows = statement.query_map(params_from_iter(values), row)?;
                Ok(rows.collect::<rusqlite::Result<_>>()?)
            }
            #[cfg(feature = "postgres")]
            Backend::Postgres(postgres) => postgres.query(sql, values).await,
        }
    }

    pub(crate) async fn first(&mut self, sql: &str, values: &[Value]) -> Result<Option<Row>> {
        Ok(self.query(sql, values).await?.into_iter().next())
    }

    async fn batch(&mut self, sql: &str) -> Result<()> {
        match &mut self.backend {
            Backend::Sqlite(connection) => Ok(connection.execute_batch(sql)?),
            #[cfg(feature = "postgres")]
            Backend::Postgres(postgres) => postgres.batch(sql).await,
        }
    }
}

/// A row of a result.
#[derive(Debug)]
pub(crate) struct Row(pub(crate) Vec<Value>);

impl Row {
    pub(crate) fn integer(&self, column: usize) -> Result<i64> {
        self.if_integer(column)?.ok_or(DatabaseError::Column(column))
    }

    pub(crate) fn if_integer(&self, column: usize) -> Result<Option<i64>> {
        match self.0.get(column) {
            Some(Value::Integer(number)) => Ok(Some(*number)),
            Some(Value::Null) => Ok(None),
            _ => Err(DatabaseError::Column(column)),
        }
    }

    pub(crate) fn text(&self, column: usize) -> Result<&str> {
        match self.0.get(column) {
            Some(Value::Text(text)) => Ok(text),
            _ => Err(DatabaseError::Column(column)),
        }
    }

    pub(crate) fn bytes(&self, column: usize) -> Result<&[u8]> {
        self.if_bytes(column)?.ok_or(DatabaseError::Column(column))
    }

    pub(crate) fn if_bytes(&self, column: usize) -> Result<Option<&[u8]>> {
        match self.0.get(column) {
            Some(Value::Bytes(bytes)) => Ok(Some(bytes)),
            Some(Value::Null) => Ok(None),
            _ => Err(DatabaseError::Column(column)),
        }
    }
}

/// Shows no row.
impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("is_open", &self.is_open).finish_non_exhaustive()
    }
}
