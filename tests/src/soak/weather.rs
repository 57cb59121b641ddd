//! A sandbox that fails in ways chosen at random, and is killed and started again.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use fastrand::Rng;
use moneyhub_proto::id::RecurringPaymentId;
use moneyhub_sandbox::{Callback, Cut, Decision, Fault, Matcher, Sandbox, Tokens};

use super::{
    Settings,
    consent::Consenting,
    ledger::{Effect, Kind},
};

const USERS: u64 = 100;

pub(super) struct Weather {
    port: u16,
    consenting: Consenting,
    now: Mutex<Now>,
}

struct Now {
    rng: Rng,
    /// `None` between a kill and the next start.
    sandbox: Option<Sandbox>,
    /// That it has to recurring payments.
    consent: Option<RecurringPaymentId>,
    seen: Seen,
}

/// Of all the sandboxes that there were.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    pub(super) restarts: u64,
    pub(super) requests: u64,
    pub(super) token_requests: u64,
    pub(super) faults: u64,
    pub(super) connections: u64,
    /// What was done.
    pub(super) done: Vec<Effect>,
}

impl Weather {
    pub(super) fn new(settings: &Settings) -> Self {
        let sandbox = start(0, Tokens::default());
        let port = sandbox.identity_address().port();
        let consenting = Consenting::new(settings.adapter, port);
        let now = Now {
            rng: Rng::with_seed(settings.seed),
            consent: Some(consenting.consent(&sandbox)),
            sandbox: Some(sandbox),
            seen: Seen::default(),
        };
        Self { port, consenting, now: Mutex::new(now) }
    }

    pub(super) const fn port(&self) -> u16 {
        self.port
    }

    /// The users that are always there.
    pub(super) fn user_ids(&self) -> Vec<String> {
        let now = self.now();
        let sandbox = now.sandbox.as_ref();
        (0..USERS).filter_map(|index| sandbox?.user_id(index)).collect()
    }

    /// The consent to recurring payments, under which a million pennies can be paid.
    pub(super) fn consent(&self) -> Option<RecurringPaymentId> {
        self.now().consent.clone()
    }

    /// What a user does at the mock bank, and what comes back; nothing while the server is away.
    pub(super) fn decide(&self, url: &str, decision: Decision) -> Option<Callback> {
        self.now().sandbox.as_ref()?.decide(url, decision).ok()?
    }

    pub(super) fn connections(&self) -> usize {
        self.now().sandbox.as_ref().map_or(0, Sandbox::open_connections)
    }

    /// Something happens several times a second; a kill every ten seconds or so, and one for sure
    /// when half of the time is over. In the end all is well.
    pub(super) fn blow_until(&self, end: Instant) {
        let half = Instant::now() + end.saturating_duration_since(Instant::now()) / 2;
        let mut killed = false;
        while Instant::now() < end {
            let pause = self.now().rng.u64(20..300);
            thread::sleep(Duration::from_millis(pause));
            let kill = self.now().rng.u8(0..64) == 0 || (!killed && Instant::now() > half);
            if kill {
                self.kill();
                killed = true;
            } else {
                self.now().change();
            }
        }
        if let Some(sandbox) = &self.now().sandbox {
            sandbox.clear_faults();
        }
    }

    /// Ends the server with all of its connections, and starts another in its place. Of its memory only the
    /// tokens are kept: a client renews refused ones once a minute at most, and would be refused until then.
    fn kill(&self) {
        if let Some(sandbox) = &self.now().sandbox {
            // Nothing more is done, so that the ledger is whole when it is read.
            sandbox.clear_faults();
            sandbox.fault(Matcher::any(), Fault::reset().may_be_missed());
        }
        thread::sleep(Duration::from_millis(100));
        let tokens = self.now().harvest();
        let pause = self.now().rng.u64(0..500);
        thread::sleep(Duration::from_millis(pause));
        let sandbox = start(self.port, tokens);
        let consent = self.consenting.consent(&sandbox);
        let mut now = self.now();
        now.sandbox = Some(sandbox);
        now.consent = Some(consent);
    }

