//! The token fetches that are under way, each driven by one thread and waited for by others.

use std::{
    collections::BTreeMap,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use crate::{error::Error, session::Grant};

/// How long to wait before a fetch is looked for again that has not been announced yet.
const PAUSE: Duration = Duration::from_millis(1);

#[derive(Default)]
pub(super) struct Fetches(Mutex<BTreeMap<u64, Arc<Fetching>>>);

#[derive(Default)]
struct Fetching {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
enum State {
    #[default]
    Pending,
    /// The thread that fetched has gone without a result, as it does when it panics.
    Abandoned,
    Settled(Result<Grant, Error>),
}

/// A fetch that this thread drives. Dropped without a result, it lets the others go on without.
pub(super) struct Announced<'a> {
    fetches: &'a Fetches,
    fetching: Arc<Fetching>,
    id: u64,
}

impl Fetches {
    /// Lets other threads find the fetch.
    pub(super) fn announce(&self, id: u64) -> Announced<'_> {
        let fetching = Arc::<Fetching>::default();
        lock(&self.0).insert(id, Arc::clone(&fetching));
        Announced { fetches: self, fetching, id }
    }

    /// Waits for a fetch of another thread. `None` when the time is over, or the fetch is gone:
    /// then the machine says what to do.
    pub(super) fn wait(&self, id: u64, left: Duration) -> Option<Result<Grant, Error>> {
        let fetching = lock(&self.0).get(&id).map(Arc::clone);
        let Some(fetching) = fetching else {
            // Leased but not announced yet, or just settled: a moment's patience either way.
            std::thread::park_timeout(PAUSE);
            return None;
        };
        let pending = |state: &mut State| matches!(state, State::Pending);
        let state = lock(&fetching.state);
        let (state, _) = fetching
            .changed
            .wait_timeout_while(state, left, pending)
            .unwrap_or_else(PoisonError::into_inner);
        match &*state {
            State::Settled(result) => Some(result.clone()),
            State::Pending | State::Abandoned => None,
        }
    }
}

impl Announced<'_> {
    pub(super) fn settle(self, result: Result<Grant, Error>) {
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
