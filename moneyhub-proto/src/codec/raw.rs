//! Calls for routes that this crate does not know yet.

use std::{borrow::Cow, fmt, time::Duration};

use bytes::Bytes;
use http::HeaderValue;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    Authentication, Call, Endpoint, FilePart, Method, Operation, QueryValue, Read, Reply, decode,
};
use crate::{
    config::{Replay, Service},
    ground::{
        error::{Error, RequestError},
        id::UserId,
        scope::Scopes,
    },
};

/// A call to any route, with everything that a typed endpoint has: encoded paths, tokens, retries and limits.
///
/// The path is a template with names in braces, and the parameters are given separately, so that errors and
/// logs can show the one without the other. The answer is JSON, and null if there is no body;
/// [`read_as`](Self::read_as), [`text`](Self::text) and [`bytes`](Self::bytes) read it differently.
///
/// It uses the client's own token, or one of the user it is sent for.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{AccessToken, Config, RawCall, Service, codec, id::AccountId};
///
/// let account_id = AccountId::from("7f1e2d3c");
/// let call = RawCall::get(Service::Data, "/accounts/{accountId}/balances", &[&account_id])
///     .query("limit", &10)
///     .needs("accounts:read");
///
/// let config = Config::builder().build()?;
/// let request = codec::encode(&call, &config, &AccessToken::new("token")?)?;
/// assert_eq!(request.uri(), "https://api.moneyhub.co.uk/v3/accounts/7f1e2d3c/balances?limit=10");
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
///
/// `client.user(&user_id).send(call)` sends it with a token of that user.
#[derive(Clone)]
pub struct RawCall<T = Value> {
    call: Call,
    read: Read<T>,
}

impl RawCall {
    /// A call with any method. Give the template's parameters in order; `&[]` for none.
    #[must_use]
    pub fn new(
        method: Method,
        service: Service,
        template: &'static str,
        parameters: &[&dyn AsRef<str>],
    ) -> Self {
        let facts = Operation::<Value>::new(method, service, template, template)
            .authenticated_by(Authentication::AnyToken)
            .facts;
        let call = parameters
            .iter()
            .fold(Call::new(facts), |call, parameter| call.next_parameter(parameter.as_ref()));
        Self { call, read: decode::raw }
    }

    /// A DELETE.
    #[must_use]
    pub fn delete(
        service: Service,
        template: &'static str,
        parameters: &[&dyn AsRef<str>],
    ) -> Self {
        Self::new(Method::Delete, service, template, parameters)
    }

    /// A GET.
    #[must_use]
    pub fn get(service: Service, template: &'static str, parameters: &[&dyn AsRef<str>]) -> Self {
        Self::new(Method::Get, service, template, parameters)
    }

    /// A PATCH.
    #[must_use]
    pub fn patch(service: Service, template: &'static str, parameters: &[&dyn AsRef<str>]) -> Self {
        Self::new(Method::Patch, service, template, parameters)
    }

    /// A POST.
    #[must_use]
    pub fn post(service: Service, template: &'static str, parameters: &[&dyn AsRef<str>]) -> Self {
        Self::new(Method::Post, service, template, parameters)
    }

    /// A PUT.
    #[must_use]
    pub fn put(service: Service, template: &'static str, parameters: &[&dyn AsRef<str>]) -> Self {
        Self::new(Method::Put, service, template, parameters)
    }
}

impl<T> RawCall<T> {
    /// Reads the answer as JSON of this type.
    ///
    /// Take care with amounts: a [`Value`] keeps a number only with the precision of an `f64`.
    #[must_use]
    pub fn read_as<U: DeserializeOwned>(self) -> RawCall<U> {
        RawCall { call: self.call, read: decode::bare }
    }

    /// Reads the answer as text, and accepts any media type.
    #[must_use]
    pub fn text(self) -> RawCall<String> {
        RawCall { call: self.call, read: decode::text }.accept("*/*")
    }

