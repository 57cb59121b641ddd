//! The keys of the identity service: from the session, or by discovery.

use std::{sync::Arc, time::Duration};

use super::{CallOptions, Core, Event, Exchange, Step, driven::Machine, unfinished};
use crate::{
    api::identity::{DiscoveredKeys, GetDiscoveryDocument},
    codec::Endpoint,
    config::{DiscoveryDocument, IssuerParameter},
    ground::{
        env::{Env, Monotonic},
        error::Error,
    },
    jose::JsonWebKeySet,
    machine::{
        Session,
        session::{AcquiredKeys, HeldKeys, Trigger, WantedKeys},
    },
};

/// How long to wait before checking again whether another call has fetched the keys.
const PAUSE: Duration = Duration::from_millis(20);

/// Gets the keys. Several may run at once: one sends, the others check back at intervals.
pub(crate) struct KeysFetch {
    session: Arc<Session>,
    wanted: WantedKeys,
    trigger: Trigger,
    deadline: Monotonic,
    /// Whether the keys were read for this fetch, and so after it began.
    own: bool,
    /// The lease that this fetch holds, returned when it is dropped.
    lease: Option<u64>,
    state: State,
}

enum State {
    Acquire {
        waited: Option<u64>,
    },
    Waiting {
        waited: Option<u64>,
        until: Monotonic,
    },
    Document(Box<Exchange<GetDiscoveryDocument>>),
    Keys(Box<Exchange<DiscoveredKeys>>, IssuerParameter),
    Done(Result<Option<HeldKeys>, Error>),
    /// Between two states, within one step.
    Taken,
}

impl KeysFetch {
    pub(crate) fn new(
        session: &Arc<Session>,
        wanted: WantedKeys,
        trigger: Trigger,
        now: Monotonic,
    ) -> Self {
        Self {
            session: Arc::clone(session),
            wanted,
            trigger,
            own: false,
            deadline: now + session.config().retry().deadline,
            lease: None,
            state: State::Acquire { waited: None },
        }
    }

    /// Whether the keys were read for this fetch. Those that another call fetched may be older.
    pub(crate) const fn is_own(&self) -> bool {
        self.own
    }

    /// The keys; `None` if there are none but those that did not fit.
    pub(crate) fn finish(mut self) -> Result<Option<HeldKeys>, Error> {
        match std::mem::replace(&mut self.state, State::Taken) {
            State::Done(result) => result,
            _ => Err(unfinished(DiscoveredKeys::OPERATION.facts.name)),
        }
    }

    fn acquire(&mut self, waited: Option<u64>, now: Monotonic) -> State {
        let lifetime = self.session.config().retry().deadline;
        let acquired = self.session.provider_keys().acquire(
            self.wanted,
            self.trigger,
            waited,
            now,
            lifetime.saturating_mul(2),
        );
        match acquired {
            AcquiredKeys::Held(held) => State::Done(Ok(Some(held))),
            AcquiredKeys::NothingNewer => State::Done(Ok(None)),
            AcquiredKeys::NothingNewerUntil(_) if now >= self.deadline => State::Done(Ok(None)),
            AcquiredKeys::NothingNewerUntil(until) => {
                State::Waiting { waited, until: until.min(self.deadline) }
            }
            AcquiredKeys::Failed(error) => State::Done(Err(error)),
            AcquiredKeys::Leased(id, _) if now >= self.deadline => {
                self.session.provider_keys().release(id);
                self.past_deadline()
            }
            AcquiredKeys::Busy(_) if now >= self.deadline => self.past_deadline(),
            AcquiredKeys::Busy(id) => {
                State::Waiting { waited: Some(id), until: (now + PAUSE).min(self.deadline) }
            }
            AcquiredKeys::Leased(id, document) => {
                self.lease = Some(id);
                self.own = true;
                // A configured document is not fetched.
                let configured = self.session.config().document().cloned();
                match configured.or(document) {
                    Some(document) => self.keys(&document, now),
                    None => State::Document(Box::new(self.exchange(GetDiscoveryDocument, now))),
                }
            }
        }
    }

    fn past_deadline(&self) -> State {
        let limit = self.session.config().retry().deadline;
        State::Done(Err(Error::past_deadline(limit).at(DiscoveredKeys::OPERATION.facts.name)))
    }

