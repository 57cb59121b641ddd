//! Every user, connection and sync, and what requests have changed about them.
//!
//! Seeded things are pure functions of an index; only differences are stored. A million users cost
//! nothing until somebody changes one.

mod added;
mod consents;
mod fetches;
mod held;
mod outages;
mod seed;
mod syncs;
mod template;
mod wire;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use crate::banks;
use crate::clock::rfc3339;
pub(crate) use added::FIRST_NUMBER as FIRST_ADDED;
use added::{ADDED, Added};
pub(crate) use consents::Consent;
pub(crate) use fetches::{Attempt, Fetches};
pub(crate) use held::Held;
use outages::Outages;
pub(crate) use syncs::Started;
pub(crate) use wire::{Connection, Sync, User};

const BANK_ID_LENGTH: usize = 32;

/// How many sign-ins, consents and syncs that were asked for each connection remembers.
const MOST_REMEMBERED: usize = 1_000;

/// How many connections a connected user has unless told otherwise: one of each kind.
pub(crate) const CONNECTIONS_PER_USER: usize = template::CONNECTIONS.len();

/// The bank behind a bank scope: itself, or one of the kind that it names.
pub(crate) fn bank_of(scope: &str) -> &str {
    let kind = template::CONNECTIONS.iter().find(|template| template.kind == scope);
    match kind {
        Some(template) => template.bank,
        None if scope.len() == BANK_ID_LENGTH => scope,
        None => template::CONNECTIONS[0].bank,
    }
}

/// What the population is made from.
#[derive(Clone, Debug)]
pub(crate) struct Census {
    pub(crate) client_id: String,
    pub(crate) seeded: u64,
    pub(crate) connections_per_user: usize,
    pub(crate) connect_new_users: bool,
    /// All dates of seeded data are relative to this moment.
    pub(crate) epoch_millis: i64,
}

#[derive(Debug)]
pub(crate) struct Population {
    census: Census,
    created: Vec<Created>,
    deleted: BTreeSet<u64>,
    changes: BTreeMap<(u64, usize), Change>,
    /// What sign-ins have connected, by user. Their slots start at [`ADDED`].
    added: BTreeMap<u64, Vec<Added>>,
    outages: Arc<Outages>,
}

/// A user that a request created.
#[derive(Clone, Debug)]
pub(crate) struct Created {
    pub(crate) client_user_id: Option<String>,
    pub(crate) created_millis: i64,
    /// When the connections were added; `None`: the user has none.
    connected_millis: Option<i64>,
}

#[derive(Clone, Debug, Default)]
struct Change {
    deleted_millis: Option<i64>,
    renewed: Option<Renewal>,
    /// From when until when there was consent; nothing where only the first one was given.
    consents: Vec<(i64, i64)>,
    /// When its owner signed in at the bank again: the connection is well since the first time.
    sign_ins: Vec<i64>,
    syncs: VecDeque<Asked>,
    /// How many syncs were asked for before these.
    forgotten: usize,
}

/// A sync that a request asked for.
#[derive(Clone, Copy, Debug)]
struct Asked {
    started: i64,
    ended: i64,
    /// The bank was down.
    failed: bool,
}

#[derive(Clone, Debug)]
struct Renewal {
    /// When it was given, if it was; it may also have been taken back.
    at_millis: Option<i64>,
    expires_millis: i64,
}

/// A user that exists. Only the population hands these out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct UserIndex(u64);

impl UserIndex {
    pub(crate) fn number(self) -> u64 {
        self.0
    }
}

/// A connection that exists.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ConnectionIndex {
    user: UserIndex,
    slot: usize,
}

impl ConnectionIndex {
    pub(crate) fn user(self) -> UserIndex {
        self.user
    }
}

impl Population {
    pub(crate) fn new(census: Census) -> Self {
        let outages = Arc::new(Outages::new(census.epoch_millis));
        Self {
            census,
            created: Vec::new(),
            deleted: BTreeSet::new(),
            changes: BTreeMap::new(),
            added: BTreeMap::new(),
            outages,
        }
    }

    /// The id of the user with this index, deleted or not; `None` past the last user.
    pub(crate) fn user_id(&self, index: u64) -> Option<String> {
        (index < self.ever()).then(|| seed::user_id(index))
    }

    /// The id of a user.
    pub(crate) fn id_of(&self, user: UserIndex) -> String {
        seed::user_id(user.0)
    }

    /// The live user with this id.
    pub(crate) fn find_user(&self, id: &str) -> Option<UserIndex> {
        let index = seed::user_index(id)?;
        let alive = index < self.ever() && !self.deleted.contains(&index);
        alive.then_some(UserIndex(index))
    }

