//! The world of sign-ins, and its checks of their steps.

use std::{sync::Arc, time::Duration};

use moneyhub_proto::{
    env::{Env, Monotonic, Now, UnixTime},
    jose::SigningRequest,
    machine::{Session, Step},
    transport::Outgoing,
};

use super::{
    Happening, MOST_SIGN_INS, Move, Script,
    history::History,
    requests::{call_of, check_code, check_public},
    service,
    walker::{Answer, Body, Call, Due, Walker},
};
use crate::{machine::entropy, signing_in::NOW};

/// How soon who waits for another's keys, or for the time of the next look, looks again, at the latest.
const SOON: Duration = Duration::from_secs(5);

pub(super) struct World {
    session: Arc<Session>,
    pub(super) script: Script,
    pub(super) now: Now,
    pub(super) entropy: Option<u8>,
    pub(super) walkers: Vec<Walker>,
    pub(super) history: History,
    /// The key that the service signs with, as a bit.
    pub(super) current: u8,
    pub(super) tokens: usize,
}

impl World {
    pub(super) fn new(script: &Script) -> Self {
        let now =
            Now { unix: UnixTime::from_seconds(NOW), monotonic: Monotonic::from_millis(100_000) };
        let plans = script.sign_ins.iter().take(MOST_SIGN_INS).enumerate();
        let walkers = plans.map(|(index, plan)| Walker::new(index, plan, script, now)).collect();
        Self {
            session: service::session(script),
            script: script.clone(),
            now,
            entropy: Some(0),
            walkers,
            history: History::default(),
            current: 1,
            tokens: 0,
        }
    }

    pub(super) fn play(&mut self, step: &Move) {
        let number = self.walkers.len().max(1);
        match step {
            Move::Entropy(byte) => self.entropy = *byte,
            Move::Pass(millis, seconds) => self.pass(u64::from(*millis), i64::from(*seconds)),
            Move::Rotate => self.current = 3 - self.current,
            _ if self.walkers.is_empty() => {}
            Move::Drop(index) => self.drop_one(index % number),
            Move::Finish(index) => self.finish_one(index % number),
            Move::Happens(index, happening) => self.happens(index % number, happening),
            Move::Serve(index) => self.serve(index % number),
            Move::Step(index) => self.step(index % number),
            Move::StepEarly(index, millis) => self.step_early(index % number, *millis),
        }
    }

    /// Goes on without further mischief, but for a service that may be down.
    pub(super) fn play_to_the_end(&mut self) {
        // What is signed can't do without.
        self.entropy = self.script.signs.then_some(0);
        let each = 8 * (self.script.retry.max_attempts as usize + 4);
        for _ in 0..each * (self.walkers.len() + 1) {
            for index in 0..self.walkers.len() {
                self.step(index);
                if matches!(self.walkers[index].due, Due::Signing(_)) {
                    self.happens(index, &Happening::Signature(true));
                    self.step(index);
                }
                if let Due::InFlight(call, _) = self.walkers[index].due {
                    let answer = match self.script.recovers {
                        true => self.good_answer(call),
                        false => Happening::Reply { status: 503, retry_after: None },
                    };
                    self.happens(index, &answer);
                }
            }
            let here = || self.walkers.iter().filter(|walker| walker.is_here());
            if here().next().is_none() {
                return;
            }
            // Who waits for another looks again and again: time goes by what that one waits for.
            let is_looking = |walker: &&Walker| matches!(walker.due, Due::Looking(_));
            let next = here().filter(|walker| !is_looking(walker)).filter_map(Walker::said).min();
            let next = next.or_else(|| here().filter_map(Walker::said).min());
            let wait = next.map_or(0, |next| self.now.monotonic.until(next).as_millis() as u64);
            self.pass(wait, (wait / 1000) as i64);
        }
        panic!("sign-ins do not end");
    }

    fn pass(&mut self, millis: u64, seconds: i64) {
        self.now = Now {
            monotonic: self.now.monotonic + Duration::from_millis(millis),
            unix: UnixTime::from_seconds(self.now.unix.seconds() + seconds),
        };
    }

    fn drop_one(&mut self, index: usize) {
        self.walkers[index].body = Body::Gone;
        self.give_up_look(index);
    }

    fn finish_one(&mut self, index: usize) {
        if self.walkers[index].finish_early() {
            self.give_up_look(index);
        }
    }

    /// Its look for the keys goes with it.
    fn give_up_look(&mut self, index: usize) {
        let walker = &mut self.walkers[index];
        if let Some(look) = walker.look.take() {
            self.history.give_up(look);
        }
    }

    fn serve(&mut self, index: usize) {
        self.step(index);
        if matches!(self.walkers[index].due, Due::Signing(_)) {
            self.happens(index, &Happening::Signature(true));
            self.step(index);
        }
        if let Due::InFlight(call, _) = self.walkers[index].due {
            self.happens(index, &self.good_answer(call));
        }
    }

