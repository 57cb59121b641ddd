use std::{borrow::Cow, collections::BTreeMap, fmt};

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{EventType, Payload, read};
use crate::ground::{
    error::{DecodeCategory, Error, WebhookError},
    id::{UserId, WebhookId},
    reader::{Repair, Repairs, Unreadable},
};

/// A webhook that was read. It does not say whether it was verified: it was if its bytes came from a
/// [`VerifiedWebhook`](super::VerifiedWebhook), and was not if it came from
/// [`unverified`](super::unverified()).
///
/// `Debug` shows the type of event, and neither ids nor the payload.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Event {
    /// The id of the delivery. The same id means the same webhook.
    pub id: WebhookId,
    /// The user that it is about, if any.
    pub user_id: Option<UserId>,
    /// The type of event.
    pub event_type: EventType,
    /// The details of the event.
    pub payload: Payload,
    json: Box<str>,
    repairs: Vec<Repair>,
}

/// The claims of a security event token that are used here.
#[derive(Deserialize)]
struct Claims<'a> {
    jti: WebhookId,
    sub: Option<UserId>,
    #[serde(borrow)]
    events: BTreeMap<Cow<'a, str>, &'a RawValue>,
}

impl Event {
    /// Reads the bytes of a [`VerifiedWebhook`](super::VerifiedWebhook), perhaps out of a queue.
    ///
    /// They are trusted: anyone who can write to the queue can forge webhooks. Pass the body of a request to
    /// [`WebhookVerifier::verify`](super::WebhookVerifier::verify) first.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decoding`](crate::ground::error::ErrorKind::Decoding) when the bytes can't be read, or
    /// when the payload lacks an id that its event must have. Other odd members count as absent, and are
    /// listed in [`repairs`](Self::repairs). An unknown event is not an error: see [`Payload::Unknown`].
    pub fn from_verified(bytes: &[u8]) -> Result<Self, Error> {
        let refused = |category, path: &str| {
            let unreadable = Unreadable { category, path: path.to_owned() };
            WebhookError::new(bytes.len(), unreadable)
        };
        let text = std::str::from_utf8(bytes).map_err(|_| refused(DecodeCategory::Syntax, ""))?;
        let claims: Claims<'_> =
            serde_json::from_str(text).map_err(|_| refused(DecodeCategory::WrongType, ""))?;
        let mut events = claims.events.into_iter();
        let (Some((urn, json)), None) = (events.next(), events.next()) else {
            return Err(refused(DecodeCategory::WrongType, "events").into());
        };
        let event_type =
            EventType::of_urn(&urn).ok_or_else(|| refused(DecodeCategory::WrongType, "events"))?;
        Self::new(claims.jti, claims.sub, event_type, json, bytes.len())
    }

    /// The payload as it came, in JSON. Lone surrogates in its strings may have become U+FFFD.
    #[must_use]
    pub fn json(&self) -> &str {
        &self.json
    }

    /// The odd members of the payload that count as absent: places, no values.
    #[must_use]
    pub fn repairs(&self) -> &[Repair] {
        &self.repairs
    }

    /// For a webhook of this length.
    pub(super) fn new(
        id: WebhookId,
        user_id: Option<UserId>,
        event_type: EventType,
        json: &RawValue,
        length: usize,
    ) -> Result<Self, Error> {
        let mut repairs = Repairs::default();
        let payload = read::payload(&event_type, json.get(), length, &mut repairs)?;
        repairs.tell("webhooks.event");
        Ok(Self {
            id,
            // An empty id belongs to no user.
            user_id: user_id.filter(|id| !id.as_str().is_empty()),
            event_type,
            payload,
            json: json.get().into(),
            repairs: repairs.into_list(),
        })
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("event_type", &self.event_type.shown())
            .finish_non_exhaustive()
    }
}
