//! A check that needs the keys of the identity service, and newer ones if the known ones don't fit.

use std::sync::Arc;

use super::{Event, KeysFetch, Machine, Step, unfinished};
use crate::{
    ground::{
        env::{Env, Monotonic, UnixTime},
        error::{Error, VerificationError},
    },
    machine::{
        Session,
        session::{HeldKeys, Trigger, WantedKeys},
    },
};

/// The check, as of now.
pub(crate) type Check<'a, T> = Box<dyn Fn(&HeldKeys, UnixTime) -> Result<T, Error> + Send + 'a>;

/// How often newer keys are fetched, at most: a made-up key must not keep a call busy. Once is enough, unless
/// the keys were fetched for another call, perhaps before the service rotated them.
const MOST_LOOKS: u8 = 2;

/// Fetches the keys, checks, and fetches newer ones if the key is not among them.
pub(crate) struct KeyedCheck<'a, T> {
    session: Arc<Session>,
    name: &'static str,
    trigger: Trigger,
    check: Check<'a, T>,
    fetch: Option<Box<KeysFetch>>,
    looks: u8,
    /// The keys of the last check; before the first check, the fallback.
    keys: Option<HeldKeys>,
    /// The result with the known keys, while newer ones are fetched.
    result: Option<Result<T, Error>>,
}

impl<'a, T> KeyedCheck<'a, T> {
    pub(crate) fn new(
        session: &Arc<Session>,
        name: &'static str,
        trigger: Trigger,
        check: Check<'a, T>,
        now: Monotonic,
    ) -> Self {
        let fetch = KeysFetch::new(session, WantedKeys::Known, trigger, now);
        Self {
            session: Arc::clone(session),
            name,
            trigger,
            check,
            fetch: Some(Box::new(fetch)),
            looks: 0,
            keys: None,
            result: None,
        }
    }

    /// Falls back on these keys, though they may be old, if no others can be fetched.
    pub(crate) fn or_with(mut self, keys: Option<HeldKeys>) -> Self {
        self.keys = keys;
        self
    }

    /// The keys of the last check.
    pub(crate) const fn keys(&mut self) -> Option<HeldKeys> {
        self.keys.take()
    }

    pub(crate) fn finish(&mut self) -> Result<T, Error> {
        let result = self.result.take().unwrap_or_else(|| Err(unfinished(self.name)));
        result.map_err(|error| match error.endpoint() {
            Some(_) => error,
            None => error.at(self.name),
        })
    }

    fn fetched(&mut self, own: bool, fetched: Result<Option<HeldKeys>, Error>, env: &Env<'_>) {
        match fetched {
            Ok(Some(keys)) => {
                let result = (self.check)(&keys, env.now.unix);
                let look_again = self.looks == 0 || !own && self.looks < MOST_LOOKS;
                if asks_for_newer_keys(&result) && look_again {
                    self.looks += 1;
                    let now = env.now.monotonic;
                    let fetch = KeysFetch::new(&self.session, keys.another(), self.trigger, now);
                    self.fetch = Some(Box::new(fetch));
                }
                self.keys = Some(keys);
                self.result = Some(result);
            }
            // There are no newer ones, or they can't be fetched: the result of the check stands.
            Ok(None) => {}
            Err(_) if self.result.is_some() => {}
            Err(error) => {
                self.result = Some(match &self.keys {
                    Some(keys) => (self.check)(keys, env.now.unix),
                    None => Err(error),
                });
            }
        }
    }
}

fn asks_for_newer_keys<T>(result: &Result<T, Error>) -> bool {
    let error = result.as_ref().err().and_then(Error::verification_error);
    error.is_some_and(VerificationError::asks_for_newer_keys)
}

impl<T: Send> Machine for KeyedCheck<'_, T> {
    fn step(&mut self, env: &mut Env<'_>) -> Step {
        while let Some(mut fetch) = self.fetch.take() {
            match fetch.step(env) {
                Step::Done => self.fetched(fetch.is_own(), fetch.finish(), env),
                step => {
                    self.fetch = Some(fetch);
                    return step;
                }
            }
        }
        Step::Done
    }

    fn handle(&mut self, env: &mut Env<'_>, event: Event) {
        if let Some(fetch) = &mut self.fetch {
            fetch.handle(env, event);
        }
    }

    fn deadline(&self) -> Monotonic {
        self.fetch.as_ref().map_or(Monotonic::default(), |fetch| fetch.deadline())
    }

    fn may_send(&self, now: Monotonic) -> bool {
        self.fetch.as_ref().is_some_and(|fetch| fetch.may_send(now))
    }
}
