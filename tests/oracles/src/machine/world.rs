//! The world of calls and token fetches, and its checks of their steps.

use std::{sync::Arc, time::Duration};

use moneyhub_proto::{
    AccessToken, CallOptions, Config, Outcome, Replay,
    config::ClientAuthentication,
    env::{Monotonic, Now, UnixTime},
    jose::SigningRequest,
    machine::{Exchange, Session, Step, TokenFetch},
    transport::{FaultClass, Outgoing, Sent},
};

use super::{
    Happening, Move, Script, Verb,
    books::{Books, Need, check_fetch},
    model::Model,
    probe::{Probe, Unasked},
    watched::{Expects, Kind, Machine},
};
use crate::endpoints::{DATA, IDENTITY};

pub(super) struct World {
    pub(super) session: Arc<Session>,
    pub(super) script: Script,
    pub(super) now: Now,
    pub(super) entropy: Option<u8>,
    pub(super) machines: Vec<Machine>,
    pub(super) books: Books,
    pub(super) tokens: usize,
}

impl World {
    pub(super) fn new(script: &Script) -> Self {
        let config = Config::builder()
            .identity_url(IDENTITY)
            .api_url(DATA)
            .client_id("client")
            .client_authentication(if script.signs {
                ClientAuthentication::PrivateKeyJwt(Arc::new(Unasked))
            } else {
                ClientAuthentication::SecretBasic("secret".into())
            })
            .retry(script.retry.clone())
            .build()
            .expect("the settings are good");
        let session = Session::new(config);
        let now = Now {
            unix: UnixTime::from_seconds(1_700_000_000),
            monotonic: Monotonic::from_millis(1_000),
        };
        let mut world = Self {
            session,
            script: script.clone(),
            now,
            entropy: Some(0),
            machines: Vec::new(),
            books: Books::default(),
            tokens: 0,
        };
        for plan in &script.calls {
            let options = CallOptions {
                token: plan.token_given.then(|| AccessToken::new("given").expect("good")),
                deadline: plan.deadline,
                ..CallOptions::default()
            };
            let probe = Probe(plan.clone());
            let call = Exchange::new(&world.session, probe, options, now.monotonic);
            let limit = plan.deadline.unwrap_or(script.retry.deadline);
            assert_eq!(call.deadline(), now.monotonic + limit, "a deadline counts from the start");
            let kind = Kind::Call(call, plan.clone());
            world.add(kind, plan.verb, plan.replay, Need::of(plan), limit);
        }
        world
    }

    pub(super) fn play(&mut self, step: &Move) {
        let number = self.machines.len().max(1);
        match step {
            Move::Entropy(byte) => self.entropy = *byte,
            Move::Pass(millis, seconds) => self.pass(u64::from(*millis), i64::from(*seconds)),
            _ if self.machines.is_empty() => {}
            Move::Drop(index) => self.machines[index % number].kind = Kind::Gone,
            Move::Finish(index) => self.finish(index % number),
            Move::HandOver(index) => self.hand_over(index % number),
            Move::Happens(index, happening) => self.happens(index % number, happening),
            Move::Step(index) => self.step(index % number),
            Move::StepEarly(index, millis) => self.step_early(index % number, *millis),
            Move::Token(index) => self.token(index % number),
        }
    }

    /// Goes on without further mischief: every call is refused, every fetch granted.
    pub(super) fn play_to_the_end(&mut self) {
        // What is signed can't do without.
        self.entropy = self.script.signs.then_some(0);
        let each = 4 * self.script.retry.max_attempts as usize + 8;
        let enough = each * (self.machines.len() + self.script.calls.len() * each);
        for _ in 0..enough {
            let alive = |machine: &Machine| !matches!(machine.kind, Kind::Gone);
            if !self.machines.iter().any(alive) {
                return;
            }
            for index in 0..self.machines.len() {
                self.step_and_sign(index);
                let is_fetch = matches!(self.machines[index].kind, Kind::Fetch(..));
                let happening = if is_fetch {
                    Happening::Token { token_type: "Bearer".into(), expires_in: None, scopes: None }
                } else {
                    Happening::Reply { status: 503, retry_after: None }
                };
                if matches!(self.machines[index].expects, Expects::InFlight(_)) {
                    self.happens(index, &happening);
                }
                self.hand_over(index);
            }
            // One whose wait is over may be waiting for a token; then it is the fetch that matters.
            let waits = self.machines.iter().filter(|machine| alive(machine));
            let next = waits.filter_map(|machine| match machine.expects {
                Expects::Wait(_, _, Some(until)) if machine.awaits.is_none() => {
                    Some(self.now.monotonic.until(until))
                }
                _ => None,
            });
            let wait = next.min().unwrap_or(Duration::ZERO).as_millis() as u64;
            self.pass(wait, (wait / 1000) as i64);
        }
        panic!("calls do not end");
    }

