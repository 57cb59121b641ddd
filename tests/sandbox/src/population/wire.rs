//! The JSON of users, connections and syncs, member for member as Moneyhub's documentation shows
//! it ("Users", "Connections" and "Syncs" in the API reference). The order is that of the samples.

use serde::Serialize;

/// A member that may be missing, null or a value: three different things on the wire.
/// `None` leaves the member out; `Some(None)` writes null.
type Nullable<T> = Option<Option<T>>;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct User {
    pub(crate) user_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) client_user_id: Option<String>,
    pub(crate) client_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) client_name: Option<&'static str>,
    pub(crate) created_at: String,
    pub(crate) updated_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_accessed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) deleted_at: Nullable<String>,
    pub(crate) scopes: &'static str,
    pub(crate) managed_by: &'static str,
    pub(crate) user_type: &'static str,
    pub(crate) connection_ids: Vec<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Connection {
    pub(crate) id: String,
    pub(crate) name: &'static str,
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    pub(crate) connected_on: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_updated: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expires_at: Option<String>,
    pub(crate) account_ids: Vec<String>,
    pub(crate) status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) extended_status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error: Nullable<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) user_consented_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tpp_consent: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) single_sync_only: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) use_mfa: Option<bool>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Sync {
    pub(crate) id: String,
    pub(crate) connection_id: String,
    pub(crate) action: &'static str,
    pub(crate) method: &'static str,
    pub(crate) fetch_status: &'static str,
    pub(crate) created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fetched_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) accounts: Option<Vec<SyncedAccount>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SyncedAccount {
    pub(crate) provider_id: String,
    pub(crate) account_id: String,
}
