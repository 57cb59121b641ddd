//! A check that needs the keys of the identity service, and once more when it lacks one.

use std::sync::Arc;

use super::{Event, KeysFetch, Machine, Step, unfinished};
use crate::{
    ground::{
        env::{Env, Monotonic, UnixTime},
        error::{Error, VerificationError},
    },
    machine::{
        Session,
        session::{HeldKeys, WantedKeys},
    },
};

/// What is checked, as of now.
pub(crate) type Check<'a, T> = Box<dyn Fn(&HeldKeys, UnixTime) -> Result<T, Error> + Send + 'a>;

/// Fetches the keys, checks, and for a key that is not among them looks for newer ones.
pub(crate) struct KeyedCheck<'a, T> {
    session: Arc<Session>,
    name: &'static str,
    check: Check<'a, T>,
    fetch: Option<Box<KeysFetch>>,
    /// What the keys at hand led to, while newer ones are looked for.
    result: Option<Result<T, Error>>,
}

impl<'a, T> KeyedCheck<'a, T> {
    pub(crate) fn new(
        session: &Arc<Session>,
        name: &'static str,
        check: Check<'a, T>,
        now: Monotonic,
    ) -> Self {
        let fetch = KeysFetch::new(session, WantedKeys::Known, now);
        Self {
            session: Arc::clone(session),
            name,
            check,
            fetch: Some(Box::new(fetch)),
            result: None,
        }
    }

    pub(crate) fn finish(&mut self) -> Result<T, Error> {
        let result = self.result.take().unwrap_or_else(|| Err(unfinished(self.name)));
        result.map_err(|error| match error.endpoint() {
            Some(_) => error,
            None => error.at(self.name),
        })
    }

    fn fetched(&mut self, fetched: Result<Option<HeldKeys>, Error>, env: &Env<'_>) {
        match fetched {
            Ok(Some(keys)) => {
                let result = (self.check)(&keys, env.now.unix);
                // Once: whoever makes up a key must not keep this call busy.
                if asks_for_newer_keys(&result) && self.result.is_none() {
                    let fetch = KeysFetch::new(&self.session, keys.another(), env.now.monotonic);
                    self.fetch = Some(Box::new(fetch));
                }
                self.result = Some(result);
            }
            // There are no newer ones, or they can't be had: what the check has said holds.
            Ok(None) => {}
            Err(_) if self.result.is_some() => {}
            Err(error) => self.result = Some(Err(error)),
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
                Step::Done => self.fetched(fetch.finish(), env),
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