    fn token(&mut self, index: usize) {
        self.step(index);
        let awaited = self.machines[index].awaits;
        let is_it = |machine: &Machine| match machine.kind {
            Kind::Fetch(_, id, ..) => Some(id) == awaited,
            _ => false,
        };
        if let Some(fetch) = self.machines.iter().position(is_it) {
            self.step_and_sign(fetch);
            let token = Happening::Token {
                token_type: "Bearer".into(),
                expires_in: Some(7200),
                scopes: None,
            };
            self.happens(fetch, &token);
            self.step(fetch);
            self.hand_over(fetch);
        }
    }

    /// Steps, and once more with the signature if it asks for one.
    fn step_and_sign(&mut self, index: usize) {
        self.step(index);
        if matches!(self.machines[index].expects, Expects::Signing(_)) {
            self.happens(index, &Happening::Signature(true));
            self.step(index);
        }
    }

    fn pass(&mut self, millis: u64, seconds: i64) {
        self.now = Now {
            monotonic: self.now.monotonic + Duration::from_millis(millis),
            unix: UnixTime::from_seconds(self.now.unix.seconds() + seconds),
        };
    }

    /// Steps once, looks at what it says, and once more, which must change nothing.
    fn step(&mut self, index: usize) {
        let now = self.now.monotonic;
        if let Expects::InFlight(until) = self.machines[index].expects
            && now >= until
        {
            let (class, sent) = (FaultClass::TimedOut, Sent::Perhaps);
            self.settle(index, &Happening::Fault { class, sent, status: None });
        }
        if let Expects::Signing(until) = self.machines[index].expects
            && now >= until
        {
            self.machines[index].expects = Expects::Stop { retryable: true };
        }
        let Some(step) = self.raw_step(index) else {
            return;
        };
        match step {
            Step::Send(outgoing) => {
                self.sent(index, outgoing);
                let again = self.raw_step(index);
                let Expects::InFlight(until) = self.machines[index].expects else {
                    unreachable!("it was just sent")
                };
                let waits = matches!(again, Some(Step::WaitUntil(time)) if time == until);
                assert!(waits, "a request in flight is waited for, not {again:?}");
            }
            Step::Sign(request) => {
                let until = self.signs(index, &request);
                let again = self.raw_step(index);
                let waits = matches!(again, Some(Step::WaitUntil(time)) if time == until);
                assert!(waits, "a signature that is made is waited for, not {again:?}");
            }
            Step::WaitUntil(time) => {
                self.waits(index, time);
                let again = self.raw_step(index);
                let same = matches!(again, Some(Step::WaitUntil(again)) if again == time);
                assert!(same, "a further step changes a wait into {again:?}");
            }
            Step::FetchToken(fetch) => {
                let id = fetch.id();
                self.fetches(index, *fetch);
                let again = self.raw_step(index);
                let same = matches!(again, Some(Step::AwaitToken { id: again, .. }) if again == id);
                assert!(same, "a further step fetches the token once more: {again:?}");
            }
            Step::AwaitToken { id, until } => {
                self.awaits(index, id, until);
                let again = self.raw_step(index);
                let same = matches!(again, Some(Step::AwaitToken { id: again, .. }) if again == id);
                assert!(same, "a further step waits for another token: {again:?}");
            }
            Step::Done => self.done(index),
            other => panic!("an unknown step: {other:?}"),
        }
    }

    /// A monotonic clock that falls back is a fault of the host, and still no reason to send early.
    fn step_early(&mut self, index: usize, millis: u32) {
        let now = self.now;
        let machine = &self.machines[index];
        let time = match machine.expects {
            Expects::InFlight(until)
            | Expects::Signing(until)
            | Expects::Wait(_, _, Some(until)) => until,
            _ => return,
        };
        if now.monotonic >= time || matches!(machine.kind, Kind::Gone) {
            return;
        }
        let earlier = now.monotonic.millis().saturating_sub(millis.into());
        self.now.monotonic = Monotonic::from_millis(earlier);
        let step = self.raw_step(index);
        self.now = now;
        let waits = matches!(step, Some(Step::WaitUntil(until)) if until == time);
        assert!(waits, "an early step changes a wait into {step:?}");
    }

