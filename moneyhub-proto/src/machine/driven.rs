use super::{Core, Event, Step};
use crate::ground::env::{Env, Monotonic};

/// What a driver drives: one call, or a sequence of calls with one result.
pub(crate) trait Machine: Send {
    fn step(&mut self, env: &mut Env<'_>) -> Step;

    fn handle(&mut self, env: &mut Env<'_>, event: Event);

    /// Whether it may hand out a token fetch, or wait for one. A machine that does neither is stepped without
    /// locking the table of fetches, which all calls of a client share: its step may verify a signature.
    fn fetches_tokens(&self) -> bool {
        false
    }

    /// When the current call gives up.
    fn deadline(&self) -> Monotonic;

    /// Whether the next step may send, so that it needs room for one more request. Where one call ends, the
    /// next in the sequence may begin within the step; the driver then looks for room after it.
    fn may_send(&self, now: Monotonic) -> bool;
}

impl Machine for Core {
    fn step(&mut self, env: &mut Env<'_>) -> Step {
        Self::step(self, env)
    }

    fn handle(&mut self, env: &mut Env<'_>, event: Event) {
        Self::handle(self, env, event);
    }

    fn fetches_tokens(&self) -> bool {
        true
    }

    fn deadline(&self) -> Monotonic {
        Self::deadline(self)
    }

    fn may_send(&self, now: Monotonic) -> bool {
        Self::may_send(self, now)
    }
}
