use std::{fmt, sync::Arc};

use crate::{
    api::identity::ExchangeCode,
    config::IssuerParameter,
    ground::{
        env::{Env, Monotonic, Now},
        error::{Error, Outcome, VerificationError},
    },
    machine::{
        CallOptions, Event, Exchange, HeldKeys, KeyedCheck, Machine, Session, Step, Trigger,
        unfinished,
    },
    sign_in::{
        Callback, Checked, CodeExchange, IdTokenVerifier, PendingSignIn, SignedIn, UnverifiedSignIn,
    },
};

/// The name in errors.
const NAME: &str = "sign_in.finish_sign_in";

/// The second half of a sign-in, as a machine: from what the user came back with to who they are.
///
/// Step it like an [`Exchange`]. It checks the callback, gets the keys of the identity service (by discovery,
/// unless the session has them), verifies the `id_token` of the callback if there is one, exchanges the code,
/// and verifies the `id_token` that it gets for it. It fetches the keys before the exchange, so that a code
/// is not spent on an answer that can't be verified. If verification still fails, the error keeps what the
/// code was exchanged for: see [`UnverifiedSignIn`].
///
/// A token that no known key has signed makes it fetch the keys again. Of several sign-ins, one does so every
/// five seconds, and the others wait for it.
///
/// [`Client::finish_sign_in`](crate::driver::Client::finish_sign_in) drives one.
pub struct FinishSignIn {
    session: Arc<Session>,
    state: State,
}

enum State {
    Check(Box<KeyedCheck<'static, Checked>>),
    Exchange(Box<Exchange<ExchangeCode>>, Box<CodeExchange>, Option<HeldKeys>),
    Finish(Box<KeyedCheck<'static, SignedIn>>, Box<UnverifiedSignIn>),
    Done(Box<Result<SignedIn, Error>>),
    /// Between two states, within one step; also after the result was taken out.
    Taken,
}

impl FinishSignIn {
    /// Begins by checking the callback. If something is wrong with it, nothing is sent, and
    /// [`finish`](Self::finish) reports it.
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
                State::Exchange(exchange, ..) => exchange.step(env),
                State::Finish(check, _) => check.step(env),
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
            State::Exchange(exchange, ..) => exchange.handle(env, event),
            State::Finish(check, _) => check.handle(env, event),
            State::Done(_) | State::Taken => {}
        }
    }

    /// Who signed in.
    ///
    /// # Errors
    ///
    /// Those of [`PendingSignIn::receive`] and
    /// [`ReturnedSignIn::check`](crate::sign_in::ReturnedSignIn::check); and whatever can go wrong in
    /// discovery, in fetching the keys, and in exchanging the code. If the code was sent, check whether the
    /// connection or payment was made before you begin a new sign-in: a code is valid for one use. The error
    /// has what it was exchanged for: see [`UnverifiedSignIn`].
    ///
    /// If the machine is not done, the outcome is [`Outcome::NotSent`] before the code was handed out,
    /// [`Outcome::Uncertain`] after that, and [`Outcome::Accepted`] once the service has accepted it.
    pub fn finish(mut self) -> Result<SignedIn, Error> {
        match std::mem::replace(&mut self.state, State::Taken) {
            State::Done(result) => *result,
            // Its error is about the code.
            State::Exchange(exchange, code, keys) => {
                let (_, unverified) = self.exchanged(*exchange, *code, keys, Now::default())?;
                Err(spent(unfinished(NAME), unverified))
            }
            State::Finish(_, unverified) => Err(spent(unfinished(NAME), *unverified)),
            State::Check(_) | State::Taken => Err(unfinished(NAME)),
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
            if !returned.needs_keys() {
                // Don't spend a code on a token that no key could verify.
                verifier.check_keys(&keys.set)?;
            }
            returned.check(&verifier, &keys.set, now)
        };
        Ok(KeyedCheck::new(session, NAME, Trigger::SignIn, Box::new(check), now.monotonic))
    }

    /// Goes from a finished stage to the next one.
    fn turn(&mut self, now: Now) {
        self.state = match std::mem::replace(&mut self.state, State::Taken) {
            State::Check(mut check) => match check.finish() {
                Ok(Checked::Exchange(code)) => {
                    let options = CallOptions::default();
                    let exchange =
                        Exchange::new(&self.session, code.endpoint(), options, now.monotonic);
                    State::Exchange(Box::new(exchange), Box::new(code), check.keys())
                }
                Ok(Checked::SignedIn(signed_in)) => State::Done(Box::new(Ok(signed_in))),
                // Whatever the requests for the keys did, the code was not sent.
                Err(error) => State::Done(Box::new(Err(error.of_code(Outcome::NotSent)))),
            },
            State::Exchange(exchange, code, keys) => {
                match self.exchanged(*exchange, *code, keys, now) {
                    Ok((check, unverified)) => State::Finish(Box::new(check), Box::new(unverified)),
                    Err(error) => State::Done(Box::new(Err(error))),
                }
            }
            // The code is spent by now, whatever the check says.
            State::Finish(mut check, unverified) => {
                let finished = check.finish().map_err(|error| spent(error, *unverified));
                State::Done(Box::new(finished))
            }
            ended @ (State::Done(_) | State::Taken) => ended,
        };
    }

    fn exchanged(
        &self,
        exchange: Exchange<ExchangeCode>,
        code: CodeExchange,
        keys: Option<HeldKeys>,
        now: Now,
    ) -> Result<(KeyedCheck<'static, SignedIn>, UnverifiedSignIn), Error> {
        let tokens = exchange.finish()?;
        let unverified = UnverifiedSignIn::new(code, tokens);
        let verifier = match IdTokenVerifier::of_config(self.session.config()) {
            Ok(verifier) => verifier,
            Err(error) => return Err(spent(error, unverified)),
        };
        let checked = unverified.clone();
        let check = move |keys: &HeldKeys, now| checked.verify(&verifier, &keys.set, now);
        let check =
            KeyedCheck::new(&self.session, NAME, Trigger::SignIn, Box::new(check), now.monotonic);
        Ok((check.or_with(keys), unverified))
    }
}

/// An error after the exchange. Another try would send the code a second time, and the service may
/// then revoke the tokens of the first (RFC 6749 section 4.1.2).
fn spent(error: Error, unverified: UnverifiedSignIn) -> Error {
    error.of_code(Outcome::Accepted).with_retry(false, None).keeping(unverified)
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
            State::Exchange(exchange, ..) => exchange.deadline(),
            State::Finish(check, _) => check.deadline(),
            State::Done(_) | State::Taken => Monotonic::default(),
        }
    }

    fn may_send(&self, now: Monotonic) -> bool {
        match &self.state {
            State::Check(check) => check.may_send(now),
            State::Exchange(exchange, ..) => exchange.may_send(now),
            State::Finish(check, _) => check.may_send(now),
            State::Done(_) | State::Taken => false,
        }
    }
}

impl fmt::Debug for FinishSignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match &self.state {
            State::Check(_) => "Check",
            State::Exchange(..) => "Exchange",
            State::Finish(..) => "Finish",
            State::Done(_) | State::Taken => "Done",
        };
        f.debug_struct("FinishSignIn")
            .field("state", &format_args!("{state}"))
            .finish_non_exhaustive()
    }
}
