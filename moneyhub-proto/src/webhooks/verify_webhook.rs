use std::{fmt, sync::Arc};

use super::{VerifiedWebhook, WebhookVerifier};
use crate::{
    ground::{
        env::{Env, Monotonic, Now},
        error::Error,
    },
    machine::{Event, HeldKeys, KeyedCheck, Machine, Session, Step, Trigger},
};

/// The name in errors.
const NAME: &str = "webhooks.verify";

/// Verifies a webhook, as a machine that fetches the keys.
///
/// Step it like an [`Exchange`](crate::machine::Exchange). The keys of the identity service are found by
/// discovery, once an hour for all sign-ins and webhooks of a session. A body without the form of a signed
/// webhook is refused without fetching them.
///
/// Anybody can send a token with a made-up key. For those the keys are fetched again at most once a minute,
/// and never at the expense of a sign-in. One that comes within that minute is refused with an error that
/// [asks for newer keys](crate::ground::error::VerificationError::asks_for_newer_keys).
///
/// [`Client::webhook`](crate::driver::Client::webhook) drives one.
pub struct VerifyWebhook<'a>(State<'a>);

enum State<'a> {
    Check(Box<KeyedCheck<'a, VerifiedWebhook>>),
    Refused(Error),
}

impl<'a> VerifyWebhook<'a> {
    /// Begins by checking the form of the body. If that is wrong, nothing is sent, and
    /// [`finish`](Self::finish) reports it.
    ///
    /// For `verifier`, use [`WebhookVerifier::of_config`] with the session's configuration, unless you need
    /// other settings.
    #[must_use]
    pub fn new(
        session: &Arc<Session>,
        verifier: WebhookVerifier,
        body: &'a [u8],
        now: Now,
    ) -> Self {
        if let Err(error) = verifier.check_form(body) {
            return Self(State::Refused(Error::from(error).at(NAME)));
        }
        let check = move |keys: &HeldKeys, now| verifier.verify(body, &keys.set, now);
        let check =
            KeyedCheck::new(session, NAME, Trigger::Stranger, Box::new(check), now.monotonic);
        Self(State::Check(Box::new(check)))
    }

    /// Says what to do next.
    pub fn step(&mut self, env: &mut Env<'_>) -> Step {
        match &mut self.0 {
            State::Check(check) => check.step(env),
            State::Refused(_) => Step::Done,
        }
    }

    /// Takes in what happened.
    pub fn handle(&mut self, env: &mut Env<'_>, event: Event) {
        if let State::Check(check) = &mut self.0 {
            check.handle(env, event);
        }
    }

    /// The verified webhook.
    ///
    /// # Errors
    ///
    /// As [`WebhookVerifier::verify`], and whatever can go wrong in fetching the keys. In that case nothing
    /// is known about the webhook, and you can try again.
    pub fn finish(self) -> Result<VerifiedWebhook, Error> {
        match self.0 {
            State::Check(mut check) => check.finish(),
            State::Refused(error) => Err(error),
        }
    }

    /// The name of its span.
    pub(crate) const fn name() -> &'static str {
        NAME
    }
}

impl Machine for VerifyWebhook<'_> {
    fn step(&mut self, env: &mut Env<'_>) -> Step {
        Self::step(self, env)
    }

    fn handle(&mut self, env: &mut Env<'_>, event: Event) {
        Self::handle(self, env, event);
    }

    fn deadline(&self) -> Monotonic {
        match &self.0 {
            State::Check(check) => check.deadline(),
            State::Refused(_) => Monotonic::default(),
        }
    }

    fn may_send(&self, now: Monotonic) -> bool {
        match &self.0 {
            State::Check(check) => check.may_send(now),
            State::Refused(_) => false,
        }
    }
}

impl fmt::Debug for VerifyWebhook<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match &self.0 {
            State::Check(_) => "Check",
            State::Refused(_) => "Refused",
        };
        f.debug_struct("VerifyWebhook")
            .field("state", &format_args!("{state}"))
            .finish_non_exhaustive()
    }
}
