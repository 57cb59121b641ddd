//! Accounts and transactions of every user: the seeded ones, and the changes by requests.
//!
//! As with users, seeded data is a function of an index, and only differences are stored. A user
//! with a million transactions costs nothing.

mod account;
mod beneficiary;
mod calendar;
mod catalogue;
mod events;
mod filter;
mod holding;
mod id;
mod kind;
mod life;
mod listing;
mod manual;
mod ordered;
mod plans;
mod portfolio;
mod regular;
mod report;
mod statement;
mod stream;
mod sums;
mod transaction;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

pub(crate) use account::{Account, Shows, percent};
use calendar::Calendar;
pub(crate) use catalogue::{
    Catalogue, Category, Counterparty, UNCATEGORISED, categories, category, category_by_key,
    company_in, counterparties, groups,
};
pub(crate) use filter::{Filter, Rest};
pub(crate) use holding::hundredths;
pub(crate) use id::Key;
pub(crate) use kind::kind;
pub(crate) use life::Found;
use listing::Listing;
use manual::Manual;
pub(crate) use manual::NewAccount;
pub(crate) use plans::{
    GoalPeriod, Plans, Project, Report, ReportKind, SavingsGoal, SpendingGoal, Threshold,
};
pub(crate) use regular::{Rhythm, hash};
use stream::Stream;
pub(crate) use sums::{Part, by_category};
pub(crate) use transaction::{File, Shown, Split, TAX, Transaction, amount};

use crate::mix::{mix128, uuid};
use crate::population::{Fetches, Held};

const KIND_MADE: u64 = 13;

/// How many transactions each account has by default: ten in a month.
pub(crate) const TRANSACTIONS_PER_ACCOUNT: u64 = 240;

/// Index bits of a transaction id end here.
pub(crate) const MOST_TRANSACTIONS: u64 = 1 << 39;

/// Of an account that is not at a bank.
static NEVER: LazyLock<Fetches> = LazyLock::new(Fetches::never);

#[derive(Debug)]
pub(crate) struct Finance {
    calendar: Calendar,
    owners: BTreeMap<u64, Owner>,
    nobody: Owner,
    made: u64,
}

/// The changes by requests for one user.
#[derive(Debug, Default)]
pub(crate) struct Owner {
    manual: Vec<Manual>,
    changes: BTreeMap<u32, Change>,
    balances: BTreeMap<u32, Vec<(String, i64)>>,
    /// Transactions that were created, and seeded ones that were changed.
    own: BTreeMap<Key, Transaction>,
    deleted: BTreeSet<Key>,
    categories: Vec<CustomCategory>,
    /// The last created transaction at the last detection of regular transactions, by account.
    detected: BTreeMap<u32, u64>,
    plans: Plans,
}

/// The changes of an account by PATCH.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) name: String,
    pub(crate) provider: String,
    pub(crate) details: serde_json::Map<String, serde_json::Value>,
    pub(crate) at_millis: i64,
}

#[derive(Clone, Debug)]
pub(crate) struct CustomCategory {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) group: String,
}

impl Finance {
    pub(crate) fn new(epoch_millis: i64, transactions: u64) -> Self {
        Self {
            calendar: Calendar::new(epoch_millis, transactions),
            owners: BTreeMap::new(),
            nobody: Owner::default(),
            made: 0,
        }
    }

    /// A UUID that was never used before.
    pub(crate) fn new_id(&mut self) -> String {
        self.made += 1;
        uuid(mix128(KIND_MADE, self.made, 0))
    }

    pub(crate) fn forget_user(&mut self, user: u64) {
        self.owners.remove(&user);
    }

    /// All accounts of a user: those at banks, then those that requests created.
    pub(crate) fn accounts(&self, user: u64, held: Vec<Held>) -> Vec<Account> {
        let owner = self.owner(user);
        let held = held.into_iter().filter_map(|held| Account::held(user, held));
        let manual = owner.manual.iter().map(Manual::account);
        let changed = held.chain(manual).map(|account| match owner.changes.get(&account.number) {
            Some(change) => account.changed(change),
            None => account,
        });
        changed.collect()
    }

    /// The accounts of a connection, as requests have changed them.
    pub(crate) fn at_bank(&self, user: u64, held: Vec<Held>) -> Vec<Account> {
        let mut accounts = self.accounts(user, held);
        accounts.retain(|account| account.bank.is_some());
        accounts
    }

