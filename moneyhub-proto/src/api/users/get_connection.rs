use crate::api::prelude::*;
use crate::{
    api::connections::{Connection, ConnectionStatus},
    codec::path,
    ground::error::{Cause, Outcome},
};

/// One connection of a user. Scope `connection:read`.
///
/// There is no route for it: the one that the Elixir package calls is neither documented nor in Moneyhub's
/// own client. So all connections are fetched and searched for the exact id. If it is not among them, the
/// error is [`ErrorKind::NotFound`](crate::ground::error::ErrorKind::NotFound), as it is if the user is
/// unknown (then with the status 404).
///
/// # Examples
///
/// ```
/// use http::Response;
/// use moneyhub_proto::{codec, id::{ConnectionId, UserId}, users, ErrorKind};
///
/// let user_id = UserId::from("64b0f3a1c2d4e5f60718293a");
/// let get = users::GetConnection { user_id, connection_id: ConnectionId::from("9c11:3f2a") };
///
/// let found = codec::decode(&get, Response::new(r#"{"data":[{"id":"9c11:3f2a"}]}"#))?;
/// assert_eq!(found.id, get.connection_id);
///
/// let error = codec::decode(&get, Response::new(r#"{"data":[]}"#)).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::NotFound);
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetConnection {
    /// The user.
    pub user_id: UserId,
    /// The connection.
    pub connection_id: ConnectionId,
}

impl Endpoint for GetConnection {
    type Output = Connection;
    const OPERATION: Operation<Self::Output> = Operation::new(
        Method::Get,
        Service::Identity,
        "users.get_connection",
        "/users/{userId}/connections",
    )
    .needs(&[scope::CONNECTION_READ]);

    fn fill(&self, call: Call) -> Call {
        // The connection is not part of the path, but an id that is invalid elsewhere is invalid
        // here, too.
        let connection_id = path::checked("connectionId", self.connection_id.as_str()).map(drop);
        call.path("userId", &self.user_id).checked(connection_id)
    }

    fn decode(&self, reply: &mut Reply<'_>) -> Result<Connection, Error> {
        let mut connections = decode::list::<Connection>(reply)?.into_iter();
        let found = connections.find(|known| known.id == self.connection_id);
        found.ok_or_else(|| Error::new(Cause::NotListed { what: "connection" }, Outcome::Refused))
    }
}

/// A new connection is final when its first sync has ended, successfully or not. For later syncs,
/// wait for [`GetSync`](super::GetSync).
impl Awaited for GetConnection {
    fn is_final(connection: &Connection) -> bool {
        matches!(connection.status, Some(ConnectionStatus::Ok | ConnectionStatus::Error))
    }
}
