//! A driver written only from the documentation of steps and events.

use std::sync::Arc;

use moneyhub_proto::{
    CallOptions, Config, Endpoint, Error, Page, blocking,
    env::{Env, Monotonic},
    machine::{Event, Exchange, Session, Step, TokenFetch},
    page::Walk,
    transport::{Fault, FaultClass, Sent},
    users::{List, User},
};

use super::{players::Player, stage::Stage};

/// The loop, over a session of its own.
pub(super) struct ByHand {
    session: Arc<Session>,
    stage: Arc<Stage>,
}

/// What a call and the fetch of a token have in common.
trait Machine {
    fn step(&mut self, env: &mut Env<'_>) -> Step;
    fn handle(&mut self, env: &mut Env<'_>, event: Event);
}

impl ByHand {
    /// Drives it until it is done; or, when it has not until when, gives it up.
    fn drive(&self, machine: &mut dyn Machine, own: Monotonic, until: Option<Monotonic>) -> bool {
        let mut entropy = |buffer: &mut [u8]| self.stage.fill(buffer);
        loop {
            let env = &mut Env { now: self.stage.now(), entropy: &mut entropy };
            let event = match machine.step(env) {
                Step::Send(outgoing) => {
                    let timeout = outgoing.timeout();
                    let (takes, answer) = self.stage.ask(outgoing);
                    if !takes.is_zero() && !self.pass(env.now.monotonic + takes.min(timeout), until)
                    {
                        return false;
                    }
                    match answer {
                        _ if takes > timeout => {
                            Event::Fault(Fault::new(FaultClass::TimedOut, Sent::Perhaps))
                        }
                        Ok(reply) => Event::Reply(reply),
                        Err(fault) => Event::Fault(fault),
                    }
                }
                Step::Sign(request) => {
                    let signature = request.signer().sign(request.message());
                    Event::Signature(pollster::block_on(signature))
                }
                Step::WaitUntil(time) => {
                    if !self.pass(time, until) {
                        return false;
                    }
                    continue;
                }
                Step::FetchToken(mut fetch) => {
                    // It has its own deadline, but nobody to wait for it after that of the call.
                    if !self.drive(&mut *fetch, own, Some(own)) {
                        continue;
                    }
                    Event::Token(fetch.finish(self.stage.now()))
                }
                Step::Done => return true,
                other => panic!("nobody else is there: {other:?}"),
            };
            machine.handle(&mut Env { now: self.stage.now(), entropy: &mut entropy }, event);
        }
    }

    /// Lets time pass until then, or until nobody waits any more: which of the two comes first.
    fn pass(&self, then: Monotonic, until: Option<Monotonic>) -> bool {
        if until == Some(then) {
            self.stage.tie();
        }
        let end = until.map_or(then, |until| until.min(then));
        let left = self.stage.now().monotonic.until(end);
        blocking::Transport::sleep(&*self.stage, left);
        end == then
    }
}

impl Player for ByHand {
    fn new(config: Config, stage: Arc<Stage>) -> Self {
        Self { session: Session::new(config), stage }
    }

    fn call<E: Endpoint>(&self, endpoint: E, options: CallOptions) -> Result<E::Output, Error> {
        let now = self.stage.now().monotonic;
        let mut exchange = Exchange::new(&self.session, endpoint, options, now);
        let deadline = exchange.deadline();
        self.drive(&mut exchange, deadline, None);
        exchange.finish()
    }

    fn walk(&self, list: List, options: CallOptions) -> Vec<Result<Page<User>, Error>> {
        let mut walk = Walk::new(list);
        let mut pages = Vec::new();
        while let Some(request) = walk.next_page() {
            match self.call(request, options.clone()) {
                Ok(page) => {
                    let turned = walk.turn(self.session.config(), &page);
                    pages.push(Ok(page));
                    pages.extend(turned.err().map(Err));
                }
                Err(error) => {
                    pages.push(Err(error));
                    break;
                }
            }
        }
        pages
    }

    fn tokens(&self) -> usize {
        self.session.cached_tokens()
    }
}

impl<E: Endpoint> Machine for Exchange<E> {
    fn step(&mut self, env: &mut Env<'_>) -> Step {
        Self::step(self, env)
    }

    fn handle(&mut self, env: &mut Env<'_>, event: Event) {
        Self::handle(self, env, event);
    }
}

impl Machine for TokenFetch {
    fn step(&mut self, env: &mut Env<'_>) -> Step {
        Self::step(self, env)
    }

    fn handle(&mut self, env: &mut Env<'_>, event: Event) {
        Self::handle(self, env, event);
    }
}