    fn sent(&mut self, index: usize, outgoing: Outgoing) {
        let now = self.now;
        let most = self.script.retry.max_attempts.max(1);
        let machine = &mut self.machines[index];
        machine.assert_ready(now.monotonic);
        let signs = self.script.signs && matches!(machine.kind, Kind::Fetch(..));
        let signed = matches!(machine.expects, Expects::Signed(until) if now.monotonic < until);
        assert_eq!(signs, signed, "it is sent without a fresh signature, or with a needless one");
        let again = machine.model.replay == Replay::Never && machine.model.exposed;
        assert!(!again, "what may have moved money is sent again");
        machine.model.sent += 1;
        assert!(machine.model.sent <= most, "more requests than the budget allows");
        let left = now.monotonic.until(machine.deadline);
        let timeout = outgoing.timeout();
        assert!(!timeout.is_zero() && timeout <= left, "an attempt outlasts the deadline");
        machine.expects = Expects::InFlight(now.monotonic + timeout);
        let request = outgoing.into_http();
        match &machine.kind {
            Kind::Call(_, plan) => {
                machine.bearer = self.books.check_call(&request, plan, machine.fresh, now);
            }
            _ => check_fetch(&request, machine.need, signs),
        }
        machine.awaits = None;
    }

    fn signs(&mut self, index: usize, request: &SigningRequest) -> Monotonic {
        let now = self.now.monotonic;
        let machine = &mut self.machines[index];
        machine.assert_ready(now);
        assert!(self.script.signs && matches!(machine.kind, Kind::Fetch(..)), "needlessly signed");
        assert!(self.entropy.is_some(), "what is good for one use is made without entropy");
        let fresh = matches!(machine.expects, Expects::Signed(until) if now < until);
        assert!(!fresh, "what is signed and fresh is signed again");
        let timeout = request.timeout();
        let left = now.until(machine.deadline);
        assert!(!timeout.is_zero() && timeout <= left, "a signature outlasts the deadline");
        let until = now + timeout;
        machine.expects = Expects::Signing(until);
        until
    }

    fn waits(&mut self, index: usize, time: Monotonic) {
        let machine = &mut self.machines[index];
        match &mut machine.expects {
            Expects::Signing(until) => assert_eq!(time, *until, "another time for a signature"),
            Expects::InFlight(until) => assert_eq!(time, *until, "another time for an attempt"),
            Expects::Wait(least, most, said) => {
                assert!(*least <= time && time <= *most, "{time:?} is not in {least:?}..{most:?}");
                assert!(said.is_none_or(|said| said == time), "another time than before");
                assert!(time < machine.deadline, "a wait outlasts the deadline");
                *said = Some(time);
            }
            other => panic!("a wait where {other:?} is due"),
        }
    }

    fn fetches(&mut self, index: usize, fetch: TokenFetch) {
        let (now, need, id) = (self.now.monotonic, self.machines[index].need, fetch.id());
        self.machines[index].assert_needs_token(now);
        for machine in &self.machines {
            if let Kind::Fetch(_, known, lease, _) = machine.kind {
                let busy = now < lease && machine.need.covers(need);
                assert!(!busy && known != id, "two fetch the same token at once");
            }
        }
        self.machines[index].awaits = Some(id);
        let limit = self.script.retry.deadline;
        let kind = Kind::Fetch(fetch, id, now + limit, None);
        self.add(kind, Verb::Post, Replay::Free, need, limit);
    }

    fn awaits(&mut self, index: usize, id: u64, until: Monotonic) {
        let machine = &self.machines[index];
        machine.assert_needs_token(self.now.monotonic);
        assert_eq!(until, machine.deadline, "a token is awaited until the deadline");
        let known =
            |other: &&Machine| matches!(other.kind, Kind::Fetch(_, known, ..) if known == id);
        let fetch = self.machines.iter().find(known);
        let fetch = fetch.expect("a token is awaited that nobody fetches");
        assert!(fetch.need.covers(machine.need), "a token is awaited that does not serve");
        self.machines[index].awaits = Some(id);
    }

    fn add(&mut self, kind: Kind, verb: Verb, replay: Replay, need: Need, limit: Duration) {
        let model = Model {
            replay,
            verb,
            retry: self.script.retry.clone(),
            sent: 0,
            outcome: Outcome::NotSent,
            renewed: false,
            exposed: false,
        };
        self.machines.push(Machine {
            kind,
            model,
            need,
            deadline: self.now.monotonic + limit,
            expects: Expects::Ready,
            bearer: String::new(),
            fresh: false,
            awaits: None,
        });
    }
}
