//! Webhooks: their destination, and the log of deliveries.

use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;

use super::Sandbox;
use crate::service::Service;
use crate::webhooks::{Delivery, Subscription, WebhookFormat};

impl Sandbox {
    /// Sends webhooks to this subscription from now on, instead of an earlier one: a setting in Moneyhub's
    /// admin portal.
    ///
    /// Each is sent once, and the receiver has five seconds.
    pub fn subscribe(&self, subscription: Subscription) {
        self.shared.service(|service| service.subscribe(subscription));
    }

    /// Sends no webhooks from now on.
    pub fn unsubscribe(&self) {
        self.shared.service(Service::unsubscribe);
    }

    /// Raises an event as if it had happened: see [`Service::raise`].
    pub fn raise(&self, event: &str, user_id: Option<&str>, payload: Value) -> Option<String> {
        self.shared.posting(|service| service.raise(event, user_id, payload))
    }

    /// Sends a webhook again: see [`Service::redeliver`].
    pub fn redeliver(&self, id: &str) -> bool {
        self.shared.posting(|service| service.redeliver(id))
    }

    /// The log: the last deliveries, oldest first, with their outcomes: see [`Service::deliveries`].
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.shared.service(|service| service.deliveries())
    }

    /// Blocks until this many deliveries have ended, successfully or not, or the patience is over; `true` if
    /// they have.
    pub fn wait_for_deliveries(&self, deliveries: u64, patience: Duration) -> bool {
        self.shared.wait_for_deliveries(deliveries, patience)
    }

    /// The body of a webhook as it would be sent: see [`Service::webhook`].
    pub fn webhook(
        &self,
        id: &str,
        event: &str,
        user_id: Option<&str>,
        payload: &Value,
        format: WebhookFormat,
    ) -> Bytes {
        self.shared.service(|service| service.webhook(id, event, user_id, payload, format))
    }

    /// How many webhooks of an event were raised in all: see [`Service::webhooks_raised`].
    pub fn webhooks_raised(&self, event: &str) -> u64 {
        self.shared.service(|service| service.webhooks_raised(event))
    }
}
