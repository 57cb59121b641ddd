use std::fmt;

use moneyhub_tokio::moneyhub_proto::{
    id::UserId,
    ledger::{AccountUpsert, Batch, Checkpoint, Known, Look, Question, Store, Upsert, Words},
};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use crate::{DatabaseError, answers, looks};

/// The tables of one user.
///
/// SQLite blocks the thread for the few milliseconds that a commit takes. Where that is too long, give the database a
/// thread of its own.
pub struct Tables<'a> {
    connection: &'a mut Connection,
    user_id: UserId,
    written: Written,
    tell: Box<dyn FnMut(&Written) + Send + 'a>,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Accounts.
    pub accounts: usize,
    /// Accounts that are gone.
    pub accounts_removed: usize,
    /// Transactions.
    pub transactions: usize,
    /// Transactions that are gone.
    pub transactions_removed: usize,
    /// Commits, of which many only move the checkpoint.
    pub commits: usize,
}

impl Written {
    /// How many rows were changed.
    pub const fn rows(&self) -> usize {
        self.accounts + self.accounts_removed + self.transactions + self.transactions_removed
    }

    /// Adds what was written elsewhere.
    pub const fn add(&mut self, other: &Self) {
        self.accounts += other.accounts;
        self.accounts_removed += other.accounts_removed;
        self.transactions += other.transactions;
        self.transactions_removed += other.transactions_removed;
        self.commits += other.commits;
    }
}

impl<'a> Tables<'a> {
    pub(crate) fn new(connection: &'a mut Connection, user_id: UserId) -> Self {
        Self { connection, user_id, written: Written::default(), tell: Box::new(|_| ()) }
    }

    /// Tells after every commit what was written so far.
    #[must_use]
    pub fn telling(self, tell: impl FnMut(&Written) + Send + 'a) -> Self {
        Self { tell: Box::new(tell), ..self }
    }

    /// What was written so far.
    pub const fn written(&self) -> Written {
        self.written
    }

    /// Writes down what a webhook said.
    ///
    /// # Errors
    ///
    /// When SQLite says no. Nothing is written then.
    pub fn write_words(&mut self, words: Words) -> Result<(), DatabaseError> {
        let user_id = self.user_id.as_str();
        let transaction = begin(self.connection)?;
        ensure_checkpoint(&transaction, user_id)?;
        for word in words.looks {
            let stamp = next_stamp(&transaction, user_id)?;
            let before = looks::find(&transaction, user_id, &word.subject)?;
            looks::write(&transaction, user_id, &Look::told(before, word, stamp))?;
        }
        if let Some(nudge) = words.nudge {
            let stamp = next_stamp(&transaction, user_id)?;
            looks::write_nudge(&transaction, user_id, nudge, stamp)?;
        }
        Ok(transaction.commit()?)
    }

    fn read(&self) -> Result<(Checkpoint, u64), DatabaseError> {
        let sql = "SELECT bytes, sequence FROM checkpoints WHERE user_id = ?";
        let row = |row: &rusqlite::Row<'_>| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, i64>(1)?));
        match self.connection.query_row(sql, [self.user_id.as_str()], row).optional()? {
            Some((bytes, sequence)) => {
                Ok((Checkpoint::from_bytes(&bytes)?, sequence.cast_unsigned()))
            }
            None => Ok((Checkpoint::default(), 0)),
        }
    }

    fn write(&mut self, batch: &Batch) -> Result<bool, DatabaseError> {
        let user_id = self.user_id.as_str();
        let transaction = begin(self.connection)?;
        ensure_checkpoint(&transaction, user_id)?;
        let fence = transaction.execute(
            "UPDATE checkpoints SET sequence = sequence + 1, bytes = ? WHERE user_id = ? AND sequence = ?",
            params![batch.checkpoint.to_bytes(), user_id, batch.sequence.cast_signed()],
        )?;
        if fence == 0 {
            return Ok(false);
        }
        let more = write_transactions(&transaction, user_id, batch)?;
        transaction.execute(
            "UPDATE checkpoints SET transactions = transactions + ? WHERE user_id = ?",
            params![more, user_id],
        )?;
        for upsert in &batch.accounts {
            write_account(&transaction, user_id, upsert)?;
        }
        for id in &batch.accounts_removed {
            let sql = "DELETE FROM accounts WHERE user_id = ? AND id = ?";
            transaction.execute(sql, [user_id, id.as_str()])?;
        }
        for subject in &batch.looks_done {
            let before = looks::find(&transaction, user_id, subject)?;
            looks::delete(&transaction, user_id, subject)?;
            if let Some(left) = before.and_then(|look| look.done(batch.seen)) {
                looks::write(&transaction, user_id, &left)?;
            }
        }
        for new in &batch.looks {
            let stamp = next_stamp(&transaction, user_id)?;
            let before = looks::find(&transaction, user_id, &new.subject)?;
            let look = Look::put(before, new.clone(), batch.seen, stamp);
            looks::write(&transaction, user_id, &look)?;
        }
        for nudge in &batch.nudges_done {
            looks::delete_nudge(&transaction, user_id, *nudge, batch.seen)?;
        }
        transaction.commit()?;
        Ok(true)
    }
}

