//! Connections of users to banks and other providers.

use crate::api::prelude::*;
use crate::ground::env::UnixTime;

/// A connection of a user to a bank or another provider.
///
/// Only the id is required, as for [`User`](crate::api::users::User): no source says which other members are
/// always present.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Connection {
    /// The id; the part before its colon is the bank.
    pub id: ConnectionId,
    /// The bank's display name.
    pub name: Option<String>,
    /// How data is fetched.
    #[serde(rename = "type")]
    pub connection_type: Option<ConnectionType>,
    /// When it was created.
    pub connected_on: Option<Timestamp>,
    /// When data was last fetched successfully; absent before the first time.
    pub last_updated: Option<Timestamp>,
    /// When the consent expires.
    pub expires_at: Option<Timestamp>,
    /// The accounts.
    pub account_ids: Option<Vec<AccountId>>,
    /// Whether the last sync succeeded.
    pub status: Option<ConnectionStatus>,
    /// More about the status.
    pub extended_status: Option<ExtendedStatus>,
    /// Why the last sync failed.
    pub error: Option<ConnectionError>,
    /// When the user last consented.
    pub user_consented_at: Option<Timestamp>,
    /// Whether the client, not the bank, renews the consent every 90 days: `reconsent` instead of
    /// `reauth`.
    pub tpp_consent: Option<bool>,
    /// Whether it is for one sync only. The meaning is inferred from the name.
    pub single_sync_only: Option<bool>,
    /// Whether syncs need the user. The meaning is inferred from the name.
    pub use_mfa: Option<bool>,
}

impl Connection {
    /// A connection with only an id, for your own tests.
    #[must_use]
    pub fn new(id: ConnectionId) -> Self {
        Self { id, ..Self::default() }
    }

    /// Whether the consent has expired: the service says so, or its date has passed.
    ///
    /// Moneyhub's pages have described it in three ways over the years; the current ones amount to
    /// these two tests.
    ///
    /// # Examples
    ///
    /// ```
    /// use moneyhub_proto::{connections::Connection, env::UnixTime, id::ConnectionId, Timestamp};
    ///
    /// let mut connection = Connection::new(ConnectionId::from("9c11:3f2a"));
    /// connection.expires_at = Some(Timestamp::new("2024-07-30T08:20:00.000Z"));
    /// assert!(connection.is_expired(UnixTime::from_seconds(1_800_000_000)));
    /// assert!(!connection.is_expired(UnixTime::from_seconds(1_700_000_000)));
    /// ```
    #[must_use]
    pub fn is_expired(&self, now: UnixTime) -> bool {
        self.extended_status == Some(ExtendedStatus::Expired)
            || self.expires_at.as_ref().and_then(|end| end.is_past(now)) == Some(true)
    }
}

open_enum! {
    /// How a connection fetches data.
    pub enum ConnectionType {
        /// By Open Banking.
        Api = "api",
        /// Values of cars.
        Autotrader = "autotrader",
        /// By the user's own credentials.
        Legacy = "legacy",
        /// Values of houses.
        Mouseprice = "mouseprice",
        /// A mock bank.
        Test = "test",
        /// Values of houses.
        Zoopla = "zoopla",
    }
}

open_enum! {
    /// Whether the last sync of a connection succeeded.
    pub enum ConnectionStatus {
        /// It failed; see [`Connection::error`].
        Error = "error",
        /// There has been none yet. The meaning is inferred from the name.
        Never = "never",
        /// It succeeded.
        Ok = "ok",
    }
}

open_enum! {
    /// More about the status of a connection.
    pub enum ExtendedStatus {
        /// The consent has expired: the user must reauth or reconsent.
        Expired = "expired",
        /// Automatic syncs were stopped. The meaning is inferred from the name.
        StoppedSyncing = "stoppedSyncing",
    }
}

open_enum! {
    /// Why the last sync of a connection failed, and what to do. Written with underscores, unlike
    /// [`FetchStatus`](crate::api::users::FetchStatus).
    pub enum ConnectionError {
        /// The credentials or the consent are no longer valid: reauth.
        CredentialsError = "credentials_error",
        /// The user has to act: refresh.
        MfaRequired = "mfa_required",
        /// Not updated recently, usually because the user is needed: sync, else reauth (api) or refresh
        /// (legacy).
        Resync = "resync",
        /// It failed: wait or sync, else reauth or refresh.
        SyncError = "sync_error",
        /// Some transactions are missing: wait or sync.
        SyncPartial = "sync_partial",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection(expires_at: Option<&str>, extended: Option<ExtendedStatus>) -> Connection {
        let mut connection = Connection::new("b:c".into());
        connection.expires_at = expires_at.map(Timestamp::from);
        connection.extended_status = extended;
        connection
    }

    const NOW: UnixTime = UnixTime::from_seconds(1_714_550_400);

    #[test]
    fn a_consent_has_ended_when_its_date_is_past_or_the_service_says_so() {
        let expired = Some(ExtendedStatus::Expired);
        assert!(connection(Some("2024-04-30T00:00:00Z"), None).is_expired(NOW));
        assert!(connection(Some("2024-06-30T00:00:00Z"), expired.clone()).is_expired(NOW));
        assert!(connection(None, expired).is_expired(NOW));
    }

    #[test]
    fn a_consent_without_an_end_that_can_be_read_has_not_ended() {
        let stopped = Some(ExtendedStatus::StoppedSyncing);
        assert!(!connection(None, None).is_expired(NOW));
        assert!(!connection(Some("soon"), stopped.clone()).is_expired(NOW));
        assert!(!connection(Some("2024-06-30T00:00:00Z"), stopped).is_expired(NOW));
    }
}
