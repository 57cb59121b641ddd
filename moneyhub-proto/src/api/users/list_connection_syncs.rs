use crate::api::prelude::*;

use super::ConnectionSync;

/// `GET /users/{userId}/connections/{connectionId}/syncs`: the syncs of one connection, page by
/// page. Scope `connection:read`.
///
/// The documentation requires `user:read`; Moneyhub's own client requests `connection:read`.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{codec, users, AccessToken, Config};
///
/// let list = users::ListConnectionSyncs::new("64b0f3a1".into(), "9c11:3f2a".into());
/// let request = codec::encode(&list, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// assert_eq!(request.uri().path(), "/users/64b0f3a1/connections/9c11:3f2a/syncs");
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListConnectionSyncs {
    /// The user.
    pub user_id: UserId,
    /// The connection.
    pub connection_id: ConnectionId,
    /// The part of the list.
    pub window: Window,
}

impl ListConnectionSyncs {
    /// The first page.
    #[must_use]
    pub fn new(user_id: UserId, connection_id: ConnectionId) -> Self {
        Self { user_id, connection_id, window: Window::default() }
    }
}

impl Endpoint for ListConnectionSyncs {
    type Output = Page<ConnectionSync>;
    const OPERATION: Operation<Self::Output> = Service::Identity
        .get(
            "users.list_connection_syncs",
            "/users/{userId}/connections/{connectionId}/syncs",
            decode::page,
        )
        .needs(&[scope::CONNECTION_READ]);

    fn fill(&self, call: Call) -> Call {
        call.path("userId", &self.user_id)
            .path("connectionId", &self.connection_id)
            .window(self.window)
    }
}