impl Store for Tables<'_> {
    type Error = DatabaseError;

    async fn load(&mut self) -> Result<(Checkpoint, u64), DatabaseError> {
        self.read()
    }

    async fn recall(&mut self, question: &Question) -> Result<Known, DatabaseError> {
        answers::answer(self.connection, self.user_id.as_str(), question)
    }

    async fn commit(&mut self, batch: &Batch) -> Result<bool, DatabaseError> {
        let is_written = self.write(batch)?;
        if is_written {
            self.written.add(&Written {
                accounts: batch.accounts.len(),
                accounts_removed: batch.accounts_removed.len(),
                transactions: batch.upserts.len(),
                transactions_removed: batch.removes.len(),
                commits: 1,
            });
            (self.tell)(&self.written);
        }
        Ok(is_written)
    }
}

impl fmt::Debug for Tables<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tables").field("written", &self.written).finish_non_exhaustive()
    }
}

/// Takes the lock at once, so that another writer is waited for instead of being met halfway.
fn begin(connection: &mut Connection) -> rusqlite::Result<Transaction<'_>> {
    connection.transaction_with_behavior(TransactionBehavior::Immediate)
}

fn ensure_checkpoint(connection: &Connection, user_id: &str) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO checkpoints VALUES (?, 0, 0, 0, ?) ON CONFLICT DO NOTHING";
    connection.execute(sql, params![user_id, Checkpoint::default().to_bytes()])?;
    Ok(())
}

fn next_stamp(connection: &Connection, user_id: &str) -> Result<u64, DatabaseError> {
    let sql = "UPDATE checkpoints SET stamp = stamp + 1 WHERE user_id = ? RETURNING stamp";
    let stamp: i64 = connection.prepare(sql)?.query_row([user_id], |row| row.get(0))?;
    Ok(stamp.cast_unsigned())
}

/// Says by how many there are more.
fn write_transactions(
    connection: &Connection,
    user_id: &str,
    batch: &Batch,
) -> Result<i64, DatabaseError> {
    let insert = "INSERT INTO transactions VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
    let mut insert = connection.prepare(insert)?;
    let mut replace =
        connection.prepare("REPLACE INTO transactions VALUES (?, ?, ?, ?, ?, ?, ?)")?;
    let mut delete = connection.prepare("DELETE FROM transactions WHERE user_id = ? AND id = ?")?;
    let mut more = 0;
    for Upsert { transaction, day, day_modified, fingerprint, .. } in &batch.upserts {
        let row = params![
            user_id,
            transaction.id.as_str(),
            transaction.account_id.as_ref().map(|id| id.as_str()),
            day.map(|day| day.number()),
            day_modified.map(|day| day.number()),
            fingerprint.to_bytes(),
            serde_json::to_string(transaction)?,
        ];
        match insert.execute(row)? {
            0 => {
                replace.execute(row)?;
            }
            _ => more += 1,
        }
    }
    for id in &batch.removes {
        more -= i64::from(delete.execute([user_id, id.as_str()])? > 0);
    }
    Ok(more)
}

fn write_account(
    connection: &Connection,
    user_id: &str,
    upsert: &AccountUpsert,
) -> Result<(), DatabaseError> {
    connection.execute(
        "REPLACE INTO accounts VALUES (?, ?, ?, ?, ?)",
        params![
            user_id,
            upsert.account.id.as_str(),
            upsert.at_bank.map(|at_bank| at_bank.to_bytes()),
            upsert.fingerprint.to_bytes(),
            serde_json::to_string(&upsert.account)?,
        ],
    )?;
    Ok(())
}
