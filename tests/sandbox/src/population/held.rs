//! Which accounts the connections of a user have.

use super::{ConnectionIndex, Population, UserIndex, added, seed};
use crate::clock::rfc3339;

/// An account at a bank.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    /// Its number among all accounts of its user.
    pub(crate) number: u32,
    pub(crate) id: String,
    pub(crate) kind: &'static str,
    pub(crate) bank: String,
    pub(crate) bank_name: &'static str,
    pub(crate) connection_id: String,
    pub(crate) since_millis: i64,
    /// `None`: never.
    pub(crate) last_updated: Option<String>,
}

/// A sync that was asked for.
#[derive(Clone, Debug)]
pub(crate) struct Started {
    pub(crate) id: String,
    pub(crate) ended: i64,
    /// The bank is down.
    pub(crate) failed: bool,
}

impl Population {
    /// The accounts of a user's connections, connection by connection.
    pub(crate) fn held(&self, user: UserIndex, now_millis: i64) -> Vec<Held> {
        self.live_slots(user).flat_map(|at| self.held_by(at, now_millis)).collect()
    }

    fn held_by(&self, at: ConnectionIndex, now_millis: i64) -> Vec<Held> {
        let connection = self.connection(at, now_millis);
        let (user, slot) = (at.user.0, at.slot);
        let added = self.added_at(at);
        let kinds = added.map_or_else(|| seed::template(slot).accounts, added::accounts);
        let since_millis = added.map_or_else(|| self.anchor(at.user), |added| added.at_millis);
        let bank = added.map_or(seed::template(slot).bank, |added| &added.bank);
        let account = |(place, kind): (usize, &&'static str)| {
            let number = match added {
                Some(_) => added::number(slot, place),
                None => seed::account_number(slot, place),
            };
            Held {
                number,
                id: seed::account_id(user, number),
                kind,
                bank: bank.to_owned(),
                bank_name: connection.name,
                connection_id: connection.id.clone(),
                since_millis,
                last_updated: connection.last_updated.clone(),
            }
        };
        kinds.iter().enumerate().map(account).collect()
    }

    /// Starts a sync of a connection, as `POST /sync` does.
    pub(crate) fn sync(&mut self, at: ConnectionIndex, now_millis: i64, waits: bool) -> Started {
        let failed = self.outages.is_down(&self.bank(at), now_millis);
        let change = self.changes.entry((at.user.0, at.slot)).or_default();
        // A sync that is waited for is over when the answer comes.
        let ended = if waits { now_millis } else { now_millis + seed::SYNC_TAKES };
        change.syncs.push(super::Asked { started: now_millis, ended, failed });
        let number = change.syncs.len();
        Started { id: seed::asked_sync_id(at.user.0, at.slot, number), ended, failed }
    }

    /// When the last sync that was asked for started.
    pub(crate) fn last_sync(&self, at: ConnectionIndex) -> Option<i64> {
        let change = self.changes.get(&(at.user.0, at.slot))?;
        change.syncs.last().map(|sync| sync.started)
    }

    /// The syncs that were asked for, newest first.
    pub(super) fn asked_syncs(&self, at: ConnectionIndex, now_millis: i64) -> Vec<super::Sync> {
        let Some(change) = self.changes.get(&(at.user.0, at.slot)) else {
            return Vec::new();
        };
        let accounts = self.connection(at, now_millis).account_ids;
        let connection_id = self.connection_id(at);
        let bank = connection_id.split(':').next().unwrap_or_default();
        let numbered = change.syncs.iter().enumerate().rev();
        numbered
            .map(|(place, sync)| {
                let over = sync.ended <= now_millis;
                let touched = if sync.failed { &[][..] } else { &accounts[..] };
                let synced = touched.iter().map(|id| super::wire::SyncedAccount {
                    provider_id: bank.to_owned(),
                    account_id: id.clone(),
                });
                super::Sync {
                    id: seed::asked_sync_id(at.user.0, at.slot, place + 1),
                    connection_id: connection_id.clone(),
                    action: "client-update",
                    method: "UPDATE",
                    fetch_status: match (over, sync.failed) {
                        (false, _) => "partial",
                        (true, false) => "success",
                        (true, true) => "error",
                    },
                    created_at: rfc3339(sync.started),
                    fetched_at: over.then(|| rfc3339(sync.ended)),
                    accounts: over.then(|| synced.collect()),
                }
            })
            .collect()
    }
}
