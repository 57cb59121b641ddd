use crate::api::connections::Connection;
use crate::api::prelude::*;

/// `GET /users/{userId}/connections`: all connections of a user. Scope `connection:read`.
///
/// The list is not paged, and no source has parameters for it. The documentation accepts
/// `user:read` as well.
///
/// # Examples
///
/// ```
/// use http::Response;
/// use moneyhub_proto::{codec, connections::ConnectionStatus, id::UserId, users};
///
/// let list = users::ListConnections { user_id: UserId::from("64b0f3a1c2d4e5f60718293a") };
/// let response = Response::new(r#"{"data":[{"id":"9c11:3f2a","status":"ok"}],"meta":{}}"#);
/// assert_eq!(codec::decode(&list, response)?[0].status, Some(ConnectionStatus::Ok));
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListConnections {
    /// The user.
    pub user_id: UserId,
}

impl Endpoint for ListConnections {
    type Output = Vec<Connection>;
    const OPERATION: Operation<Self::Output> = Service::Identity
        .get("users.list_connections", "/users/{userId}/connections", decode::list)
        .needs(&[scope::CONNECTION_READ]);

    fn fill(&self, call: Call) -> Call {
        call.path("userId", &self.user_id)
    }
}
