//! Events for calls and fetches, and their results.

use std::time::Duration;

use bytes::Bytes;
use http::Response;
use moneyhub_proto::{
    Outcome,
    env::Env,
    machine::{Event, Step},
    transport::{FaultClass, Sent},
};
use serde_json::json;

use super::{
    Happening,
    books::Need,
    model::Then,
    probe::{scope_text, scopes},
    watched::{Expects, Kind, entropy},
    world::World,
};
use crate::told;

impl World {
    pub(super) fn happens(&mut self, index: usize, happening: &Happening) {
        if matches!(self.machines[index].kind, Kind::Gone) {
            return;
        }
        let event = self.event(index, happening);
        let machine = &mut self.machines[index];
        match (machine.expects, happening) {
            (Expects::Signing(until), Happening::Signature(good)) if self.now.monotonic < until => {
                machine.expects =
                    if *good { Expects::Signed(until) } else { Expects::Stop { retryable: true } };
            }
            (_, Happening::Signature(_)) => {}
            (Expects::InFlight(_), _) => self.settle(index, happening),
            _ => {}
        }
        let mut entropy = entropy(self.entropy);
        let env = &mut Env { now: self.now, entropy: &mut entropy };
        match &mut self.machines[index].kind {
            Kind::Call(call, _) => call.handle(env, event),
            Kind::Fetch(fetch, ..) => fetch.handle(env, event),
            Kind::Gone => {}
        }
    }

    /// What the model says to the event.
    pub(super) fn settle(&mut self, index: usize, happening: &Happening) {
        let now = self.now.monotonic;
        let machine = &mut self.machines[index];
        let own = matches!(&machine.kind, Kind::Call(_, plan) if !plan.token_given);
        let refused = matches!(happening, Happening::Reply { status: 401, .. });
        let dropped = own
            && refused
            && !machine.fresh
            && !machine.model.renewed
            && self.books.refuse(&machine.bearer, now);
        let then = machine.model.after(happening, dropped);
        machine.fresh = false;
        let after = |millis| now + Duration::from_millis(millis);
        machine.expects = match then {
            Then::Success => Expects::Success,
            Then::Renew => Expects::Ready,
            Then::Stop { retryable } => Expects::Stop { retryable },
            Then::Repeat(least, _) if after(least) >= machine.deadline => {
                Expects::Stop { retryable: true }
            }
            Then::Repeat(least, most) => Expects::Wait(after(least), after(most), None),
        };
    }

    /// It is asked for its result, wherever it stands. Unless that is a value, it is an error that says
    /// what is true: that nothing was sent if and only if nothing was handed out but what certainly
    /// did not leave.
    pub(super) fn finish(&mut self, index: usize) {
        let machine = &mut self.machines[index];
        if machine.expects == Expects::Success {
            return;
        }
        let in_flight = matches!(machine.expects, Expects::InFlight(_));
        if in_flight {
            // Whatever comes of it, nobody will hear.
            let (class, sent) = (FaultClass::TimedOut, Sent::Perhaps);
            machine.model.after(&Happening::Fault { class, sent, status: None }, false);
        }
        let error = match std::mem::replace(&mut machine.kind, Kind::Gone) {
            Kind::Call(call, _) => call.finish().expect_err("there is no value yet"),
            Kind::Fetch(fetch, ..) => fetch.finish(self.now).expect_err("there is no token yet"),
            Kind::Gone => return,
        };
        assert_eq!(error.outcome(), machine.model.outcome, "{error:?}");
        assert_eq!(error.outcome() != Outcome::NotSent, machine.model.exposed, "{error:?}");
        assert_eq!(error.attempts(), machine.model.sent, "{error:?}");
    }

