//! Does what a machine says, over a transport.

use std::{future::Future, pin::pin, sync::Arc, time::Duration};

use async_lock::SemaphoreGuard;
use futures_util::future::{Either, Shared, select};

use super::{Inner, fetches::Fetching};
use crate::{
    codec::Outgoing,
    ground::{
        env::{EntropyError, Env, Monotonic, Now},
        error::{Fault, FaultClass, Sent, SignerError},
    },
    jose::SigningRequest,
    machine::{Event, Machine, Step, TokenFetch},
};

/// How long to wait before asking again for a token fetch that another call has just abandoned.
const PAUSE: Duration = Duration::from_millis(5);

/// A step, with the fetch to wait for if it needs a token.
#[expect(
    clippy::large_enum_variant,
    reason = "it is short-lived, and a box would cost an allocation"
)]
enum Next {
    Done,
    Send(Outgoing),
    Sign(SigningRequest),
    Token(u64, Shared<Fetching>),
    Wait(Monotonic),
}

impl Inner {
    /// Does what the machine says, until it is done.
    pub(super) async fn drive(self: &Arc<Self>, machine: &mut dyn Machine) {
        let mut now = self.transport.now();
        loop {
            // Held during a step that may send and, if it does, until the answer has come.
            let permit = match machine.may_send(now.monotonic) {
                true => self.permit(machine.deadline(), &mut now).await,
                false => None,
            };
            let event = match self.step(machine, now) {
                Next::Send(outgoing) if permit.is_some() => Some(self.attempt(outgoing).await),
                // In a sequence of calls, one that begins where another ends. Boxed, so that it does not make
                // other calls larger.
                Next::Send(outgoing) => Some(Box::pin(self.attempt_with_room(outgoing, now)).await),
                // A signature needs no socket, and a signer that hangs must not block other calls, so no
                // permit is held meanwhile.
                Next::Sign(request) => {
                    drop(permit);
                    self.sign(&request).await.map(Event::Signature)
                }
                Next::Wait(until) => {
                    drop(permit);
                    self.sleep_until(until).await;
                    None
                }
                Next::Token(id, fetching) => {
                    drop(permit);
                    let result = self.before(machine.deadline(), fetching).await;
                    result.map(|result| {
                        self.fetches.lock().remove(id);
                        Event::Token(result)
                    })
                }
                Next::Done => return,
            };
            // The wait is over and the next step follows at once, so one reading of the clocks serves both.
            now = self.transport.now();
            if let Some(event) = event {
                self.handle(machine, now, event);
            }
        }
    }

    /// Takes one step. A fetch that it asks for is shared before another call can look for it.
    fn step(self: &Arc<Self>, machine: &mut dyn Machine, now: Now) -> Next {
        let mut entropy = |buffer: &mut [u8]| self.fill(buffer);
        let env = &mut Env { now, entropy: &mut entropy };
        let fetches = machine.fetches_tokens().then(|| self.fetches.lock());
        match (machine.step(env), fetches) {
            (Step::Send(outgoing), _) => Next::Send(outgoing),
            (Step::Sign(request), _) => Next::Sign(request),
            (Step::WaitUntil(until), _) => Next::Wait(until),
            (Step::FetchToken(fetch), Some(mut fetches)) => {
                let id = fetch.id();
                Next::Token(id, fetches.insert(id, self.fetch(*fetch)))
            }
            (Step::AwaitToken { id, .. }, Some(fetches)) => match fetches.get(id) {
                Some(fetching) => Next::Token(id, fetching),
                // Its last waiter is being dropped and is about to return the lease.
                None => Next::Wait(now.monotonic + PAUSE),
            },
            // A machine that needs no token asks for none.
            (Step::FetchToken(_) | Step::AwaitToken { .. }, None) => {
                Next::Wait(now.monotonic + PAUSE)
            }
            (Step::Done, _) => Next::Done,
        }
    }

    fn fetch(self: &Arc<Self>, mut fetch: TokenFetch) -> Fetching {
        let client = Arc::clone(self);
        Box::pin(async move {
            client.drive(fetch.core()).await;
            fetch.finish(client.transport.now())
        })
    }

    fn handle(&self, machine: &mut dyn Machine, now: Now, event: Event) {
        let mut entropy = |buffer: &mut [u8]| self.fill(buffer);
        machine.handle(&mut Env { now, entropy: &mut entropy }, event);
    }

    /// One signature, given up when its time is over.
    pub(super) async fn sign(
        &self,
        request: &SigningRequest,
    ) -> Option<Result<Vec<u8>, SignerError>> {
        let until = self.transport.now().monotonic + request.timeout();
        self.before(until, request.signer().sign(request.message())).await
    }

    /// One request, given up when its time is over.
    async fn attempt(&self, outgoing: Outgoing) -> Event {
        let timeout = outgoing.timeout();
        // Its time starts after the first poll of the request. A transport with the same timeout thus ends
        // first, and knows better what was sent.
        let late = pin!(async { self.transport.sleep(timeout).await });
        match select(self.transport.send(outgoing), late).await {
            Either::Left((Ok(reply), _)) => Event::Reply(reply),
            Either::Left((Err(fault), _)) => Event::Fault(fault),
            Either::Right(((), _)) => Event::Fault(Fault::new(FaultClass::TimedOut, Sent::Perhaps)),
        }
    }

    /// One request that has no permit to be in flight yet. Its wait for one counts towards its time.
    async fn attempt_with_room(&self, outgoing: Outgoing, mut now: Now) -> Event {
        let until = now.monotonic + outgoing.timeout();
        match self.permit(until, &mut now).await {
            Some(_permit) => self.attempt(outgoing.within(now.monotonic.until(until))).await,
            None => Event::Fault(Fault::new(FaultClass::TimedOut, Sent::Nothing)),
        }
    }

    /// A permit for one more request in flight, or `None` when the deadline came first. After a
    /// wait, `now` is updated.
    async fn permit(&self, deadline: Monotonic, now: &mut Now) -> Option<SemaphoreGuard<'_>> {
        if let Some(permit) = self.in_flight.try_acquire() {
            return Some(permit);
        }
        // Dropping this with its permit passes on a wake-up that was meant for two.
        let permit = self.before(deadline, Box::pin(self.in_flight.acquire())).await;
        *now = self.transport.now();
        permit
    }

    pub(super) async fn before<F: Future + Unpin>(
        &self,
        until: Monotonic,
        future: F,
    ) -> Option<F::Output> {
        let left = self.transport.now().monotonic.until(until);
        match select(future, self.transport.sleep(left)).await {
            Either::Left((output, _)) => Some(output),
            Either::Right(((), _)) => None,
        }
    }

    pub(super) async fn sleep_until(&self, until: Monotonic) {
        let left = self.transport.now().monotonic.until(until);
        self.transport.sleep(left).await;
    }

    pub(super) fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        self.transport.fill(buffer)
    }
}
