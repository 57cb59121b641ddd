//! The ledger's three questions, in SQL.

use moneyhub_tokio::moneyhub_proto::{
    env::UnixTime,
    id::{AccountId, TransactionId, UserId},
    ledger::{
        Agenda, Day, Days, Fingerprint, Known, KnownAccount, KnownAccounts, KnownTransactions,
        Question, Subject,
    },
};

use crate::{
    DatabaseError,
    connection::{Connection, Row},
    looks,
    value::{Value, values},
};

type Result<T> = std::result::Result<T, DatabaseError>;

pub(crate) async fn answer(
    connection: &mut Connection,
    user_id: &UserId,
    question: &Question,
) -> Result<Known> {
    Ok(match question {
        Question::Accounts { listed } => {
            Known::Accounts(accounts(connection, user_id, listed).await?)
        }
        Question::Agenda { now, at_most } => {
            Known::Agenda(agenda(connection, user_id, *now, *at_most).await?)
        }
        Question::Transactions { ids, days } => Known::Transactions(KnownTransactions {
            by_id: by_id(connection, user_id, ids).await?,
            in_days: match days {
                Some(days) => in_days(connection, user_id, *days).await?,
                None => Vec::new(),
            },
        }),
    })
}

async fn accounts(
    connection: &mut Connection,
    user_id: &UserId,
    listed: &[AccountId],
) -> Result<KnownAccounts> {
    let mut known = KnownAccounts::default();
    let sql = "SELECT id, fingerprint, at_bank FROM accounts WHERE user_id = ?1";
    for row in connection.query(sql, &values![user_id.as_str()]).await? {
        let id = AccountId::from(row.text(0)?);
        let transactions = match listed.contains(&id) {
            true => Vec::new(),
            false => of_account(connection, user_id, &id).await?,
        };
        known.accounts.push(KnownAccount {
            fingerprint: fingerprint(row.bytes(1)?)?,
            at_bank: row.if_bytes(2)?.map(fingerprint).transpose()?,
            look: looks::find(connection, user_id, &Subject::Account(id.clone())).await?,
            id,
            transactions,
        });
    }
    let sql = "SELECT account_id, count(*) FROM transactions
               WHERE user_id = ?1 AND account_id IS NOT NULL GROUP BY account_id";
    let rows = connection.query(sql, &values![user_id.as_str()]).await?;
    let count = |row: &Row| Ok((row.text(0)?.into(), row.integer(1)?.cast_unsigned()));
    known.counts = rows.iter().map(count).collect::<Result<_>>()?;
    Ok(known)
}

async fn of_account(
    connection: &mut Connection,
    user_id: &UserId,
    id: &AccountId,
) -> Result<Vec<TransactionId>> {
    let sql = "SELECT id FROM transactions WHERE user_id = ?1 AND account_id = ?2";
    ids(&connection.query(sql, &values![user_id.as_str(), id.as_str()]).await?)
}

async fn agenda(
    connection: &mut Connection,
    user_id: &UserId,
    now: UnixTime,
    at_most: usize,
) -> Result<Agenda> {
    let mut agenda = Agenda {
        looks: looks::due(connection, user_id, now, at_most).await?,
        nudges: looks::nudges(connection, user_id).await?,
        ..Agenda::default()
    };
    let sql = "SELECT count(*) FILTER (WHERE kind = 'transaction' AND due <= ?2),
                      count(*) FILTER (WHERE kind = 'account' AND due <= ?2),
                      min(due), min(found_by), count(absent_since)
               FROM looks WHERE user_id = ?1";
    if let Some(row) = connection.first(sql, &values![user_id.as_str(), now.seconds()]).await? {
        agenda.due = row.integer(0)?.cast_unsigned();
        agenda.accounts_due = row.integer(1)? > 0;
        agenda.next = row.if_integer(2)?.map(UnixTime::from_seconds);
        agenda.oldest = row.if_integer(3)?.map(i64::cast_unsigned);
        agenda.missing = row.integer(4)?.cast_unsigned();
    }
    let sql = "SELECT min(day) FROM transactions WHERE user_id = ?1 AND day IS NOT NULL";
    if let Some(row) = connection.first(sql, &values![user_id.as_str()]).await? {
        agenda.earliest = row.if_integer(0)?.map(Day::new);
    }
    let sql = "SELECT transactions, stamp FROM checkpoints WHERE user_id = ?1";
    if let Some(row) = connection.first(sql, &values![user_id.as_str()]).await? {
        agenda.transactions = row.integer(0)?.cast_unsigned();
        agenda.stamp = row.integer(1)?.cast_unsigned();
    }
    Ok(agenda)
}

async fn by_id(
    connection: &mut Connection,
    user_id: &UserId,
    ids: &[TransactionId],
) -> Result<Vec<(TransactionId, Fingerprint)>> {
    let sql = "SELECT fingerprint FROM transactions WHERE user_id = ?1 AND id = ?2";
    let mut found = Vec::new();
    for id in ids {
        if let Some(row) = connection.first(sql, &values![user_id.as_str(), id.as_str()]).await? {
            found.push((id.clone(), fingerprint(row.bytes(0)?)?));
        }
    }
    Ok(found)
}

/// A missing bound is no condition. A row without a day meets no condition.
async fn in_days(
    connection: &mut Connection,
    user_id: &UserId,
    days: Days,
) -> Result<Vec<TransactionId>> {
    let mut sql = "SELECT id FROM transactions WHERE user_id = ?1".to_owned();
    let mut parameters = vec![Value::from(user_id.as_str())];
    for (condition, bound) in [
        (" AND day >= ?", days.first),
        (" AND day <= ?", days.last),
        (" AND day_modified >= ?", days.modified_from),
    ] {
        if let Some(bound) = bound {
            parameters.push(bound.number().into());
            sql.push_str(condition);
            sql.push_str(&parameters.len().to_string());
        }
    }
    ids(&connection.query(&sql, &parameters).await?)
}

fn ids(rows: &[Row]) -> Result<Vec<TransactionId>> {
    rows.iter().map(|row| row.text(0).map(TransactionId::from)).collect()
}

fn fingerprint(bytes: &[u8]) -> Result<Fingerprint> {
    let bytes = bytes.try_into().map_err(|_| DatabaseError::Fingerprint)?;
    Ok(Fingerprint::from_bytes(bytes))
}
