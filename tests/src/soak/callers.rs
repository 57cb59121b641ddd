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
    CallOptions, Client, Endpoint, Error, Transport,
    hyper::Options,
    resolve::{Attempt, Resolution},
    users,
};

use super::{
    Settings,
    ledger::{Effect, Kind, Known, Told},
    weather::Weather,
    within,
};

/// No call is given longer.
pub(super) const LONGEST_DEADLINE: Duration = Duration::from_secs(8);

/// For how long it is looked what became of a payment.
const LONGEST_SEARCH: Duration = Duration::from_secs(5);

pub(super) struct Callers {
    shared: Arc<Shared>,
}

pub(super) struct Shared {
    /// Where users decide.
    pub(super) bank: Arc<Weather>,
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
    /// What is known of everything that was to be done.
    pub(super) told: HashMap<Effect, Told>,
    /// How often the resolver was asked, and how often it knew.
    pub(super) searches: u64,
    pub(super) found: u64,
    /// Tasks that ended before they were told to.
    pub(super) panicked: u64,
}

impl Callers {
    pub(super) fn start(settings: &Settings, client: &Client, bank: &Arc<Weather>) -> Self {
        let shared = Arc::new(Shared {
            bank: Arc::clone(bank),
            clock: settings.adapter.transport(Options::default()),
            user_ids: bank.user_ids(),
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

    /// Whether some calls have ended in a value and some were dropped, and a payment was made: what a report asks for.
    pub(super) fn have_seen_all(&self) -> bool {
        let tally = self.shared.tally();
        let mut told = tally.told.iter();
        let paid =
            told.any(|((kind, _), told)| *kind == Kind::Recurring && told.known == Known::Done);
        paid && tally.values > 0 && tally.dropped > 0
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

pub(super) struct Task {
    number: usize,
    pub(super) rng: Rng,
    client: Client,
    pub(super) shared: Arc<Shared>,
}

/// How a call ended; `None` when it was dropped before.
type Ended<T> = Option<Result<T, Error>>;

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
        let reference = format!("{}-{call}", self.number);
        match self.rng.u8(0..16) {
            0 | 1 => {
                let user_id = &self.shared.user_ids[self.rng.usize(..self.shared.user_ids.len())];
                let user_id = user_id.as_str().into();
                self.send(users::Get { user_id }).await;
            }
            2 => drop(self.send(users::List::default()).await),
            3 | 4 => {
                let create = users::Create { client_user_id: Some(reference.clone()) };
                let ended = self.send(create).await;
                self.tell((Kind::User, reference), &ended, Known::Done);
            }
            5 | 6 => self.pay_at_the_bank(&reference).await,
            7 => self.execute_file(&reference).await,
            _ => self.pay_recurring(&reference).await,
        }
    }

    /// Sends it with a deadline, or gives it up before, and counts how it ended.
    pub(super) async fn send<E: Endpoint>(&mut self, endpoint: E) -> Ended<E::Output> {
        let deadline =
            Duration::from_millis(self.rng.u64(200..LONGEST_DEADLINE.as_millis() as u64));
        let options = CallOptions { deadline: Some(deadline), ..CallOptions::default() };
        let patience = match self.rng.u8(0..8) {
            0 => Some(Duration::from_millis(self.rng.u64(0..3000))),
            _ => None,
        };
        let start = Instant::now();
        let ended = self.unless_dropped(patience, self.client.send_with(endpoint, options)).await;
        let late = start.elapsed().saturating_sub(deadline);
        let mut tally = self.shared.tally();
        tally.calls += 1;
        tally.latest = tally.latest.max(late);
        match &ended {
            None => tally.dropped += 1,
            Some(Ok(_)) => tally.values += 1,
            Some(Err(error)) => tally.error(error),
        }
        ended
    }

    /// Notes what the end of a call says of what it was to do. `accepted` is what follows when the service
    /// took it.
    pub(super) fn tell<T>(&self, effect: Effect, ended: &Ended<T>, accepted: Known) {
        let known = ended.as_ref().map_or(Known::Nothing, |result| Known::of(result, accepted));
        let by = match ended {
            None => "dropped".to_owned(),
            Some(Ok(_)) => "value".to_owned(),
            Some(Err(error)) => name(error),
        };
        self.shared.tally().told.insert(effect, Told { known, by });
    }

    /// What became of a payment, unless it is given up before that is known.
    pub(super) async fn resolve(&mut self, attempt: Attempt) -> Option<Resolution> {
        let patience = Some(Duration::from_millis(self.rng.u64(0..8000)));
        self.unless_dropped(patience, self.client.resolve(attempt, LONGEST_SEARCH)).await
    }

    /// Notes what the resolver said of it.
    pub(super) fn resolved(&self, effect: Effect, known: Known) {
        let mut tally = self.shared.tally();
        tally.searches += 1;
        if known == Known::Nothing {
            return;
        }
        tally.found += 1;
        let told = Told { known, by: "resolved".to_owned() };
        let before = tally.told.insert(effect, told).map_or(Known::Nothing, |told| told.known);
        if before != Known::Nothing && before != known {
            tally.absurd.push(format!("resolved: {known:?}, and it was known: {before:?}"));
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

fn name(error: &Error) -> String {
    format!("{}, {:?}", crate::hostile::name_of(error), error.outcome())
}
