use std::fmt;

use moneyhub_tokio::moneyhub_proto::{
    id::UserId,
    ledger::{AccountUpsert, Batch, Checkpoint, Known, Look, Question, Store, Upsert, Words},
};

use crate::{DatabaseError, answers, connection::Connection, looks, value::values};

/// The tables of one user.
///
/// SQLite blocks the thread for the few milliseconds that a commit takes. If that is too long, give the
/// database its own thread.
pub struct Tables<'a> {
    connection: &'a mut Connection,
    user_id: UserId,
    written: Written,
    tell: Box<dyn FnMut(&Written) + Send + 'a>,
}

/// Counts of what was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Accounts.
    pub accounts: usize,
    /// Accounts removed.
    pub accounts_removed: usize,
    /// Transactions.
    pub transactions: usize,
    /// Transactions removed.
    pub transactions_removed: usize,
    /// How many transactions the written accounts report: a hint.
    pub counted: u64,
    /// Commits. Many of them only move the checkpoint.
    pub commits: usize,
}

impl Written {
    /// How many rows were changed.
    pub const fn rows(&self) -> usize {
        self.accounts + self.accounts_removed + self.transactions + self.transactions_removed
    }

    /// Adds the counts of `other`.
    pub const fn add(&mut self, other: &Self) {
        self.accounts += other.accounts;
        self.accounts_removed += other.accounts_removed;
        self.transactions += other.transactions;
        self.transactions_removed += other.transactions_removed;
        self.counted += other.counted;
        self.commits += other.commits;
    }
}

impl<'a> Tables<'a> {
    pub(crate) fn new(connection: &'a mut Connection, user_id: UserId) -> Self {
        Self { connection, user_id, written: Written::default(), tell: Box::new(|_| ()) }
    }

    /// Calls this after every commit, with the counts so far.
    #[must_use]
    pub fn telling(self, tell: impl FnMut(&Written) + Send + 'a) -> Self {
        Self { tell: Box::new(tell), ..self }
    }

    /// The counts so far.
    pub const fn written(&self) -> Written {
        self.written
    }

    /// All accounts: their ids, and the service's JSON for them.
    ///
    /// # Errors
    ///
    /// When the database says no.
    pub async fn accounts(&mut self) -> Result<Vec<(String, String)>, DatabaseError> {
        self.rows("SELECT id, json FROM accounts WHERE user_id = ?1").await
    }

    /// All transactions: their ids, and the service's JSON for them.
    ///
    /// # Errors
    ///
    /// When the database says no.
    pub async fn transactions(&mut self) -> Result<Vec<(String, String)>, DatabaseError> {
        self.rows("SELECT id, json FROM transactions WHERE user_id = ?1").await
    }

    /// Stores what a webhook said.
    ///
    /// # Errors
    ///
    /// If the database refuses. Nothing is written then.
    pub async fn write_words(&mut self, words: Words) -> Result<(), DatabaseError> {
        self.begin().await?;
        for word in words.looks {
            let stamp = self.next_stamp().await?;
            let before = looks::find(self.connection, &self.user_id, &word.subject).await?;
            let look = Look::told(before, word, stamp);
            looks::write(self.connection, &self.user_id, &look).await?;
        }
        if let Some(nudge) = words.nudge {
            let stamp = self.next_stamp().await?;
            looks::write_nudge(self.connection, &self.user_id, nudge, stamp).await?;
        }
        self.connection.commit().await
    }

