use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Event, EventType, read};
use crate::ground::{
    error::{DecodeCategory, Error, VerificationError, WebhookError},
    id::{UserId, WebhookId},
    reader::{Repairs, Unreadable},
};

/// The body of the JSON form (documentation page "Webhooks").
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    id: WebhookId,
    event_type: String,
    user_id: Option<UserId>,
    /// As a table of the documentation spells it.
    userid: Option<UserId>,
    payload: Option<Box<RawValue>>,
}

/// Reads the body of a webhook in the JSON form, **which proves nothing**: it has no signature and no secret,
/// so anybody who knows your URL may have sent it.
///
/// Treat it as a hint to look, and nothing more. Fetch what it names with your own token, and mark nothing as
/// paid because it says so. Better, choose the JWT form in the admin portal, and use a
/// [`WebhookVerifier`](super::WebhookVerifier).
///
/// # Errors
///
/// [`VerificationError::SignedWebhook`] for the JWT form.
/// [`ErrorKind::Decoding`](crate::ground::error::ErrorKind::Decoding) for a body that is not a webhook, or
/// lacks an id that its event must have. An unknown event is not an error.
pub fn unverified(body: &[u8]) -> Result<Event, Error> {
    if is_compact(body) {
        return Err(VerificationError::SignedWebhook.into());
    }
    let mut repairs = Repairs::default();
    let read: Envelope = read::whole(body, &mut repairs)?;
    if read.id.as_str().is_empty() {
        let unreadable = Unreadable { category: DecodeCategory::WrongType, path: "id".to_owned() };
        return Err(WebhookError::new(body.len(), unreadable).into());
    }
    let payload = match read.payload {
        Some(payload) => payload,
        None => RawValue::from_string("{}".to_owned()).unwrap_or_default(),
    };
    let user_id = read.user_id.or(read.userid);
    Event::new(read.id, user_id, EventType::named(&read.event_type), &payload, body.len())
}

/// Whether it looks like a compact JWS: three or more parts, of base64url. No JSON does.
fn is_compact(body: &[u8]) -> bool {
    let of_jws = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let body = body.trim_ascii();
    let dots = body.iter().filter(|byte| **byte == b'.').count();
    dots >= 2 && body.iter().all(of_jws)
}
