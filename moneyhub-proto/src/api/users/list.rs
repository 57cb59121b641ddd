use crate::api::prelude::*;

use super::User;

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
    /// Only demonstration users, or only others. It is only named in the readme of Moneyhub's own
    /// client, so the service may ignore it.
    pub is_demo: Option<bool>,
}

impl Endpoint for List {
    type Output = Page<User>;
    const OPERATION: Operation<Self::Output> =
        Service::Identity.get("users.list", "/users", decode::page).needs(&[scope::USER_READ]);

    fn fill(&self, call: Call) -> Call {
        call.window(self.window).query("isDemo", &self.is_demo)
    }
}
