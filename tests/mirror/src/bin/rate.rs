//! Rows per second: of a backfill over sockets, and then of bare insertion of the same rows into the same
//! tables.
//!
//! `cargo run --release -p moneyhub-mirror --bin rate -- 100000` runs it with about that many transactions of
//! one user.

use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use moneyhub_mirror::Database;
use moneyhub_sandbox::Sandbox;
use moneyhub_tokio::moneyhub_proto::{Config, Scopes, ledger::Settings};
use rusqlite::{Connection, params_from_iter, types::Value};

/// How many accounts with transactions a sandbox user has, with one connection of each kind.
const ACCOUNTS: u64 = 13;

/// The most that the ledger writes in one commit.
const ROWS_PER_COMMIT: usize = 1_000;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let rows: u64 = env::args().nth(1).map_or(Ok(100_000), |rows| rows.parse())?;
    let sandbox = Sandbox::builder()
        .users(1)
        .transactions_per_account(rows.div_ceil(ACCOUNTS))
        .record(false)
        .start()?;
    let config = Config::builder()
        .client_id(sandbox.client_id())
        .client_secret(sandbox.client_secret())
        .identity_url(sandbox.identity_url())
        .api_url(sandbox.api_url())
        .allow_loopback_http()
        .user_scopes(Scopes::parse("accounts:read transactions:read:all")?);
    let client = moneyhub_tokio::client(config.build()?)?;
    let user_id = sandbox.user_id(0).ok_or("there is a user")?.into();
    let paths = ["mirror", "bare"].map(temporary);

    let began = Instant::now();
    let mut database = Database::open(&paths[0])?;
    let mut tables = database.tables(&user_id);
    client.user(&user_id).follow(&Settings::default(), &mut tables).await?;
    let (written, took) = (tables.written(), began.elapsed());
    drop(tables);
    println!("{} calls, {} commits", sandbox.data_requests(), written.commits);
    tell("backfill", written.transactions, took);

    let peak = peak_memory()?;
    let rows = rows_of(&Connection::open(&paths[0])?)?;
    let mut bare = Connection::open(&paths[1])?;
    // The same tables and settings.
    drop(Database::open(&paths[1])?);
    bare.pragma_update(None, "synchronous", "NORMAL")?;
    let began = Instant::now();
    insert(&mut bare, &rows)?;
    tell("bare insertion", rows.len(), began.elapsed());

    println!("peak before the bare insertion: {peak}");
    paths.iter().for_each(|path| remove(path));
    Ok(())
}

/// In the order in which they were written.
fn rows_of(connection: &Connection) -> rusqlite::Result<Vec<Vec<Value>>> {
    let mut select = connection.prepare("SELECT * FROM transactions ORDER BY rowid")?;
    let columns = select.column_count();
    let row = |row: &rusqlite::Row<'_>| (0..columns).map(|column| row.get(column)).collect();
    select.query_map([], row)?.collect()
}

fn insert(connection: &mut Connection, rows: &[Vec<Value>]) -> rusqlite::Result<()> {
    for rows in rows.chunks(ROWS_PER_COMMIT) {
        let transaction = connection.transaction()?;
        let mut insert =
            transaction.prepare("INSERT INTO transactions VALUES (?, ?, ?, ?, ?, ?, ?)")?;
        for row in rows {
            insert.execute(params_from_iter(row))?;
        }
        drop(insert);
        transaction.commit()?;
    }
    Ok(())
}

fn tell(what: &str, rows: usize, took: Duration) {
    let rate = rows as f64 / took.as_secs_f64();
    println!("{what}: {rows} rows in {:.2} s, {rate:.0} a second", took.as_secs_f64());
}

/// The peak memory of this process, the sandbox included.
fn peak_memory() -> Result<String, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    Ok(line.ok_or("the system does not report its peak memory")?.to_owned())
}

fn temporary(name: &str) -> PathBuf {
    env::temp_dir().join(format!("rate-{}-{name}.sqlite", std::process::id()))
}

fn remove(path: &Path) {
    for end in ["", "-shm", "-wal"] {
        let mut path = path.as_os_str().to_owned();
        path.push(end);
        let _ = fs::remove_file(path);
    }
}
