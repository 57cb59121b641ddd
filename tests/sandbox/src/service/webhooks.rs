//! Webhooks: what raises them, and what they look like on the wire.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::{Value, json};

use super::Service;
use crate::clock::system_time;
use crate::jose::Algorithm;
use crate::mix::{mix128, uuid};
use crate::population::UserIndex;
use crate::webhooks::{Delivery, DeliveryOutcome, Posting, Subscription, WebhookFormat};

const KIND_WEBHOOK: u64 = 19;

/// How many ids one webhook has at the most (Moneyhub documentation, "Webhooks").
const MOST_IDS: usize = 6_000;

const URN: &str = "urn:com:moneyhub:events:";

impl Service {
    /// Sends webhooks there from now on, and nowhere else. Those that wait are sent there, too.
    pub fn subscribe(&mut self, subscription: Subscription) {
        // What nobody has listened to is past.
        self.pass();
        self.outbox.subscription = Some(subscription);
    }

    /// Sends no webhooks from now on.
    pub fn unsubscribe(&mut self) {
        self.outbox.subscription = None;
    }

    /// Raises an event, by its name in the JSON form, as if it had happened; answers with the id of the webhook.
    /// `None` when nobody has subscribed to it.
    ///
    /// Everything that happens in the sandbox and that Moneyhub tells comes through here.
    ///
    /// ```
    /// use moneyhub_sandbox::{Sandbox, Subscription, WebhookFormat};
    /// use serde_json::json;
    ///
    /// let mut service = Sandbox::builder().service();
    /// assert_eq!(service.raise("paymentPending", None, json!({"paymentId": "p"})), None);
    ///
    /// service.subscribe(Subscription::new("http://127.0.0.1:9/hooks", WebhookFormat::Signed)?);
    /// assert!(service.raise("paymentPending", None, json!({"paymentId": "p"})).is_some());
    /// assert_eq!(service.deliveries()[0].event, "paymentPending");
    /// # Ok::<(), moneyhub_sandbox::InvalidWebhookUrl>(())
    /// ```
    pub fn raise(&mut self, event: &str, user_id: Option<&str>, payload: Value) -> Option<String> {
        self.raise_at(self.clock.now_millis(), event, user_id, payload)
    }

    /// The same, of what happened at a time before now.
    pub(super) fn raise_at(
        &mut self,
        at_millis: i64,
        event: &str,
        user_id: Option<&str>,
        payload: Value,
    ) -> Option<String> {
        let wanted = self.outbox.subscription.as_ref().is_some_and(|to| to.wants(event));
        if !wanted {
            return None;
        }
        self.outbox.raised += 1;
        *self.outbox.raised_of.entry(event.to_owned()).or_default() += 1;
        let id = uuid(mix128(KIND_WEBHOOK, self.outbox.raised, 0));
        for mishaps in self.settings.chaos.deliveries(self.outbox.raised) {
            self.outbox.post(Delivery {
                number: 0,
                id: id.clone(),
                event: event.to_owned(),
                user_id: user_id.map(str::to_owned),
                payload: payload.clone(),
                raised_at: system_time(at_millis),
                mishaps,
                outcome: None,
            });
        }
        Some(id)
    }

    /// Sends a webhook once more, under the same id, signed anew and spared by chaos; `false` when there is none with this id.
    pub fn redeliver(&mut self, id: &str) -> bool {
        let Some(delivery) = self.outbox.of(id).cloned() else { return false };
        self.outbox.post(Delivery { outcome: None, mishaps: Vec::new(), ..delivery });
        true
    }

    /// How many webhooks of an event were ever raised, by its name in the JSON form: those included
    /// that chaos lost and those that the log has forgotten. One that is doubled counts once.
    pub fn webhooks_raised(&self, event: &str) -> u64 {
        self.outbox.raised_of.get(event).copied().unwrap_or(0)
    }

    /// How many wait to be sent, those aside that chaos holds back.
    pub(crate) fn webhooks_waiting(&self) -> usize {
        self.outbox.waiting()
    }

