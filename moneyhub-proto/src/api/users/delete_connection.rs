use crate::api::prelude::*;

/// `DELETE /users/{userId}/connection/{connectionId}`: revokes the consent at the bank and deletes
/// the accounts and transactions of the connection. It can't be undone. Scope `connection:delete`.
///
/// If it is retried because the first answer was lost, an unknown connection counts as deleted. The
/// documentation requires `user:delete`; Moneyhub's own client requests `connection:delete`.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{codec, users, AccessToken, Config};
///
/// let delete = users::DeleteConnection {
///     user_id: "64b0f3a1c2d4e5f60718293a".into(),
///     connection_id: "9c11:3f2a".into(),
/// };
/// let request = codec::encode(&delete, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// assert_eq!(request.uri().path(), "/users/64b0f3a1c2d4e5f60718293a/connection/9c11:3f2a");
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteConnection {
    /// The user.
    pub user_id: UserId,
    /// The connection.
    pub connection_id: ConnectionId,
}

impl Endpoint for DeleteConnection {
    type Output = ();
    // `connection`, and not `connections` as everywhere else. Moneyhub's own client switched to the plural in
    // January 2021 and back a day later, because it did not work. Today's reference prints the plural;
    // whether that works as well is unknown. There is no fallback: a 404 also means an unknown connection.
    const OPERATION: Operation<Self::Output> = Service::Identity
        .delete(
            "users.delete_connection",
            "/users/{userId}/connection/{connectionId}",
            decode::empty,
        )
        .needs(&[scope::CONNECTION_DELETE]);

    fn fill(&self, call: Call) -> Call {
        call.path("userId", &self.user_id).path("connectionId", &self.connection_id)
    }
}
