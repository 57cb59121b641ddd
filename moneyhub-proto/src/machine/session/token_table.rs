//! Tokens by subject: looked up by scope, and fetched once however many calls wait.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::Arc,
    time::Duration,
};

use super::renewals::Renewals;
use crate::{
    api::identity::TokenSet,
    ground::{
        env::{Monotonic, Now, UnixTime},
        id::UserId,
        scope::Scopes,
        secret::AccessToken,
    },
    machine::need::Need,
};

/// How many tokens are kept at most. Beyond that, the one that expires first is dropped.
const CAPACITY: usize = 100_000;

/// How long before its expiry a token is no longer used: it must outlive the request that carries
/// it. Half the lifetime, if that is shorter.
const LONGEST_SKEW: Duration = Duration::from_secs(60);

/// A granted token, and until when it is used. Cheap to clone.
#[derive(Clone)]
pub struct IssuedToken(Arc<Granted>);

struct Granted {
    id: u64,
    subject: Option<UserId>,
    token: AccessToken,
    scopes: Scopes,
    until: Monotonic,
    until_unix: UnixTime,
}

impl IssuedToken {
    /// The token.
    #[must_use]
    pub fn token(&self) -> &AccessToken {
        &self.0.token
    }

    /// Its scopes.
    #[must_use]
    pub fn scopes(&self) -> &Scopes {
        &self.0.scopes
    }

    /// Whose it is; `None` for the client's own.
    #[must_use]
    pub fn subject(&self) -> &Option<UserId> {
        &self.0.subject
    }

    /// Expired when either clock says so: the monotonic one may stop while the machine sleeps, and
    /// the other may be set back.
    fn is_live(&self, now: Now) -> bool {
        now.monotonic < self.0.until && now.unix < self.0.until_unix
    }
}

impl fmt::Debug for IssuedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IssuedToken").field("scopes", &self.0.scopes).finish_non_exhaustive()
    }
}

/// The right, and the duty, to fetch a token.
#[derive(Clone, Debug)]
pub(crate) struct Lease {
    pub(crate) id: u64,
    /// The count of [`TokenTable::forget`]; a token that was requested before one is not kept.
    epoch: u64,
    pub(crate) subject: Option<UserId>,
    pub(crate) scopes: Scopes,
}

/// The result of asking for a token.
#[derive(Debug)]
pub(crate) enum Acquired {
    /// It is in the table.
    Granted(IssuedToken),
    /// No call is fetching it: the caller has to.
    Leased(Lease),
    /// Another call is fetching it, under the lease with this id.
    Busy(u64),
}

#[derive(Default)]
pub(crate) struct TokenTable {
    subjects: BTreeMap<Option<UserId>, Tokens>,
    /// The tokens by expiry, so that sweeping visits only what it removes.
    ends: BTreeSet<(Monotonic, u64, Option<UserId>)>,
    renewals: Renewals,
    last_id: u64,
    epoch: u64,
}

#[derive(Default)]
struct Tokens {
    grants: Vec<IssuedToken>,
    leases: Vec<(Lease, Monotonic)>,
}

impl TokenTable {
    /// Finds a valid token whose scopes cover the need, or says who has to fetch one.
    ///
    /// The token is also requested with the `extra` scopes, so that it serves later calls with
    /// other needs. A lease that is not settled within `lifetime` is lost.
    pub(crate) fn acquire(
        &mut self,
        subject: &Option<UserId>,
        need: &Need,
        extra: &Scopes,
        now: Now,
        lifetime: Duration,
    ) -> Acquired {
        if let Some(tokens) = self.subjects.get_mut(subject) {
            let usable =
                |grant: &&IssuedToken| grant.is_live(now) && need.is_covered_by(&grant.0.scopes);
            if let Some(grant) = tokens.grants.iter().find(usable) {
                return Acquired::Granted(grant.clone());
            }
            tokens.leases.retain(|(_, until)| now.monotonic < *until);
            if let Some((lease, _)) =
                tokens.leases.iter().find(|(lease, _)| need.is_covered_by(&lease.scopes))
            {
                return Acquired::Busy(lease.id);
            }
        }
        let lease = Lease {
            id: self.next_id(),
            epoch: self.epoch,
            subject: subject.clone(),
            scopes: need.asked_with(extra),
        };
        let tokens = self.subjects.entry(subject.clone()).or_default();
        tokens.leases.push((lease.clone(), now.monotonic + lifetime));
        Acquired::Leased(lease)
    }

