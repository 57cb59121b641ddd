//! Tasks that call without a pause.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

use fastrand::Rng;
use futures_util::future::{Either, select};
use moneyhub_proto::{
    CallOptions, Client, Error, RawCall, Replay, Service, Transport, codec::Method, hyper::Options,
    scope, users,
};

use super::{
    Settings,
    ledger::{Known, Told},
    within,
};

/// No call is given longer.
pub(super) const LONGEST_DEADLINE: Duration = Duration::from_secs(8);

pub(super) struct Callers {
    shared: Arc<Shared>,
}

struct Shared {
    /// For waits that are not the client's.
    clock: Arc<dyn Transport>,
    user_ids: Vec<String>,
    stopped: AtomicBool,
    tasks: AtomicUsize,
    in_flight: AtomicUsize,
    tally: Mutex<Tally>,
}

/// What came of all calls.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    pub(super) calls: u64,
    pub(super) most_in_flight: usize,
    pub(super) values: u64,
    pub(super) dropped: u64,
    /// By kind, class of the fault or status, and outcome.
    pub(super) errors: BTreeMap<String, u64>,
    /// By how much the latest call was later than its deadline.
    pub(super) latest: Duration,
    /// By how much a task that only sleeps was late: so slow is the machine.
    pub(super) latest_sleeper: Duration,
    /// Errors that say something that can't be.
    pub(super) absurd: Vec<String>,
    /// Of every user that was to be created, as such or as what is paid.
    pub(super) told: HashMap<String, Told>,
    /// Tasks that ended before they were told to.
    pub(super) panicked: u64,
}

impl Callers {
    pub(super) fn start(settings: &Settings, client: &Client, user_ids: Vec<String>) -> Self {
        let shared = Arc::new(Shared {
            clock: settings.adapter.transport(Options::default()),
            user_ids,
            stopped: AtomicBool::new(false),
            tasks: AtomicUsize::new(settings.calls),
            in_flight: AtomicUsize::new(0),
            tally: Mutex::new(Tally::default()),
        });
        settings.adapter.spawn(Box::pin(sleep_again_and_again(Arc::clone(&shared))));
        let mut seeds = Rng::with_seed(!settings.seed);
        for number in 0..settings.calls {
            let task = Task {
                number,
                rng: Rng::with_seed(seeds.u64(..)),
                client: client.clone(),
                shared: Arc::clone(&shared),
            };
            settings.adapter.spawn(Box::pin(task.run()));
        }
        Self { shared }
    }

    pub(super) fn stop(&self) {
        self.shared.stopped.store(true, SeqCst);
    }

    pub(super) fn ended_within(&self, time: Duration) -> bool {
        within(time, || self.shared.tasks.load(SeqCst) == 0)
    }

    pub(super) fn tally(&self) -> Tally {
        self.shared.tally().clone()
    }
}

impl Shared {
    fn tally(&self) -> std::sync::MutexGuard<'_, Tally> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn sleep_again_and_again(shared: Arc<Shared>) {
    const NAP: Duration = Duration::from_millis(50);
    while !shared.stopped.load(SeqCst) {
        let start = Instant::now();
        shared.clock.sleep(NAP).await;
        let late = start.elapsed().saturating_sub(NAP);
        let latest = shared.tally().latest_sleeper.max(late);
        shared.tally().latest_sleeper = latest;
    }
}

struct Task {
    number: usize,
    rng: Rng,
    client: Client,
    shared: Arc<Shared>,
}

impl Task {
    async fn run(mut self) {
        for call in 0.. {
            if self.shared.stopped.load(SeqCst) {
                return;
            }
            let in_flight = self.shared.in_flight.fetch_add(1, SeqCst) + 1;
            let most = self.shared.tally().most_in_flight.max(in_flight);
            self.shared.tally().most_in_flight = most;
            self.call(call).await;
            self.shared.in_flight.fetch_sub(1, SeqCst);
        }
    }

    async fn call(&mut self, call: u64) {
        let deadline =
            Duration::from_millis(self.rng.u64(200..LONGEST_DEADLINE.as_millis() as u64));
        let options = CallOptions { deadline: Some(deadline), ..CallOptions::default() };
        let patience = match self.rng.u8(0..8) {
            0 => Some(Duration::from_millis(self.rng.u64(0..3000))),
            _ => None,
        };
        let start = Instant::now();
        let reference = format!("{}-{call}", self.number);
        let (result, creates) = match self.rng.u8(0..7) {
            0 | 1 => {
                let user_id = &self.shared.user_ids[self.rng.usize(..self.shared.user_ids.len())];
                let get = users::Get { user_id: user_id.as_str().into() };
                let get = async { self.client.send_with(get, options).await.map(drop) };
                (self.unless_dropped(patience, get).await, false)
            }
            2 => {
                let list = users::List::default();
                let list = async { self.client.send_with(list, options).await.map(drop) };
                (self.unless_dropped(patience, list).await, false)
            }
            3 | 4 => {
                let pay = pay(&reference);
                let pay = async { self.client.send_with(pay, options).await.map(drop) };
                (self.unless_dropped(patience, pay).await, true)
            }
            _ => {
                let create = users::Create { client_user_id: Some(reference.clone()) };
                let create = async { self.client.send_with(create, options).await.map(drop) };
                (self.unless_dropped(patience, create).await, true)
            }
        };
        let late = start.elapsed().saturating_sub(deadline);
        let mut tally = self.shared.tally();
        tally.calls += 1;
        tally.latest = tally.latest.max(late);
        if creates {
            let known = result.as_ref().map_or(Known::Nothing, Known::of);
            let by = match &result {
                None => "dropped".to_owned(),
                Some(Ok(())) => "value".to_owned(),
                Some(Err(error)) => name(error),
            };
            tally.told.insert(reference, Told { known, by });
        }
        match result {
            None => tally.dropped += 1,
            Some(Ok(())) => tally.values += 1,
            Some(Err(error)) => tally.error(&error),
        }
    }

    /// What comes of a call, if it is not given up before.
    async fn unless_dropped<T>(
        &self,
        patience: Option<Duration>,
        call: impl Future<Output = T>,
    ) -> Option<T> {
        let Some(patience) = patience else {
            return Some(call.await);
        };
        match select(Box::pin(call), self.shared.clock.sleep(patience)).await {
            Either::Left((result, _)) => Some(result),
            Either::Right(_) => None,
        }
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        if !self.shared.stopped.load(SeqCst) {
            self.shared.tally().panicked += 1;
        }
        self.shared.tasks.fetch_sub(1, SeqCst);
    }
}

impl Tally {
    fn error(&mut self, error: &Error) {
        let name = name(error);
        if error.attempts() > 3 || error.endpoint().is_none() {
            self.absurd.push(format!("{name}: {error}"));
        }
        *self.errors.entry(name).or_default() += 1;
    }
}

/// What may happen once at most, as a payment: never sent again once a byte may have left. What it buys is a
/// user, since the sandbox has a ledger of those.
fn pay(reference: &str) -> RawCall {
    RawCall::new(Method::Post, Service::Identity, "/users", &[])
        .json(&serde_json::json!({ "clientUserId": reference }))
        .needs(scope::USER_CREATE)
        .replayed(Replay::Never)
}

fn name(error: &Error) -> String {
    format!("{}, {:?}", crate::hostile::name_of(error), error.outcome())
}
