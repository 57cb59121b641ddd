use std::sync::Arc;

use super::{Attempt, Read, Resolution, Resolve, ResolveStep};
use crate::{
    api::{auth_requests, payments},
    codec::Endpoint,
    ground::env::{Env, Monotonic},
    machine::{CallOptions, Core, Event, Exchange, Machine, Session, Step},
};

/// A [`Resolve`] together with its calls, for a driver.
pub(crate) struct Resolving {
    session: Arc<Session>,
    resolve: Resolve,
    reading: Option<Box<Reading>>,
}

/// The read in progress.
enum Reading {
    AuthRequest(Exchange<auth_requests::Get>),
    Payment(Exchange<payments::Get>),
    Payments(Exchange<payments::List>),
}

impl Resolving {
    pub(crate) fn new(session: &Arc<Session>, attempt: Attempt, deadline: Monotonic) -> Self {
        let resolve = Resolve::new(attempt, deadline);
        Self { session: Arc::clone(session), resolve, reading: None }
    }

    /// The final result.
    pub(crate) fn finish(mut self) -> Resolution {
        match self.resolve.step(self.resolve.deadline) {
            ResolveStep::Done(resolution) => resolution,
            ResolveStep::Send(_) | ResolveStep::WaitUntil(_) => Resolution::Unknown(Box::default()),
        }
    }

    fn begin(&mut self, read: Read, now: Monotonic) {
        self.reading = Some(Box::new(match read {
            Read::AuthRequest(get) => Reading::AuthRequest(self.exchange(get, now)),
            Read::Payment(get) => Reading::Payment(self.exchange(get, now)),
            Read::Payments(list) => Reading::Payments(self.exchange(list, now)),
        }));
    }

    /// A call that ends no later than the whole.
    fn exchange<E: Endpoint>(&self, endpoint: E, now: Monotonic) -> Exchange<E> {
        let deadline = Some(now.until(self.resolve.deadline));
        let options = CallOptions { deadline, ..CallOptions::default() };
        Exchange::new(&self.session, endpoint, options, now)
    }

    fn answered(&mut self, reading: Reading, now: Monotonic) {
        match reading {
            Reading::AuthRequest(exchange) => self.resolve.auth_request(now, exchange.finish()),
            Reading::Payment(exchange) => self.resolve.payment(now, exchange.finish()),
            Reading::Payments(exchange) => self.resolve.payments(now, exchange.finish()),
        }
    }
}

impl Reading {
    fn core(&mut self) -> &mut Core {
        match self {
            Self::AuthRequest(exchange) => exchange.core(),
            Self::Payment(exchange) => exchange.core(),
            Self::Payments(exchange) => exchange.core(),
        }
    }

    fn may_send(&self, now: Monotonic) -> bool {
        match self {
            Self::AuthRequest(exchange) => exchange.may_send(now),
            Self::Payment(exchange) => exchange.may_send(now),
            Self::Payments(exchange) => exchange.may_send(now),
        }
    }
}

impl Machine for Resolving {
    fn step(&mut self, env: &mut Env<'_>) -> Step {
        let now = env.now.monotonic;
        loop {
            if let Some(mut reading) = self.reading.take() {
                match reading.core().step(env) {
                    Step::Done => self.answered(*reading, now),
                    step => {
                        self.reading = Some(reading);
                        return step;
                    }
                }
            }
            match self.resolve.step(now) {
                ResolveStep::Send(read) => self.begin(read, now),
                ResolveStep::WaitUntil(until) => return Step::WaitUntil(until),
                ResolveStep::Done(_) => return Step::Done,
            }
        }
    }

    fn handle(&mut self, env: &mut Env<'_>, event: Event) {
        if let Some(reading) = &mut self.reading {
            reading.core().handle(env, event);
        }
    }

    fn fetches_tokens(&self) -> bool {
        true
    }

    fn deadline(&self) -> Monotonic {
        self.resolve.deadline
    }

    fn may_send(&self, now: Monotonic) -> bool {
        self.reading.as_ref().is_some_and(|reading| reading.may_send(now))
    }
}
