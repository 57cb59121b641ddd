//! Connections from sign-ins, as opposed to seeded ones.

use super::seed::{KIND_CONNECTION, KIND_SYNC, SECOND, account_id, account_number};
use super::template::{CONNECTIONS, ConnectionTemplate};
use super::wire::{Connection, Sync, SyncedAccount};
use crate::banks;
use crate::clock::rfc3339;
use crate::mix::{mix128, uuid};

/// The first slot of these connections: above every seeded one.
pub(crate) const ADDED: usize = 1 << 30;

pub(crate) const FIRST_NUMBER: u32 = 1 << 22;

/// How long the first fetch took.
const FETCH: i64 = 10 * SECOND;

#[derive(Clone, Debug)]
pub(crate) struct Added {
    pub(crate) bank: String,
    pub(crate) at_millis: i64,
    pub(crate) expires_millis: i64,
}

pub(crate) fn connection_id(user: u64, slot: usize, added: &Added) -> String {
    format!("{}:{}", added.bank, uuid(mix128(KIND_CONNECTION, user, slot as u64)))
}

/// The bank, if it is one of the seeded ones.
pub(crate) fn bank(added: &Added) -> Option<&'static ConnectionTemplate> {
    CONNECTIONS.iter().find(|known| known.bank == added.bank)
}

/// The types of its accounts: those of the bank for seeded users, or three common ones.
pub(crate) fn accounts(added: &Added) -> &'static [&'static str] {
    match bank(added) {
        Some(bank) if !bank.accounts.is_empty() => bank.accounts,
        _ => &["cash:current", "savings", "card"],
    }
}

/// The number of an account; above those of every seeded one.
pub(crate) fn number(slot: usize, place: usize) -> u32 {
    FIRST_NUMBER + account_number(slot - ADDED, place)
}

/// A healthy connection, whose consent the client manages.
pub(crate) fn connection(user: u64, slot: usize, added: &Added, now: i64) -> Connection {
    let bank = banks::by_id(&added.bank);
    Connection {
        id: connection_id(user, slot, added),
        name: bank.map_or("Example Bank", |bank| &bank.name),
        kind: bank.map_or("api", |bank| bank.kind),
        connected_on: rfc3339(added.at_millis),
        last_updated: Some(rfc3339(added.at_millis)),
        expires_at: Some(rfc3339(added.expires_millis)),
        account_ids: account_ids(user, slot, added),
        status: "ok",
        extended_status: (added.expires_millis <= now).then_some("expired"),
        error: Some(None),
        user_consented_at: Some(rfc3339(added.at_millis)),
        tpp_consent: Some(true),
        single_sync_only: Some(false),
        use_mfa: Some(false),
    }
}

/// Its first fetch, which ended when the owner came back from the bank.
pub(crate) fn sync(user: u64, slot: usize, added: &Added) -> Sync {
    let accounts = account_ids(user, slot, added)
        .into_iter()
        .map(|account_id| SyncedAccount { provider_id: added.bank.clone(), account_id })
        .collect();
    Sync {
        id: uuid(mix128(KIND_SYNC, user, slot as u64)),
        connection_id: connection_id(user, slot, added),
        action: "client-update",
        method: "ADD",
        fetch_status: "success",
        created_at: rfc3339(added.at_millis - FETCH),
        fetched_at: Some(rfc3339(added.at_millis)),
        accounts: Some(accounts),
    }
}

pub(super) fn account_ids(user: u64, slot: usize, added: &Added) -> Vec<String> {
    let places = 0..accounts(added).len();
    places.map(|place| account_id(user, number(slot, place))).collect()
}
