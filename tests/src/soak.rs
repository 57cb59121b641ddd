//! A client under load while its server fails at random, and a check of what it promises.
//!
//! [`Settings::calls`] tasks call without a pause; a thread breaks the sandbox in ways that the seed
//! chooses, kills it and starts it again. Some calls are dropped before they end. The promises:
//!
//! - every call ends, in a value or an error, at its deadline at the latest;
//! - what an error says of its effect agrees with the sandbox's ledgers of users and of payments, and so
//!   does what the resolver says of a payment; nothing is created twice, and nothing paid twice;
//! - the number of connections is bounded by the client's limit, and not by the number of calls;
//! - when the client is dropped, no task, no transport and no socket is left.
//!
//! The same seed makes the same choices, but not the same run: that depends on who comes first.

mod callers;
mod consent;
mod ledger;
mod paying;
mod report;
mod weather;

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    thread,
    time::{Duration, Instant},
};

use moneyhub_proto::{Client, Config, Retry, Scopes, hyper::Options, scope};

pub use self::report::Report;
use self::{callers::Callers, weather::Weather};
use crate::{Adapter, sockets};

/// What has not come so much later than it should is taken for never.
const SLACK: Duration = Duration::from_secs(20);

/// How long the client keeps a connection idle.
const IDLE_TIMEOUT: Duration = Duration::from_secs(1);

/// What to run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The adapter.
    pub adapter: Adapter,
    /// What the choices are made from.
    pub seed: u64,
    /// For how long calls are started.
    pub duration: Duration,
    /// How many calls are under way at once.
    pub calls: usize,
    /// How many requests the client may have in flight, and how many connections it may keep idle.
    pub limit: usize,
    /// Whether the sockets and tasks of this process are those of the soak, and can be counted.
    pub alone: bool,
}

/// Runs it.
///
/// # Panics
///
/// When there are no resources for it.
#[must_use]
pub fn run(settings: &Settings) -> Report {
    let mut report = Report::new(settings);
    let weather = Arc::new(Weather::new(settings));

    let options = Options::default().idle_timeout(IDLE_TIMEOUT).max_idle_per_host(settings.limit);
    let transport = settings.adapter.transport(options);
    // Not before: a runtime that knows signals has a socket of its own.
    let sockets_before = sockets::open();
    let left = Arc::downgrade(&transport);
    let client = Client::new(config(&weather, settings), transport);
    let callers = Callers::start(settings, &client, &weather);
    drop(client);

    let most = AtomicUsize::new(0);
    let end = Instant::now() + settings.duration;
    thread::scope(|scope| {
        scope.spawn(|| {
            while Instant::now() < end {
                most.fetch_max(sockets::connected_to(weather.port()), SeqCst);
                thread::sleep(Duration::from_millis(5));
            }
        });
        weather.blow_until(end);
    });
    // All is well again: whatever was not yet to be seen on a slow machine is so now.
    within(SLACK, || callers.have_seen_all());
    callers.stop();
    report.expect(callers.ended_within(callers::LONGEST_DEADLINE + SLACK), "every call ends");
    report.connections(most.into_inner());
    // The last of them let go of the client: from here on counts the idle timeout.
    let no_task = || !settings.alone || settings.adapter.tasks().unwrap_or(0) == 0;
    let nothing_left = || left.strong_count() == 0 && no_task();
    report.expect(within(IDLE_TIMEOUT + SLACK, nothing_left), "no task and no transport is left");
    let closed = || weather.connections() == 0;
    report.expect(within(IDLE_TIMEOUT + SLACK, closed), "the server sees every connection closed");
    if settings.alone {
        let closed = || sockets::open() <= sockets_before;
        report.expect(within(IDLE_TIMEOUT + SLACK, closed), "the process has no socket left");
    }
    report.callers(callers.tally());
    report.weather(weather.end());
    report
}

fn config(weather: &Weather, settings: &Settings) -> Config {
    let retry = Retry {
        base_backoff: Duration::from_millis(20),
        max_backoff: Duration::from_millis(200),
        max_retry_after: Duration::from_secs(2),
        deadline: callers::LONGEST_DEADLINE,
        ..Retry::default()
    };
    let config = Config::builder()
        .identity_url(format!("http://127.0.0.1:{}", weather.port()))
        .client_id(moneyhub_sandbox::DEFAULT_CLIENT_ID)
        .client_secret(moneyhub_sandbox::DEFAULT_CLIENT_SECRET)
        .allow_loopback_http()
        .requests_in_flight(settings.limit)
        .scopes(scopes())
        .retry(retry);
    config.build().expect("the configuration is complete")
}

/// One token does for everything: refused ones are renewed once a minute, each kind by itself.
fn scopes() -> Scopes {
    [
        scope::AUTH_REQUESTS_READ,
        scope::AUTH_REQUESTS_WRITE,
        scope::PAYMENT_READ,
        scope::PAY_FILE_WRITE,
        scope::RECURRING_PAYMENT_CREATE,
        scope::USER_CREATE,
        scope::USER_READ,
    ]
    .into_iter()
    .collect()
}

/// Whether it comes true in this time.
fn within(time: Duration, true_now: impl Fn() -> bool) -> bool {
    let end = Instant::now() + time;
    while !true_now() {
        if Instant::now() >= end {
            return false;
        }
        thread::sleep(Duration::from_millis(5));
    }
    true
}
