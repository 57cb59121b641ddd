use super::{Core, Event, Step};
use crate::ground::env::{Env, Monotonic};

/// What a driver drives: one call, or several in a row that make one result.
pub(crate) trait Machine: Send {
    fn step(&mut self, env: &mut Env<'_>) -> Step;

    fn handle(&mut self, env: &mut Env<'_>, event: Event);

    /// Whether it may hand out the fetch of a token, or wait for one. What does not is stepped without
    /// the table of fetches, which all calls of a client share: a step may verify a signature.
    fn fetches_tokens(&self) -> bool {
        false
    }

    /// When whatever it does now gives up.
    fn deadline(&self) -> Monotonic;

    /// Whether the next step may be to send, so that there should be room for one more request. Where
    /// one call ends, the next in a row may begin within the step: then room is looked for after it.
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