    /// How many users are alive.
    pub(crate) fn live(&self) -> u64 {
        self.ever() - self.deleted.len() as u64
    }

    /// The live users of one page, oldest first.
    pub(crate) fn page(&self, limit: u64, offset: u64) -> Vec<User> {
        let mut index = offset;
        for &deleted in &self.deleted {
            if deleted > index {
                break;
            }
            index = index.saturating_add(1);
        }
        (index..self.ever())
            .filter(|index| !self.deleted.contains(index))
            .take(usize::try_from(limit).unwrap_or(usize::MAX))
            .map(|index| self.user(UserIndex(index)))
            .collect()
    }

    pub(crate) fn user(&self, user: UserIndex) -> User {
        let client_id = self.census.client_id.clone();
        let ids = self.connection_ids(user);
        match self.created_at(user) {
            None => seed::seeded_user(user.0, client_id, self.census.epoch_millis, ids),
            Some(created) => seed::created_user(user.0, created, client_id, ids),
        }
    }

    pub(crate) fn create(&mut self, client_user_id: Option<String>, now_millis: i64) -> UserIndex {
        let user = UserIndex(self.ever());
        self.created.push(Created {
            client_user_id,
            created_millis: now_millis,
            connected_millis: self.census.connect_new_users.then_some(now_millis),
        });
        user
    }

    /// Every user that was ever created by a request, in order, with its id.
    pub(crate) fn created(&self) -> impl Iterator<Item = (String, &Created)> {
        let first = self.census.seeded;
        (first..).zip(&self.created).map(|(index, created)| (seed::user_id(index), created))
    }

    pub(crate) fn created_count(&self) -> usize {
        self.created.len()
    }

    pub(crate) fn delete_user(&mut self, user: UserIndex) {
        self.deleted.insert(user.0);
        self.changes.retain(|(owner, _), _| *owner != user.0);
        self.added.remove(&user.0);
    }

    /// Gives a created user the connections that a seeded user has.
    pub(crate) fn connect(&mut self, user: UserIndex, now_millis: i64) {
        if let Some(created) = self.created_slot(user) {
            created.connected_millis.get_or_insert(now_millis);
        }
    }

    /// A connection to this bank that its owner has just given consent to.
    pub(crate) fn add_connection(
        &mut self,
        user: UserIndex,
        bank: &str,
        expires_millis: i64,
        now_millis: i64,
    ) -> ConnectionIndex {
        let added = self.added.entry(user.0).or_default();
        added.push(Added { bank: bank.to_owned(), at_millis: now_millis, expires_millis });
        ConnectionIndex { user, slot: ADDED + added.len() - 1 }
    }

    pub(crate) fn connections(&self, user: UserIndex, now_millis: i64) -> Vec<Connection> {
        self.live_slots(user).map(|at| self.connection(at, now_millis)).collect()
    }

    pub(crate) fn connection_ids(&self, user: UserIndex) -> Vec<String> {
        self.live_slots(user).map(|at| self.connection_id(at)).collect()
    }

    pub(crate) fn find_connection(&self, user: UserIndex, id: &str) -> Option<ConnectionIndex> {
        self.live_slots(user).find(|at| self.connection_id(*at) == id)
    }

    pub(crate) fn connection_id(&self, at: ConnectionIndex) -> String {
        match self.added_at(at) {
            Some(added) => added::connection_id(at.user.0, at.slot, added),
            None => seed::connection_id(at.user.0, at.slot),
        }
    }

    /// The id of the bank behind a connection.
    pub(crate) fn bank(&self, at: ConnectionIndex) -> String {
        let bank = self.added_at(at).map(|added| added.bank.as_str());
        bank.unwrap_or(seed::template(at.slot).bank).to_owned()
    }

    /// Whether it is fetched with the owner's credentials, without an open banking API.
    pub(crate) fn is_legacy(&self, at: ConnectionIndex) -> bool {
        let bank = self.added_at(at).map(|added| banks::by_id(&added.bank));
        let kind = bank.map(|bank| bank.map_or("api", |bank| bank.kind));
        kind.unwrap_or(seed::template(at.slot).kind) == "legacy"
    }

    /// When it was last updated by a moment; `None`: never.
    pub(crate) fn updated(&self, at: ConnectionIndex, now_millis: i64) -> Option<i64> {
        let fetches = self.fetches(at, now_millis);
        let last = fetches.last();
        match last > fetches.base || self.added_at(at).is_some() {
            true => Some(last),
            false => seed::updated(at.slot, fetches.base),
        }
    }