    /// The balance of an account at a bank after a fetch.
    pub(crate) fn balance_at(&self, user: u64, account: &Account, fetch: i64) -> i64 {
        self.stream(user, account).balance_at(fetch)
    }

    /// The thresholds of an account that its balance has reached between two fetches.
    pub(crate) fn crossed(
        &self,
        user: u64,
        account: &Account,
        before: i64,
        fetch: i64,
    ) -> Vec<Threshold> {
        let thresholds = self.owner(user).plans.thresholds.iter();
        let mine = thresholds.filter(|one| one.account == account.number);
        let mine: Vec<&Threshold> = mine.collect();
        if mine.is_empty() {
            return Vec::new();
        }
        let [then, now] = [before, fetch].map(|fetch| self.balance_at(user, account, fetch));
        let crossed = mine.into_iter().filter(|one| one.is_reached(now) && !one.is_reached(then));
        crossed.cloned().collect()
    }

    pub(crate) fn create_account(&mut self, user: u64, account: NewAccount, now: i64) -> String {
        let id = self.new_id();
        let number = Manual::number(self.made);
        self.owner_mut(user).manual.push(Manual { id: id.clone(), number, account, at: now });
        id
    }

    pub(crate) fn change_account(&mut self, user: u64, number: u32, change: Change) {
        let changes = &mut self.owner_mut(user).changes;
        match changes.get_mut(&number) {
            Some(known) => {
                let mut details = std::mem::take(&mut known.details);
                details.extend(change.details);
                *known = Change { details, ..change };
            }
            None => {
                changes.insert(number, change);
            }
        }
    }

    /// Deletes an account that a request created, with its transactions.
    pub(crate) fn delete_account(&mut self, user: u64, number: u32) {
        let owner = self.owner_mut(user);
        owner.manual.retain(|manual| manual.number != number);
        owner.balances.remove(&number);
        owner.changes.remove(&number);
        owner.own.retain(|_, transaction| transaction.account != number);
        owner.plans.thresholds.retain(|threshold| threshold.account != number);
    }

    pub(crate) fn add_balance(&mut self, user: u64, number: u32, date: String, value: i64) {
        self.owner_mut(user).balances.entry(number).or_default().push((date, value));
    }

