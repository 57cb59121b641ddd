use crate::api::prelude::*;

/// One sync: a fetch of data over a connection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ConnectionSync {
    /// The id.
    pub id: SyncId,
    /// The connection.
    pub connection_id: Option<ConnectionId>,
    /// Who started it.
    pub action: Option<SyncAction>,
    /// Whether it was the first.
    pub method: Option<SyncMethod>,
    /// How it went.
    pub fetch_status: Option<FetchStatus>,
    /// When it began.
    pub created_at: Option<Timestamp>,
    /// When it ended; absent while it runs.
    pub fetched_at: Option<Timestamp>,
    /// The accounts that it fetched; may be absent while it runs.
    pub accounts: Option<Vec<SyncedAccount>>,
}

impl ConnectionSync {
    /// A sync with only an id, for your own tests.
    #[must_use]
    pub fn new(id: SyncId) -> Self {
        Self { id, ..Self::default() }
    }
}

impl Item for ConnectionSync {
    fn identity(&self) -> &str {
        self.id.as_str()
    }
}

/// An account that a sync fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SyncedAccount {
    /// The bank.
    pub provider_id: Option<ProviderId>,
    /// The account.
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
