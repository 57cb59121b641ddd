//! The ledger's three questions, in SQL.

use moneyhub_tokio::moneyhub_proto::{
    env::UnixTime,
    id::{AccountId, TransactionId},
    ledger::{
        Agenda, Day, Days, Fingerprint, Known, KnownAccount, KnownAccounts, KnownTransactions,
        Question, Subject,
    },
};
use rusqlite::{Connection, OptionalExtension, Result, params};

use crate::{DatabaseError, looks};

pub(crate) fn answer(
    connection: &Connection,
    user_id: &str,
    question: &Question,
) -> std::result::Result<Known, DatabaseError> {
    Ok(match question {
        Question::Accounts { listed } => Known::Accounts(accounts(connection, user_id, listed)?),
        Question::Agenda { now, at_most } => {
            Known::Agenda(agenda(connection, user_id, *now, *at_most)?)
        }
        Question::Transactions { ids, days } => Known::Transactions(KnownTransactions {
            by_id: by_id(connection, user_id, ids)?,
            in_days: match days {
                Some(days) => in_days(connection, user_id, *days)?,
                None => Vec::new(),
            },
        }),
    })
}

fn accounts(connection: &Connection, user_id: &str, listed: &[AccountId]) -> Result<KnownAccounts> {
    let mut known = KnownAccounts::default();
    let sql = "SELECT id, fingerprint, at_bank FROM accounts WHERE user_id = ?";
    let mut select = connection.prepare(sql)?;
    let mut rows = select.query([user_id])?;
    while let Some(row) = rows.next()? {
        let id = AccountId::from(row.get::<_, String>(0)?);
        let transactions = match listed.contains(&id) {
            true => Vec::new(),
            false => of_account(connection, user_id, &id)?,
        };
        known.accounts.push(KnownAccount {
            fingerprint: Fingerprint::from_bytes(row.get(1)?),
            at_bank: row.get::<_, Option<_>>(2)?.map(Fingerprint::from_bytes),
            look: looks::find(connection, user_id, &Subject::Account(id.clone()))?,
            id,
            transactions,
        });
    }
    let sql = "SELECT account_id, count(*) FROM transactions
               WHERE user_id = ? AND account_id IS NOT NULL GROUP BY account_id";
    let count = |row: &rusqlite::Row<'_>| {
        Ok((row.get::<_, String>(0)?.into(), row.get::<_, i64>(1)?.cast_unsigned()))
    };
    known.counts = connection.prepare(sql)?.query_map([user_id], count)?.collect::<Result<_>>()?;
    Ok(known)
}

fn of_account(
    connection: &Connection,
    user_id: &str,
    id: &AccountId,
) -> Result<Vec<TransactionId>> {
    let sql = "SELECT id FROM transactions WHERE user_id = ? AND account_id = ?";
    let id_of = |row: &rusqlite::Row<'_>| Ok(row.get::<_, String>(0)?.into());
    connection.prepare(sql)?.query_map([user_id, id.as_str()], id_of)?.collect()
}

fn agenda(connection: &Connection, user_id: &str, now: UnixTime, at_most: usize) -> Result<Agenda> {
    let mut agenda = Agenda::default();
    let (now, at_most) = (now.seconds(), i64::try_from(at_most).unwrap_or(i64::MAX));
    let due = "user_id = ? AND kind = 'transaction' AND due <= ? ORDER BY due, id LIMIT ?";
    agenda.looks = looks::all(connection, due, params![user_id, now, at_most])?;
    let sql = "SELECT count(*) FILTER (WHERE kind = 'transaction' AND due <= ?2),
                      count(*) FILTER (WHERE kind = 'account' AND due <= ?2),
                      min(due), min(found_by), count(absent_since)
               FROM looks WHERE user_id = ?1";
    connection.prepare(sql)?.query_row(params![user_id, now], |row| {
        agenda.due = row.get::<_, i64>(0)?.cast_unsigned();
        agenda.accounts_due = row.get::<_, i64>(1)? > 0;
        agenda.next = row.get::<_, Option<_>>(2)?.map(UnixTime::from_seconds);
        agenda.oldest = row.get::<_, Option<i64>>(3)?.map(i64::cast_unsigned);
        agenda.missing = row.get::<_, i64>(4)?.cast_unsigned();
        Ok(())
    })?;
    let sql = "SELECT min(day) FROM transactions WHERE user_id = ? AND day IS NOT NULL";
    let earliest: Option<i64> = connection.prepare(sql)?.query_row([user_id], |row| row.get(0))?;
    agenda.earliest = earliest.map(Day::new);
    let sql = "SELECT transactions, stamp FROM checkpoints WHERE user_id = ?";
    let counts = connection
        .prepare(sql)?
        .query_row([user_id], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))
        .optional()?;
    let (transactions, stamp) = counts.unwrap_or_default();
    (agenda.transactions, agenda.stamp) = (transactions.cast_unsigned(), stamp.cast_unsigned());
    agenda.nudges = looks::nudges(connection, user_id)?;
    Ok(agenda)
}

fn by_id(
    connection: &Connection,
    user_id: &str,
    ids: &[TransactionId],
) -> Result<Vec<(TransactionId, Fingerprint)>> {
    let sql = "SELECT fingerprint FROM transactions WHERE user_id = ? AND id = ?";
    let mut select = connection.prepare(sql)?;
    let mut found = Vec::new();
    for id in ids {
        let row = select.query_row([user_id, id.as_str()], |row| row.get(0)).optional()?;
        found.extend(row.map(|bytes| (id.clone(), Fingerprint::from_bytes(bytes))));
    }
    Ok(found)
}

/// A bound that is not given is no condition; a row without a day meets none that is.
fn in_days(connection: &Connection, user_id: &str, days: Days) -> Result<Vec<TransactionId>> {
    let mut sql = "SELECT id FROM transactions WHERE user_id = ?".to_owned();
    let mut bounds = vec![user_id.to_owned().into()];
    for (condition, bound) in [
        (" AND day >= ?", days.first),
        (" AND day <= ?", days.last),
        (" AND day_modified >= ?", days.modified_from),
    ] {
        if let Some(bound) = bound {
            sql.push_str(condition);
            bounds.push(rusqlite::types::Value::from(bound.number()));
        }
    }
    let id_of = |row: &rusqlite::Row<'_>| Ok(row.get::<_, String>(0)?.into());
    let bounds = rusqlite::params_from_iter(bounds);
    connection.prepare(&sql)?.query_map(bounds, id_of)?.collect()
}
