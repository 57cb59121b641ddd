use crate::api::prelude::*;

use super::{ConnectionSync, FetchStatus};

/// `GET /users/{userId}/syncs/{syncId}`: one sync. Scope `connection:read`.
///
/// The documentation requires `user:read`; Moneyhub's own client requests `connection:read`.
///
/// # Examples
///
/// ```
/// use http::Response;
/// use moneyhub_proto::{codec, users};
///
/// let get = users::GetSync { user_id: "64b0f3a1".into(), sync_id: "5e6f7a8b".into() };
/// let response = Response::new(r#"{"data":{"id":"5e6f7a8b","fetchStatus":"partial"}}"#);
/// assert_eq!(codec::decode(&get, response)?.fetch_status, Some(users::FetchStatus::Partial));
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetSync {
    /// The user.
    pub user_id: UserId,
    /// The sync.
    pub sync_id: SyncId,
}

impl Endpoint for GetSync {
    type Output = ConnectionSync;
    const OPERATION: Operation<Self::Output> = Service::Identity
        .get("users.get_sync", "/users/{userId}/syncs/{syncId}", decode::data)
        .needs(&[scope::CONNECTION_READ]);

    fn fill(&self, call: Call) -> Call {
        call.path("userId", &self.user_id).path("syncId", &self.sync_id)
    }
}

/// A sync is over when it has an end time. No source says that a failed one has such a time, so a status that
/// only a failed one can have is final as well.
impl Awaited for GetSync {
    fn is_final(sync: &ConnectionSync) -> bool {
        use FetchStatus::{CredentialsError, Error, MfaRequired};
        let failed = [CredentialsError, Error, MfaRequired];
        sync.fetched_at.is_some() || sync.fetch_status.as_ref().is_some_and(|s| failed.contains(s))
    }
}
