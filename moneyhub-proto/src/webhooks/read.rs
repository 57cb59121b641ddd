//! Reads the JSON of webhooks.

use serde::de::DeserializeOwned;

use super::{EventType, Payload};
use crate::ground::{
    error::WebhookError,
    reader::{self, Mending, Repairs, Unreadable},
};

/// Reads a whole webhook.
pub(super) fn whole<T: DeserializeOwned>(
    json: &[u8],
    repairs: &mut Repairs,
) -> Result<T, WebhookError> {
    let of_webhook = |unreadable| WebhookError::new(json.len(), unreadable);
    value(json, repairs).map_err(of_webhook)
}

/// Reads a payload, of a webhook of this length.
pub(super) fn payload(
    event_type: &EventType,
    json: &str,
    length: usize,
    repairs: &mut Repairs,
) -> Result<Payload, WebhookError> {
    let json = json.as_bytes();
    let read = match event_type {
        EventType::AddFirstConnection => Ok(Payload::AddFirstConnection),
        EventType::AffordabilityReportFailure => {
            value(json, repairs).map(Payload::AffordabilityReportFailure)
        }
        EventType::AffordabilityReportSuccess => {
            value(json, repairs).map(Payload::AffordabilityReportSuccess)
        }
        EventType::BalanceThreshold => value(json, repairs).map(Payload::BalanceThreshold),
        EventType::DeletedAccount => value(json, repairs).map(Payload::DeletedAccount),
        EventType::DeletedTransactions => value(json, repairs).map(Payload::DeletedTransactions),
        EventType::NewRegularTransactions => {
            value(json, repairs).map(Payload::NewRegularTransactions)
        }
        EventType::NewTransactions => value(json, repairs).map(Payload::NewTransactions),
        EventType::PaymentCompleted => value(json, repairs).map(Payload::PaymentCompleted),
        EventType::PaymentError => value(json, repairs).map(Payload::PaymentError),
        EventType::PaymentPending => value(json, repairs).map(Payload::PaymentPending),
        EventType::PostConnectionEnrichmentComplete => {
            Ok(Payload::PostConnectionEnrichmentComplete)
        }
        EventType::ReauthReminder => value(json, repairs).map(Payload::ReauthReminder),
        EventType::RefreshReminder => value(json, repairs).map(Payload::RefreshReminder),
        EventType::RestoredTransactions => value(json, repairs).map(Payload::RestoredTransactions),
        EventType::SyncCompleted => value(json, repairs).map(Payload::SyncCompleted),
        EventType::Unknown(_) => Ok(Payload::Unknown),
        EventType::UpdatedRegularTransactions => {
            value(json, repairs).map(Payload::UpdatedRegularTransactions)
        }
        EventType::UpdatedTransactions => value(json, repairs).map(Payload::UpdatedTransactions),
    };
    read.map_err(|Unreadable { category, path }| {
        let path = match path.as_str() {
            "" => "payload".to_owned(),
            path => format!("payload.{path}"),
        };
        WebhookError::new(length, Unreadable { category, path })
    })
}

fn value<T: DeserializeOwned>(json: &[u8], repairs: &mut Repairs) -> Result<T, Unreadable> {
    let mut value = None;
    reader::read(json, Mending::Members, repairs, &mut |text| {
        value = Some(serde_json::from_str(text)?);
        Ok(())
    })?;
    value.ok_or(Unreadable {
        category: crate::ground::error::DecodeCategory::Empty,
        path: String::new(),
    })
}
