use std::fmt;

use bytes::Bytes;

use super::{Event, EventType};
use crate::ground::{
    env::UnixTime,
    error::Error,
    id::{UserId, WebhookId},
};

/// A webhook that Moneyhub has sent to this client. Only a [`WebhookVerifier`](super::WebhookVerifier) makes
/// one.
///
/// Answer the request as soon as you have one, and read it later: its bytes can wait in a queue. `Debug`
/// shows the type of event, and neither ids nor the payload.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifiedWebhook {
    pub(super) id: WebhookId,
    pub(super) user_id: Option<UserId>,
    pub(super) event_type: EventType,
    pub(super) issued_at: UnixTime,
    /// The claims, in JSON.
    pub(super) claims: Bytes,
}

impl VerifiedWebhook {
    /// The id of the delivery, `jti`. The same id means the same webhook: see
    /// [`Receipts`](super::Receipts).
    #[must_use]
    pub const fn id(&self) -> &WebhookId {
        &self.id
    }

    /// The user that it is about, `sub`, if any.
    #[must_use]
    pub const fn user_id(&self) -> Option<&UserId> {
        self.user_id.as_ref()
    }

    /// The type of event.
    #[must_use]
    pub const fn event_type(&self) -> &EventType {
        &self.event_type
    }

    /// When it was issued, `iat`, in whole seconds.
    #[must_use]
    pub const fn issued_at(&self) -> UnixTime {
        self.issued_at
    }

    /// The event with its details.
    ///
    /// # Errors
    ///
    /// As [`Event::from_verified`].
    pub fn event(&self) -> Result<Event, Error> {
        Event::from_verified(&self.claims)
    }

    /// The signed bytes, for [`Event::from_verified`]. They contain ids, so protect them as you protect
    /// those.
    #[must_use]
    pub const fn as_bytes(&self) -> &Bytes {
        &self.claims
    }

    /// The same, for a queue.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        self.claims
    }
}

impl fmt::Debug for VerifiedWebhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifiedWebhook")
            .field("event_type", &self.event_type.shown())
            .field("issued_at", &self.issued_at)
            .finish_non_exhaustive()
    }
}
