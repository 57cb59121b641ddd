use super::ConnectionSync;
use crate::{Call, Endpoint, Error, Scopes, Service, SyncId, UserId, decode, reply::Reply, scope};

/// `GET /users/{userId}/syncs/{syncId}`: one sync. Scope `connection:read`.
///
/// The documentation asks for `user:read`, Moneyhub's own client for `connection:read`.
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
    const NAME: &'static str = "users.get_sync";
    type Output = ConnectionSync;

    fn call(&self) -> Result<Call, Error> {
        let ids = [self.user_id.as_str(), self.sync_id.as_str()];
        Ok(Call::get(Self::NAME, Service::Identity, "/users/{userId}/syncs/{syncId}", &ids)?
            .needs(Scopes::from_static(&[scope::CONNECTION_READ])))
    }

    fn decode(&self, reply: &mut Reply<'_>) -> Result<ConnectionSync, Error> {
        decode::data(reply)
    }
}