    /// Stops, and tells what there was.
    pub(super) fn end(&self) -> Seen {
        let mut now = self.now();
        now.harvest();
        now.seen.restarts -= 1;
        now.seen.clone()
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Now {
    /// Ends the server; what is left of it are its tokens.
    fn harvest(&mut self) -> Tokens {
        let Some(sandbox) = self.sandbox.take() else { return Tokens::default() };
        let seen = &mut self.seen;
        seen.restarts += 1;
        seen.requests += sandbox.total_requests();
        seen.token_requests += sandbox.token_requests();
        seen.faults += sandbox.faults_fired();
        seen.connections += sandbox.connections_accepted();
        let users = sandbox.created_users().into_iter().filter_map(|user| user.client_user_id);
        seen.done.extend(users.map(|reference| (Kind::User, reference)));
        for made in sandbox.payments_made() {
            let effect = (Kind::of(made.kind), made.reference);
            seen.done.extend(std::iter::repeat_n(effect, made.times));
        }
        sandbox.tokens()
    }

    fn change(&mut self) {
        let Some(sandbox) = &self.sandbox else { return };
        match self.rng.u8(0..10) {
            // About once a minute, since refused tokens are renewed no more often.
            0 if self.rng.u8(0..32) == 0 => sandbox.revoke_tokens(),
            0..=2 => sandbox.clear_faults(),
            3 => {
                // Asking for a token has no effect, nor has reading.
                let matcher = if self.rng.bool() { Matcher::token() } else { user() };
                sandbox.fault(matcher, flood(&mut self.rng).may_be_missed());
            }
            number => {
                // Without a token nothing is called, so that is spared the longer faults.
                let (matcher, most) = match number {
                    4 => (Matcher::any(), 8),
                    5 => (Matcher::token(), 8),
                    6 => (user(), 200),
                    7 => (Matcher::path("/users"), 200),
                    _ => (payment(&mut self.rng), 200),
                };
                let fault = fault(&mut self.rng).times(self.rng.u64(1..most));
                sandbox.fault(matcher, fault.may_be_missed());
            }
        }
    }
}

fn user() -> Matcher {
    Matcher::route("GET", "/users/{userId}")
}

/// Half of the time what pays at once, which most of the calls do.
fn payment(rng: &mut Rng) -> Matcher {
    Matcher::from(match rng.u8(0..8) {
        0 => "POST /auth-requests",
        1 => "PATCH /auth-requests/{id}",
        2 => "POST /pay-file/{id}/execute",
        3 => "GET /payments/{paymentId}",
        _ => "POST /recurring-payments/{recurringPaymentId}/pay",
    })
}

/// The address is free at once: the system lets a listener take it while old connections linger.
fn start(port: u16, tokens: Tokens) -> Sandbox {
    let builder = Sandbox::builder().users(USERS).record(false).port(port).tokens(tokens);
    let end = Instant::now() + Duration::from_secs(60);
    loop {
        match builder.clone().start() {
            Ok(sandbox) => return sandbox,
            Err(error) => assert!(Instant::now() < end, "the sandbox can't start: {error}"),
        }
        thread::sleep(Duration::from_millis(20));
    }
}

/// Says 200, whatever was done.
fn flood(rng: &mut Rng) -> Fault {
    let flood = if rng.bool() { Fault::huge_body(200 << 20) } else { Fault::endless_body() };
    flood.times(rng.u64(1..4))
}

/// None of these lies: what says 2xx has done what was asked, what says 4xx has not. And none waits
/// first and does it then, lest that be after the ledger was read.
fn fault(rng: &mut Rng) -> Fault {
    let cut = if rng.bool() { Cut::Fin } else { Cut::Rst };
    match rng.u8(0..20) {
        0 => Fault::reset(),
        1 => Fault::reset().after_handling(),
        2 => Fault::reset_in_head(rng.u64(1..60)).after_handling(),
        3 => Fault::truncate(rng.u64(0..40), cut),
        4 => Fault::answer_then_reset(),
        5 => Fault::close_after_answer(),
        6 => Fault::close_unannounced(),
        7 => Fault::slow_drip(Duration::from_millis(1)),
        8 => Fault::delay(Duration::from_millis(rng.u64(1..400))).after_handling(),
        9 => Fault::hang(),
        10 => Fault::hang().after_handling(),
        11 => Fault::raw("SSH-2.0-OpenSSH_9.2\r\n\r\n"),
        12 => Fault::raw("").after_handling(),
        13 => Fault::status(503),
        14 => Fault::status(500).after_handling(),
        15 => Fault::status(503).header("retry-after", "1"),
        16 => Fault::status(429).header("retry-after", "1"),
        17 => Fault::status(429),
        18 => Fault::status(401),
        _ => Fault::redirect(307, "http://127.0.0.1:9/users"),
    }
}
