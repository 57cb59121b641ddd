//! A service, a database, and the command between them.

use std::{
    collections::BTreeMap,
    fs,
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
};

use moneyhub_mirror::Database;
use moneyhub_sandbox::Sandbox;
use moneyhub_tokio::moneyhub_proto::{
    Client, Config,
    accounts::{self, Account},
    id::UserId,
    transactions::{self, Transaction},
};
use rusqlite::Connection;

pub(crate) struct World {
    pub(crate) sandbox: Sandbox,
    pub(crate) database: PathBuf,
}

/// All that there is of a user, by id.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Copy {
    pub(crate) accounts: BTreeMap<String, Account>,
    pub(crate) transactions: BTreeMap<String, Transaction>,
}

impl World {
    pub(crate) fn new(users: u64, transactions_per_account: u64) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("mirror-{}-{number}.sqlite", std::process::id());
        let sandbox = Sandbox::builder()
            .users(users)
            .transactions_per_account(transactions_per_account)
            .start()
            .unwrap();
        Self { sandbox, database: std::env::temp_dir().join(name) }
    }

    pub(crate) fn users(&self) -> Vec<UserId> {
        let ids = (0..self.sandbox.live_users()).map(|index| self.sandbox.user_id(index).unwrap());
        ids.map(UserId::from).collect()
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_moneyhub-mirror"));
        command
            .env_clear()
            .env("MONEYHUB_CLIENT_ID", self.sandbox.client_id())
            .env("MONEYHUB_CLIENT_SECRET", self.sandbox.client_secret())
            .env("MONEYHUB_IDENTITY_URL", self.sandbox.identity_url())
            .env("MONEYHUB_API_URL", self.sandbox.api_url())
            .arg("--database")
            .arg(&self.database);
        command
    }

    pub(crate) fn spawn(&self) -> Child {
        self.command().stdout(Stdio::null()).spawn().unwrap()
    }

    /// Runs the command to its end, and gives what it says.
    pub(crate) fn run(&self) -> String {
        let Output { status, stdout, stderr } = self.command().output().unwrap();
        assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
        String::from_utf8(stdout).unwrap()
    }

    pub(crate) fn client(&self) -> Client {
        let config = Config::builder()
            .client_id(self.sandbox.client_id())
            .client_secret(self.sandbox.client_secret())
            .identity_url(self.sandbox.identity_url())
            .api_url(self.sandbox.api_url())
            .allow_loopback_http();
        moneyhub_tokio::client(config.build().unwrap()).unwrap()
    }

    /// What the service has, read page by page.
    pub(crate) async fn service(&self, user_id: &UserId) -> Copy {
        let (user, mut copy) = (self.client().user(user_id), Copy::default());
        let list = accounts::List { show_transaction_data: Some(true), ..Default::default() };
        let mut items = user.items(list);
        while let Some(account) = items.next().await.transpose().unwrap() {
            copy.accounts.insert(account.id.as_str().to_owned(), account);
        }
        let mut items = user.items(transactions::List::default());
        while let Some(transaction) = items.next().await.transpose().unwrap() {
            copy.transactions.insert(transaction.id.as_str().to_owned(), transaction);
        }
        copy
    }

    /// What the tables have.
    pub(crate) fn tables(&self, user_id: &UserId) -> Copy {
        let connection = Connection::open(&self.database).unwrap();
        let rows = |table: &str| -> Vec<(String, String)> {
            let sql = format!("SELECT id, json FROM {table} WHERE user_id = ?");
            let mut select = connection.prepare(&sql).unwrap();
            let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
            select.query_map([user_id.as_str()], row).unwrap().map(Result::unwrap).collect()
        };
        let account = |(id, json): (String, String)| (id, serde_json::from_str(&json).unwrap());
        let transaction = |(id, json): (String, String)| (id, serde_json::from_str(&json).unwrap());
        Copy {
            accounts: rows("accounts").into_iter().map(account).collect(),
            transactions: rows("transactions").into_iter().map(transaction).collect(),
        }
    }

    /// Fails unless the tables have what the service has, of every user.
    pub(crate) async fn assert_equal(&self) {
        for user_id in self.users() {
            let (service, tables) = (self.service(&user_id).await, self.tables(&user_id));
            assert!(!service.transactions.is_empty() && !service.accounts.is_empty());
            assert_eq!(tables.accounts, service.accounts);
            let ids = |copy: &Copy| copy.transactions.keys().cloned().collect::<Vec<_>>();
            assert_eq!(ids(&tables), ids(&service));
            assert!(tables == service, "the same ids with other contents");
        }
    }

    /// How many commits there were for all users; 0 before there is a table.
    pub(crate) fn commits(&self) -> i64 {
        let Ok(database) = Database::open(&self.database) else { return 0 };
        let sql = "SELECT coalesce(sum(sequence), 0) FROM checkpoints";
        database.connection().query_row(sql, [], |row| row.get(0)).unwrap_or(0)
    }
}

impl Drop for World {
    fn drop(&mut self) {
        for end in ["", "-shm", "-wal"] {
            let mut path = self.database.clone().into_os_string();
            path.push(end);
            let _ = fs::remove_file(path);
        }
    }
}
