//! Webhooks: the subscription, the queue, and the log of deliveries.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::time::SystemTime;

use bytes::Bytes;
use http::Uri;
use serde_json::Value;

use crate::chaos::Mishap;
use crate::clock::{millis, millis_of};

/// How many deliveries are remembered.
const MOST_REMEMBERED: usize = 10_000;

/// How many are remembered while the oldest of them waits to be sent: advancing by a year raises more.
const MOST_WAITING: usize = 100_000;

/// Where webhooks go, and in which format: a client's setting in Moneyhub's admin portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    pub(crate) url: Uri,
    pub(crate) format: WebhookFormat,
    /// Only these events; all if empty.
    pub(crate) events: BTreeSet<String>,
}

/// The format of a webhook's body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum WebhookFormat {
    /// `application/json`, unsigned: the portal's default.
    Json,
    /// `application/jwt`: a security event token (RFC 8417), signed with the service's RS256 key.
    Signed,
}

/// The URL of a subscription is not one that the sandbox can post to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidWebhookUrl;

impl Subscription {
    /// All events to this URL, which starts with `http://`: the sandbox has no TLS.
    ///
    /// # Errors
    ///
    /// If it is not such a URL.
    pub fn new(url: &str, format: WebhookFormat) -> Result<Self, InvalidWebhookUrl> {
        let url: Uri = url.parse().map_err(|_| InvalidWebhookUrl)?;
        let good = url.scheme_str() == Some("http") && url.authority().is_some();
        good.then(|| Self { url, format, events: BTreeSet::new() }).ok_or(InvalidWebhookUrl)
    }

    /// Only these events, by their names in the JSON form: `newTransactions`.
    #[must_use]
    pub fn events<S: Into<String>>(mut self, events: impl IntoIterator<Item = S>) -> Self {
        self.events = events.into_iter().map(Into::into).collect();
        self
    }

    pub(crate) fn wants(&self, event: &str) -> bool {
        self.events.is_empty() || self.events.contains(event)
    }
}

/// The destination and the events: `http://127.0.0.1:8090/hooks as jwt: newTransactions`. Leaves
/// out the password and the query, which may be secret.
impl fmt::Display for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let format = match self.format {
            WebhookFormat::Json => "json",
            WebhookFormat::Signed => "jwt",
        };
        let port = self.url.port().map(|port| format!(":{port}")).unwrap_or_default();
        let (host, path) = (self.url.host().unwrap_or_default(), self.url.path());
        write!(f, "http://{host}{port}{path} as {format}")?;
        if self.events.is_empty() {
            return f.write_str(", all events");
        }
        let events: Vec<&str> = self.events.iter().map(String::as_str).collect();
        write!(f, ": {}", events.join(", "))
    }
}

impl fmt::Display for InvalidWebhookUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the URL for webhooks must start with http:// and a host")
    }
}

impl std::error::Error for InvalidWebhookUrl {}

/// One delivery of a webhook.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Delivery {
    /// Counts the deliveries of the sandbox, from 0.
    pub number: u64,
    /// The webhook: `id` of the JSON form, `jti` of the signed one. One that is sent again keeps it.
    pub id: String,
    /// The event, by its name in the JSON form.
    pub event: String,
    /// The user that it is about.
    pub user_id: Option<String>,
    /// The payload.
    pub payload: Value,
    /// When it was raised, by the clock of the sandbox.
    pub raised_at: SystemTime,
    /// What chaos did to it; none without [`Chaos`](crate::Chaos).
    pub mishaps: Vec<Mishap>,
    /// The outcome. `None` while it waits or is being sent.
    pub outcome: Option<DeliveryOutcome>,
}

/// The outcome of a delivery. Deliveries are not retried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum DeliveryOutcome {
    /// The receiver answered with this status. Only a 20x is an acknowledgement.
    Answered(u16),
    /// There was no answer within five seconds.
    TimedOut,
    /// The connection failed.
    Unreachable,
    /// Chaos lost it: it was never sent.
    Lost,
}

