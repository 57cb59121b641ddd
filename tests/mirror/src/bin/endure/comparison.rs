//! The tables and the service, row by row and column by column.

use std::{collections::BTreeMap, fmt, time::SystemTime};

use moneyhub_tokio::moneyhub_proto::{
    Client, Error, Timestamp,
    accounts::{self, Account},
    id::UserId,
    ledger::Day,
    transactions::{self, Transaction},
};
use rusqlite::{Connection, types::Value};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// All columns of the table but the user, and the id as its key.
const TRANSACTIONS: [&str; 5] = ["account_id", "day", "day_modified", "fingerprint", "json"];
const ACCOUNTS: [&str; 3] = ["at_bank", "fingerprint", "json"];

/// The columns of a row.
pub(crate) type Row = Vec<Value>;

/// Rows by their ids.
pub(crate) type Rows = BTreeMap<String, Row>;

/// All that there is of a user.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Copy {
    pub(crate) accounts: Rows,
    pub(crate) transactions: Rows,
}

/// What is not as it should be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Difference {
    pub(crate) id: String,
    pub(crate) kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    /// The service has it, the table does not.
    Missing,
    /// The table has it, the service does not.
    Left,
    /// This column is another.
    Column { name: &'static str, service: Value, table: Value },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = &self.id;
        match &self.kind {
            Kind::Missing => write!(f, "{id} is not in the table"),
            Kind::Left => write!(f, "{id} is in the table, and not at the service"),
            Kind::Column { name, service, table } => {
                write!(f, "{id}, column {name}: {table:?} in the table, {service:?} at the service")
            }
        }
    }
}

impl Copy {
    /// What the service has, read page by page while nothing changes.
    pub(crate) async fn of_service(client: &Client, user_id: &UserId) -> Result<Self, Error> {
        let (user, mut copy) = (client.user(user_id), Self::default());
        let list = accounts::List { show_transaction_data: Some(true), ..Default::default() };
        let mut items = user.items(list);
        while let Some(account) = items.next().await.transpose()? {
            copy.accounts.insert(account.id.as_str().to_owned(), account_row(&account));
        }
        let mut items = user.items(transactions::List::default());
        while let Some(row) = items.next().await.transpose()? {
            copy.transactions.insert(row.id.as_str().to_owned(), transaction_row(&row));
        }
        Ok(copy)
    }

    /// What the tables have.
    pub(crate) fn of_tables(connection: &Connection, user_id: &UserId) -> rusqlite::Result<Self> {
        Ok(Self {
            accounts: rows(connection, user_id, "accounts", &ACCOUNTS)?,
            transactions: rows(connection, user_id, "transactions", &TRANSACTIONS)?,
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.accounts.len() + self.transactions.len()
    }
}

/// Where these transactions of the tables are not those of the service.
pub(crate) fn transactions(service: &Rows, tables: &Rows) -> Vec<Difference> {
    differences(service, tables, &TRANSACTIONS)
}

/// Where these accounts of the tables are not those of the service.
pub(crate) fn accounts(service: &Rows, tables: &Rows) -> Vec<Difference> {
    differences(service, tables, &ACCOUNTS)
}

/// When a transaction was last modified, as its row has it.
pub(crate) fn modified(row: &Row) -> Option<SystemTime> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Dated {
        date_modified: Option<Timestamp>,
    }
    let Some(Value::Text(json)) = row.last() else { return None };
    let dated: Dated = serde_json::from_str(json).ok()?;
    SystemTime::try_from(&dated.date_modified?).ok()
}

fn differences(service: &Rows, tables: &Rows, columns: &[&'static str]) -> Vec<Difference> {
    let mut found = Vec::new();
    for (id, row) in service {
        let Some(stored) = tables.get(id) else {
            found.push(Difference { id: id.clone(), kind: Kind::Missing });
            continue;
        };
        for (place, name) in columns.iter().enumerate() {
            let [service, table] = [row, stored].map(|row| row[place].clone());
            if service != table {
                let kind = Kind::Column { name, service, table };
                found.push(Difference { id: id.clone(), kind });
            }
        }
    }
    let left = tables.keys().filter(|id| !service.contains_key(*id));
    found.extend(left.map(|id| Difference { id: id.clone(), kind: Kind::Left }));
    found
}

fn rows(
    connection: &Connection,
    user_id: &UserId,
    table: &str,
    columns: &[&str],
) -> rusqlite::Result<Rows> {
    let sql = format!("SELECT id, {} FROM {table} WHERE user_id = ?", columns.join(", "));
    let mut select = connection.prepare(&sql)?;
    let row = |row: &rusqlite::Row<'_>| {
        let values = (1..=columns.len()).map(|place| row.get(place));
        Ok((row.get(0)?, values.collect::<rusqlite::Result<_>>()?))
    };
    select.query_map([user_id.as_str()], row)?.collect()
}

fn transaction_row(transaction: &Transaction) -> Row {
    let day = |day: Option<Day>| Value::from(day.map(Day::number));
    vec![
        transaction.account_id.as_ref().map(|id| id.as_str().to_owned()).into(),
        day(Day::of(&transaction.date)),
        day(transaction.date_modified.as_ref().and_then(Day::of)),
        fingerprint(transaction),
        json(transaction).into(),
    ]
}

fn account_row(account: &Account) -> Row {
    let Account { provider_id, provider_account_id, .. } = account;
    let at_bank = provider_account_id.as_ref().map(|id| fingerprint(&(provider_id, id)));
    vec![at_bank.unwrap_or(Value::Null), fingerprint(account), json(account).into()]
}

/// As the documentation of the ledger has it, and not by its code.
fn fingerprint(value: &impl Serialize) -> Value {
    Value::Blob(Sha256::digest(json(value))[..16].to_vec())
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("a row has no keys but texts")
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A row that was modified at this time.
    pub(crate) fn row_modified(time: &str) -> Row {
        let mut transaction = Transaction::default();
        transaction.id = "t".into();
        transaction.account_id = Some("a".into());
        transaction.date = "2024-05-01T12:00:00Z".into();
        transaction.date_modified = Some(time.into());
        transaction_row(&transaction)
    }

    fn row(id: &str) -> (String, Row) {
        (id.to_owned(), row_modified("2024-05-02T12:00:00Z"))
    }

    fn three() -> Rows {
        ["t1", "t2", "t3"].map(row).into()
    }

    #[test]
    fn equal_rows_have_no_difference() {
        assert_eq!(transactions(&three(), &three()), []);
    }

    #[test]
    fn a_row_that_was_dropped_is_noticed() {
        let mut tables = three();
        tables.remove("t2");
        let expected = Difference { id: "t2".to_owned(), kind: Kind::Missing };
        assert_eq!(transactions(&three(), &tables), [expected]);
    }

    #[test]
    fn a_deletion_that_was_passed_over_is_noticed() {
        let mut service = three();
        service.remove("t3");
        let expected = Difference { id: "t3".to_owned(), kind: Kind::Left };
        assert_eq!(transactions(&service, &three()), [expected]);
    }

    #[test]
    fn another_value_in_any_one_column_is_noticed() {
        for (place, column) in TRANSACTIONS.into_iter().enumerate() {
            let mut tables = three();
            tables.get_mut("t1").unwrap()[place] = Value::Null;
            let found = transactions(&three(), &tables);
            let [Difference { kind: Kind::Column { name, .. }, .. }] = &found[..] else {
                panic!("{column}: {found:?}")
            };
            assert_eq!(*name, column);
        }
    }
}
