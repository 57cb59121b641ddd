use serde::{Deserialize, Serialize};

use crate::ground::{
    id::{AccountId, ConnectionId, ProviderId, SyncId},
    open_enum::open_enum,
    timestamp::Timestamp,
};

/// One fetch of data over a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ConnectionSync {
    /// The id.
    pub id: SyncId,
    /// The connection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection_id: Option<ConnectionId>,
    /// Who started it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<SyncAction>,
    /// Whether it was the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<SyncMethod>,
    /// How it went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fetch_status: Option<FetchStatus>,
    /// When it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it ended; absent while it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fetched_at: Option<Timestamp>,
    /// The accounts that it fetched; may be absent while it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accounts: Option<Vec<SyncedAccount>>,
}

impl ConnectionSync {
    /// A sync with nothing but an id; for tests of your own.
    #[must_use]
    pub fn new(id: SyncId) -> Self {
        Self {
            id,
            connection_id: None,
            action: None,
            method: None,
            fetch_status: None,
            created_at: None,
            fetched_at: None,
            accounts: None,
        }
    }
}

/// An account that a sync fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SyncedAccount {
    /// The bank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_id: Option<ProviderId>,
    /// The account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_id: Option<AccountId>,
}

open_enum! {
    /// Who started a sync.
    pub enum SyncAction {
        /// Moneyhub, by itself.
        AutoUpdate = "auto-update",
        /// The client.
        ClientUpdate = "client-update",
    }
}

open_enum! {
    /// Whether a sync was the first of its connection.
    pub enum SyncMethod {
        /// The first.
        Add = "ADD",
        /// A later one.
        Update = "UPDATE",
    }
}

open_enum! {
    /// How a sync went. Written with hyphens, unlike
    /// [`ConnectionError`](crate::api::connections::ConnectionError).
    pub enum FetchStatus {
        /// The credentials or the consent are no longer valid.
        CredentialsError = "credentials-error",
        /// It failed.
        Error = "error",
        /// The user has to do something.
        MfaRequired = "mfa-required",
        /// Some data is missing.
        Partial = "partial",
        /// All is well.
        Success = "success",
    }
}