    async fn rows(&mut self, sql: &str) -> Result<Vec<(String, String)>, DatabaseError> {
        let rows = self.connection.query(sql, &values![self.user_id.as_str()]).await?;
        rows.iter().map(|row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned()))).collect()
    }

    /// Begins a transaction, with a checkpoint in the table.
    async fn begin(&mut self) -> Result<(), DatabaseError> {
        self.connection.begin().await?;
        let sql = "INSERT INTO checkpoints (user_id, sequence, stamp, transactions, bytes)
                   VALUES (?1, 0, 0, 0, ?2) ON CONFLICT (user_id) DO NOTHING";
        let checkpoint = Checkpoint::default().to_bytes();
        let row = values![self.user_id.as_str(), &checkpoint[..]];
        self.connection.execute(sql, &row).await.map(drop)
    }

    async fn write(&mut self, batch: &Batch) -> Result<bool, DatabaseError> {
        self.begin().await?;
        let sql = "UPDATE checkpoints SET sequence = sequence + 1, bytes = ?1
                   WHERE user_id = ?2 AND sequence = ?3";
        let bytes = batch.checkpoint.to_bytes();
        let fence = values![&bytes[..], self.user_id.as_str(), batch.sequence.cast_signed()];
        if self.connection.execute(sql, &fence).await? == 0 {
            self.connection.roll_back().await?;
            return Ok(false);
        }
        let more = self.write_transactions(batch).await?;
        let sql = "UPDATE checkpoints SET transactions = transactions + ?1 WHERE user_id = ?2";
        self.connection.execute(sql, &values![more, self.user_id.as_str()]).await?;
        for upsert in &batch.accounts {
            self.write_account(upsert).await?;
        }
        for id in &batch.accounts_removed {
            let sql = "DELETE FROM accounts WHERE user_id = ?1 AND id = ?2";
            let row = values![self.user_id.as_str(), id.as_str()];
            self.connection.execute(sql, &row).await?;
        }
        for subject in &batch.looks_done {
            let before = looks::find(self.connection, &self.user_id, subject).await?;
            let Some(before) = before else { continue };
            match before.done(batch.seen) {
                Some(left) => looks::write(self.connection, &self.user_id, &left).await?,
                None => looks::delete(self.connection, &self.user_id, subject).await?,
            }
        }
        for new in &batch.looks {
            let stamp = self.next_stamp().await?;
            let before = looks::find(self.connection, &self.user_id, &new.subject).await?;
            let look = Look::put(before, new.clone(), batch.seen, stamp);
            looks::write(self.connection, &self.user_id, &look).await?;
        }
        for nudge in &batch.nudges_done {
            looks::delete_nudge(self.connection, &self.user_id, *nudge, batch.seen).await?;
        }
        self.connection.commit().await?;
        Ok(true)
    }

    async fn next_stamp(&mut self) -> Result<u64, DatabaseError> {
        let sql = "UPDATE checkpoints SET stamp = stamp + 1 WHERE user_id = ?1 RETURNING stamp";
        let row = self.connection.first(sql, &values![self.user_id.as_str()]).await?;
        // The checkpoint exists: the transaction began with it.
        row.map_or(Ok(0), |row| row.integer(0)).map(i64::cast_unsigned)
    }

    /// Returns by how many the number of rows has grown.
    async fn write_transactions(&mut self, batch: &Batch) -> Result<i64, DatabaseError> {
        let insert = "INSERT INTO transactions
                          (user_id, id, account_id, day, day_modified, fingerprint, json)
                      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (user_id, id) DO NOTHING";
        let update = "UPDATE transactions SET account_id = ?3, day = ?4, day_modified = ?5,
                          fingerprint = ?6, json = ?7
                      WHERE user_id = ?1 AND id = ?2";
        let delete = "DELETE FROM transactions WHERE user_id = ?1 AND id = ?2";
        let mut more = 0;
        for Upsert { transaction, day, day_modified, fingerprint, .. } in &batch.upserts {
            let row = values![
                self.user_id.as_str(),
                transaction.id.as_str(),
                transaction.account_id.as_ref().map(|id| id.as_str()),
                day.map(|day| day.number()),
                day_modified.map(|day| day.number()),
                &fingerprint.to_bytes()[..],
                serde_json::to_string(transaction)?,
            ];
            match self.connection.execute(insert, &row).await? {
                0 => drop(self.connection.execute(update, &row).await?),
                _ => more += 1,
            }
        }
        for id in &batch.removes {
            let row = values![self.user_id.as_str(), id.as_str()];
            more -= i64::from(self.connection.execute(delete, &row).await? > 0);
        }
        Ok(more)
    }

    async fn write_account(&mut self, upsert: &AccountUpsert) -> Result<(), DatabaseError> {
        let sql = "INSERT INTO accounts (user_id, id, at_bank, fingerprint, json)
                   VALUES (?1, ?2, ?3, ?4, ?5)
                   ON CONFLICT (user_id, id) DO UPDATE SET at_bank = excluded.at_bank,
                       fingerprint = excluded.fingerprint, json = excluded.json";
        let at_bank = upsert.at_bank.map(|at_bank| at_bank.to_bytes());
        let row = values![
            self.user_id.as_str(),
            upsert.account.id.as_str(),
            at_bank.as_ref().map(|bytes| &bytes[..]),
            &upsert.fingerprint.to_bytes()[..],
            serde_json::to_string(&upsert.account)?,
        ];
        self.connection.execute(sql, &row).await.map(drop)
    }
}

impl Store for Tables<'_> {
    type Error = DatabaseError;

    async fn load(&mut self) -> Result<(Checkpoint, u64), DatabaseError> {
        // A visit before this one may have been dropped in the middle of a commit.
        self.connection.roll_back().await?;
        let sql = "SELECT bytes, sequence FROM checkpoints WHERE user_id = ?1";
        match self.connection.first(sql, &values![self.user_id.as_str()]).await? {
            Some(row) => {
                let checkpoint = Checkpoint::from_bytes(row.bytes(0)?)?;
                Ok((checkpoint, row.integer(1)?.cast_unsigned()))
            }
            None => Ok((Checkpoint::default(), 0)),
        }
    }

    async fn recall(&mut self, question: &Question) -> Result<Known, DatabaseError> {
        answers::answer(self.connection, &self.user_id, question).await
    }

    async fn commit(&mut self, batch: &Batch) -> Result<bool, DatabaseError> {
        let is_written = self.write(batch).await?;
        if is_written {
            let counts =
                batch.accounts.iter().filter_map(|upsert| upsert.account.transaction_data.as_ref());
            self.written.add(&Written {
                accounts: batch.accounts.len(),
                accounts_removed: batch.accounts_removed.len(),
                transactions: batch.upserts.len(),
                transactions_removed: batch.removes.len(),
                counted: counts.map(|data| u64::try_from(data.count).unwrap_or(0)).sum(),
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
