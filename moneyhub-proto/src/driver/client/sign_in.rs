//! Signing in, over a transport.

use std::sync::Arc;

use super::Inner;
use crate::{
    api::identity::PushedAuthorisationRequest,
    driver::Client,
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
    /// Send the user to the URL at once: it expires after a minute. Keep the pending sign-in until
    /// they come back, see [`PendingSignIn::to_secret`].
    ///
    /// # Errors
    ///
    /// As [`SignIn::begin`] and [`PushedAuthorisationRequest`];
    /// [`ErrorKind::Configuration`](crate::ground::error::ErrorKind::Configuration) without a client id.
    ///
    /// # Examples
    ///
    /// ```
    /// # use std::sync::Arc;
    /// use moneyhub_proto::{
    ///     id::ProviderId, scripted::Scripted, sign_in::{Journey, SignIn}, Client, Config,
    /// };
    ///
    /// # // So that it runs without the features `aws-lc-rs` and `ring`.
    /// # use moneyhub_proto::jose::{JwsAlgorithm, PublicKey, Verifier, VerifierError};
    /// # struct Nobody;
    /// # impl Verifier for Nobody {
    /// #     fn verify(&self, _: JwsAlgorithm, _: &PublicKey, _: &[u8], _: &[u8]) -> Result<(), VerifierError> {
    /// #         Err(VerifierError::InvalidSignature)
    /// #     }
    /// # }
    /// # pollster::block_on(async {
    /// # let config = Config::builder().client_id("client").client_secret("secret").verifier(Arc::new(Nobody));
    /// # let config = config.build()?;
    /// # let transport = Scripted::new()
    /// #     .reply(201, r#"{"request_uri":"urn:example:1","expires_in":60}"#);
    /// # let client = Client::new(config, Arc::new(transport));
    /// let bank = ProviderId::from("9c1185a5c5e9fc54612808977ee8f548");
    /// let sign_in = SignIn::new("https://shop.example/callback", Journey::connect(&bank)?);
    /// let pushed = client.begin_sign_in(&sign_in).await?;
    ///
    /// // Store this in the user's session, on the server or encrypted:
    /// let stored = pushed.pending.to_secret();
    /// // Redirect the user to:
    /// assert!(pushed.url.expose_secret().ends_with("/oidc/auth?client_id=client&request_uri=urn%3Aexample%3A1"));
    /// # let _ = stored;
    /// # Ok::<(), moneyhub_proto::Error>(())
    /// # }).unwrap();
    /// ```
    pub async fn begin_sign_in(&self, sign_in: &SignIn) -> Result<PushedSignIn, Error> {
        let config = self.session().config();
        let client_id = ClientId::from(config.required_client_id()?);
        // Don't begin what could not be verified in the end.
        IdTokenVerifier::of_config(config)?;
        let mut entropy = |buffer: &mut [u8]| self.0.fill(buffer);
        let now = self.0.transport.now().unix;
        let BegunSignIn { request, pending } =
            sign_in.begin(client_id.clone(), config.issuer(), now, &mut entropy)?;
        let pushed = self.send(PushedAuthorisationRequest { request }).await?;
        let url = pushed.authorisation_url(config, &client_id);
        Ok(PushedSignIn::new(url, pending))
    }

    /// Finishes a sign-in with what the user came back with: checks the callback, exchanges the code and
    /// verifies who signed in. The keys of the identity service are found by discovery and cached for an
    /// hour.
    ///
    /// The pending sign-in is good for one callback: see [`PendingSignIn`]. If your server drops the futures
    /// of users who disconnect, spawn this one. If it is dropped after the code was sent, the connection or
    /// payment that the user has just made is lost to you.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Verification`](crate::ground::error::ErrorKind::Verification) for a callback or a token
    /// that can't be trusted, [`ErrorKind::Identity`](crate::ground::error::ErrorKind::Identity) when the
    /// user or the service refused (see [`Error::sign_in_refusal`]) or the service did not accept the code,
    /// and whatever can go wrong with a call. If the code was sent, check whether the connection or payment
    /// was made before you begin a new sign-in. What came and could not be verified is kept:
    /// [`UnverifiedSignIn::of`].
    pub async fn finish_sign_in(
        &self,
        pending: &PendingSignIn,
        callback: &Callback,
    ) -> Result<SignedIn, Error> {
        let now = self.0.transport.now();
        let mut finish = FinishSignIn::new(&self.0.session, pending, callback, now);
        trace::call("sign_in.finish_sign_in", self.0.drive(&mut finish)).await;
        finish.finish()
    }

    /// Verifies a sign-in that could not be verified when it was finished.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Verification`](crate::ground::error::ErrorKind::Verification), with the check that
    /// failed, and whatever can go wrong in fetching the keys. You can try again.
    pub async fn verify_sign_in(&self, unverified: &UnverifiedSignIn) -> Result<SignedIn, Error> {
        let verifier = IdTokenVerifier::of_config(self.session().config())?;
        let check = |keys: &HeldKeys, now| unverified.verify(&verifier, &keys.set, now);
        self.0.with_keys("sign_in.verify_sign_in", Trigger::SignIn, Box::new(check)).await
    }

    /// Verifies an `id_token` that did not come from a sign-in of this client, with the keys of the identity
    /// service.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Verification`](crate::ground::error::ErrorKind::Verification), with the check that
    /// failed, and whatever can go wrong in fetching the keys.
    pub async fn verify_id_token(
        &self,
        token: &str,
        expected: &ExpectedIdToken<'_>,
    ) -> Result<IdToken, Error> {
        let verifier = IdTokenVerifier::of_config(self.session().config())?;
        let check = |keys: &HeldKeys, now| verifier.verify(token, expected, &keys.set, now);
        self.0.with_keys("sign_in.verify_id_token", Trigger::Stranger, Box::new(check)).await
    }

    /// Verifies another JWT of the identity service with its keys. For webhooks, use
    /// [`webhook`](Self::webhook).
    ///
    /// Anybody can send one, so an unknown key makes it fetch the keys again at most once a minute. A token
    /// that comes within that minute is refused with an error that [asks for newer
    /// keys](crate::ground::error::VerificationError::asks_for_newer_keys): keep it, and verify it later.
    ///
    /// # Errors
    ///
    /// As [`verify_id_token`](Self::verify_id_token).
    pub async fn verify_jwt(
        &self,
        token: &str,
        verifier: &JwtVerifier,
    ) -> Result<VerifiedJwt, Error> {
        let check = |keys: &HeldKeys, now| verifier.verify(token, &keys.set, now);
        self.0.with_keys("sign_in.verify_jwt", Trigger::Stranger, Box::new(check)).await
    }
}

impl Inner {
    async fn with_keys<T: Send>(
        self: &Arc<Self>,
        name: &'static str,
        trigger: Trigger,
        check: Check<'_, T>,
    ) -> Result<T, Error> {
        let now = self.transport.now().monotonic;
        let mut check = KeyedCheck::new(&self.session, name, trigger, check, now);
        trace::call(name, self.drive(&mut check)).await;
        check.finish()
    }
}
