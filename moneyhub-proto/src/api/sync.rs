//! Fetching new data from a bank.
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`SyncConnection`] | `POST /sync/{connectionId}` | `accounts:read`, and `accounts:write:all` or `accounts:write` |
//!
//! It takes a token of the user: `client.user(&user_id).send(..)`. To learn how a sync went, use
//! [`users::GetSync`](crate::users::GetSync) or webhooks.

use std::net::IpAddr;

use crate::api::prelude::*;

/// `POST /sync/{connectionId}`: fetches new data over a connection. Scope `accounts:read`, and
/// `accounts:write:all` or `accounts:write`.
///
/// In version 3 of the data API it answers before the data has arrived, unless
/// [`enable_async`](Self::enable_async) is false; in version 2 it is the other way round. An attempt may take
/// two minutes, since the service may go to the bank first.
///
/// Errors worth knowing:
///
/// - 429, [`ErrorKind::RateLimited`](crate::ErrorKind::RateLimited): the connection was synced a moment
///   ago. One page of Moneyhub says five seconds, another half an hour.
/// - 403: the scopes are not sufficient, or the consent has expired; in that case the user has to reauth or
///   reconsent, see [`Connection::is_expired`](crate::connections::Connection::is_expired).
/// - 500 with the code `ExternalProvider`: the bank failed, and its own status is the member `statusCode`.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{AccessToken, Config, codec, sync::SyncConnection};
///
/// let sync = SyncConnection { enable_async: Some(true), ..SyncConnection::new("9c11:3f2a".into()) };
/// let request = codec::encode(&sync, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// assert_eq!(request.uri().path(), "/v3/sync/9c11:3f2a");
/// assert_eq!(request.body(), r#"{"enableAsync":true}"#);
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SyncConnection {
    /// The connection.
    #[serde(skip)]
    pub connection_id: ConnectionId,
    /// The user's address, if they are logged in to the client now. `Debug` masks it.
    pub customer_ip_address: Option<Masked<IpAddr>>,
    /// When the user last logged in to the client.
    pub customer_last_logged_time: Option<Timestamp>,
    /// Whether to answer before the data has arrived. By default version 3 does, and version 2 does not.
    pub enable_async: Option<bool>,
}

impl SyncConnection {
    /// A sync of a connection, without information about the user.
    #[must_use]
    pub fn new(connection_id: ConnectionId) -> Self {
        Self {
            connection_id,
            customer_ip_address: None,
            customer_last_logged_time: None,
            enable_async: None,
        }
    }
}

impl Endpoint for SyncConnection {
    type Output = SyncResponse;
    const OPERATION: Operation<Self::Output> = Service::Data
        .post("sync.sync_connection", "/sync/{connectionId}", decode::data)
        .needs(&[scope::ACCOUNTS_READ])
        .needs_one_of(&[scope::ACCOUNTS_WRITE_ALL, scope::ACCOUNTS_WRITE])
        .slow()
        .advice(&[(
            "ExternalProvider",
            "the bank failed, not the service: its status is `statusCode` of the body; try again later",
        )]);

    fn fill(&self, call: Call) -> Call {
        let time = self.customer_last_logged_time.as_ref();
        call.path("connectionId", &self.connection_id)
            .checked(check_time("customerLastLoggedTime", time))
            .json(self)
    }
}

/// The answer to a request for a sync.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SyncResponse {
    /// The sync, for [`users::GetSync`](crate::users::GetSync). Moneyhub's swagger requires it; its Node
    /// types do not have it.
    pub sync_id: Option<SyncId>,
    /// Whether it succeeded; for an asynchronous one, presumably whether it has begun.
    pub status: SyncStatus,
}

open_enum! {
    /// Whether a sync succeeded.
    #[derive(Default)]
    pub enum SyncStatus {
        /// It failed.
        Error = "error",
        /// It succeeded.
        #[default]
        Ok = "ok",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_that_is_none_is_refused_by_its_name() {
        let customer_last_logged_time = Some(Timestamp::new("yesterday"));
        let sync =
            SyncConnection { customer_last_logged_time, ..SyncConnection::new("b:c".into()) };
        let refused = sync.call().unwrap_err();
        assert!(refused.to_string().contains("customerLastLoggedTime"), "{refused}");
    }
}
