//! The machine itself. It never sees the endpoint's type.

mod attempt;
mod ended;

use std::{fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Response, StatusCode};

use super::{
    CallOptions, Event, Step, TokenFetch,
    ready::{Bearer, Ready},
    state::State,
};
use crate::{
    codec::{self, Call, Method},
    config::{
        Replay, Retry,
        retry::{Failure, Verdict, judge},
    },
    ground::{
        env::{Env, Monotonic, Now},
        error::{Cause, Error, Fault, FaultClass, IdentityError, Outcome, RequestError, Sent},
    },
    machine::{IssuedToken, Session, session::Acquired, trace},
};

/// The clock reads whole milliseconds: the answer may have come almost one later than it says.
const CLOCK_STEP: Duration = Duration::from_millis(1);

pub(crate) struct Core {
    session: Arc<Session>,
    name: &'static str,
    /// The path template; empty when the call could not be built.
    path: &'static str,
    retry: Retry,
    /// How long the call may take, and its deadline.
    limit: Duration,
    deadline: Monotonic,
    /// When the call began, and the latest time that it knows.
    began: Monotonic,
    seen: Monotonic,
    attempts: u32,
    /// Whether the call only reads.
    reads: bool,
    /// The most that the attempts so far may have done.
    before: Outcome,
    /// How the last attempt failed, if another one follows.
    last: Option<Error>,
    state: State,
}

impl Core {
    pub(super) fn new(
        session: &Arc<Session>,
        call: Result<Call, Error>,
        options: CallOptions,
        now: Monotonic,
    ) -> Self {
        let config = session.config();
        let retry = options.retry.clone().unwrap_or_else(|| config.retry().clone());
        let limit = options.deadline.unwrap_or(retry.deadline);
        let name = match &call {
            Ok(call) => call.facts().name,
            Err(error) => error.endpoint().unwrap_or_default(),
        };
        let path = call.as_ref().map_or("", |call| call.facts().path);
        let reads = call.as_ref().is_ok_and(|call| call.facts().reads);
        let state = match call.and_then(|call| Ready::new(call, options, config)) {
            Ok(ready) => State::NeedToken(Box::new(ready)),
            Err(error) => State::Done(Err(error.at(name))),
        };
        Self {
            session: Arc::clone(session),
            name,
            path,
            retry,
            limit,
            deadline: now + limit,
            began: now,
            seen: now,
            attempts: 0,
            reads,
            before: Outcome::NotSent,
            last: None,
            state,
        }
    }

