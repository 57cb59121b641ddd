//! The client: exchanges, driven over a transport. The only asynchronous code of this crate.

mod authorisation_url;
mod check;
mod drive;
mod fetches;
mod items;
mod pages;
mod resolve;
mod sign_in;
mod user;
mod wait;
mod webhook;

use std::{fmt, sync::Arc};

use async_lock::Semaphore;

use self::fetches::Fetches;
pub use self::{
    items::{ItemStream, Items},
    pages::{PageStream, Pages},
    user::UserClient,
};
use crate::{
    api::identity::TokenSet,
    codec::{Endpoint, Paged},
    config::Config,
    driver::Transport,
    ground::{error::Error, id::UserId},
    machine::{Answer, CallOptions, Exchange, IssuedToken, Session, trace},
};

/// A client of Moneyhub, on any runtime. Cheap to clone; clones share tokens and limits.
///
/// Make one per set of credentials, and keep it. The adapters (`moneyhub-tokio`) have a function
/// that makes one; with your own [`Transport`], use [`Client::new`].
///
/// Every call ends within its deadline, with a value or an [`Error`]. Dropping its future cancels a
/// call at once; a token fetch that other calls wait for goes on.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
/// use moneyhub_proto::{scripted::Scripted, users, Client, Config};
///
/// # pollster::block_on(async {
/// let config = Config::builder().client_id("client").client_secret("secret").build()?;
/// let transport = Scripted::new()
///     .reply(200, r#"{"access_token":"a-token","token_type":"Bearer","expires_in":7200}"#)
///     .reply(200, r#"{"userId":"64b0f3a1c2d4e5f60718293a"}"#);
/// let client = Client::new(config, Arc::new(transport));
///
/// let user = client.send(users::Get { user_id: "64b0f3a1c2d4e5f60718293a".into() }).await?;
/// assert_eq!(user.user_id.as_str(), "64b0f3a1c2d4e5f60718293a");
/// # Ok::<(), moneyhub_proto::Error>(())
/// # }).unwrap();
/// ```
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    session: Arc<Session>,
    transport: Arc<dyn Transport>,
    fetches: Fetches,
    in_flight: Semaphore,
}

impl Client {
    /// A client over a transport.
    #[must_use]
    pub fn new(config: Config, transport: Arc<dyn Transport>) -> Self {
        let in_flight = Semaphore::new(config.requests_in_flight());
        let (session, fetches) = (Session::new(config), Fetches::default());
        Self(Arc::new(Inner { session, transport, fetches, in_flight }))
    }

    /// Makes a call: fetches or renews the token that it needs, retries it where that is allowed,
    /// and reads the answer.
    ///
    /// # Errors
    ///
    /// Whatever went wrong, of any [`ErrorKind`](crate::ground::error::ErrorKind). Unless the call only
    /// reads, check [`outcome()`](Error::outcome).
    pub async fn send<E: Endpoint>(&self, endpoint: E) -> Result<E::Output, Error> {
        const { E::OPERATION.facts.authentication.assert_fits_client() }
        self.send_with(endpoint, CallOptions::default()).await
    }

    /// Makes calls for a user, with tokens whose `sub` is this user. Most operations of the data
    /// API need a user, and don't compile without one.
    ///
    /// # Examples
    ///
    /// ```
    /// # use std::sync::Arc;
    /// use moneyhub_proto::{Client, Config, accounts, id::UserId, scripted::Scripted};
    ///
    /// # pollster::block_on(async {
    /// # let config = Config::builder().client_id("client").client_secret("secret").build()?;
    /// # let transport = Scripted::new()
    /// #     .reply(200, r#"{"access_token":"a-token","token_type":"Bearer","expires_in":7200}"#)
    /// #     .reply(200, r#"{"data":[]}"#);
    /// # let client = Client::new(config, Arc::new(transport));
    /// let user_id = UserId::from("64b0f3a1c2d4e5f60718293a");
    /// let accounts = client.user(&user_id).send(accounts::List::default()).await?;
    /// assert!(accounts.data.is_empty());
    /// # Ok::<(), moneyhub_proto::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// Without a user, the same call does not compile:
    ///
    /// ```compile_fail,E0080
    /// # fn list(client: &moneyhub_proto::Client) {
    /// # let _ = pollster::block_on(async {
    /// client.send(moneyhub_proto::accounts::List::default()).await
    /// # });
    /// # }
    /// # fn main() { let _: fn(&_) = list; }
    /// ```
    #[must_use]
    pub fn user(&self, user_id: &UserId) -> UserClient {
        UserClient::new(self.clone(), user_id.clone())
    }

