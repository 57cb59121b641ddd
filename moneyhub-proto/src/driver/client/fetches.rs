//! The token fetches in progress. Each is one future that any of its waiters may poll.

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

use crate::{ground::error::Error, machine::IssuedToken};

pub(super) type Fetching = Pin<Box<dyn Future<Output = Result<IssuedToken, Error>> + Send>>;

/// Fetches by lease id. Only the waiters hold a fetch. When the last one is dropped, so is the
/// fetch, and its lease is returned.
#[derive(Default)]
pub(super) struct Fetches(Mutex<FetchTable>);

#[derive(Default)]
pub(super) struct FetchTable {
    shared: BTreeMap<u64, WeakShared<Fetching>>,
    /// How many there were after the last clean-up.
    tidied: usize,
}

impl Fetches {
    pub(super) fn lock(&self) -> MutexGuard<'_, FetchTable> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FetchTable {
    pub(super) fn insert(&mut self, id: u64, fetching: Fetching) -> Shared<Fetching> {
        let shared = fetching.shared();
        // Fetches without waiters leave their entries behind. Cleaning up only when there are twice
        // as many as last time makes the cost per fetch constant.
        if self.shared.len() > 2 * self.tidied + 16 {
            self.shared.retain(|_, weak| weak.upgrade().is_some());
            self.tidied = self.shared.len();
        }
        self.shared.extend(shared.downgrade().map(|weak| (id, weak)));
        shared
    }

    pub(super) fn get(&self, id: u64) -> Option<Shared<Fetching>> {
        self.shared.get(&id)?.upgrade()
    }

    pub(super) fn remove(&mut self, id: u64) {
        self.shared.remove(&id);
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use super::*;

    #[test]
    fn fetches_that_nobody_waits_for_any_more_do_not_pile_up() {
        let fetches = Fetches::default();
        let waited_for = fetches.lock().insert(0, Box::pin(pending()));
        for id in 1..1_000 {
            drop(fetches.lock().insert(id, Box::pin(pending())));
        }
        assert!(fetches.lock().shared.len() <= 20);
        assert!(fetches.lock().get(0).is_some());
        drop(waited_for);
    }
}