impl DeliveryOutcome {
    /// Whether the receiver has acknowledged it.
    pub fn is_acknowledged(self) -> bool {
        matches!(self, Self::Answered(200..=209))
    }
}

/// Shows no payload.
impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("number", &self.number)
            .field("event", &self.event)
            .field("mishaps", &self.mishaps)
            .field("outcome", &self.outcome)
            .finish_non_exhaustive()
    }
}

/// A request to make.
#[derive(Clone, Debug)]
pub(crate) struct Posting {
    pub(crate) number: u64,
    pub(crate) url: Uri,
    pub(crate) content_type: &'static str,
    pub(crate) body: Bytes,
}

/// The last deliveries, and the queue.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    pub(crate) subscription: Option<Subscription>,
    /// How many webhooks were raised in all.
    pub(crate) raised: u64,
    pub(crate) raised_of: BTreeMap<String, u64>,
    /// How many deliveries there were in all, and how many of them are over.
    numbered: u64,
    settled: u64,
    log: VecDeque<Delivery>,
    waiting: VecDeque<u64>,
    /// Deliveries that chaos holds back, by the time of their release.
    held_back: BTreeSet<(i64, u64)>,
}

impl Outbox {
    pub(crate) fn new(subscription: Option<Subscription>) -> Self {
        Self { subscription, ..Self::default() }
    }

    /// Puts a delivery into the queue.
    pub(crate) fn post(&mut self, mut delivery: Delivery) {
        delivery.number = self.numbered;
        self.numbered += 1;
        let late = delivery.mishaps.iter().find_map(|mishap| match mishap {
            Mishap::Late(by) => Some(millis_of(delivery.raised_at).saturating_add(millis(*by))),
            _ => None,
        });
        if delivery.mishaps.contains(&Mishap::Lost) {
            delivery.outcome = Some(DeliveryOutcome::Lost);
            self.settled += 1;
        } else if let Some(until) = late {
            self.held_back.insert((until, delivery.number));
        } else {
            self.waiting.push_back(delivery.number);
        }
        self.log.push_back(delivery);
        while self.log.len() > MOST_REMEMBERED {
            let waits = self.log.front().is_some_and(|oldest| oldest.outcome.is_none());
            if waits && self.log.len() <= MOST_WAITING {
                return;
            }
            let Some(oldest) = self.log.pop_front() else { return };
            // A delivery that falls out of the queue is never sent: no receiver could keep up.
            if self.waiting.front() == Some(&oldest.number) {
                self.waiting.pop_front();
            } else if oldest.outcome.is_none() {
                self.waiting.retain(|number| *number != oldest.number);
                self.held_back.retain(|(_, number)| *number != oldest.number);
            }
        }
    }

    pub(crate) fn next(&mut self, now_millis: i64) -> Option<Delivery> {
        while let Some((until, number)) = self.held_back.first().copied()
            && until <= now_millis
        {
            self.held_back.pop_first();
            self.waiting.push_back(number);
        }
        let number = self.waiting.pop_front()?;
        self.find(number).cloned()
    }

    pub(crate) fn settle(&mut self, number: u64, outcome: DeliveryOutcome) {
        self.settled += 1;
        if let Some(delivery) = self.find(number) {
            delivery.outcome = Some(outcome);
        }
    }

    /// The last delivery of a webhook.
    pub(crate) fn of(&self, id: &str) -> Option<&Delivery> {
        self.log.iter().rfind(|delivery| delivery.id == id)
    }

    pub(crate) fn all(&self) -> impl DoubleEndedIterator<Item = &Delivery> {
        self.log.iter()
    }

    pub(crate) fn count(&self) -> usize {
        self.log.len()
    }

    pub(crate) fn settled(&self) -> u64 {
        self.settled
    }

    /// How many wait to be sent, without those that chaos holds back.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    fn find(&mut self, number: u64) -> Option<&mut Delivery> {
        let first = self.log.front()?.number;
        self.log.get_mut(usize::try_from(number.checked_sub(first)?).ok()?)
    }
}
