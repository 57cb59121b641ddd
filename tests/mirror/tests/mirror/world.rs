//! A service, a database, and the command that copies.

use std::{
    collections::BTreeMap,
    env, fs,
    process::{Child, Command, Output, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
};

use moneyhub_mirror::Database;
use moneyhub_sandbox::Sandbox;
use moneyhub_tokio::moneyhub_proto::{
    Client, Config,
    accounts::{self, Account},
    id::UserId,
    ledger::Store,
    transactions::{self, Transaction},
};

pub(crate) struct World {
    pub(crate) sandbox: Sandbox,
    /// As the command's argument.
    pub(crate) database: String,
}

/// Everything stored about a user, by id.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Copy {
    pub(crate) accounts: BTreeMap<String, Account>,
    pub(crate) transactions: BTreeMap<String, Transaction>,
}

impl World {
    pub(crate) fn new(users: u64, transactions_per_account: u64) -> Self {
        let path = env::temp_dir().join(format!("{}.sqlite", new_name()));
        Self::over(path.to_str().unwrap().to_owned(), users, transactions_per_account)
    }

    /// A world with this database.
    pub(crate) fn over(database: String, users: u64, transactions_per_account: u64) -> Self {
        let sandbox = Sandbox::builder()
            .users(users)
            .transactions_per_account(transactions_per_account)
            .start()
            .unwrap();
        Self { sandbox, database }
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

    /// Runs the command to its end, and returns its output.
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

    pub(crate) async fn open(&self) -> Database {
        Database::at(&self.database).await.unwrap()
    }

    /// What the tables have.
    pub(crate) async fn tables(&self, user_id: &UserId) -> Copy {
        let mut database = self.open().await;
        let mut tables = database.tables(user_id);
        let account = |(id, json): (String, String)| (id, serde_json::from_str(&json).unwrap());
        let transaction = |(id, json): (String, String)| (id, serde_json::from_str(&json).unwrap());
        Copy {
            accounts: tables.accounts().await.unwrap().into_iter().map(account).collect(),
            transactions: tables
                .transactions()
                .await
                .unwrap()
                .into_iter()
                .map(transaction)
                .collect(),
        }
    }

    /// Fails unless the tables equal the service for every user.
    pub(crate) async fn assert_equal(&self) {
        for user_id in self.users() {
            let (service, tables) = (self.service(&user_id).await, self.tables(&user_id).await);
            assert!(!service.transactions.is_empty() && !service.accounts.is_empty());
            assert_eq!(tables.accounts, service.accounts);
            let ids = |copy: &Copy| copy.transactions.keys().cloned().collect::<Vec<_>>();
            assert_eq!(ids(&tables), ids(&service));
            assert!(tables == service, "the same ids with other contents");
        }
    }

    /// The number of commits for all users.
    pub(crate) async fn commits(&self) -> u64 {
        let (mut database, mut commits) = (self.open().await, 0);
        for user_id in self.users() {
            commits += database.tables(&user_id).load().await.unwrap().1;
        }
        commits
    }
}

/// A name that no other test uses.
pub(crate) fn new_name() -> String {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    format!("mirror_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed))
}

impl Drop for World {
    fn drop(&mut self) {
        for end in ["", "-shm", "-wal"] {
            let _ = fs::remove_file(format!("{}{end}", self.database));
        }
    }
}
