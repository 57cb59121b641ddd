//! The tables of looks and nudges.

use moneyhub_tokio::moneyhub_proto::{
    env::UnixTime,
    id::UserId,
    ledger::{Look, Nudge, Subject},
};

use crate::{
    DatabaseError,
    connection::{Connection, Row},
    value::values,
};

type Result<T> = std::result::Result<T, DatabaseError>;

pub(crate) async fn find(
    connection: &mut Connection,
    user_id: &UserId,
    subject: &Subject,
) -> Result<Option<Look>> {
    let (kind, id) = key(subject);
    let sql = "SELECT kind, id, due, absent_since, found_by, stamp FROM looks
               WHERE user_id = ?1 AND kind = ?2 AND id = ?3";
    let row = connection.first(sql, &values![user_id.as_str(), kind, id]).await?;
    row.as_ref().map(look).transpose()
}

/// The looks at transactions that are due, the earliest first.
pub(crate) async fn due(
    connection: &mut Connection,
    user_id: &UserId,
    now: UnixTime,
    at_most: usize,
) -> Result<Vec<Look>> {
    let sql = "SELECT kind, id, due, absent_since, found_by, stamp FROM looks
               WHERE user_id = ?1 AND kind = 'transaction' AND due <= ?2
               ORDER BY due, id LIMIT ?3";
    let at_most = i64::try_from(at_most).unwrap_or(i64::MAX);
    let rows = connection.query(sql, &values![user_id.as_str(), now.seconds(), at_most]).await?;
    rows.iter().map(look).collect()
}

pub(crate) async fn write(
    connection: &mut Connection,
    user_id: &UserId,
    look: &Look,
) -> Result<()> {
    let (kind, id) = key(&look.subject);
    let sql = "INSERT INTO looks (user_id, kind, id, due, absent_since, found_by, stamp)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
               ON CONFLICT (user_id, kind, id) DO UPDATE SET due = excluded.due,
                   absent_since = excluded.absent_since, found_by = excluded.found_by, stamp = excluded.stamp";
    let row = values![
        user_id.as_str(),
        kind,
        id,
        look.due.seconds(),
        look.absent_since.map(UnixTime::seconds),
        look.found_by.map(u64::cast_signed),
        look.stamp.cast_signed(),
    ];
    connection.execute(sql, &row).await.map(drop)
}

pub(crate) async fn delete(
    connection: &mut Connection,
    user_id: &UserId,
    subject: &Subject,
) -> Result<()> {
    let (kind, id) = key(subject);
    let sql = "DELETE FROM looks WHERE user_id = ?1 AND kind = ?2 AND id = ?3";
    connection.execute(sql, &values![user_id.as_str(), kind, id]).await.map(drop)
}

pub(crate) async fn nudges(connection: &mut Connection, user_id: &UserId) -> Result<Vec<Nudge>> {
    let sql = "SELECT kind FROM nudges WHERE user_id = ?1";
    let rows = connection.query(sql, &values![user_id.as_str()]).await?;
    let kinds = rows.iter().map(|row| row.text(0)).collect::<Result<Vec<_>>>()?;
    let is_there = |nudge: &Nudge| kinds.contains(&name(*nudge));
    Ok([Nudge::Accounts, Nudge::Increment].into_iter().filter(is_there).collect())
}

pub(crate) async fn write_nudge(
    connection: &mut Connection,
    user_id: &UserId,
    nudge: Nudge,
    stamp: u64,
) -> Result<()> {
    let sql = "INSERT INTO nudges (user_id, kind, stamp) VALUES (?1, ?2, ?3)
               ON CONFLICT (user_id, kind) DO UPDATE SET stamp = excluded.stamp";
    let row = values![user_id.as_str(), name(nudge), stamp.cast_signed()];
    connection.execute(sql, &row).await.map(drop)
}

pub(crate) async fn delete_nudge(
    connection: &mut Connection,
    user_id: &UserId,
    nudge: Nudge,
    seen: u64,
) -> Result<()> {
    let sql = "DELETE FROM nudges WHERE user_id = ?1 AND kind = ?2 AND stamp <= ?3";
    let row = values![user_id.as_str(), name(nudge), seen.cast_signed()];
    connection.execute(sql, &row).await.map(drop)
}

fn look(row: &Row) -> Result<Look> {
    let id = row.text(1)?;
    Ok(Look {
        subject: match row.text(0)? {
            "account" => Subject::Account(id.into()),
            _ => Subject::Transaction(id.into()),
        },
        due: UnixTime::from_seconds(row.integer(2)?),
        absent_since: row.if_integer(3)?.map(UnixTime::from_seconds),
        found_by: row.if_integer(4)?.map(i64::cast_unsigned),
        stamp: row.integer(5)?.cast_unsigned(),
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