    /// The last deliveries, oldest first: 10,000, and up to 100,000 while the oldest of them waits to
    /// be sent.
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.outbox.all().cloned().collect()
    }

    /// The body of a webhook in a form, as it would be sent now. Nothing is sent.
    pub fn webhook(
        &self,
        id: &str,
        event: &str,
        user_id: Option<&str>,
        payload: &Value,
        format: WebhookFormat,
    ) -> Bytes {
        let mut body = match format {
            WebhookFormat::Json => json!({"id": id, "eventType": event, "payload": payload}),
            WebhookFormat::Signed => json!({
                "iss": self.issuer().strip_suffix("/oidc").unwrap_or(self.issuer()),
                "aud": self.settings.client.id,
                "jti": id,
                "iat": self.clock.now_seconds(),
                "events": {urn(event): payload},
            }),
        };
        let name = if format == WebhookFormat::Json { "userId" } else { "sub" };
        if let Some(user_id) = user_id {
            body[name] = json!(user_id);
        }
        match format {
            WebhookFormat::Json => body.to_string().into(),
            // There is a key for RS256 in every generation.
            WebhookFormat::Signed => {
                let signed = self.identity.keys.sign_event(Algorithm::Rs256, &body);
                signed.unwrap_or_default().into()
            }
        }
    }

    /// The next request to make, if there is one.
    pub(crate) fn next_posting(&mut self) -> Option<Posting> {
        self.pass();
        loop {
            let delivery = self.outbox.next(self.clock.now_millis())?;
            let Some(to) = self.outbox.subscription.clone() else {
                self.outbox.settle(delivery.number, DeliveryOutcome::Unreachable);
                continue;
            };
            let Delivery { number, id, event, user_id, payload, .. } = delivery;
            let body = self.webhook(&id, &event, user_id.as_deref(), &payload, to.format);
            let content_type = match to.format {
                WebhookFormat::Json => "application/json",
                WebhookFormat::Signed => "application/jwt",
            };
            return Some(Posting { number, url: to.url, content_type, body });
        }
    }

    pub(crate) fn settle_delivery(&mut self, number: u64, outcome: DeliveryOutcome) {
        self.outbox.settle(number, outcome);
    }

    pub(crate) fn settled_deliveries(&self) -> u64 {
        self.outbox.settled()
    }

    /// Transactions that were created, changed or deleted: a webhook for each account.
    pub(super) fn raise_transactions(
        &mut self,
        event: &str,
        user: UserIndex,
        touched: impl IntoIterator<Item = (u32, String)>,
    ) {
        if self.outbox.subscription.is_none() {
            return;
        }
        let mut by_account = BTreeMap::<u32, Vec<String>>::new();
        for (account, id) in touched {
            by_account.entry(account).or_default().push(id);
        }
        let user_id = self.population.id_of(user);
        let now = self.clock.now_millis();
        let accounts = self.accounts_of(user);
        for (number, ids) in by_account {
            let Some(account) = accounts.iter().find(|account| account.number == number) else {
                continue;
            };
            self.raise_ids(now, event, &user_id, (&account.id, &ids));
        }
    }

    /// Transactions of one account, by ids: as many webhooks as they need.
    pub(super) fn raise_ids(
        &mut self,
        at_millis: i64,
        event: &str,
        user_id: &str,
        (account_id, ids): (&str, &[String]),
    ) {
        for ids in ids.chunks(MOST_IDS) {
            let payload = json!({"accounts": [{"id": account_id, "transactions": ids}]});
            self.raise_at(at_millis, event, Some(user_id), payload);
        }
    }
}

/// The name of an event in the signed form: by the table, else in kebab case.
fn urn(event: &str) -> String {
    let known = |webhook: &&moneyhub_reference::Webhook| {
        webhook.event == event || webhook.aliases.iter().any(|alias| alias == event)
    };
    if let Some(webhook) = moneyhub_reference::webhooks().iter().find(known) {
        return webhook.urn.clone();
    }
    let mut urn = URN.to_owned();
    for character in event.chars() {
        if character.is_ascii_uppercase() {
            urn.push('-');
        }
        urn.push(character.to_ascii_lowercase());
    }
    urn
}

#[cfg(test)]
mod tests {
    use crate::{Sandbox, Subscription, WebhookFormat};

    #[test]
    fn more_ids_than_one_webhook_has_are_several() {
        let mut service = Sandbox::builder().standing_clock().users(1).service();
        let url = "http://127.0.0.1:9/";
        service.subscribe(Subscription::new(url, WebhookFormat::Json).expect("a good URL"));
        let user = service.user_id(0).and_then(|id| service.population.find_user(&id));
        let user = user.expect("there is a user");
        let accounts = service.accounts_of(user);
        let ids = |account: u32, count: u32| (0..count).map(move |id| (account, id.to_string()));
        let touched = ids(accounts[0].number, 13_000).chain(ids(accounts[1].number, 1));
        service.raise_transactions("newTransactions", user, touched);
        let told = service.deliveries();
        let lengths = told.iter().map(|one| {
            let account = &one.payload["accounts"][0];
            (account["id"].clone(), account["transactions"].as_array().map_or(0, Vec::len))
        });
        let [one, other] = [0, 1].map(|place| serde_json::json!(accounts[place].id));
        let expected = [(&one, 6_000), (&one, 6_000), (&one, 1_000), (&other, 1)];
        let expected = expected.map(|(id, length)| (id.clone(), length));
        assert_eq!(lengths.collect::<Vec<_>>(), expected);
    }
}