    pub(super) fn hand_over(&mut self, index: usize) {
        let machine = &mut self.machines[index];
        let over = matches!(machine.expects, Expects::Success | Expects::Stop { .. });
        if !over || !matches!(machine.kind, Kind::Fetch(..)) {
            return;
        }
        let kind = std::mem::replace(&mut machine.kind, Kind::Gone);
        let Kind::Fetch(fetch, id, _, granted) = kind else { unreachable!("it was looked at") };
        let need = machine.need;
        let result = fetch.finish(self.now);
        match (&result, granted) {
            (Ok(grant), Some((token, bits, lifetime))) => {
                assert_eq!(grant.token().expose_secret(), token, "another token");
                assert_eq!(*grant.scopes(), scopes(bits), "other scopes than were granted");
                let need = Need { scopes: bits, ..need };
                self.books.issue(token, need, lifetime, self.now);
            }
            (Ok(_), None) => panic!("a token out of nothing"),
            (Err(error), Some(_)) => panic!("a good token is refused: {error}"),
            (Err(error), None) if machine.expects == Expects::Success => {
                assert_eq!(error.outcome(), Outcome::Accepted, "{error}");
            }
            (Err(error), None) => machine.assert_error(error, self.now.monotonic),
        }
        for machine in &mut self.machines {
            if machine.awaits == Some(id) && machine.expects.is_ready(self.now.monotonic) {
                machine.given(&result, self.now);
            }
        }
    }

    pub(super) fn done(&mut self, index: usize) {
        let now = self.now.monotonic;
        // Events that come too late are ignored, too.
        let late = Happening::Reply { status: 200, retry_after: None };
        if matches!(self.machines[index].kind, Kind::Call(..)) {
            let event = self.event(index, &late);
            let mut entropy = entropy(self.entropy);
            let env = &mut Env { now: self.now, entropy: &mut entropy };
            if let Kind::Call(call, _) = &mut self.machines[index].kind {
                call.handle(env, event);
            }
        }
        assert!(matches!(self.raw_step(index), Some(Step::Done)), "done does not stay done");
        let machine = &mut self.machines[index];
        if matches!(machine.kind, Kind::Fetch(..)) {
            // It is finished when it is handed over. Here it may only be that it gave up.
            if self.script.signs && self.entropy.is_none() && machine.expects.is_ready(now) {
                machine.expects = Expects::Stop { retryable: true };
            } else if machine.expects.is_ready(now) || matches!(machine.expects, Expects::Wait(..))
            {
                machine.assert_may_give_up(now);
                machine.expects = Expects::Stop { retryable: true };
            }
            return;
        }
        let Kind::Call(call, _) = std::mem::replace(&mut machine.kind, Kind::Gone) else {
            return;
        };
        match call.finish() {
            Ok(()) => assert_eq!(machine.expects, Expects::Success, "a success out of nothing"),
            Err(error) => machine.assert_error(&error, now),
        }
    }

    pub(super) fn event(&mut self, index: usize, happening: &Happening) -> Event {
        let mut reply = Response::new(Bytes::new());
        match happening {
            Happening::Fault { class, sent, status } => return told::fault(*class, *sent, *status),
            Happening::Reply { status, retry_after } => reply = told::reply(*status, *retry_after),
            Happening::Signature(good) => return told::signature(*good),
            Happening::Token { token_type, expires_in, scopes } => {
                self.tokens += 1;
                let token = format!("token-{}", self.tokens);
                let mut body = json!({ "access_token": token, "token_type": token_type });
                if let Some(seconds) = expires_in {
                    body["expires_in"] = (*seconds).into();
                }
                if let Some(bits) = scopes {
                    body["scope"] = scope_text(*bits).into();
                }
                *reply.body_mut() = body.to_string().into();
                let machine = &mut self.machines[index];
                let awaited = matches!(machine.expects, Expects::InFlight(_));
                let lifetime = expires_in.unwrap_or(0);
                // An empty scope says no more than none.
                let said = scopes.map(|bits| bits & 7).filter(|bits| *bits != 0);
                let bits = said.unwrap_or(machine.need.scopes & 7);
                let good = token_type.eq_ignore_ascii_case("bearer") && lifetime >= 0;
                if let Kind::Fetch(.., granted) = &mut machine.kind
                    && awaited
                {
                    *granted = good.then_some((token, bits, lifetime));
                }
            }
        }
        Event::Reply(reply)
    }

    pub(super) fn raw_step(&mut self, index: usize) -> Option<Step> {
        let mut entropy = entropy(self.entropy);
        let env = &mut Env { now: self.now, entropy: &mut entropy };
        match &mut self.machines[index].kind {
            Kind::Call(call, _) => Some(call.step(env)),
            Kind::Fetch(fetch, ..) => Some(fetch.step(env)),
            Kind::Gone => None,
        }
    }
}