    fn account_ids(&self, at: ConnectionIndex) -> Vec<String> {
        match self.added_at(at) {
            Some(added) => added::account_ids(at.user.0, at.slot, added),
            None => seed::account_ids(at.user.0, at.slot),
        }
    }

    pub(crate) fn tpp_consent(&self, at: ConnectionIndex) -> bool {
        self.added_at(at).is_some() || seed::template(at.slot).tpp_consent == Some(true)
    }

    pub(crate) fn delete_connection(&mut self, at: ConnectionIndex, now_millis: i64) {
        self.changes.entry((at.user.0, at.slot)).or_default().deleted_millis = Some(now_millis);
    }

    /// The syncs of one connection, newest first.
    pub(crate) fn connection_syncs(&self, at: ConnectionIndex, now_millis: i64) -> Vec<Sync> {
        let mut syncs = self.later_syncs(at, now_millis);
        if let Some(added) = self.added_at(at) {
            syncs.push(added::sync(at.user.0, at.slot, added));
            return syncs;
        }
        let anchor = self.anchor(at.user);
        let seeded = seed::sync_templates(at.slot).iter().enumerate();
        syncs.extend(
            seeded.map(|(place, template)| seed::sync(at.user.0, at.slot, place, template, anchor)),
        );
        syncs
    }

    /// The syncs of all connections of a user, connection by connection.
    pub(crate) fn user_syncs(
        &self,
        user: UserIndex,
        now_millis: i64,
    ) -> impl Iterator<Item = Sync> {
        self.live_slots(user).flat_map(move |at| self.connection_syncs(at, now_millis))
    }

    pub(crate) fn connection(&self, at: ConnectionIndex, now_millis: i64) -> Connection {
        let mut connection = match self.added_at(at) {
            Some(added) => added::connection(at.user.0, at.slot, added, now_millis),
            None => seed::connection(at.user.0, at.slot, self.anchor(at.user), now_millis),
        };
        let change = self.changes.get(&(at.user.0, at.slot));
        if let Some(last) = change.and_then(|change| change.sign_ins.last()) {
            seed::reauthorised(&mut connection, *last);
        }
        let fetches = self.fetches(at, now_millis);
        let last = fetches.last();
        if last > fetches.base {
            connection.last_updated = Some(rfc3339(last));
        }
        let is_later =
            |failure| failure > last || failure == last && !fetches.others.contains(&last);
        if self.last_failure(at, &fetches).is_some_and(is_later) {
            connection.status = "error";
            connection.error = Some(Some("sync_error"));
        }
        let Some(change) = change else { return connection };
        if let Some(renewal) = &change.renewed {
            seed::renewed(&mut connection, renewal.at_millis, renewal.expires_millis, now_millis);
        }
        connection
    }

    fn added_at(&self, at: ConnectionIndex) -> Option<&Added> {
        self.added.get(&at.user.0)?.get(at.slot.checked_sub(ADDED)?)
    }

    pub(crate) fn live_slots(&self, user: UserIndex) -> impl Iterator<Item = ConnectionIndex> {
        self.slots(user).filter(move |at| {
            let change = self.changes.get(&(user.0, at.slot));
            change.is_none_or(|change| change.deleted_millis.is_none())
        })
    }

    /// Deleted ones too.
    fn slots(&self, user: UserIndex) -> impl Iterator<Item = ConnectionIndex> + use<> {
        let connected =
            self.created_at(user).is_none_or(|created| created.connected_millis.is_some());
        let slots = if connected { self.census.connections_per_user } else { 0 };
        let added = self.added.get(&user.0).map_or(0, Vec::len);
        (0..slots).chain(ADDED..ADDED + added).map(move |slot| ConnectionIndex { user, slot })
    }

    /// The moment to which the dates of a user's connections are relative.
    fn anchor(&self, user: UserIndex) -> i64 {
        self.created_at(user)
            .and_then(|created| created.connected_millis)
            .unwrap_or(self.census.epoch_millis)
    }

    fn created_at(&self, user: UserIndex) -> Option<&Created> {
        let place = user.0.checked_sub(self.census.seeded)?;
        self.created.get(usize::try_from(place).ok()?)
    }

    fn created_slot(&mut self, user: UserIndex) -> Option<&mut Created> {
        let place = user.0.checked_sub(self.census.seeded)?;
        self.created.get_mut(usize::try_from(place).ok()?)
    }

    /// How many users have ever existed.
    fn ever(&self) -> u64 {
        self.census.seeded.saturating_add(self.created.len() as u64)
    }
}
