//! The token fetches that are under way, each one future that any of its waiters may poll.

use std::{
    collections::BTreeMap,
    future::Future,
    pin::Pin,
    sync::{Mutex, MutexGuard, PoisonError},
};

use futures_util::{
    FutureExt,
    future::{Shared, WeakShared},
};

use crate::{error::Error, session::Grant};

pub(super) type Fetching = Pin<Box<dyn Future<Output = Result<Grant, Error>> + Send>>;

/// Fetches by the ids of their leases. Only the waiters hold a fetch; when the last one goes, so
/// does the fetch, and its lease is given back.
#[derive(Default)]
pub(super) struct Fetches(Mutex<FetchTable>);

#[derive(Default)]
pub(super) struct FetchTable(BTreeMap<u64, WeakShared<Fetching>>);

impl Fetches {
    pub(super) fn lock(&self) -> MutexGuard<'_, FetchTable> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FetchTable {
    pub(super) fn insert(&mut self, id: u64, fetching: Fetching) -> Shared<Fetching> {
        let shared = fetching.shared();
        // Those that nobody waits for any more leave their numbers behind; now is the time to tidy.
        self.0.retain(|_, weak| weak.upgrade().is_some());
        self.0.extend(shared.downgrade().map(|weak| (id, weak)));
        shared
    }

    pub(super) fn get(&self, id: u64) -> Option<Shared<Fetching>> {
        self.0.get(&id)?.upgrade()
    }

    pub(super) fn remove(&mut self, id: u64) {
        self.0.remove(&id);
    }
}