    /// The transactions that pass the structural filters; `accounts` are the candidates.
    pub(crate) fn listing<'a>(
        &'a self,
        user: u64,
        accounts: &'a [Account],
        filter: &Filter,
    ) -> Listing<'a> {
        let owner = self.owner(user);
        let wanted = |account: &&Account| {
            filter.account_ids.is_empty() || filter.account_ids.contains(&account.id)
        };
        let wanted: Vec<&Account> = accounts.iter().filter(wanted).collect();
        let flowing = wanted.iter().filter(|account| account.flows());
        let streams: Vec<Stream<'a>> = flowing.map(|account| self.stream(user, account)).collect();
        let in_time = |one: &Transaction| {
            filter.from.is_none_or(|from| one.date >= from)
                && filter.until.is_none_or(|until| one.date < until)
        };
        let mine = owner
            .own
            .values()
            .filter(|one| wanted.iter().any(|account| account.number == one.account))
            .filter_map(|one| self.current(user, accounts, one));
        let is_known = |key: &Key| owner.own.contains_key(key) || owner.deleted.contains(key);
        let lapsing = streams.iter().flat_map(|stream| stream.authorisations(stream.fetched));
        let lapsing = lapsing.filter(|one| !is_known(&one.key)).map(Cow::Owned);
        let own =
            mine.chain(lapsing).filter(|one| in_time(one) && filter.rest.holds(one)).collect();
        let changed = owner.own.keys().filter(|key| !key.is_created());
        let gone = changed.chain(&owner.deleted).filter_map(|key| {
            let index = key.place()?;
            let account = accounts.iter().find(|account| account.number == key.account())?;
            (self.key_now(user, account, index) == Some(*key)).then_some((key.account(), index))
        });
        Listing::new(&self.calendar, streams, [filter.from, filter.until], own, gone)
    }

    /// One that a request created or changed, with the bank's later changes; `None` if the bank has
    /// withdrawn it.
    fn current<'a>(
        &'a self,
        user: u64,
        accounts: &[Account],
        own: &'a Transaction,
    ) -> Option<Cow<'a, Transaction>> {
        if own.key.is_created() {
            return Some(Cow::Borrowed(own));
        }
        let account = accounts.iter().find(|account| account.number == own.key.account());
        // One that was moved outlives the account that it came from.
        let Some(account) = account else { return Some(Cow::Borrowed(own)) };
        let bank = self.streamed(user, account, own.key)?;
        if !own.pending || bank.pending {
            return Some(Cow::Borrowed(own));
        }
        let booked = Transaction {
            pending: false,
            amount: bank.amount,
            balance: bank.balance,
            modified: own.modified.max(bank.modified),
            ..own.clone()
        };
        Some(Cow::Owned(booked))
    }

    /// The one of an account's stream that has this key now.
    fn streamed(&self, user: u64, account: &Account, key: Key) -> Option<Transaction> {
        let stream = self.stream(user, account);
        let found = match key.place() {
            Some(index) => stream.transaction(index)?,
            None => {
                let day = i64::try_from(key.variant().1).ok()?;
                stream.authorisation(day, stream.fetched)?
            }
        };
        (found.key == key).then_some(found)
    }

    fn key_now(&self, user: u64, account: &Account, index: i64) -> Option<Key> {
        let stream = self.stream(user, account);
        let flow = account.kind.flow.as_ref()?;
        Some(stream.key_at(index, &stream.life(flow, index), stream.fetched))
    }

    /// The findings of a fetch in an account, without what was changed or deleted before.
    pub(crate) fn found(&self, user: u64, account: &Account, before: i64, fetch: i64) -> Found {
        if !account.flows() {
            return Found::default();
        }
        let mut found = self.stream(user, account).found(before, fetch);
        let owner = self.owner(user);
        if !owner.deleted.is_empty() {
            let gone =
                |id: &String| Key::of(id, user).is_none_or(|key| !owner.deleted.contains(&key));
            found.updated.retain(gone);
            found.deleted.retain(gone);
        }
        found
    }

    /// The transaction with this id, in any of these accounts.
    pub(crate) fn transaction(
        &self,
        user: u64,
        accounts: &[Account],
        id: &str,
    ) -> Option<Transaction> {
        let key = Key::of(id, user)?;
        let owner = self.owner(user);
        let found = match owner.own.get(&key) {
            Some(own) => self.current(user, accounts, own)?.into_owned(),
            None if owner.deleted.contains(&key) || key.is_created() => return None,
            None => {
                let account = accounts.iter().find(|account| account.number == key.account())?;
                self.streamed(user, account, key)?
            }
        };
        accounts.iter().any(|account| account.number == found.account).then_some(found)
    }

    pub(crate) fn new_key(&mut self) -> Key {
        self.made += 1;
        Key::created(self.made)
    }

    /// Stores a new transaction, or one that has changed.
    pub(crate) fn put_transaction(&mut self, user: u64, transaction: Transaction) {
        self.owner_mut(user).own.insert(transaction.key, transaction);
    }

    pub(crate) fn delete_transaction(&mut self, user: u64, key: Key) {
        let owner = self.owner_mut(user);
        owner.own.remove(&key);
        if !key.is_created() {
            owner.deleted.insert(key);
        }
    }

    /// The file with this id, of any user.
    pub(crate) fn file(&self, id: &str) -> Option<&File> {
        self.files().find(|file| file.id == id)
    }

    /// How many bytes all files have.
    pub(crate) fn file_bytes(&self) -> usize {
        self.files().map(|file| file.content.len()).sum()
    }

    fn files(&self) -> impl Iterator<Item = &File> {
        let own = self.owners.values().flat_map(|owner| owner.own.values());
        own.flat_map(|transaction| &transaction.files)
    }

    pub(crate) fn custom_categories(&self, user: u64) -> &[CustomCategory] {
        &self.owner(user).categories
    }

    pub(crate) fn add_category(&mut self, user: u64, name: &str, group: &str) -> CustomCategory {
        let category = CustomCategory {
            id: format!("cus:{}", self.new_id()),
            name: name.to_owned(),
            group: group.to_owned(),
        };
        self.owner_mut(user).categories.push(category.clone());
        category
    }

    fn stream<'a>(&'a self, user: u64, account: &'a Account) -> Stream<'a> {
        let number = account.number;
        let fetches = account.bank.as_ref().map_or(&*NEVER, |bank| &bank.fetches);
        let (calendar, fetched, kind) = (&self.calendar, fetches.last(), account.kind);
        Stream { calendar, user, account: number, fetches, fetched, kind }
    }

    fn owner(&self, user: u64) -> &Owner {
        self.owners.get(&user).unwrap_or(&self.nobody)
    }

    fn owner_mut(&mut self, user: u64) -> &mut Owner {
        self.owners.entry(user).or_default()
    }
}
