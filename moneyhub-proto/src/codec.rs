//! Two functions for those who bring their own HTTP client.
//!
//! [`encode`] makes a `http::Request` of an endpoint, [`decode`] reads its `http::Response`. What
//! lies between is yours: sockets, time, tokens, repeats. Follow no redirects, bound the body, and
//! repeat nothing whose [`Replay`](crate::Replay) does not allow it; or let a
//! [`Client`](crate::Client) see to all that.
//!
//! # Examples
//!
//! ```
//! use http::Response;
//! use moneyhub_proto::{codec, users, AccessToken, Config, UserId};
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

use bytes::Bytes;
use http::{Request, Response, response::Parts};

use crate::{
    call::Call,
    config::Config,
    endpoint::Endpoint,
    env::UnixTime,
    error::{Error, ErrorReply, Outcome},
    outgoing::Outgoing,
    retry,
    secret::AccessToken,
};

/// Makes the request of an endpoint that needs a bearer token.
///
/// Its own `Debug`, which is that of the `http` crate, prints URL and body; the `Authorization`
/// header is marked sensitive, and so is not printed.
///
/// # Errors
///
/// [`ErrorKind::Request`](crate::ErrorKind::Request) when a parameter can't be sent, or when the
/// endpoint takes no bearer token.
pub fn encode<E: Endpoint>(
    endpoint: &E,
    config: &Config,
    token: &AccessToken,
) -> Result<Request<Bytes>, Error> {
    Ok(Outgoing::new(config, &endpoint.call()?, Some(token), None, &[])?.into_http())
}

/// Makes the request of an endpoint that needs none: it authenticates the client (as a token
/// request does), or nobody.
///
/// # Errors
///
/// [`ErrorKind::Request`](crate::ErrorKind::Request) when a parameter can't be sent, or when the
/// endpoint does need a bearer token; and [`RequestError::MissingJwt`](crate::RequestError::MissingJwt)
/// when the configuration wants a JWT in the request, as for `private_key_jwt` and request objects:
/// those are made anew for each attempt, with time, entropy and a signature, by an
/// [`Exchange`](crate::Exchange).
pub fn encode_without_token<E: Endpoint>(
    endpoint: &E,
    config: &Config,
) -> Result<Request<Bytes>, Error> {
    Ok(Outgoing::new(config, &endpoint.call()?, None, None, &[])?.into_http())
}

/// Reads the answer to an endpoint's request.
///
/// # Errors
///
/// By the status, [`ErrorKind::Api`](crate::ErrorKind::Api),
/// [`NotFound`](crate::ErrorKind::NotFound), [`RateLimited`](crate::ErrorKind::RateLimited) or, of
/// a token endpoint, [`Identity`](crate::ErrorKind::Identity); and
/// [`Decoding`](crate::ErrorKind::Decoding) when a successful answer can't be read.
pub fn decode<E: Endpoint>(
    endpoint: &E,
    response: Response<impl AsRef<[u8]>>,
) -> Result<E::Output, Error> {
    let (head, body) = response.into_parts();
    let body = body.as_ref();
    let result = if head.status.is_success() {
        endpoint.decode(&head, body)
    } else {
        let call = endpoint.call().ok();
        let reads = call.as_ref().is_some_and(Call::reads);
        Err(refusal(&head, body, call.as_ref(), None, retry::outcome_of(head.status, reads)))
    };
    result.map_err(|error| {
        let reads = endpoint.call().is_ok_and(|call| call.reads());
        error.at(E::NAME).of_reading(reads)
    })
}

/// The error of an answer whose status is not 2xx.
pub(crate) fn refusal(
    head: &Parts,
    body: &[u8],
    call: Option<&Call>,
    now: Option<UnixTime>,
    outcome: Outcome,
) -> Error {
    let reply = ErrorReply::read(head, body, call);
    let after = reply.retry_after(now);
    let retryable = call.is_some_and(|call| retry::may_repeat(call.replay(), head.status));
    Error::new(Box::new(reply), outcome).with_retry(retryable, after)
}
