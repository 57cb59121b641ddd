use crate::{
    Call, Endpoint, Error, Page, Scopes, Service, UserId, connections::Connection, decode,
    reply::Reply, scope,
};

/// `GET /users/{userId}/connections`: all connections of a user. Scope `connection:read`.
///
/// The list does not come in pages; no source knows a parameter of it. The documentation accepts
/// `user:read` as well.
///
/// # Examples
///
/// ```
/// use http::Response;
/// use moneyhub_proto::{codec, connections::ConnectionStatus, users, UserId};
///
/// let list = users::ListConnections { user_id: UserId::from("64b0f3a1c2d4e5f60718293a") };
/// let response = Response::new(r#"{"data":[{"id":"9c11:3f2a","status":"ok"}],"meta":{}}"#);
/// assert_eq!(codec::decode(&list, response)?.data[0].status, Some(ConnectionStatus::Ok));
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListConnections {
    /// The user.
    pub user_id: UserId,
}

impl Endpoint for ListConnections {
    const NAME: &'static str = "users.list_connections";
    type Output = Page<Connection>;

    fn call(&self) -> Result<Call, Error> {
        let ids = [self.user_id.as_str()];
        Ok(Call::get(Self::NAME, Service::Identity, "/users/{userId}/connections", &ids)?
            .needs(Scopes::from_static(&[scope::CONNECTION_READ])))
    }

    fn decode(&self, reply: &mut Reply<'_>) -> Result<Page<Connection>, Error> {
        decode::page(reply)
    }
}
