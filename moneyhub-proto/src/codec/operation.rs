//! The facts of an operation, which hold for every instance.

use std::{fmt, time::Duration};

use super::{Call, Reply};
use crate::{
    config::{Replay, Service},
    ground::{error::Error, scope::Scope},
};

/// One operation of the service: its facts, and how its answers are read.
///
/// It is a constant of its [`Endpoint`](super::Endpoint), so tables and tests can inspect it without an
/// instance. Begin with the service: `Service::Data.get(name, path, reader)`.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{Endpoint, Service, codec::{Authentication, Method}, users};
///
/// let facts = users::Get::OPERATION.facts;
/// assert_eq!((facts.method, facts.path), (Method::Get, "/users/{userId}"));
/// assert_eq!(facts.service, Service::Identity);
/// assert_eq!(facts.authentication, Authentication::ClientToken);
/// ```
pub struct Operation<T> {
    /// What does not depend on the type of the answer.
    pub facts: Facts,
    /// How a successful answer is read; `None` where the endpoint overrides
    /// [`decode`](super::Endpoint::decode).
    pub read: Option<Read<T>>,
}

/// Reads a successful answer: one of the functions of [`decode`](mod@super::decode), or your own.
pub type Read<T> = fn(&mut Reply<'_>) -> Result<T, Error>;

/// The facts of an operation: where it goes, what it needs, and whether it may be retried.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Facts {
    /// The name in errors and traces, such as `users.get`: the module, and the type in snake case.
    pub name: &'static str,
    /// The method.
    pub method: Method,
    /// Which of the service's hosts it goes to.
    pub service: Service,
    /// The path below the service's base URL, with a name in braces for every parameter.
    pub path: &'static str,
    /// How its calls are authenticated.
    pub authentication: Authentication,
    /// The least scopes.
    pub needs: &'static [Scope],
    /// Scopes of which one is enough, besides those that it needs. The first one is requested.
    pub needs_one_of: &'static [Scope],
    /// Further scopes that an instance may need. They unlock members of the answer or of the request.
    pub may_need: &'static [Scope],
    /// When it may be sent again.
    pub replay: Replay,
    /// Whether it only reads (RFC 9110 section 9.2.1).
    pub reads: bool,
    /// The requested media type, `Accept`.
    pub accept: &'static str,
    /// The time for one attempt.
    pub timeout: Duration,
    /// The largest body of a successful answer, in bytes.
    pub reply_limit: usize,
    /// Whether version 3 of the data API has removed it.
    pub only_v2: bool,
    /// What to do about error codes that have a particular meaning here.
    pub advice: &'static [(&'static str, &'static str)],
}

/// A request method (RFC 9110 section 9.3) that the service uses.
///
/// An `http::Method` can't be inspected in a constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// DELETE.
    Delete,
    /// GET.
    Get,
    /// PATCH (RFC 5789).
    Patch,
    /// POST.
    Post,
    /// PUT.
    Put,
}

/// How a call is authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Authentication {
    /// A bearer token of a user or of the client itself, depending on how the call is sent.
    AnyToken,
    /// A bearer token of the client itself, without `sub`.
    ClientToken,
    /// The client's own credentials, as at the token endpoint; no bearer token.
    Credentials,
    /// No authentication.
    None,
    /// A bearer token of one user, whose id is its `sub`.
    UserToken,
}

impl Service {
    /// A DELETE whose answer this function reads.
    pub const fn delete<T>(
        self,
        name: &'static str,
        path: &'static str,
        read: Read<T>,
    ) -> Operation<T> {
        Operation::new(Method::Delete, self, name, path).read_by(read)
    }

    /// A GET whose answer this function reads.
    pub const fn get<T>(
        self,
        name: &'static str,
        path: &'static str,
        read: Read<T>,
    ) -> Operation<T> {
        Operation::new(Method::Get, self, name, path).read_by(read)
    }

    /// A PATCH whose answer this function reads.
    pub const fn patch<T>(
        self,
        name: &'static str,
        path: &'static str,
        read: Read<T>,
    ) -> Operation<T> {
        Operation::new(Method::Patch, self, name, path).read_by(read)
    }

    /// A POST whose answer this function reads.
    pub const fn post<T>(
        self,
        name: &'static str,
        path: &'static str,
        read: Read<T>,
    ) -> Operation<T> {
        Operation::new(Method::Post, self, name, path).read_by(read)
    }

    /// A PUT whose answer this function reads.
    pub const fn put<T>(
        self,
        name: &'static str,
        path: &'static str,
        read: Read<T>,
    ) -> Operation<T> {
        Operation::new(Method::Put, self, name, path).read_by(read)
    }
}

impl<T> Operation<T> {
    /// An operation without a reader, for an endpoint that overrides
    /// [`decode`](super::Endpoint::decode).
    ///
    /// By default, operations of the data API and OSIP need a token of a user, all others one of
    /// the client. GET, PUT and DELETE may be replayed freely, others if they were refused.
    pub const fn new(
        method: Method,
        service: Service,
        name: &'static str,
        path: &'static str,
    ) -> Self {
        let facts = Facts {
            name,
            method,
            service,
            path,
            authentication: match service {
                Service::Data | Service::Osip => Authentication::UserToken,
                Service::Caas | Service::Identity => Authentication::ClientToken,
            },
            needs: &[],
            needs_one_of: &[],
            may_need: &[],
            replay: match method {
                Method::Delete | Method::Get | Method::Put => Replay::Free,
                Method::Patch | Method::Post => Replay::IfRefused,
            },
            reads: matches!(method, Method::Get),
            accept: "application/json",
            timeout: Call::DEFAULT_TIMEOUT,
            reply_limit: Call::DEFAULT_REPLY_LIMIT,
            only_v2: false,
            advice: &[],
        };
        Self { facts, read: None }
    }

