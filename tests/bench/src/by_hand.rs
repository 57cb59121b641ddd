//! The same work written by hand: what somebody writes who needs this one call and nothing else.
//!
//! The yardstick must be neither lazy nor clever. It uses `http` and `serde_json` in their plainest
//! form, makes the same request byte for byte (method, URI with the id percent-encoded by the same
//! rules, four headers, the token marked sensitive), and reads the same twelve members, optional
//! where ours are, into `String`s. It reserves the room that it knows it needs, and copies nothing
//! twice. What it leaves out is what the library adds: checks of the id, replay rules, limits,
//! scopes, errors that name the place, enums, ids of different types.

mod enriched;
mod reports;
mod transactions;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, de::DeserializeOwned};

pub use self::{
    enriched::Enriched,
    reports::{Analysis, Data, Report},
    transactions::Transaction,
};

const ENCODED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':');

/// What can go wrong; not told apart, since nobody here asks.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The settings.
#[derive(Debug)]
pub struct Service {
    /// The base URL, without a slash at its end.
    pub base: String,
    /// The bearer token.
    pub token: String,
    /// The `User-Agent`.
    pub user_agent: HeaderValue,
}

impl Service {
    /// The settings of [`sample::config`](crate::sample::config).
    #[must_use]
    pub fn sample() -> Self {
        Self {
            base: "https://identity.moneyhub.co.uk".to_owned(),
            token: crate::sample::TOKEN.to_owned(),
            user_agent: HeaderValue::from_static("moneyhub-proto/0.1.0"),
        }
    }

    /// `GET /users/{userId}`.
    ///
    /// # Errors
    ///
    /// When URL or token can't be sent.
    pub fn get_user(&self, user_id: &str) -> Result<Request<Bytes>, Failure> {
        const PATH: &str = "/users/";
        let mut uri = String::with_capacity(self.base.len() + PATH.len() + user_id.len());
        uri.push_str(&self.base);
        uri.push_str(PATH);
        uri.extend(utf8_percent_encode(user_id, ENCODED));
        let mut authorization = HeaderValue::try_from(format!("Bearer {}", self.token))?;
        authorization.set_sensitive(true);
        Ok(Request::builder()
            .method(Method::GET)
            .uri(uri)
            .header(header::AUTHORIZATION, authorization)
            .header(header::ACCEPT, HeaderValue::from_static("application/json"))
            .header(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"))
            .header(header::USER_AGENT, self.user_agent.clone())
            .body(Bytes::new())?)
    }
}

/// Reads the answer to [`Service::get_user`].
///
/// # Errors
///
/// When the status is not 2xx, or the body is no user.
pub fn read_user(response: &Response<impl AsRef<[u8]>>) -> Result<User, Failure> {
    if !response.status().is_success() {
        return Err(response.status().as_str().into());
    }
    Ok(serde_json::from_slice(response.body().as_ref())?)
}

/// Reads a page of a list.
///
/// # Errors
///
/// When the status is not 2xx, or the body is no page.
pub fn read_page<T: DeserializeOwned>(
    response: &Response<impl AsRef<[u8]>>,
) -> Result<Page<T>, Failure> {
    if !response.status().is_success() {
        return Err(response.status().as_str().into());
    }
    Ok(serde_json::from_slice(response.body().as_ref())?)
}

/// A page of a list.
#[derive(Debug, Deserialize)]
pub struct Page<T> {
    /// The items.
    pub data: Vec<T>,
    /// Where in the list it is.
    pub meta: Meta,
}

/// Where in the list a page is.
#[derive(Debug, Deserialize)]
pub struct Meta {
    /// How many there are in all.
    pub total: Option<u64>,
    /// How many fit on a page.
    pub limit: Option<u64>,
    /// How many lie before this page.
    pub offset: Option<u64>,
}

/// A user, with the members of [`moneyhub_proto::users::User`].
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names on the wire say it")]
pub struct User {
    pub user_id: String,
    pub client_user_id: Option<String>,
    pub client_id: Option<String>,
    pub client_name: Option<String>,
    pub created_at: Option<String>,
    pub updated_at: Option<String>,
    pub last_accessed: Option<String>,
    pub deleted_at: Option<String>,
    pub scopes: Option<String>,
    pub managed_by: Option<String>,
    pub user_type: Option<String>,
    pub connection_ids: Option<Vec<String>>,
}
