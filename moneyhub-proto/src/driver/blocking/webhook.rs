//! Webhooks, for threads.

use super::Client;
use crate::{
    ground::error::Error,
    machine::trace,
    webhooks::{VerifiedWebhook, VerifyWebhook, WebhookVerifier},
};

impl Client {
    /// Verifies the body of a webhook in the JWT form, with the keys of the identity service.
    ///
    /// # Errors
    ///
    /// As [`Client::webhook`](crate::driver::Client::webhook).
    pub fn webhook(&self, body: &[u8]) -> Result<VerifiedWebhook, Error> {
        let verifier = WebhookVerifier::of_config(self.session().config())?;
        self.webhook_with(body, verifier)
    }

    /// The same with other settings: any age, another algorithm, another issuer.
    ///
    /// # Errors
    ///
    /// As [`Client::webhook`](crate::driver::Client::webhook).
    pub fn webhook_with(
        &self,
        body: &[u8],
        verifier: WebhookVerifier,
    ) -> Result<VerifiedWebhook, Error> {
        let now = self.0.transport.now();
        let mut verify = VerifyWebhook::new(&self.0.session, verifier, body, now);
        trace::within(VerifyWebhook::name(), || self.0.drive(&mut verify, None));
        verify.finish()
    }
}