    /// Reads answers with this function.
    #[must_use]
    pub const fn read_by(mut self, read: Read<T>) -> Self {
        self.read = Some(read);
        self
    }

    /// The least scopes that the token must have, in sorted order.
    #[must_use]
    pub const fn needs(mut self, scopes: &'static [Scope]) -> Self {
        self.facts.needs = scopes;
        self
    }

    /// Scopes of which one is enough. The first is requested; any is accepted.
    #[must_use]
    pub const fn needs_one_of(mut self, scopes: &'static [Scope]) -> Self {
        self.facts.needs_one_of = scopes;
        self
    }

    /// Further scopes that an instance may need, see [`Call::needs_if`](super::Call::needs_if).
    #[must_use]
    pub const fn may_need(mut self, scopes: &'static [Scope]) -> Self {
        self.facts.may_need = scopes;
        self
    }

    /// The token is one of the client itself.
    #[must_use]
    pub const fn of_client(self) -> Self {
        self.authenticated_by(Authentication::ClientToken)
    }

    /// It needs no token.
    #[must_use]
    pub const fn of_nobody(self) -> Self {
        self.authenticated_by(Authentication::None)
    }

    /// The token is one of a user.
    #[must_use]
    pub const fn of_user(self) -> Self {
        self.authenticated_by(Authentication::UserToken)
    }

    /// The client authenticates itself, as at the token endpoint.
    #[must_use]
    pub const fn with_credentials(self) -> Self {
        self.authenticated_by(Authentication::Credentials)
    }

    /// How its calls are authenticated.
    #[must_use]
    pub const fn authenticated_by(mut self, authentication: Authentication) -> Self {
        self.facts.authentication = authentication;
        self
    }

    /// It may move money, or use up a single-use credential: it is never sent again.
    #[must_use]
    pub const fn never_repeated(self) -> Self {
        self.replayed(Replay::Never)
    }

    /// When it may be sent again.
    #[must_use]
    pub const fn replayed(mut self, replay: Replay) -> Self {
        self.facts.replay = replay;
        self
    }

    /// It only reads, whatever its method, so it may be sent again at any time.
    #[must_use]
    pub const fn only_reads(mut self) -> Self {
        self.facts.reads = true;
        self.replayed(Replay::Free)
    }

    /// The media type to request instead of JSON.
    #[must_use]
    pub const fn accepts(mut self, media_type: &'static str) -> Self {
        self.facts.accept = media_type;
        self
    }

    /// It may fetch from a bank before it answers: an attempt may take two minutes.
    #[must_use]
    pub const fn slow(mut self) -> Self {
        self.facts.timeout = Call::SLOW_TIMEOUT;
        self
    }

    /// The largest body of a successful answer, in bytes.
    #[must_use]
    pub const fn reply_limit(mut self, bytes: usize) -> Self {
        self.facts.reply_limit = bytes;
        self
    }

    /// Version 3 of the data API does not have it. If that version is configured, it is refused before
    /// anything is sent.
    #[must_use]
    pub const fn only_v2(mut self) -> Self {
        self.facts.only_v2 = true;
        self
    }

    /// Advice on error codes that have a particular meaning here.
    #[must_use]
    pub const fn advice(mut self, advice: &'static [(&'static str, &'static str)]) -> Self {
        self.facts.advice = advice;
        self
    }
}

impl<T> Clone for Operation<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Operation<T> {}

impl<T> fmt::Debug for Operation<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Operation").field("facts", &self.facts).finish_non_exhaustive()
    }
}

impl Method {
    /// The method as text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Delete => "DELETE",
            Self::Get => "GET",
            Self::Patch => "PATCH",
            Self::Post => "POST",
            Self::Put => "PUT",
        }
    }

    /// Whether a request with this method is expected to have a body, so that the lack of one is
    /// announced (RFC 9110 section 8.6).
    pub(super) const fn announces_no_body(self) -> bool {
        matches!(self, Self::Patch | Self::Post | Self::Put)
    }
}

impl From<Method> for http::Method {
    fn from(method: Method) -> Self {
        match method {
            Method::Delete => Self::DELETE,
            Method::Get => Self::GET,
            Method::Patch => Self::PATCH,
            Method::Post => Self::POST,
            Method::Put => Self::PUT,
        }
    }
}

impl Authentication {
    /// Whether it is a bearer token.
    #[must_use]
    pub const fn is_bearer(self) -> bool {
        matches!(self, Self::AnyToken | Self::ClientToken | Self::UserToken)
    }

    /// Fails to compile for operations that can only be sent for a user.
    pub(crate) const fn assert_fits_client(self) {
        assert!(
            !matches!(self, Self::UserToken),
            "this operation is of a user: send it through `client.user(&user_id)`"
        );
    }

    /// Fails to compile for operations that can't be sent for a user.
    pub(crate) const fn assert_fits_user(self) {
        assert!(
            self.fits_user(),
            "this operation is not of a user: send it through the client itself"
        );
    }

    /// Whether a call may be sent for a user.
    pub(crate) const fn fits_user(self) -> bool {
        matches!(self, Self::AnyToken | Self::UserToken)
    }
}