    pub(crate) const fn name(&self) -> &'static str {
        self.name
    }

    pub(super) const fn attempts(&self) -> u32 {
        self.attempts
    }

    pub(crate) const fn deadline(&self) -> Monotonic {
        self.deadline
    }

    /// Whether the next step may send, so that it needs room for one more request.
    pub(crate) fn may_send(&self, now: Monotonic) -> bool {
        match &self.state {
            State::Waiting { ready, until } => now >= *until && !self.signs(ready),
            State::InFlight { .. } | State::Done(_) | State::Taken => false,
            State::NeedToken(ready) | State::AwaitingToken(ready) | State::Ready(ready, _) => {
                !self.signs(ready)
            }
            State::Signing { signing, .. } => signing.signed().is_some(),
        }
    }

    pub(crate) fn step(&mut self, env: &mut Env<'_>) -> Step {
        let now = env.now;
        self.seen = now.monotonic;
        loop {
            let state = std::mem::replace(&mut self.state, State::Taken);
            match state {
                State::NeedToken(ready) | State::AwaitingToken(ready) => {
                    match self.acquire(ready, now) {
                        Some(step) => return step,
                        None => continue,
                    }
                }
                State::Ready(ready, bearer) => match self.prepare(ready, bearer, env) {
                    Some(step) => return step,
                    None => continue,
                },
                State::Signing { ready, bearer, signing } => {
                    match self.sign(ready, bearer, signing, now.monotonic) {
                        Some(step) => return step,
                        None => continue,
                    }
                }
                State::InFlight { ready, bearer, until } if now.monotonic < until => {
                    self.state = State::InFlight { ready, bearer, until };
                    return Step::WaitUntil(until);
                }
                State::InFlight { ready, .. } => {
                    let fault = Fault::new(FaultClass::TimedOut, Sent::Perhaps);
                    self.faulted(ready, fault, env);
                }
                State::Waiting { ready, until } if now.monotonic < until => {
                    self.state = State::Waiting { ready, until };
                    return Step::WaitUntil(until);
                }
                State::Waiting { ready, .. } => self.state = State::NeedToken(ready),
                ended @ (State::Done(_) | State::Taken) => {
                    self.state = ended;
                    return Step::Done;
                }
            }
        }
    }

    pub(crate) fn handle(&mut self, env: &mut Env<'_>, event: Event) {
        trace::event(self.name, &event);
        self.seen = env.now.monotonic;
        let state = std::mem::replace(&mut self.state, State::Taken);
        match (state, event) {
            (State::InFlight { ready, bearer, .. }, Event::Reply(reply)) => {
                self.replied(ready, bearer, reply, env);
            }
            (State::InFlight { ready, .. }, Event::Fault(fault)) => self.faulted(ready, fault, env),
            (State::Signing { ready, bearer, signing }, Event::Signature(signature)) => {
                self.signature(ready, bearer, signing, signature, env.now.monotonic);
            }
            (State::AwaitingToken(ready), Event::Token(result)) => self.token(ready, result),
            (state, _) => self.state = state,
        }
    }

    /// Takes the answer, once there is one. Call it once.
    pub(super) fn take_reply(&mut self) -> Result<Response<Bytes>, Error> {
        let state = std::mem::replace(&mut self.state, State::Taken);
        match state {
            State::Done(result) => result,
            unfinished => {
                // The request that was handed out may still be answered.
                let outcome = match unfinished {
                    State::InFlight { .. } => self.settled(Outcome::Uncertain),
                    _ => self.before,
                };
                Err(self.finished(Error::new(RequestError::Unfinished, outcome)))
            }
        }
    }

    /// Looks for a token, if one is needed.
    fn acquire(&mut self, ready: Box<Ready>, now: Now) -> Option<Step> {
        if now.monotonic >= self.deadline {
            self.give_up(None);
            return None;
        }
        if !ready.call.authentication().is_bearer() {
            self.state = State::Ready(ready, Bearer::None);
            return None;
        }
        if let Some(token) = &ready.given {
            let bearer = Bearer::Given(token.clone());
            self.state = State::Ready(ready, bearer);
            return None;
        }
        let config = self.session.config();
        let extra = match &ready.subject {
            Some(_) => config.user_scopes(),
            None => config.scopes(),
        };
        let lifetime = config.retry().deadline;
        let acquired =
            self.session.tokens().acquire(&ready.subject, &ready.need, extra, now, lifetime);
        match acquired {
            Acquired::Granted(grant) => {
                self.state = State::Ready(ready, Bearer::Cached(grant));
                None
            }
            Acquired::Leased(lease) => {
                self.state = State::AwaitingToken(ready);
                let fetch = TokenFetch::new(&self.session, lease, now.monotonic);
                Some(Step::FetchToken(Box::new(fetch)))
            }
            Acquired::Busy(id) => {
                self.state = State::AwaitingToken(ready);
                Some(Step::AwaitToken { id, until: self.deadline })
            }
        }
    }

    fn token(&mut self, ready: Box<Ready>, result: Result<IssuedToken, Error>) {
        match result {
            // This call does not wait for another subject's token.
            Ok(grant) if !ready.is_for(grant.subject()) => {
                self.state = State::AwaitingToken(ready);
            }
            Ok(grant) if ready.need.is_covered_by(grant.scopes()) => {
                self.state = State::Ready(ready, Bearer::Fresh(grant));
            }
            Ok(grant) => {
                let missing = ready.need.missing_from(grant.scopes());
                let error = IdentityError::NarrowerScope { missing };
                self.stop(Error::new(error, self.before));
            }
            Err(error) => {
                let (retryable, after) = (error.is_retryable(), error.retry_after());
                let error = Error::new(Cause::Token(error), self.before);
                self.stop(error.with_retry(retryable, after));
            }
        }
    }

    fn replied(
        &mut self,
        mut ready: Box<Ready>,
        bearer: Bearer,
        reply: Response<Bytes>,
        env: &mut Env<'_>,
    ) {
        let status = reply.status();
        let deleting = ready.call.facts().method == Method::Delete;
        if status.is_success() {
            self.state = State::Done(Ok(reply));
            return;
        }
        if status == StatusCode::NOT_FOUND && deleting && self.may_be_done() {
            // An earlier attempt, whose answer was lost, has done it.
            let mut gone = Response::new(Bytes::new());
            *gone.status_mut() = StatusCode::NO_CONTENT;
            self.state = State::Done(Ok(gone));
            return;
        }
        let mut renewable = false;
        if status == StatusCode::UNAUTHORIZED
            && let Bearer::Cached(grant) = &bearer
            && !ready.renewed
        {
            // Even if this call can't retry: the next call gets another token.
            let discarded = self.session.tokens().discard_refused(grant, env.now.monotonic);
            renewable = discarded && ready.call.facts().replay != Replay::Never;
            if renewable && self.attempts < self.retry.max_attempts {
                ready.renewed = true;
                self.before = self.settled(Outcome::Refused);
                self.last = None;
                self.state = State::NeedToken(ready);
                return;
            }
        }
        let (head, body) = reply.into_parts();
        let now = Some(env.now.unix);
        let error = |outcome| {
            let call = Some(&ready.call);
            codec::refusal(head.status, &head.headers, &body, call, now, outcome)
        };
        match judge(ready.call.facts().replay, self.reads, Failure::Status(status)) {
            Verdict::Repeat(outcome) => {
                let error = error(outcome);
                self.repeat(ready, error, env);
            }
            Verdict::Stop(outcome) => {
                let error = error(self.settled(outcome));
                let after = error.retry_after();
                let retryable = error.is_retryable() || renewable;
                self.stop(error.with_retry(retryable, after));
            }
        }
    }

    fn faulted(&mut self, ready: Box<Ready>, fault: Fault, env: &mut Env<'_>) {
        match judge(ready.call.facts().replay, self.reads, Failure::Fault(&fault)) {
            Verdict::Repeat(outcome) => {
                let error = Error::new(fault, outcome).with_retry(true, None);
                self.repeat(ready, error, env);
            }
            Verdict::Stop(outcome) => {
                let error = Error::new(fault, self.settled(outcome));
                if env.now.monotonic >= self.deadline {
                    self.give_up(Some(error));
                } else {
                    self.stop(error);
                }
            }
        }
    }

    /// Sends it again after a wait, if the budget allows it.
    fn repeat(&mut self, ready: Box<Ready>, error: Error, env: &mut Env<'_>) {
        let now = env.now.monotonic;
        let outcome = self.settled(error.outcome());
        let asked = error.retry_after().unwrap_or_default();
        let at_least = if asked.is_zero() { asked } else { asked.saturating_add(CLOCK_STEP) };
        let wait = self.retry.backoff(self.attempts, env.entropy).max(at_least);
        let until = now + wait;
        if now >= self.deadline {
            self.give_up(Some(error.with_outcome(outcome)));
        } else if self.attempts >= self.retry.max_attempts
            || asked > self.retry.max_retry_after
            || until >= self.deadline
        {
            self.stop(error.with_outcome(outcome));
        } else {
            self.before = outcome;
            self.last = Some(error.with_outcome(outcome));
            trace::wait(self.name, wait);
            self.state = State::Waiting { ready, until };
        }
    }

    /// The deadline has passed. What the last attempt said about retrying still holds.
    fn give_up(&mut self, source: Option<Error>) {
        let outcome = source.as_ref().map_or(self.before, Error::outcome);
        let source = source.or_else(|| self.last.take());
        let retryable = source.as_ref().is_none_or(Error::is_retryable);
        let after = source.as_ref().and_then(Error::retry_after);
        let error = Error::new(Cause::Deadline { limit: self.limit, source }, outcome);
        self.stop(error.with_retry(retryable, after));
    }

    fn stop(&mut self, error: Error) {
        self.state = State::Done(Err(self.finished(error)));
    }

    /// The error, as one of this call.
    pub(super) fn finished(&self, error: Error) -> Error {
        error.at(self.name).after_attempts(self.attempts).of_reading(self.reads)
    }

    /// The outcome of the whole call, given that of its last attempt. A refusal does not undo what an earlier
    /// attempt may have done. Reading has no effect to undo, but what was sent was sent.
    fn settled(&self, last: Outcome) -> Outcome {
        let holds = match last {
            Outcome::NotSent => true,
            Outcome::Refused => !self.reads && self.may_be_done(),
            Outcome::Uncertain => !self.reads && self.before == Outcome::Accepted,
            Outcome::Accepted => false,
        };
        if holds { self.before } else { last }
    }

    /// Whether an earlier attempt may have had its effect.
    const fn may_be_done(&self) -> bool {
        matches!(self.before, Outcome::Uncertain | Outcome::Accepted)
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange")
            .field("endpoint", &self.name)
            .field("state", &format_args!("{}", self.state.name()))
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}