    fn exchange<E: Endpoint>(&self, endpoint: E, now: Monotonic) -> Exchange<E> {
        let deadline = Some(now.until(self.deadline));
        Exchange::new(
            &self.session,
            endpoint,
            CallOptions { deadline, ..CallOptions::default() },
            now,
        )
    }

    fn keys(&mut self, document: &DiscoveryDocument, now: Monotonic) -> State {
        match DiscoveredKeys::of(document, self.session.config()) {
            Ok(get) => {
                let issuer_parameter = IssuerParameter::of_document(document);
                State::Keys(Box::new(self.exchange(get, now)), issuer_parameter)
            }
            Err(error) => {
                self.fail(Error::from(error).at(GetDiscoveryDocument::OPERATION.facts.name))
            }
        }
    }

    fn documented(&mut self, document: Result<DiscoveryDocument, Error>, now: Monotonic) -> State {
        match document {
            Ok(document) => {
                let state = self.keys(&document, now);
                if matches!(state, State::Keys(..)) {
                    self.session.provider_keys().keep_document(Arc::new(document), now);
                }
                state
            }
            Err(error) => self.fail(error),
        }
    }

    fn fetched(
        &mut self,
        keys: Result<JsonWebKeySet, Error>,
        issuer_parameter: IssuerParameter,
        now: Monotonic,
    ) -> State {
        match (keys, self.lease.take()) {
            (Ok(keys), Some(lease)) => {
                let held = self.session.provider_keys().settle(lease, keys, issuer_parameter, now);
                State::Done(Ok(Some(held)))
            }
            (Ok(_), None) => State::Done(Err(unfinished(DiscoveredKeys::OPERATION.facts.name))),
            (Err(error), lease) => {
                self.lease = lease;
                self.fail(error)
            }
        }
    }

    fn fail(&mut self, error: Error) -> State {
        if let Some(lease) = self.lease.take() {
            self.session.provider_keys().fail(lease, error.clone());
        }
        State::Done(Err(error))
    }

    /// The call in progress.
    fn core(&mut self) -> Option<&mut Core> {
        match &mut self.state {
            State::Document(exchange) => Some(exchange.core()),
            State::Keys(exchange, _) => Some(exchange.core()),
            _ => None,
        }
    }
}

impl Machine for KeysFetch {
    fn step(&mut self, env: &mut Env<'_>) -> Step {
        let now = env.now.monotonic;
        loop {
            if let Some(core) = self.core() {
                match core.step(env) {
                    Step::Done => {}
                    step => return step,
                }
            }
            match std::mem::replace(&mut self.state, State::Taken) {
                State::Acquire { waited } => self.state = self.acquire(waited, now),
                State::Waiting { waited, until } if now < until => {
                    self.state = State::Waiting { waited, until };
                    return Step::WaitUntil(until);
                }
                State::Waiting { waited, .. } => {
                    self.state = State::Acquire { waited };
                }
                State::Document(exchange) => {
                    self.state = self.documented(exchange.finish(), now);
                }
                State::Keys(exchange, issuer_parameter) => {
                    self.state = self.fetched(exchange.finish(), issuer_parameter, now);
                }
                ended @ (State::Done(_) | State::Taken) => {
                    self.state = ended;
                    return Step::Done;
                }
            }
        }
    }

    fn handle(&mut self, env: &mut Env<'_>, event: Event) {
        if let Some(core) = self.core() {
            core.handle(env, event);
        }
    }

    /// Also the deadline of the calls: each gets the time that is left.
    fn deadline(&self) -> Monotonic {
        self.deadline
    }

    fn may_send(&self, now: Monotonic) -> bool {
        match &self.state {
            State::Acquire { .. } => true,
            State::Waiting { until, .. } => now >= *until,
            State::Document(exchange) => exchange.may_send(now),
            State::Keys(exchange, _) => exchange.may_send(now),
            State::Done(_) | State::Taken => false,
        }
    }
}

/// Returns the lease. After a success or an error it is settled already.
impl Drop for KeysFetch {
    fn drop(&mut self) {
        if let Some(lease) = self.lease {
            self.session.provider_keys().release(lease);
        }
    }
}
