//! Webhooks, over a transport.

use crate::{
    driver::Client,
    ground::error::Error,
    machine::trace,
    webhooks::{VerifiedWebhook, VerifyWebhook, WebhookVerifier},
};

impl Client {
    /// Verifies the body of a webhook in the JWT form, with the keys of the identity service. The keys are
    /// fetched once for any number of webhooks, and cached for an hour.
    ///
    /// An unknown key makes it fetch the keys again, at most once a minute: anybody can make one up. A
    /// webhook that comes within that minute is refused with an error that [asks for newer
    /// keys](crate::ground::error::VerificationError::asks_for_newer_keys). Sign-ins have a separate budget
    /// for this.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Verification`](crate::ground::error::ErrorKind::Verification), with the check that failed: answer
    /// 400, or 503 if it asks for newer keys. [`ErrorKind::Configuration`](crate::ground::error::ErrorKind::Configuration) without a client id,
    /// or without a verifier of signatures. Any other error is about fetching the keys and says nothing
    /// about the webhook: answer 503, and keep the body if you can.
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

    /// The same with other settings: any age, another algorithm, another issuer.
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
