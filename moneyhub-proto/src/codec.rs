//! Two functions for use with your own HTTP client.
//!
//! [`encode`] makes an `http::Request` from an endpoint, and [`decode()`] reads its
//! `http::Response`. The rest is yours: sockets, time, tokens, retries. Follow no redirects, limit
//! the body, and retry nothing whose [`Replay`](crate::config::Replay) does not allow it. Or let a
//! [`Client`](crate::driver::Client) do all that.
//!
//! # Examples
//!
//! ```
//! use http::Response;
//! use moneyhub_proto::{codec, id::UserId, users, AccessToken, Config};
//!
//! let config = Config::builder().client_id("my-client").client_secret("my-secret").build()?;
//! let get = users::Get { user_id: UserId::from("64b0f3a1c2d4e5f60718293a") };
//!
//! let request = codec::encode(&get, &config, &AccessToken::new("a-token")?)?;
//! assert_eq!(request.uri(), "https://identity.moneyhub.co.uk/users/64b0f3a1c2d4e5f60718293a");
//!
//! // ... send it with anything ...
//! let response = Response::new(r#"{"userId":"64b0f3a1c2d4e5f60718293a"}"#);
//! let user = codec::decode(&get, response)?;
//! assert_eq!(user.user_id, get.user_id);
//! # Ok::<(), moneyhub_proto::Error>(())
//! ```

mod awaited;
mod call;
mod client_form;
pub(crate) mod client_jwt;
pub mod decode;
mod endpoint;
mod operation;
mod outgoing;
pub mod page;
mod raw;
mod reply;
mod reply_body;
mod request_object;

use std::cell::LazyCell;

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};

pub use self::{
    awaited::Awaited,
    call::{Call, FilePart, Query, QueryValue},
    endpoint::Endpoint,
    operation::{Authentication, Facts, Method, Operation, Read},
    outgoing::Outgoing,
    page::{Item, Links, Page, PageMeta, PageOf, Paged, Walk, Window},
    raw::RawCall,
    reply::Reply,
    reply_body::{ReplyBody, ReplyLimits, ReplyProgress},
};
pub(crate) use self::{
    call::{Body, path},
    outgoing::Attempt,
    request_object::RequestObject,
};
pub use crate::ground::reader::Repair;
use crate::{
    config::{Config, retry},
    ground::{
        env::UnixTime,
        error::{Error, ErrorReply, Outcome, RequestError},
        secret::AccessToken,
    },
};

/// Makes the request of an endpoint that needs a bearer token.
///
/// The request's `Debug`, from the `http` crate, prints URL and body. The `Authorization` header is
/// marked sensitive, so it is not printed.
///
/// # Errors
///
/// [`ErrorKind::Request`](crate::ground::error::ErrorKind::Request) when a parameter can't be sent, or when the
/// endpoint takes no bearer token.
pub fn encode<E: Endpoint>(
    endpoint: &E,
    config: &Config,
    token: &AccessToken,
) -> Result<Request<Bytes>, Error> {
    encode_call(&endpoint.call()?, config, Some(token))
}

/// Makes the request of an endpoint that needs no bearer token: one that authenticates the client,
/// as a token request does, or one without authentication.
///
/// # Errors
///
/// [`ErrorKind::Request`](crate::ground::error::ErrorKind::Request) when a parameter can't be sent, or when
/// the endpoint does need a bearer token; and [`RequestError::MissingJwt`] when the configuration requires a
/// JWT in the request, as for `private_key_jwt` and request objects. An
/// [`Exchange`](crate::machine::Exchange) makes those for each attempt, with time, entropy and a signature.
pub fn encode_without_token<E: Endpoint>(
    endpoint: &E,
    config: &Config,
) -> Result<Request<Bytes>, Error> {
    encode_call(&endpoint.call()?, config, None)
}

/// Reads the answer to an endpoint's request.
///
/// # Errors
///
/// By the status, [`ErrorKind::Api`](crate::ground::error::ErrorKind::Api),
/// [`NotFound`](crate::ground::error::ErrorKind::NotFound), [`RateLimited`](crate::ground::error::ErrorKind::RateLimited) or, of
/// a token endpoint, [`Identity`](crate::ground::error::ErrorKind::Identity); and
/// [`Decoding`](crate::ground::error::ErrorKind::Decoding) when a successful answer can't be read.
pub fn decode<E: Endpoint>(
    endpoint: &E,
    response: Response<impl AsRef<[u8]>>,
) -> Result<E::Output, Error> {
    let (head, body) = response.into_parts();
    let body = body.as_ref();
    // A raw call has to be built to know its facts, so this is lazy: it is only needed after a failure. An
    // answer can be read even if its call could not be sent.
    let call = LazyCell::new(|| endpoint.call().ok());
    let facts = || call.as_ref().map_or(E::OPERATION.facts, |call| *call.facts());
    let read = if head.status.is_success() {
        accepted(endpoint, || facts().name, head.status, &head.headers, body)
    } else {
        let outcome = retry::outcome_of(head.status, facts().reads);
        Err(refusal(head.status, &head.headers, body, call.as_ref(), None, outcome))
    };
    match read {
        Ok((output, _)) => Ok(output),
        Err(error) => Err(error.at(facts().name).of_reading(facts().reads)),
    }
}

/// The value of a 2xx answer, and its oddities.
pub(crate) fn accepted<E: Endpoint>(
    endpoint: &E,
    name: impl FnOnce() -> &'static str,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(E::Output, Vec<Repair>), Error> {
    let mut reply = Reply::new(status, headers, body);
    let output = endpoint.decode(&mut reply)?;
    let repairs = reply.into_repairs();
    if !repairs.list().is_empty() {
        repairs.tell(name());
    }
    Ok((output, repairs.into_list()))
}

fn encode_call(
    call: &Call,
    config: &Config,
    token: Option<&AccessToken>,
) -> Result<Request<Bytes>, Error> {
    check_version(call.facts(), config)?;
    let attempt = Attempt { token, ..Attempt::default() };
    Ok(Outgoing::new(config, call, attempt)?.into_http())
}

/// Refuses operations that the configured version of the data API does not have.
pub(crate) fn check_version(facts: &Facts, config: &Config) -> Result<(), Error> {
    if facts.only_v2 && !config.is_data_v2() {
        return Err(Error::from(RequestError::OnlyVersion2).at(facts.name));
    }
    Ok(())
}

/// The error of an answer that says that nothing was done, usually by a status other than 2xx.
pub(crate) fn refusal(
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    call: Option<&Call>,
    now: Option<UnixTime>,
    outcome: Outcome,
) -> Error {
    let facts = call.map(Call::facts);
    let reply = ErrorReply::read(
        status,
        headers,
        body,
        facts.map(|facts| facts.name).unwrap_or_default(),
        facts.is_some_and(|facts| facts.authentication == Authentication::Credentials),
        call.map(|call| call.scopes().clone()).unwrap_or_default(),
        facts.map_or(&[], |facts| facts.advice),
    );
    let after = reply.retry_after(now);
    let retryable = facts.is_some_and(|facts| retry::may_repeat(facts.replay, status));
    Error::new(Box::new(reply), outcome).with_retry(retryable, after)
}
