//! A call or a fetch under observation, and what it must do next.

use moneyhub_proto::{
    Error, ErrorKind, Outcome,
    env::{EntropyError, Env, Monotonic, Now},
    machine::{Event, Exchange, IssuedToken, TokenFetch},
};

use super::{
    CallPlan,
    books::Need,
    model::Model,
    probe::{Probe, scopes},
};

pub(super) struct Machine {
    pub(super) kind: Kind,
    pub(super) model: Model,
    pub(super) need: Need,
    pub(super) deadline: Monotonic,
    pub(super) expects: Expects,
    /// The token of the last request, and whether it had just been fetched.
    pub(super) bearer: String,
    pub(super) fresh: bool,
    /// The fetch that it said it waits for.
    pub(super) awaits: Option<u64>,
}

pub(super) enum Kind {
    Call(Exchange<Probe>, CallPlan),
    /// A fetch: its number, when its lease ends, and what a good answer granted.
    Fetch(TokenFetch, u64, Monotonic, Option<Granted>),
    Gone,
}

/// A good answer of the token endpoint: token, scopes, lifetime.
pub(super) type Granted = (String, u8, i64);

/// What the next step has to say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Expects {
    /// A request, or the token for it, now.
    Ready,
    /// Nothing until the answer is there, or this time.
    InFlight(Monotonic),
    /// Nothing until the signature is there, or this time.
    Signing(Monotonic),
    /// What was signed, until this time; from then on, to sign it anew.
    Signed(Monotonic),
    /// A wait that ends between these times, and which one if it was said.
    Wait(Monotonic, Monotonic, Option<Monotonic>),
    Success,
    Stop {
        retryable: bool,
    },
    /// As `Stop`, for want of a token.
    NoToken {
        retryable: bool,
        kind: ErrorKind,
    },
}

impl Machine {
    pub(super) fn assert_ready(&self, now: Monotonic) {
        let ready = self.expects.is_ready(now);
        assert!(ready, "a request at {now:?} where {:?} is due", self.expects);
        assert!(now < self.deadline, "a request after the deadline");
    }

    pub(super) fn assert_needs_token(&self, now: Monotonic) {
        self.assert_ready(now);
        let needs = matches!(&self.kind, Kind::Call(_, plan) if !plan.token_given) && !self.fresh;
        assert!(needs, "a token that is not needed");
    }

    pub(super) fn assert_may_give_up(&self, now: Monotonic) {
        let may = now >= self.deadline
            || matches!(self.expects, Expects::Wait(_, most, None) if most >= self.deadline);
        assert!(may, "it gives up where {:?} is due", self.expects);
    }

    /// It ended in an error: the one that is due, with the outcome that the model says.
    pub(super) fn assert_error(&self, error: &Error, now: Monotonic) {
        let retryable = match self.expects {
            Expects::Stop { retryable } => retryable,
            Expects::NoToken { retryable, kind } => {
                assert!(error.kind() == kind || now >= self.deadline, "{error:?}");
                retryable
            }
            Expects::Ready | Expects::Signed(_) | Expects::Wait(..) => {
                self.assert_may_give_up(now);
                true
            }
            other => panic!("{error:?} where {other:?} is due"),
        };
        assert_eq!(error.attempts(), self.model.sent, "{error:?}");
        assert_eq!(error.outcome(), self.model.outcome, "{error:?}");
        assert_eq!(error.outcome() != Outcome::NotSent, self.model.exposed, "{error:?}");
        // A fetch has a deadline of its own, which a call that waits for it may outlive.
        let of_fetch = matches!(self.expects, Expects::NoToken { .. });
        let late = error.kind() == ErrorKind::Deadline && !of_fetch;
        assert!(!late || now >= self.deadline, "{error:?} before the deadline");
        assert_eq!(error.is_retryable(), retryable, "{error:?}");
    }

    /// The result of the fetch that it waits for.
    pub(super) fn given(&mut self, result: &Result<IssuedToken, Error>, now: Now) {
        let Kind::Call(call, _) = &mut self.kind else {
            return;
        };
        let mut entropy = entropy(None);
        let env = &mut Env { now, entropy: &mut entropy };
        call.handle(env, Event::Token(result.clone()));
        self.awaits = None;
        self.expects = match result {
            Ok(grant) if grant.scopes().covers(&scopes(self.need.scopes)) => {
                self.fresh = true;
                Expects::Ready
            }
            Ok(_) => Expects::NoToken { retryable: false, kind: ErrorKind::Identity },
            Err(error) => Expects::NoToken { retryable: error.is_retryable(), kind: error.kind() },
        };
    }
}

impl Expects {
    pub(super) fn is_ready(self, now: Monotonic) -> bool {
        match self {
            Self::Ready | Self::Signed(_) => true,
            Self::Wait(least, _, said) => now >= said.unwrap_or(least),
            _ => false,
        }
    }
}

pub(crate) fn entropy(byte: Option<u8>) -> impl FnMut(&mut [u8]) -> Result<(), EntropyError> {
    move |buffer: &mut [u8]| {
        buffer.fill(byte.ok_or(EntropyError)?);
        Ok(())
    }
}