    /// Settles a lease with a token. A token without a known lifetime serves the calls that wait
    /// for it, and is not kept.
    pub(crate) fn settle(&mut self, lease: &Lease, granted: TokenSet, now: Now) -> IssuedToken {
        self.release(lease);
        self.insert(lease.subject.clone(), lease.epoch, granted, now)
    }

    /// Keeps a token that came from elsewhere.
    pub(crate) fn adopt(&mut self, subject: UserId, granted: TokenSet, now: Now) -> IssuedToken {
        self.insert(Some(subject), self.epoch, granted, now)
    }

    fn insert(
        &mut self,
        subject: Option<UserId>,
        epoch: u64,
        granted: TokenSet,
        now: Now,
    ) -> IssuedToken {
        self.sweep(now);
        let lifetime = granted.expires_in.unwrap_or(0);
        let kept = Duration::from_secs(lifetime.min(MANY_YEARS))
            .saturating_sub(LONGEST_SKEW.min(Duration::from_secs(lifetime) / 2));
        let kept_seconds = i64::try_from(kept.as_secs()).unwrap_or(i64::MAX);
        let grant = IssuedToken(Arc::new(Granted {
            id: self.next_id(),
            subject: subject.clone(),
            token: granted.access_token,
            scopes: granted.scopes,
            until: now.monotonic + kept,
            until_unix: UnixTime::from_seconds(now.unix.seconds().saturating_add(kept_seconds)),
        }));
        if !kept.is_zero() && epoch == self.epoch {
            // A token with no scope beyond the new one's is of no further use.
            self.replace(&grant);
            self.ends.insert((grant.0.until, grant.0.id, subject.clone()));
            let tokens = self.subjects.entry(subject).or_default();
            tokens.grants.push(grant.clone());
            while self.ends.len() > CAPACITY {
                self.remove_first();
            }
        }
        grant
    }

    /// Returns a lease, so that the next caller may fetch.
    pub(crate) fn release(&mut self, lease: &Lease) {
        if let Some(tokens) = self.subjects.get_mut(&lease.subject) {
            tokens.leases.retain(|(known, _)| known.id != lease.id);
            self.remove_if_empty(&lease.subject);
        }
    }

    /// Forgets a token that the service no longer accepts, unless another one of its subject was renewed too
    /// recently.
    pub(crate) fn discard_refused(&mut self, grant: &IssuedToken, now: Monotonic) -> bool {
        let Granted { id, subject, until, .. } = &*grant.0;
        let renewed = self.renewals.renew(subject, *id, self.last_id, now);
        if renewed {
            self.ends.remove(&(*until, *id, subject.clone()));
            self.remove(subject, *id);
        }
        renewed
    }

    pub(crate) fn forget(&mut self) {
        self.epoch += 1;
        self.ends.clear();
        self.renewals = Renewals::default();
        for tokens in self.subjects.values_mut() {
            tokens.grants.clear();
        }
        self.subjects.retain(|_, tokens| !tokens.leases.is_empty());
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    fn replace(&mut self, newer: &IssuedToken) {
        let Some(tokens) = self.subjects.get_mut(newer.subject()) else { return };
        let ends = &mut self.ends;
        tokens.grants.retain(|older| {
            let useful = !newer.0.scopes.covers(&older.0.scopes);
            if !useful {
                ends.remove(&(older.0.until, older.0.id, older.0.subject.clone()));
            }
            useful
        });
    }

    fn sweep(&mut self, now: Now) {
        while self.ends.first().is_some_and(|(until, ..)| *until <= now.monotonic) {
            self.remove_first();
        }
    }

    fn remove_first(&mut self) {
        if let Some((_, id, subject)) = self.ends.pop_first() {
            self.remove(&subject, id);
        }
    }

    fn remove(&mut self, subject: &Option<UserId>, id: u64) {
        if let Some(tokens) = self.subjects.get_mut(subject) {
            tokens.grants.retain(|grant| grant.0.id != id);
            self.remove_if_empty(subject);
        }
    }

    fn remove_if_empty(&mut self, subject: &Option<UserId>) {
        let tokens = self.subjects.get(subject);
        if tokens.is_some_and(|tokens| tokens.grants.is_empty() && tokens.leases.is_empty()) {
            self.subjects.remove(subject);
        }
    }

    fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }
}

/// Longer lifetimes are cut to this many seconds, so that no clock overflows.
const MANY_YEARS: u64 = 100 * 366 * 24 * 60 * 60;

#[cfg(test)]
mod tests;
