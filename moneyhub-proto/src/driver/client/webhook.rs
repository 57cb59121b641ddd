//! Webhooks, over a transport.

use crate::{
    driver::Client,
    ground::error::Error,
    machine::trace,
    webhooks::{VerifiedWebhook, VerifyWebhook, WebhookVerifier},
};

impl Client {
    /// Verifies the body of a webhook in the JWT form, with the keys of the identity service. They are fetched once
    /// for any number of webhooks, and kept for an hour.
    ///
    /// For a key that is not known the keys are read again once a minute, and a webhook that comes within it is refused
    /// with an error that [asks for newer keys](crate::ground::error::VerificationError::asks_for_newer_keys): anybody can
    /// make one up. Sign-ins have a budget of their own for that.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Verification`](crate::ground::error::ErrorKind::Verification), with the check that failed: answer
    /// 400. [`ErrorKind::Configuration`](crate::ground::error::ErrorKind::Configuration) without a client id, or
    /// without what checks signatures. Anything else is about the keys, and says nothing of the webhook: answer 503,
    /// and keep the body where you can.
    ///
    /// # Examples
    ///
    /// ```
    /// # use std::sync::Arc;
    /// use moneyhub_proto::{Client, Config, error::VerificationError, scripted::Scripted};
    ///
    /// # #[cfg(feature = "aws-lc-rs")]
    /// # pollster::block_on(async {
    /// # let config = Config::builder().client_id("client").client_secret("secret")
    /// #     .verifier(moneyhub_proto::jose::aws_lc_rs::verifier()).build()?;
    /// # let client = Client::new(config, Arc::new(Scripted::new()));
    /// let body = br#"{"id": "1", "eventType": "newTransactions", "payload": {"accounts": []}}"#;
    /// let error = client.webhook(body).await.unwrap_err();
    /// assert_eq!(error.verification_error(), Some(&VerificationError::JsonWebhook));
    /// # Ok::<(), moneyhub_proto::Error>(())
    /// # }).unwrap();
    /// ```
    pub async fn webhook(&self, body: &[u8]) -> Result<VerifiedWebhook, Error> {
        let verifier = WebhookVerifier::of_config(self.session().config())?;
        self.webhook_with(body, verifier).await
    }

    /// The same by other settings: of any age, with another algorithm, of another issuer.
    ///
    /// # Errors
    ///
    /// As [`webhook`](Self::webhook).
    pub async fn webhook_with(
        &self,
        body: &[u8],
        verifier: WebhookVerifier,
    ) -> Result<VerifiedWebhook, Error> {
        let now = self.0.transport.now();
        let mut verify = VerifyWebhook::new(&self.0.session, verifier, body, now);
        trace::call(VerifyWebhook::name(), self.0.drive(&mut verify)).await;
        verify.finish()
    }
}
