//! The service, which changes all the time, and the truth about it.

use std::{
    collections::BTreeMap,
    error::Error,
    time::{Duration, SystemTime},
};

use moneyhub_sandbox::Sandbox;
use moneyhub_tokio::moneyhub_proto::{
    self, Client, Config, Date, Timestamp,
    accounts::{self, NewAccount, NewDetails},
    id::{AccountId, CategoryId, ConnectionId, ProviderId},
    sign_in::{Journey, SignIn},
    sync::SyncConnection,
    transactions::{self, Changes, Extras, NewSplit, NewTransaction, TransactionStatus},
    users,
};

use crate::{
    comparison::Copy,
    letters::Letters,
    user::{Touch, User},
};

/// A category that is always there: that of what has none.
const CATEGORY: &str = "std:39577c49-350f-45a4-8ec3-48ce205585fb";

/// Transactions are dated within so many days: young and old ones.
const DAYS: u64 = 60;

/// How many at the least are left of a user.
const FEWEST: usize = 200;

pub(crate) struct Bank {
    pub(crate) sandbox: Sandbox,
    pub(crate) client: Client,
    pub(crate) users: Vec<User>,
    random: fastrand::Rng,
    pub(crate) letters: Letters,
    pub(crate) changes: BTreeMap<&'static str, u64>,
    /// Changes that the service did not answer, or refused.
    pub(crate) unanswered: u64,
}

type Done = Result<(), moneyhub_proto::Error>;

impl Bank {
    pub(crate) async fn open(sandbox: Sandbox, seed: u64) -> Result<Self, Box<dyn Error>> {
        let config = Config::builder()
            .client_id(sandbox.client_id())
            .client_secret(sandbox.client_secret())
            .identity_url(sandbox.identity_url())
            .api_url(sandbox.api_url())
            .allow_loopback_http();
        let client = moneyhub_tokio::client(config.build()?)?;
        let ids = (0..sandbox.live_users()).filter_map(|index| sandbox.user_id(index));
        let users = ids.map(|id| User::new(id.into())).collect();
        let random = fastrand::Rng::with_seed(seed);
        let (letters, changes) = Default::default();
        let mut bank = Self { sandbox, client, users, random, letters, changes, unanswered: 0 };
        bank.read().await?;
        Ok(bank)
    }

    /// Takes in what the webhooks say, also those that are lost: they tell of what chaos has done as well.
    pub(crate) fn hear(&mut self) {
        for delivery in self.letters.read(self.sandbox.deliveries()) {
            let user_id = delivery.user_id.as_deref();
            let user = self.users.iter_mut().find(|user| Some(user.id.as_str()) == user_id);
            let (Some(user), Some(accounts)) = (user, delivery.payload["accounts"].as_array())
            else {
                continue;
            };
            let ids = accounts.iter().filter_map(|account| account["transactions"].as_array());
            for id in ids.flatten().filter_map(|id| id.as_str()) {
                let is_dated = delivery.event != "deletedTransactions";
                user.touched(id, Touch { at: delivery.raised_at, is_dated });
            }
        }
    }

    /// Reads all of every user, anew.
    pub(crate) async fn read(&mut self) -> Result<(), moneyhub_proto::Error> {
        self.hear();
        for user in &mut self.users {
            let known = Copy::of_service(&self.client, &user.id).await?;
            user.read(known);
        }
        self.hear();
        Ok(())
    }

    /// Reads all of every user, and says whether it is other than it was.
    pub(crate) async fn has_changed(&mut self) -> Result<bool, moneyhub_proto::Error> {
        let before: Vec<Copy> = self.users.iter().map(|user| user.known.clone()).collect();
        self.read().await?;
        Ok(self.users.iter().map(|user| &user.known).ne(&before))
    }

    /// Something happens at the service.
    pub(crate) async fn change(&mut self) {
        let at = self.random.usize(..self.users.len());
        let (what, done) = match self.random.u32(..1_000) {
            0..330 => ("a transaction arrived", self.arrive(at, 1).await),
            330..380 => ("some arrived", self.arrive(at, 8).await),
            380..384 => ("a day of many", self.day_of_many(at).await),
            384..480 => {
                let value = Some(self.random.i64(-100_000..100_000));
                ("another amount", self.update(at, Changes { value, ..Changes::default() }).await)
            }
            480..560 => {
                let notes = Some(format!("note {}", self.random.u32(..)));
                let extras = Extras { notes, ..Extras::default() };
                ("a note", self.update(at, Changes { extras, ..Changes::default() }).await)
            }
            560..620 => {
                let date = Some(self.any_date());
                ("another day", self.update(at, Changes { date, ..Changes::default() }).await)
            }
            620..660 => {
                let changes = Changes { account_id: self.any_account(at), ..Changes::default() };
                ("another account", self.update(at, changes).await)
            }
            660..700 => ("split", self.split(at).await),
            700..800 => ("pending became booked", self.book(at).await),
            800..970 => ("a transaction vanished", self.vanish(at).await),
            970..976 => ("an account was made", self.make_account(at).await),
            976..982 => ("an account was deleted", self.delete_account(at).await),
            982..985 => ("a connection was deleted", self.disconnect(at).await),
            985..988 => ("a bank was connected", self.connect(at).await),
            988..994 => ("a consent was renewed", self.renew(at).await),
            _ => ("a sync", self.sync(at).await),
        };
        match done {
            Ok(()) => *self.changes.entry(what).or_default() += 1,
            Err(_) => self.unanswered += 1,
        }
    }

