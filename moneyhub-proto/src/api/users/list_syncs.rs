use crate::api::prelude::*;

use super::ConnectionSync;

/// `GET /users/{userId}/syncs`: the syncs of all connections of a user, page by page. Scope
/// `connection:read`.
///
/// The documentation requires `user:read`; Moneyhub's own client requests `connection:read`.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{codec, id::UserId, users, AccessToken, Config};
///
/// let list = users::ListSyncs::new(UserId::from("64b0f3a1c2d4e5f60718293a"));
/// let request = codec::encode(&list, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// assert_eq!(request.uri().query(), Some("limit=100&offset=0"));
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListSyncs {
    /// The user.
    pub user_id: UserId,
    /// The part of the list.
    pub window: Window,
}

impl ListSyncs {
    /// The first page.
    #[must_use]
    pub fn new(user_id: UserId) -> Self {
        Self { user_id, window: Window::default() }
    }
}

impl Endpoint for ListSyncs {
    type Output = Page<ConnectionSync>;
    const OPERATION: Operation<Self::Output> = Service::Identity
        .get("users.list_syncs", "/users/{userId}/syncs", decode::page)
        .needs(&[scope::CONNECTION_READ]);

    fn fill(&self, call: Call) -> Call {
        call.path("userId", &self.user_id).window(self.window)
    }
}
