//! The token fetches in progress. One thread drives each; others wait for it.

use std::{
    collections::BTreeMap,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use crate::{ground::error::Error, machine::IssuedToken};

/// Fetches by lease id.
#[derive(Default)]
pub(super) struct Fetches(Mutex<FetchTable>);

type FetchTable = BTreeMap<u64, Arc<Fetching>>;

#[derive(Default)]
pub(super) struct Fetching {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
enum State {
    #[default]
    Pending,
    /// The fetching thread ended without a result, as it does when it panics.
    Abandoned,
    Settled(Result<IssuedToken, Error>),
}

/// A fetch that this thread drives. Dropped without a result, it releases the waiting threads.
pub(super) struct Announced<'a> {
    fetches: &'a Fetches,
    fetching: Arc<Fetching>,
    id: u64,
}

impl Fetches {
    pub(super) fn lock(&self) -> MutexGuard<'_, FetchTable> {
        lock(&self.0)
    }

    /// Makes the fetch visible to other threads, in the table that the caller has locked.
    pub(super) fn announce(&self, table: &mut FetchTable, id: u64) -> Announced<'_> {
        let fetching = Arc::<Fetching>::default();
        table.insert(id, Arc::clone(&fetching));
        Announced { fetches: self, fetching, id }
    }
}

impl Fetching {
    /// Waits for the fetching thread, by the system's clock: a transport can only wait for time.
    /// `None` when the time is over or the thread is gone; the machine then says what to do.
    pub(super) fn wait(&self, left: Duration) -> Option<Result<IssuedToken, Error>> {
        let pending = |state: &mut State| matches!(state, State::Pending);
        let (state, _) = self
            .changed
            .wait_timeout_while(lock(&self.state), left, pending)
            .unwrap_or_else(PoisonError::into_inner);
        match &*state {
            State::Settled(result) => Some(result.clone()),
            State::Pending | State::Abandoned => None,
        }
    }
}

impl Announced<'_> {
    pub(super) fn settle(self, result: Result<IssuedToken, Error>) {
        *lock(&self.fetching.state) = State::Settled(result);
    }
}

impl Drop for Announced<'_> {
    fn drop(&mut self) {
        lock(&self.fetches.0).remove(&self.id);
        let mut state = lock(&self.fetching.state);
        if matches!(*state, State::Pending) {
            *state = State::Abandoned;
        }
        drop(state);
        self.fetching.changed.notify_all();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