    async fn arrive(&mut self, at: usize, most: usize) -> Done {
        let Some(account) = self.any_account(at) else { return Ok(()) };
        let number = self.random.usize(1..=most);
        let new: Vec<_> = (0..number).map(|_| self.new_transaction(&account, None)).collect();
        self.create(at, new).await
    }

    /// More on one day than a page has room for.
    async fn day_of_many(&mut self, at: usize) -> Done {
        let Some(account) = self.any_account(at) else { return Ok(()) };
        let date = self.any_date();
        for _ in 0..6 {
            let new = (0..50).map(|_| self.new_transaction(&account, Some(date.clone()))).collect();
            self.create(at, new).await?;
        }
        Ok(())
    }

    async fn create(&mut self, at: usize, new: Vec<NewTransaction>) -> Done {
        let user = self.client.user(&self.users[at].id);
        let ids: Vec<_> = match <[_; 1]>::try_from(new) {
            Ok([transaction]) => vec![user.send(transactions::Create { transaction }).await?.id],
            Err(transactions) => {
                let create = transactions::CreateMany { transactions, categorise: None };
                user.send(create).await?.into_iter().map(|created| created.id).collect()
            }
        };
        for id in ids {
            self.users[at].known.transactions.insert(id.as_str().to_owned(), Vec::new());
            self.users[at].touch(id.as_str(), true);
        }
        Ok(())
    }

    async fn update(&mut self, at: usize, changes: Changes) -> Done {
        let Some(id) = self.any_transaction(at) else { return Ok(()) };
        self.patch(at, &id, changes).await
    }

    async fn patch(&mut self, at: usize, id: &str, changes: Changes) -> Done {
        let update = transactions::Update { transaction_id: id.into(), changes };
        let sent = self.client.user(&self.users[at].id).send(update).await;
        // Whatever the answer is: it may have been done.
        self.users[at].touch(id, true);
        sent.map(drop)
    }

    async fn split(&mut self, at: usize) -> Done {
        let Some(id) = self.any_transaction(at) else { return Ok(()) };
        let user = self.client.user(&self.users[at].id);
        let transaction_id = id.as_str().into();
        let get = transactions::Get { transaction_id, counterparties_version: None };
        let amount = user.send(get).await?.amount.value;
        let part = |amount: i64, description: &str| NewSplit {
            amount,
            category_id: CategoryId::from(CATEGORY),
            description: description.to_owned(),
            project_id: None,
        };
        let splits = vec![part(amount / 3, "a third"), part(amount - amount / 3, "the rest")];
        let create = transactions::CreateSplits {
            transaction_id: id.as_str().into(),
            splits,
            total: Some(amount),
        };
        let sent = user.send(create).await;
        self.users[at].touch(&id, true);
        sent.map(drop)
    }

    /// Under the same id, or as another transaction in place of the pending one.
    async fn book(&mut self, at: usize) -> Done {
        let Some(account) = self.any_account(at) else { return Ok(()) };
        let mut new = self.new_transaction(&account, None);
        new.extras.status = Some(TransactionStatus::Pending);
        let user = self.client.user(&self.users[at].id);
        let pending = user.send(transactions::Create { transaction: new.clone() }).await?.id;
        self.users[at].touch(pending.as_str(), true);
        tokio::time::sleep(Duration::from_millis(self.random.u64(..200))).await;
        new.extras.status = Some(TransactionStatus::Posted);
        if self.random.bool() {
            self.users[at].known.transactions.insert(pending.as_str().to_owned(), Vec::new());
            let extras = Extras { status: new.extras.status, ..Extras::default() };
            let changes = Changes { extras, ..Changes::default() };
            return self.patch(at, pending.as_str(), changes).await;
        }
        self.delete(at, pending.as_str()).await?;
        self.create(at, vec![new]).await
    }

    async fn vanish(&mut self, at: usize) -> Done {
        if self.users[at].known.transactions.len() < FEWEST {
            return Ok(());
        }
        let Some(id) = self.any_transaction(at) else { return Ok(()) };
        self.delete(at, &id).await
    }

