//! Syncs after the start: on schedule, or by request.

use std::sync::Arc;

use super::fetches::{Attempt, Fetches, Health};
use super::wire::{Sync, SyncedAccount};
use super::{Asked, ConnectionIndex, MOST_REMEMBERED, Outages, Population, seed};
use crate::clock::rfc3339;

/// How many scheduled syncs of each connection a list shows: a year's.
const MOST_SHOWN: usize = 366;

/// A requested sync.
#[derive(Clone, Debug)]
pub(crate) struct Started {
    pub(crate) id: String,
    pub(crate) ended: i64,
    /// The bank is down.
    pub(crate) failed: bool,
}

impl Population {
    /// Starts a sync of a connection, as `POST /sync` does.
    pub(crate) fn sync(&mut self, at: ConnectionIndex, now_millis: i64, waits: bool) -> Started {
        let failed = self.outages.is_down(&self.bank(at), now_millis);
        let change = self.changes.entry((at.user.0, at.slot)).or_default();
        // A synchronous sync has ended when the answer comes.
        let ended = if waits { now_millis } else { now_millis + seed::SYNC_TAKES };
        change.syncs.push_back(Asked { started: now_millis, ended, failed });
        if change.syncs.len() > MOST_REMEMBERED {
            change.syncs.pop_front();
            change.forgotten += 1;
        }
        let number = change.forgotten + change.syncs.len();
        Started { id: seed::asked_sync_id(at.user.0, at.slot, number), ended, failed }
    }

    /// When the last sync that was asked for started.
    pub(crate) fn last_sync(&self, at: ConnectionIndex) -> Option<i64> {
        let change = self.changes.get(&(at.user.0, at.slot))?;
        change.syncs.back().map(|sync| sync.started)
    }

    /// What a connection has fetched up to a moment.
    pub(crate) fn fetches(&self, at: ConnectionIndex, now_millis: i64) -> Fetches {
        let added = self.added_at(at);
        let template = seed::template(at.slot);
        let base = added.map_or_else(|| self.anchor(at.user), |added| added.at_millis);
        let change = self.changes.get(&(at.user.0, at.slot));
        let consents = change.map(|change| change.consents.clone());
        let consents = consents.filter(|consents| !consents.is_empty());
        let asked = change.into_iter().flat_map(|change| &change.syncs);
        let asked = asked.filter(|sync| !sync.failed).map(|sync| sync.ended);
        let sign_ins = change.into_iter().flat_map(|change| change.sign_ins.iter().copied());
        let first = (base > self.census.epoch_millis).then_some(base);
        let mut others: Vec<i64> = first.into_iter().chain(asked).chain(sign_ins).collect();
        others.sort_unstable();
        let once = added.is_none() && template.single_sync_only == Some(true);
        let well_since = change.and_then(|change| change.sign_ins.first().copied());
        Fetches {
            base,
            first: base + seed::first_sync_after(at.user.0, at.slot),
            health: if added.is_some() { Health::Well } else { template.health() },
            well_since: well_since.filter(|_| !once),
            consents: consents.unwrap_or_else(|| vec![self.first_consent(at)]),
            others,
            bank: self.bank(at),
            outages: Arc::clone(&self.outages),
            now: now_millis,
        }
    }

    /// The consent at the time of connecting.
    pub(super) fn first_consent(&self, at: ConnectionIndex) -> (i64, i64) {
        let until = match self.added_at(at) {
            Some(added) => Some(added.expires_millis),
            None => seed::expires(at.slot, self.anchor(at.user)),
        };
        (i64::MIN, until.unwrap_or(i64::MAX))
    }

    /// When the last sync failed, of those that did.
    pub(super) fn last_failure(&self, at: ConnectionIndex, fetches: &Fetches) -> Option<i64> {
        let change = self.changes.get(&(at.user.0, at.slot));
        let asked = change.into_iter().flat_map(|change| change.syncs.iter().rev());
        let mut asked = asked.filter(|sync| sync.ended <= fetches.now && sync.failed);
        let scheduled = fetches.backwards(fetches.now, fetches.last()).next();
        let scheduled = scheduled.filter(|attempt| !attempt.is_success());
        asked.next().map(|sync| sync.ended).max(scheduled.map(|attempt| attempt.ended))
    }

    pub(crate) fn outages(&self) -> &Outages {
        &self.outages
    }

    pub(crate) fn outages_mut(&mut self) -> &mut Outages {
        Arc::make_mut(&mut self.outages)
    }

    /// The id of a sync of the schedule.
    pub(crate) fn sync_id(at: ConnectionIndex, attempt: Attempt) -> String {
        seed::scheduled_sync_id(at.user.0, at.slot, attempt.number)
    }

    /// Those that came after the start, newest first.
    pub(super) fn later_syncs(&self, at: ConnectionIndex, now_millis: i64) -> Vec<Sync> {
        let fetches = self.fetches(at, now_millis);
        let connection_id = self.connection_id(at);
        let bank = &fetches.bank;
        let accounts = |failed: bool| -> Vec<SyncedAccount> {
            let held = if failed { Vec::new() } else { self.account_ids(at) };
            let account = |account_id| SyncedAccount { provider_id: bank.clone(), account_id };
            held.into_iter().map(account).collect()
        };
        let scheduled = fetches.backwards(now_millis, i64::MIN).take(MOST_SHOWN).map(|attempt| {
            let sync = Sync {
                id: Self::sync_id(at, attempt),
                connection_id: connection_id.clone(),
                action: "auto-update",
                method: "UPDATE",
                fetch_status: attempt.status,
                created_at: rfc3339(attempt.ended - seed::SYNC_TAKES),
                fetched_at: Some(rfc3339(attempt.ended)),
                accounts: Some(accounts(!attempt.is_success())),
            };
            (attempt.ended, sync)
        });
        let change = self.changes.get(&(at.user.0, at.slot));
        let asked = change.into_iter().flat_map(|change| {
            let number = |place: usize| change.forgotten + place + 1;
            change.syncs.iter().enumerate().map(move |(place, sync)| (number(place), sync))
        });
        let asked = asked.map(|(number, sync)| {
            let over = sync.ended <= now_millis;
            let shown = Sync {
                id: seed::asked_sync_id(at.user.0, at.slot, number),
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
                accounts: over.then(|| accounts(sync.failed)),
            };
            (sync.ended, shown)
        });
        let mut all: Vec<(i64, Sync)> = scheduled.chain(asked).collect();
        all.sort_by_key(|(ended, _)| std::cmp::Reverse(*ended));
        all.into_iter().map(|(_, sync)| sync).collect()
    }
}