    /// Reads the answer as bytes, and accepts any media type.
    #[must_use]
    pub fn bytes(self) -> RawCall<Bytes> {
        RawCall { call: self.call, read: decode::bytes }.accept("*/*")
    }

    /// The media type to request instead of JSON.
    #[must_use]
    pub fn accept(mut self, media_type: &'static str) -> Self {
        if HeaderValue::from_str(media_type).is_err() {
            let problem = "has a character that a header can't carry";
            return self.map(|call| {
                call.refuse(RequestError::Invalid { parameter: "the media type", problem })
            });
        }
        self.call.facts_mut().accept = media_type;
        self
    }

    /// Adds a query parameter: a value, an `Option`, or a slice.
    #[must_use]
    pub fn query(
        self,
        name: impl Into<Cow<'static, str>>,
        value: &(impl QueryValue + ?Sized),
    ) -> Self {
        self.map(|call| call.query(name, value))
    }

    /// Carries a JSON body. Members that are null are left out.
    #[must_use]
    pub fn json(self, body: &(impl Serialize + ?Sized)) -> Self {
        self.map(|call| call.json(body))
    }

    /// Carries a form.
    #[must_use]
    pub fn form(self, pairs: &[(&str, &str)]) -> Self {
        self.map(|call| call.form(pairs))
    }

    /// Carries one file, in a part of this name.
    #[must_use]
    pub fn multipart(self, name: &'static str, file: &FilePart) -> Self {
        self.map(|call| call.multipart(name, file))
    }

    /// Carries bytes as they are, with their media type.
    #[must_use]
    pub fn body(self, media_type: &str, body: impl Into<Bytes>) -> Self {
        self.map(|call| call.raw(media_type, body))
    }

    /// The scopes that the token must have: `"accounts:read"`, a list of them separated by spaces, or
    /// constants of [`scope`](crate::scope).
    #[must_use]
    pub fn needs<S>(self, scopes: S) -> Self
    where
        S: TryInto<Scopes>,
    {
        match scopes.try_into() {
            Ok(scopes) => self.map(|call| call.needs(scopes)),
            Err(_) => self.map(|call| call.refuse(RequestError::MalformedScope)),
        }
    }

    /// The token must be this user's, however the call is sent.
    #[must_use]
    pub fn for_user(self, user_id: impl Into<UserId>) -> Self {
        self.map(|call| call.for_user(user_id))
    }

    /// It needs no token.
    #[must_use]
    pub fn without_token(mut self) -> Self {
        self.call.facts_mut().authentication = Authentication::None;
        self
    }

    /// When the call may be sent again: [`Replay::Never`] for anything that moves money. By default
    /// GET, PUT and DELETE are free, and others are retried only if they were refused.
    #[must_use]
    pub fn replayed(mut self, replay: Replay) -> Self {
        self.call.facts_mut().replay = replay;
        self
    }

    /// The time that one attempt may take; by default a minute.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.call.facts_mut().timeout = timeout;
        self
    }

    /// The largest body of a successful answer, in bytes; by default 16 MiB.
    #[must_use]
    pub fn reply_limit(mut self, bytes: usize) -> Self {
        self.call.facts_mut().reply_limit = bytes;
        self
    }

    fn map(self, change: impl FnOnce(Call) -> Call) -> Self {
        Self { call: change(self.call), read: self.read }
    }
}

impl<T> Endpoint for RawCall<T> {
    type Output = T;
    const OPERATION: Operation<T> = Operation::new(Method::Get, Service::Data, "raw", "/")
        .authenticated_by(Authentication::AnyToken);

    fn call(&self) -> Result<Call, Error> {
        self.call.clone().finish()
    }

    fn decode(&self, reply: &mut Reply<'_>) -> Result<T, Error> {
        (self.read)(reply)
    }
}

impl<T> fmt::Debug for RawCall<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawCall")
            .field("method", &self.call.facts().method.as_str())
            .field("template", &self.call.facts().path)
            .finish_non_exhaustive()
    }
}
