use super::User;
use crate::{
    Call, Endpoint, Error, Page, Paged, Scopes, Service, Window, decode, reply::Reply, scope,
};

/// `GET /users`: the users of the client, page by page. Scope `user:read`.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{codec, users, AccessToken, Config, Window};
///
/// let list = users::List { window: Window { limit: 50, offset: 200 }, ..Default::default() };
/// let request = codec::encode(&list, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// assert_eq!(request.uri().query(), Some("limit=50&offset=200"));
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The part of the list.
    pub window: Window,
    /// Only users for demonstrations, or only others. Named in the readme of Moneyhub's own client
    /// and nowhere else, so the service may ignore it.
    pub is_demo: Option<bool>,
}

impl Endpoint for List {
    const NAME: &'static str = "users.list";
    type Output = Page<User>;

    fn call(&self) -> Result<Call, Error> {
        let call = Call::get(Self::NAME, Service::Identity, "/users", &[])?;
        let call = self.window.of(call)?.needs(Scopes::from_static(&[scope::USER_READ]));
        Ok(match self.is_demo {
            Some(is_demo) => call.query("isDemo", is_demo),
            None => call,
        })
    }

    fn decode(&self, reply: &mut Reply<'_>) -> Result<Page<User>, Error> {
        decode::page(reply)
    }
}

impl Paged for List {
    type Item = User;

    fn window(&self) -> Window {
        self.window
    }

    fn identity(user: &User) -> &str {
        user.user_id.as_str()
    }
}
