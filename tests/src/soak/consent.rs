//! A consent to recurring payments, as a client gets one: by an authorisation request.

use moneyhub_proto::{
    Client, Config, Error, Scopes,
    auth_requests::{Create, Initiation},
    hyper::Options,
    id::RecurringPaymentId,
    payments::{Payee, RecurringPaymentRequest, RecurringPaymentType},
    recurring_payments::List,
};
use moneyhub_sandbox::{DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET, Decision, Sandbox};

use super::paying::{account, pence};
use crate::Adapter;

/// How often it is tried: the callers do not wait for it.
const ATTEMPTS: usize = 10;

/// Asks for consents, and gives them.
pub(super) struct Consenting {
    adapter: Adapter,
    port: u16,
}

impl Consenting {
    pub(super) const fn new(adapter: Adapter, port: u16) -> Self {
        Self { adapter, port }
    }

    /// A consent to payments of a penny, for as long as the payer has one.
    pub(super) fn consent(&self, sandbox: &Sandbox) -> RecurringPaymentId {
        let config = Config::builder()
            .identity_url(format!("http://127.0.0.1:{}", self.port))
            .client_id(DEFAULT_CLIENT_ID)
            .client_secret(DEFAULT_CLIENT_SECRET)
            .allow_loopback_http()
            .build()
            .expect("the configuration is complete");
        let client = self.adapter.client(config, Options::default());
        let tries = (0..ATTEMPTS).map(|_| self.adapter.block_on(ask(&client, sandbox)));
        let consent = tries.flatten().flatten().next();
        consent.expect("a server that is well gives a consent")
    }
}

/// Nobody comes back: the user decides on another device.
async fn ask(client: &Client, sandbox: &Sandbox) -> Result<Option<RecurringPaymentId>, Error> {
    let recurring = RecurringPaymentRequest {
        reference: Some("Sweep".into()),
        maximum_individual_amount: Some(pence(1)),
        types: vec![RecurringPaymentType::Sweeping],
        ..RecurringPaymentRequest::new(Payee::Account(account()))
    };
    let initiation = Initiation::RecurringPayment(Box::new(recurring));
    let scopes = Scopes::parse("recurring_payment:create openid id:test")?;
    let create = Create { initiation: Some(initiation), ..Create::new(scopes) };
    let request = client.send(create).await?;
    let url = request.redirect_params.and_then(|params| params.auth_url).unwrap_or_default();
    let _nobody_comes_back = sandbox.decide(&url, Decision::Approve);
    let consents = client.send(List::default()).await?.data;
    Ok(consents.into_iter().next().and_then(|consent| consent.id))
}
