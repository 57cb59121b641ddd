use std::{borrow::Cow, collections::BTreeMap, fmt};

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{EventType, Payload, read};
use crate::ground::{
    error::{DecodeCategory, Error, WebhookError},
    id::{UserId, WebhookId},
    reader::{Repair, Repairs, Unreadable},
};

/// A webhook that was read. Whether it was verified as well is for the caller to know: it is if its bytes are those
/// of a [`VerifiedWebhook`](super::VerifiedWebhook), and not if it came out of [`unverified`](super::unverified()).
///
/// `Debug` shows what it tells, and neither ids nor the payload.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Event {
    /// The delivery. The same id is the same webhook.
    pub id: WebhookId,
    /// The user whom it is about, when it is about one.
    pub user_id: Option<UserId>,
    /// What it tells, by name.
    pub event_type: EventType,
    /// What it tells.
    pub payload: Payload,
    json: Box<str>,
    repairs: Vec<Repair>,
}

/// The claims that matter, of a security event token.
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
    /// They are believed. Whoever can write into the queue can write webhooks; and what came with a request is for
    /// [`WebhookVerifier::verify`](super::WebhookVerifier::verify) first.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decoding`](crate::ground::error::ErrorKind::Decoding) when they are no such bytes, or when the
    /// payload lacks an id that its event must have. What else is odd in it counts as absent, and is listed in
    /// [`repairs`](Self::repairs). An event that is not known is no error: see [`Payload::Unknown`].
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

    /// The payload as it came, in JSON. Lone surrogates in its texts may have become U+FFFD.
    #[must_use]
    pub fn json(&self) -> &str {
        &self.json
    }

    /// What was odd in the payload and counts as absent: places, no values.
    #[must_use]
    pub fn repairs(&self) -> &[Repair] {
        &self.repairs
    }

    /// Of a webhook that is so long.
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
            // One that is empty is nobody's.
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