    async fn delete(&mut self, at: usize, id: &str) -> Done {
        let delete = transactions::Delete { transaction_id: id.into() };
        let sent = self.client.user(&self.users[at].id).send(delete).await;
        self.users[at].known.transactions.remove(id);
        self.users[at].touch(id, false);
        sent.map(drop)
    }

    async fn make_account(&mut self, at: usize) -> Done {
        let account = NewAccount {
            account_name: format!("account {}", self.random.u16(..)),
            provider_name: "At home".to_owned(),
            details: NewDetails::CashCurrent { aer: None, overdraft_limit: None },
            account_type: None,
            value: self.random.i64(0..1_000_000),
            currency: None,
            date: Date::of(2024, 6, 1)?,
            identifications: Vec::new(),
        };
        let user = self.client.user(&self.users[at].id);
        let made = user.send(accounts::Create { account, details: false }).await?.id;
        self.users[at].made.insert(made.as_str().to_owned());
        let new = (0..20).map(|_| self.new_transaction(&made, None)).collect();
        self.create(at, new).await
    }

    async fn delete_account(&mut self, at: usize) -> Done {
        let Some(id) = self.random.choice(self.users[at].made.clone()) else { return Ok(()) };
        let delete = accounts::Delete { account_id: id.as_str().into() };
        let sent = self.client.user(&self.users[at].id).send(delete).await;
        self.users[at].made.remove(&id);
        sent.map(drop)
    }

    /// Its accounts go, and their transactions.
    async fn disconnect(&mut self, at: usize) -> Done {
        let user_id = self.users[at].id.clone();
        let connections = self.sandbox.connection_ids(user_id.as_str());
        if connections.len() < 4 {
            return Ok(());
        }
        let Some(id) = self.random.choice(connections) else { return Ok(()) };
        self.client.send(users::DeleteConnection { user_id, connection_id: id.into() }).await
    }

    /// The user goes through the consent journey once more.
    async fn connect(&mut self, at: usize) -> Done {
        let id = self.users[at].id.clone();
        let connections = self.sandbox.connection_ids(id.as_str());
        if connections.len() > 12 {
            return Ok(());
        }
        let Some(connection) = self.random.choice(connections) else { return Ok(()) };
        let bank = ProviderId::from(connection.split(':').next().unwrap_or_default());
        let journey = Journey::connect_for_user(&bank, &id)?;
        let sign_in = SignIn::new("http://127.0.0.1/callback", journey);
        let begun = self.client.begin_sign_in(&sign_in).await?;
        if self.sandbox.approve(begun.url.expose_secret()).is_err() {
            self.unanswered += 1;
        }
        Ok(())
    }

    async fn renew(&mut self, at: usize) -> Done {
        let user_id = self.users[at].id.clone();
        let connections = self.sandbox.connection_ids(user_id.as_str());
        let Some(id) = self.random.choice(connections) else { return Ok(()) };
        let in_days = Duration::from_secs(86_400 * self.random.u64(30..90));
        let expires_at = Timestamp::try_from(SystemTime::now() + in_days)?;
        let connection_id = ConnectionId::from(id);
        self.client.send(users::UpdateConnection { user_id, connection_id, expires_at }).await
    }

    async fn sync(&mut self, at: usize) -> Done {
        let id = self.users[at].id.clone();
        let connections = self.sandbox.connection_ids(id.as_str());
        let Some(connection) = self.random.choice(connections) else { return Ok(()) };
        self.client.user(&id).send(SyncConnection::new(connection.into())).await.map(drop)
    }

    fn new_transaction(&mut self, account: &AccountId, date: Option<Timestamp>) -> NewTransaction {
        let date = date.unwrap_or_else(|| self.any_date());
        NewTransaction {
            account_id: account.clone(),
            value: self.random.i64(-100_000..100_000),
            category_id: CategoryId::from(CATEGORY),
            date,
            long_description: format!("TRANSFER {}", self.random.u32(..)),
            extras: Extras::default(),
        }
    }

    fn any_date(&mut self) -> Timestamp {
        let ago = Duration::from_secs(self.random.u64(..DAYS * 86_400));
        (SystemTime::now() - ago).try_into().expect("a year that can be written")
    }

    fn any_account(&mut self, at: usize) -> Option<AccountId> {
        let User { known, made, .. } = &self.users[at];
        let accounts: Vec<&String> = known.accounts.keys().chain(made).collect();
        self.random.choice(accounts).map(|id| id.as_str().into())
    }

    fn any_transaction(&mut self, at: usize) -> Option<String> {
        let rows = &self.users[at].known.transactions;
        let place = self.random.usize(..rows.len().max(1));
        rows.keys().nth(place).cloned()
    }
}
