use std::{fmt, sync::Arc};

use crate::machine::{CallOptions, Event, Exchange, KeyedCheck, Machine, Step, unfinished};
use crate::{
    api::identity::ExchangeCode,
    config::IssuerParameter,
    ground::{
        env::{Env, Monotonic, Now},
        error::{Error, Outcome, VerificationError},
    },
    machine::{HeldKeys, Session},
    sign_in::{Callback, Checked, CodeExchange, IdTokenVerifier, PendingSignIn, SignedIn},
};

/// The name in errors.
const NAME: &str = "sign_in.finish_sign_in";

/// The second half of a sign-in, as a machine: what the user came back with, to who they are.
///
/// Step it like an [`Exchange`]. It checks the callback, gets the keys of the identity service (by
/// discovery, unless the session has them), verifies the `id_token` of the callback where there is
/// one, exchanges the code, and verifies the `id_token` of that. The keys come before the exchange: a
/// code is not spent on an answer that can't be verified.
///
/// [`Client::finish_sign_in`](crate::driver::Client::finish_sign_in) drives one.
pub struct FinishSignIn {
    session: Arc<Session>,
    state: State,
}

enum State {
    Check(Box<KeyedCheck<'static, Checked>>),
    Exchange(Box<Exchange<ExchangeCode>>, Box<CodeExchange>),
    Finish(Box<KeyedCheck<'static, SignedIn>>),
    Done(Box<Result<SignedIn, Error>>),
    /// Between two states, within one step; and after the result was taken out.
    Taken,
}

impl FinishSignIn {
    /// Begins with the check of the callback. What is wrong with it is reported when the machine is
    /// finished, and nothing is sent.
    #[must_use]
    pub fn new(
        session: &Arc<Session>,
        pending: &PendingSignIn,
        callback: &Callback,
        now: Now,
    ) -> Self {
        let state = match Self::begin(session, pending, callback, now) {
            Ok(check) => State::Check(Box::new(check)),
            Err(error) => State::Done(Box::new(Err(error.at(NAME)))),
        };
        Self { session: Arc::clone(session), state }
    }

    /// Says what to do next.
    pub fn step(&mut self, env: &mut Env<'_>) -> Step {
        loop {
            let step = match &mut self.state {
                State::Check(check) => check.step(env),
                State::Exchange(exchange, _) => exchange.step(env),
                State::Finish(check) => check.step(env),
                State::Done(_) | State::Taken => return Step::Done,
            };
            match step {
                Step::Done => self.turn(env.now),
                step => return step,
            }
        }
    }

    /// Takes in what happened.
    pub fn handle(&mut self, env: &mut Env<'_>, event: Event) {
        match &mut self.state {
            State::Check(check) => check.handle(env, event),
            State::Exchange(exchange, _) => exchange.handle(env, event),
            State::Finish(check) => check.handle(env, event),
            State::Done(_) | State::Taken => {}
        }
    }

    /// Who signed in.
    ///
    /// # Errors
    ///
    /// Those of [`PendingSignIn::receive`] and [`ReturnedSignIn::check`](crate::sign_in::ReturnedSignIn::check);
    /// and whatever can go wrong with the calls for discovery, for the keys, and with the code. After
    /// the code was sent, begin a new sign-in: a code is good for one use.
    pub fn finish(mut self) -> Result<SignedIn, Error> {
        match std::mem::replace(&mut self.state, State::Taken) {
            State::Done(result) => *result,
            _ => Err(unfinished(NAME)),
        }
    }

    fn begin(
        session: &Arc<Session>,
        pending: &PendingSignIn,
        callback: &Callback,
        now: Now,
    ) -> Result<KeyedCheck<'static, Checked>, Error> {
        let config = session.config();
        pending.check_origin(config.issuer(), config.required_client_id()?)?;
        // Whether the service always sends `iss` is not known before its discovery document is.
        let returned = pending.receive(callback, IssuerParameter::Optional, now.unix)?;
        let verifier = IdTokenVerifier::of_config(config)?;
        let lacks_issuer = !callback.has_issuer() && !returned.needs_keys();
        let check = move |keys: &HeldKeys, now| {
            if lacks_issuer && keys.issuer_parameter == IssuerParameter::Required {
                return Err(VerificationError::CallbackIssuerMissing.into());
            }
            returned.check(&verifier, &keys.set, now)
        };
        Ok(KeyedCheck::new(session, NAME, Box::new(check), now.monotonic))
    }

    /// Goes from a stage that is over to the one after it.
    fn turn(&mut self, now: Now) {
        self.state = match std::mem::replace(&mut self.state, State::Taken) {
            State::Check(mut check) => match check.finish() {
                Ok(Checked::Exchange(code)) => {
                    let options = CallOptions::default();
                    let exchange =
                        Exchange::new(&self.session, code.endpoint(), options, now.monotonic);
                    State::Exchange(Box::new(exchange), Box::new(code))
                }
                Ok(Checked::SignedIn(signed_in)) => State::Done(Box::new(Ok(signed_in))),
                // Whatever the calls for the keys have done: the code was not sent.
                Err(error) => State::Done(Box::new(Err(error.of_code(Outcome::NotSent)))),
            },
            State::Exchange(exchange, code) => match self.exchanged(*exchange, *code, now) {
                Ok(check) => State::Finish(Box::new(check)),
                Err(error) => State::Done(Box::new(Err(error))),
            },
            // The code is spent by now, whatever the check says.
            State::Finish(mut check) => State::Done(Box::new(check.finish().map_err(spent))),
            ended @ (State::Done(_) | State::Taken) => ended,
        };
    }

    fn exchanged(
        &self,
        exchange: Exchange<ExchangeCode>,
        code: CodeExchange,
        now: Now,
    ) -> Result<KeyedCheck<'static, SignedIn>, Error> {
        let tokens = exchange.finish()?;
        let verifier = IdTokenVerifier::of_config(self.session.config())?;
        let check = move |keys: &HeldKeys, now| code.finish(&tokens, &verifier, &keys.set, now);
        Ok(KeyedCheck::new(&self.session, NAME, Box::new(check), now.monotonic))
    }
}

/// An error after the exchange: another try would send the code a second time, for which a service
/// may take back the tokens of the first (RFC 6749 section 4.1.2).
fn spent(error: Error) -> Error {
    error.of_code(Outcome::Accepted).with_retry(false, None)
}

impl Machine for FinishSignIn {
    fn step(&mut self, env: &mut Env<'_>) -> Step {
        Self::step(self, env)
    }

    fn handle(&mut self, env: &mut Env<'_>, event: Event) {
        Self::handle(self, env, event);
    }

    fn deadline(&self) -> Monotonic {
        match &self.state {
            State::Check(check) => check.deadline(),
            State::Exchange(exchange, _) => exchange.deadline(),
            State::Finish(check) => check.deadline(),
            State::Done(_) | State::Taken => Monotonic::default(),
        }
    }

    fn may_send(&self, now: Monotonic) -> bool {
        match &self.state {
            State::Check(check) => check.may_send(now),
            State::Exchange(exchange, _) => exchange.may_send(now),
            State::Finish(check) => check.may_send(now),
            State::Done(_) | State::Taken => false,
        }
    }
}

impl fmt::Debug for FinishSignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match &self.state {
            State::Check(_) => "Check",
            State::Exchange(..) => "Exchange",
            State::Finish(_) => "Finish",
            State::Done(_) | State::Taken => "Done",
        };
        f.debug_struct("FinishSignIn")
            .field("state", &format_args!("{state}"))
            .finish_non_exhaustive()
    }
}
