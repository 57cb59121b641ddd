//! One attempt: its signatures and its request.

use super::{
    super::{
        Step,
        ready::{Bearer, Ready},
        signing::Signing,
        state::State,
    },
    Core,
};
use crate::{
    codec::{Attempt, Outgoing, client_jwt::ClientJwt},
    ground::{
        env::{Env, Monotonic},
        error::{EnvironmentError, Error, ErrorKind, SignerError},
    },
    machine::trace,
};

impl Core {
    /// Whether an attempt of this call begins with a signature instead of a request.
    pub(super) fn signs(&self, ready: &Ready) -> bool {
        ClientJwt::any_signed_of(self.session.config(), &ready.call)
    }

    /// Begins an attempt. Its time counts from here, so that signatures are fresh when they are sent.
    pub(super) fn prepare(
        &mut self,
        ready: Box<Ready>,
        bearer: Bearer,
        env: &mut Env<'_>,
    ) -> Option<Step> {
        let now = env.now.monotonic;
        let left = now.until(self.deadline);
        if left.is_zero() {
            self.give_up(None);
            return None;
        }
        let until = now + ready.call.facts().timeout.min(left);
        if !ClientJwt::any_of(self.session.config(), &ready.call) {
            return self.send(ready, bearer, &[], now, until);
        }
        let signing = match ClientJwt::all_of(self.session.config(), &ready.call, env) {
            Ok(jwts) => Signing::new(jwts, now, until),
            Err(error) => {
                self.failed_by_environment(error);
                return None;
            }
        };
        if let Some(jwts) = signing.signed() {
            return self.send(ready, bearer, jwts, now, until);
        }
        self.state = State::Signing { ready, bearer, signing };
        None
    }

    /// Asks for the next signature, or sends the request once it has them all.
    pub(super) fn sign(
        &mut self,
        ready: Box<Ready>,
        bearer: Bearer,
        mut signing: Signing,
        now: Monotonic,
    ) -> Option<Step> {
        let (fresh_until, until) = (signing.fresh_until, signing.until);
        match signing.signed() {
            Some(jwts) if now < fresh_until => return self.send(ready, bearer, jwts, now, until),
            Some(_) => {
                // It became stale while it waited to be sent.
                self.state = State::Ready(ready, bearer);
                return None;
            }
            None if now >= self.deadline => {
                self.give_up(None);
                return None;
            }
            None if now >= fresh_until => {
                self.failed_by_environment(EnvironmentError::Signer(SignerError::late()).into());
                return None;
            }
            None => {}
        }
        let request = signing.hand_out(now);
        self.state = State::Signing { ready, bearer, signing };
        Some(request.map_or(Step::WaitUntil(fresh_until), Step::Sign))
    }

    pub(super) fn signature(
        &mut self,
        ready: Box<Ready>,
        bearer: Bearer,
        mut signing: Signing,
        signature: Result<Vec<u8>, SignerError>,
        now: Monotonic,
    ) {
        // A signature that comes too late is dropped: the next step reports it.
        if now < signing.fresh_until
            && let Err(error) = signing.sign(signature)
        {
            self.failed_by_environment(error);
            return;
        }
        self.state = State::Signing { ready, bearer, signing };
    }

    /// Ends the call before this attempt has sent anything. After a failure of the environment the call may
    /// be made again; with a wrong setting, not.
    fn failed_by_environment(&mut self, error: Error) {
        let retryable = error.kind() == ErrorKind::Environment;
        self.stop(error.with_outcome(self.before).with_retry(retryable, None));
    }

    fn send(
        &mut self,
        ready: Box<Ready>,
        bearer: Bearer,
        jwts: &[ClientJwt],
        now: Monotonic,
        until: Monotonic,
    ) -> Option<Step> {
        let attempt = Attempt {
            token: bearer.token(),
            timeout: Some(now.until(until)),
            jwts,
            headers: Some(&ready.headers),
        };
        let outgoing = Outgoing::new(self.session.config(), &ready.call, attempt);
        match outgoing {
            Ok(outgoing) => {
                self.attempts += 1;
                trace::attempt(&outgoing, self.attempts);
                self.state = State::InFlight { ready, bearer, until };
                Some(Step::Send(outgoing))
            }
            Err(error) => {
                self.stop(error.with_outcome(self.before));
                None
            }
        }
    }
}
