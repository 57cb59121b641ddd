//! Signing in, for threads.

use super::{Client, Inner};
use crate::{
    api::identity::PushedAuthorisationRequest,
    ground::{error::Error, id::ClientId},
    jose::{JwtVerifier, VerifiedJwt},
    machine::{Check, HeldKeys, KeyedCheck, Trigger, trace},
    sign_in::{
        BegunSignIn, Callback, ExpectedIdToken, FinishSignIn, IdToken, IdTokenVerifier,
        PendingSignIn, PushedSignIn, SignIn, SignedIn, UnverifiedSignIn,
    },
};

impl Client {
    /// Begins a sign-in: makes its one-time values, and pushes the authorisation request.
    ///
    /// # Errors
    ///
    /// As [`Client::begin_sign_in`](crate::driver::Client::begin_sign_in).
    pub fn begin_sign_in(&self, sign_in: &SignIn) -> Result<PushedSignIn, Error> {
        let config = self.session().config();
        let client_id = ClientId::from(config.required_client_id()?);
        // Don't begin what could not be verified in the end.
        IdTokenVerifier::of_config(config)?;
        let mut entropy = |buffer: &mut [u8]| self.0.transport.fill(buffer);
        let now = self.0.transport.now().unix;
        let BegunSignIn { request, pending } =
            sign_in.begin(client_id.clone(), config.issuer(), now, &mut entropy)?;
        let pushed = self.send(PushedAuthorisationRequest { request })?;
        let url = pushed.authorisation_url(config, &client_id);
        Ok(PushedSignIn::new(url, pending))
    }

    /// Finishes a sign-in with what the user came back with.
    ///
    /// # Errors
    ///
    /// As [`Client::finish_sign_in`](crate::driver::Client::finish_sign_in).
    pub fn finish_sign_in(
        &self,
        pending: &PendingSignIn,
        callback: &Callback,
    ) -> Result<SignedIn, Error> {
        let now = self.0.transport.now();
        let mut finish = FinishSignIn::new(&self.0.session, pending, callback, now);
        trace::within("sign_in.finish_sign_in", || self.0.drive(&mut finish, None));
        finish.finish()
    }

    /// Verifies a sign-in that could not be verified when it was finished.
    ///
    /// # Errors
    ///
    /// As [`Client::verify_sign_in`](crate::driver::Client::verify_sign_in).
    pub fn verify_sign_in(&self, unverified: &UnverifiedSignIn) -> Result<SignedIn, Error> {
        let verifier = IdTokenVerifier::of_config(self.session().config())?;
        let check = |keys: &HeldKeys, now| unverified.verify(&verifier, &keys.set, now);
        self.0.with_keys("sign_in.verify_sign_in", Trigger::SignIn, Box::new(check))
    }

    /// Verifies an `id_token` that did not come from a sign-in of this client.
    ///
    /// # Errors
    ///
    /// As [`Client::verify_id_token`](crate::driver::Client::verify_id_token).
    pub fn verify_id_token(
        &self,
        token: &str,
        expected: &ExpectedIdToken<'_>,
    ) -> Result<IdToken, Error> {
        let verifier = IdTokenVerifier::of_config(self.session().config())?;
        let check = |keys: &HeldKeys, now| verifier.verify(token, expected, &keys.set, now);
        self.0.with_keys("sign_in.verify_id_token", Trigger::Stranger, Box::new(check))
    }

    /// Verifies another JWT of the identity service with its keys. For webhooks, use
    /// [`webhook`](Self::webhook).
    ///
    /// # Errors
    ///
    /// As [`verify_id_token`](Self::verify_id_token).
    pub fn verify_jwt(&self, token: &str, verifier: &JwtVerifier) -> Result<VerifiedJwt, Error> {
        let check = |keys: &HeldKeys, now| verifier.verify(token, &keys.set, now);
        self.0.with_keys("sign_in.verify_jwt", Trigger::Stranger, Box::new(check))
    }
}

impl Inner {
    fn with_keys<T: Send>(
        &self,
        name: &'static str,
        trigger: Trigger,
        check: Check<'_, T>,
    ) -> Result<T, Error> {
        let now = self.transport.now().monotonic;
        let mut check = KeyedCheck::new(&self.session, name, trigger, check, now);
        trace::within(name, || self.drive(&mut check, None));
        check.finish()
    }
}