    /// Steps once, looks at what it says, and once more, which must change nothing.
    fn step(&mut self, index: usize) {
        let walker = &mut self.walkers[index];
        match walker.body {
            Body::Gone => return,
            Body::Away => walker.come_back(&self.session, &self.script, self.current, self.now),
            Body::Here(_) => {}
        }
        self.advance(index);
        let step = self.raw_step(index);
        self.resolve(index, &step);
        match step {
            Step::Done => return self.done(index),
            Step::Send(outgoing) => self.sent(index, outgoing),
            Step::Sign(request) => self.signs(index, &request),
            Step::WaitUntil(time) => self.waits(index, time),
            other => panic!("a sign-in does not wait for a bearer token: {other:?}"),
        }
        let said = self.walkers[index].said();
        let again = self.raw_step(index);
        let same = matches!(again, Step::WaitUntil(time) if Some(time) == said);
        assert!(same, "a further step changes {:?} into {again:?}", self.walkers[index].due);
    }

    /// How long a wait is, is not known before it is said. Too long a one is an end at once.
    fn resolve(&mut self, index: usize, step: &Step) {
        let now = self.now.monotonic;
        let unsigned = self.script.signs && self.entropy.is_none();
        let walker = &mut self.walkers[index];
        let Due::Wait(call, least, most, None) = walker.due else { return };
        match step {
            Step::WaitUntil(_) => {}
            Step::Done => {
                let may_fail = now >= least && unsigned && call == Call::Code;
                let late = now >= walker.deadline || most >= walker.deadline;
                assert!(late || may_fail, "it gives up where {:?} is due", walker.due);
                walker.due = Due::Answered(call, Answer::Stop { retryable: true });
                self.advance(index);
            }
            _ => {
                assert!(now >= least, "a request where {:?} is due", walker.due);
                walker.due = Due::Request(call);
            }
        }
    }

    /// A monotonic clock that falls back is a fault of the host, and still no reason to send early.
    fn step_early(&mut self, index: usize, millis: u32) {
        let now = self.now;
        let walker = &self.walkers[index];
        let Some(time) = walker.said().filter(|time| now.monotonic < *time) else { return };
        if !walker.is_here() {
            return;
        }
        let earlier = now.monotonic.millis().saturating_sub(millis.into());
        self.now.monotonic = Monotonic::from_millis(earlier);
        let step = self.raw_step(index);
        self.now = now;
        let waits = matches!(step, Step::WaitUntil(until) if until == time);
        assert!(waits, "an early step changes a wait into {step:?}");
    }

    fn sent(&mut self, index: usize, outgoing: Outgoing) {
        let now = self.now.monotonic;
        let most = self.script.retry.max_attempts.max(1);
        let signs = self.script.signs;
        let walker = &mut self.walkers[index];
        let timeout = outgoing.timeout();
        let request = outgoing.into_http();
        let call = call_of(&request);
        let due = match walker.due {
            Due::Request(due) => due == call && !(signs && call == Call::Code),
            Due::Signed(_) => call == Call::Code,
            _ => false,
        };
        assert!(due, "a request for {call:?} where {:?} is due", walker.due);
        walker.model.sent += 1;
        assert!(walker.model.sent <= most, "more requests than the budget allows");
        let left = now.until(walker.deadline);
        assert!(!timeout.is_zero() && timeout <= left, "an attempt outlasts the deadline");
        if call == Call::Code {
            assert!(!walker.spent, "a code is sent that may have been received");
            assert!(self.history.has_brought(), "a code is sent before the keys are at hand");
            check_code(&request, &walker.pending, walker.plan.pinned, signs);
        } else {
            check_public(&request);
        }
        walker.due = Due::InFlight(call, now + timeout);
    }

    fn signs(&mut self, index: usize, request: &SigningRequest) {
        let now = self.now.monotonic;
        let walker = &mut self.walkers[index];
        assert_eq!(walker.due, Due::Request(Call::Code), "a signature where that is due");
        assert!(self.script.signs, "needlessly signed");
        assert!(self.entropy.is_some(), "what is good for one use is made without entropy");
        let (timeout, left) = (request.timeout(), now.until(walker.deadline));
        assert!(!timeout.is_zero() && timeout <= left, "a signature outlasts the deadline");
        walker.due = Due::Signing(now + timeout);
    }

    fn waits(&mut self, index: usize, time: Monotonic) {
        let now = self.now.monotonic;
        let walker = &mut self.walkers[index];
        match &mut walker.due {
            Due::InFlight(_, until) | Due::Signing(until) | Due::Looking(until) => {
                assert_eq!(time, *until, "another time than before");
            }
            Due::Busy => {
                assert!(now < time && time <= now + SOON, "another's keys are waited for too long");
                walker.due = Due::Looking(time);
            }
            Due::Wait(_, least, most, said) => {
                assert!(*least <= time && time <= *most, "{time:?} is not in {least:?}..{most:?}");
                assert!(now < time, "a wait for what is over");
                assert!(said.is_none_or(|said| said == time), "another time than before");
                *said = Some(time);
            }
            other => panic!("a wait where {other:?} is due"),
        }
        assert!(time <= walker.deadline, "a wait outlasts the deadline");
    }

    pub(super) fn assert_stays_done(&mut self, index: usize) {
        assert!(matches!(self.raw_step(index), Step::Done), "done does not stay done");
    }

    fn raw_step(&mut self, index: usize) -> Step {
        let mut entropy = entropy(self.entropy);
        let env = &mut Env { now: self.now, entropy: &mut entropy };
        match &mut self.walkers[index].body {
            Body::Here(sign_in) => sign_in.step(env),
            Body::Away | Body::Gone => unreachable!("who is not here is not stepped"),
        }
    }
}
