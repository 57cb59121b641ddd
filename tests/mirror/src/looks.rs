//! The tables of looks and of nudges.

use moneyhub_tokio::moneyhub_proto::{
    env::UnixTime,
    ledger::{Look, Nudge, Subject},
};
use rusqlite::{Connection, OptionalExtension, Params, Result, Row, params};

/// What [`look`] reads.
const COLUMNS: &str = "kind, id, due, absent_since, found_by, stamp";

pub(crate) fn find(
    connection: &Connection,
    user_id: &str,
    subject: &Subject,
) -> Result<Option<Look>> {
    let (kind, id) = key(subject);
    let sql = format!("SELECT {COLUMNS} FROM looks WHERE user_id = ? AND kind = ? AND id = ?");
    connection.prepare(&sql)?.query_row([user_id, kind, id], look).optional()
}

/// Those for which this is true, the earliest first.
pub(crate) fn all(
    connection: &Connection,
    condition: &str,
    parameters: impl Params,
) -> Result<Vec<Look>> {
    let sql = format!("SELECT {COLUMNS} FROM looks WHERE {condition}");
    connection.prepare(&sql)?.query_map(parameters, look)?.collect()
}

pub(crate) fn write(connection: &Connection, user_id: &str, look: &Look) -> Result<()> {
    let (kind, id) = key(&look.subject);
    let sql = "REPLACE INTO looks VALUES (?, ?, ?, ?, ?, ?, ?)";
    connection.prepare(sql)?.execute(params![
        user_id,
        kind,
        id,
        look.due.seconds(),
        look.absent_since.map(|time| time.seconds()),
        look.found_by.map(u64::cast_signed),
        look.stamp.cast_signed(),
    ])?;
    Ok(())
}

pub(crate) fn delete(connection: &Connection, user_id: &str, subject: &Subject) -> Result<()> {
    let (kind, id) = key(subject);
    let sql = "DELETE FROM looks WHERE user_id = ? AND kind = ? AND id = ?";
    connection.prepare(sql)?.execute([user_id, kind, id])?;
    Ok(())
}

pub(crate) fn nudges(connection: &Connection, user_id: &str) -> Result<Vec<Nudge>> {
    let mut found = Vec::new();
    for nudge in [Nudge::Accounts, Nudge::Increment] {
        let sql = "SELECT 1 FROM nudges WHERE user_id = ? AND kind = ?";
        if connection.prepare(sql)?.exists([user_id, name(nudge)])? {
            found.push(nudge);
        }
    }
    Ok(found)
}

pub(crate) fn write_nudge(
    connection: &Connection,
    user_id: &str,
    nudge: Nudge,
    stamp: u64,
) -> Result<()> {
    let sql = "REPLACE INTO nudges VALUES (?, ?, ?)";
    connection.execute(sql, params![user_id, name(nudge), stamp.cast_signed()])?;
    Ok(())
}

pub(crate) fn delete_nudge(
    connection: &Connection,
    user_id: &str,
    nudge: Nudge,
    seen: u64,
) -> Result<()> {
    let sql = "DELETE FROM nudges WHERE user_id = ? AND kind = ? AND stamp <= ?";
    connection.execute(sql, params![user_id, name(nudge), seen.cast_signed()])?;
    Ok(())
}

fn look(row: &Row<'_>) -> Result<Look> {
    let (kind, id): (String, String) = (row.get(0)?, row.get(1)?);
    let time = |seconds: Option<i64>| seconds.map(UnixTime::from_seconds);
    Ok(Look {
        subject: match kind.as_str() {
            "account" => Subject::Account(id.into()),
            _ => Subject::Transaction(id.into()),
        },
        due: UnixTime::from_seconds(row.get(2)?),
        absent_since: time(row.get(3)?),
        found_by: row.get::<_, Option<i64>>(4)?.map(i64::cast_unsigned),
        stamp: row.get::<_, i64>(5)?.cast_unsigned(),
    })
}

fn key(subject: &Subject) -> (&'static str, &str) {
    match subject {
        Subject::Account(id) => ("account", id.as_str()),
        Subject::Transaction(id) => ("transaction", id.as_str()),
    }
}

const fn name(nudge: Nudge) -> &'static str {
    match nudge {
        Nudge::Accounts => "accounts",
        Nudge::Increment => "increment",
    }
}
