use crate::{
    Call, ConnectionId, Endpoint, Error, Scopes, Service, UserId, decode, reply::Reply, scope,
};

/// `connection`, and not `connections` as everywhere else. Moneyhub's own client went to the plural
/// in January 2021 and came back a day later, because it did not work. The reference of today
/// prints the plural; whether that works as well nobody knows. There is no fallback: a 404 also
/// means an unknown connection.
const TEMPLATE: &str = "/users/{userId}/connection/{connectionId}";

/// `DELETE /users/{userId}/connection/{connectionId}`: revokes the consent at the bank and deletes
/// the accounts and transactions of the connection. It can't be undone. Scope `connection:delete`.
///
/// When it is repeated because the first answer was lost, an unknown connection then counts as
/// deleted. The documentation asks for `user:delete`, Moneyhub's own client for
/// `connection:delete`.
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
    const NAME: &'static str = "users.delete_connection";
    type Output = ();

    fn call(&self) -> Result<Call, Error> {
        let ids = [self.user_id.as_str(), self.connection_id.as_str()];
        Ok(Call::delete(Self::NAME, Service::Identity, TEMPLATE, &ids)?
            .needs(Scopes::from_static(&[scope::CONNECTION_DELETE])))
    }

    fn decode(&self, reply: &mut Reply<'_>) -> Result<(), Error> {
        decode::empty(reply)
    }
}
