use super::ConnectionSync;
use crate::{
    Call, ConnectionId, Endpoint, Error, Page, Paged, Scopes, Service, UserId, Window, decode,
    reply::Reply, scope,
};

/// `GET /users/{userId}/connections/{connectionId}/syncs`: the syncs of one connection, page by
/// page. Scope `connection:read`.
///
/// The documentation asks for `user:read`, Moneyhub's own client for `connection:read`.
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
    const NAME: &'static str = "users.list_connection_syncs";
    type Output = Page<ConnectionSync>;

    fn call(&self) -> Result<Call, Error> {
        let ids = [self.user_id.as_str(), self.connection_id.as_str()];
        let template = "/users/{userId}/connections/{connectionId}/syncs";
        let call = Call::get(Self::NAME, Service::Identity, template, &ids)?;
        Ok(self.window.of(call)?.needs(Scopes::from_static(&[scope::CONNECTION_READ])))
    }

    fn decode(&self, reply: &mut Reply<'_>) -> Result<Page<ConnectionSync>, Error> {
        decode::page(reply)
    }
}

impl Paged for ListConnectionSyncs {
    type Item = ConnectionSync;

    fn window(&self) -> Window {
        self.window
    }

    fn identity(sync: &ConnectionSync) -> &str {
        sync.id.as_str()
    }
}
