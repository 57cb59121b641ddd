//! A connection to PostgreSQL.

use std::{collections::HashMap, error::Error};

use bytes::BytesMut;
use tokio_postgres::{
    Client, NoTls, Statement,
    types::{FromSql, IsNull, ToSql, Type, accepts, to_sql_checked},
};

use crate::{
    DatabaseError,
    connection::{Row, SCHEMA},
    value::Value,
};

pub(crate) struct Postgres {
    client: Client,
    statements: HashMap<String, Statement>,
}

impl Postgres {
    pub(crate) async fn connect(url: &str) -> Result<Self, DatabaseError> {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        // The task ends when the client is dropped. The client reports its errors.
        tokio::spawn(connection);
        let schema = SCHEMA.replace(" STRICT", "").replace(" BLOB", " BYTEA");
        client.batch_execute(&schema.replace(" INTEGER", " BIGINT")).await?;
        Ok(Self { client, statements: HashMap::new() })
    }

    pub(crate) async fn batch(&self, sql: &str) -> Result<(), DatabaseError> {
        Ok(self.client.batch_execute(sql).await?)
    }

    pub(crate) async fn execute(
        &mut self,
        sql: &str,
        values: &[Value],
    ) -> Result<u64, DatabaseError> {
        let statement = self.prepared(sql).await?;
        Ok(self.client.execute_raw(&statement, values).await?)
    }

    pub(crate) async fn query(
        &mut self,
        sql: &str,
        values: &[Value],
    ) -> Result<Vec<Row>, DatabaseError> {
        let statement = self.prepared(sql).await?;
        let values: Vec<_> = values.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
        let rows = self.client.query(&statement, &values).await?;
        let row = |row: tokio_postgres::Row| {
            let values = (0..row.len()).map(|column| row.try_get(column));
            values.collect::<Result<_, _>>().map(Row)
        };
        Ok(rows.into_iter().map(row).collect::<Result<_, _>>()?)
    }

    async fn prepared(&mut self, sql: &str) -> Result<Statement, DatabaseError> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        // The same parameters in PostgreSQL's notation.
        let statement = self.client.prepare(&sql.replace('?', "$")).await?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

type Converted<T> = Result<T, Box<dyn Error + Sync + Send>>;

impl ToSql for Value {
    fn to_sql(&self, kind: &Type, to: &mut BytesMut) -> Converted<IsNull> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Integer(number) => number.to_sql(kind, to),
            Self::Text(text) => text.to_sql(kind, to),
            Self::Bytes(bytes) => bytes.to_sql(kind, to),
        }
    }

    accepts!(INT8, TEXT, BYTEA);
    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(kind: &Type, from: &'a [u8]) -> Converted<Self> {
        Ok(match *kind {
            Type::INT8 => i64::from_sql(kind, from)?.into(),
            Type::BYTEA => from.into(),
            _ => <&str>::from_sql(kind, from)?.into(),
        })
    }

    fn from_sql_null(_: &Type) -> Converted<Self> {
        Ok(Self::Null)
    }

    accepts!(INT8, TEXT, BYTEA);
}