    /// Makes a call, and also returns status, headers and attempts.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send).
    pub async fn send_full<E: Endpoint>(
        &self,
        endpoint: E,
        options: CallOptions,
    ) -> Result<Answer<E::Output>, Error> {
        let now = self.0.transport.now().monotonic;
        let mut exchange = Exchange::new(&self.0.session, endpoint, options, now);
        let name = exchange.core().name();
        trace::call(name, self.0.drive(exchange.core())).await;
        exchange.finish_full()
    }

    /// Makes a call with options: your own token, other scopes, a deadline, other retries.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send).
    ///
    /// # Examples
    ///
    /// ```
    /// # use std::sync::Arc;
    /// use moneyhub_proto::{scripted::Scripted, users, AccessToken, CallOptions, Client, Config};
    ///
    /// # pollster::block_on(async {
    /// # let transport = Scripted::new().reply(200, r#"{"userId":"u1"}"#);
    /// # let client = Client::new(Config::builder().build()?, Arc::new(transport));
    /// let options = CallOptions { token: Some(AccessToken::new("my-own")?), ..Default::default() };
    /// let user = client.send_with(users::Get { user_id: "u1".into() }, options).await?;
    /// # Ok::<(), moneyhub_proto::Error>(())
    /// # }).unwrap();
    /// ```
    pub async fn send_with<E: Endpoint>(
        &self,
        endpoint: E,
        options: CallOptions,
    ) -> Result<E::Output, Error> {
        self.send_full(endpoint, options).await.map(|answer| answer.value)
    }

    /// Walks a list page by page. Nothing is sent until you ask for a page.
    ///
    /// Pages are found by offset. When items are deleted during the walk, later ones move up and are skipped.
    /// To delete as you go, collect the ids first, or ask for the first page each time.
    ///
    /// # Examples
    ///
    /// ```
    /// # use std::sync::Arc;
    /// use moneyhub_proto::{scripted::Scripted, users, Client, Config};
    ///
    /// # pollster::block_on(async {
    /// # let config = Config::builder().client_id("client").client_secret("secret").build()?;
    /// # let transport = Scripted::new()
    /// #     .reply(200, r#"{"access_token":"a-token","token_type":"Bearer","expires_in":7200}"#)
    /// #     .reply(200, r#"{"data":[{"userId":"u1"},{"userId":"u2"}],"meta":{"total":3}}"#)
    /// #     .reply(200, r#"{"data":[{"userId":"u3"}],"meta":{"total":3}}"#);
    /// # let client = Client::new(config, Arc::new(transport));
    /// let mut pages = client.pages(users::List::default());
    /// let mut count = 0;
    /// while let Some(page) = pages.next().await {
    ///     count += page?.data.len();
    /// }
    /// assert_eq!(count, 3);
    /// # Ok::<(), moneyhub_proto::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn pages<E: Paged>(&self, endpoint: E) -> Pages<E> {
        const { E::OPERATION.facts.authentication.assert_fits_client() }
        self.pages_with(endpoint, CallOptions::default())
    }

    /// Walks a list with options; a deadline is that of each page.
    pub fn pages_with<E: Paged>(&self, endpoint: E, options: CallOptions) -> Pages<E> {
        Pages::new(self.clone(), endpoint, options)
    }

    /// Walks a list item by item: as [`pages`](Self::pages), one page in memory at a time.
    pub fn items<E: Paged>(&self, endpoint: E) -> Items<E> {
        Items::new(self.pages(endpoint))
    }

    /// Caches the tokens of a user that came from a sign-in or a refresh. Calls for that user use the access
    /// token until it expires, where its scopes suffice. The refresh token is not used.
    pub fn adopt(&self, user_id: &UserId, tokens: TokenSet) -> IssuedToken {
        self.0.session.adopt(user_id, tokens, self.0.transport.now())
    }

    /// The shared state: the configuration, and the number of tokens.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.0.session
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("session", &self.0.session).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
