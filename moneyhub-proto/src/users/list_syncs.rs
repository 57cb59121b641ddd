use super::ConnectionSync;
use crate::{
    Call, Endpoint, Error, Page, Paged, Scopes, Service, UserId, Window, decode, reply::Reply,
    scope,
};

/// `GET /users/{userId}/syncs`: the syncs of all connections of a user, page by page. Scope
/// `connection:read`.
///
/// The documentation asks for `user:read`, Moneyhub's own client for `connection:read`.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{codec, users, AccessToken, Config, UserId};
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
    const NAME: &'static str = "users.list_syncs";
    type Output = Page<ConnectionSync>;

    fn call(&self) -> Result<Call, Error> {
        let ids = [self.user_id.as_str()];
        let call = Call::get(Self::NAME, Service::Identity, "/users/{userId}/syncs", &ids)?;
        Ok(self.window.of(call)?.needs(Scopes::from_static(&[scope::CONNECTION_READ])))
    }

    fn decode(&self, reply: &mut Reply<'_>) -> Result<Page<ConnectionSync>, Error> {
        decode::page(reply)
    }
}

impl Paged for ListSyncs {
    type Item = ConnectionSync;

    fn window(&self) -> Window {
        self.window
    }

    fn identity(sync: &ConnectionSync) -> &str {
        sync.id.as_str()
    }
}
