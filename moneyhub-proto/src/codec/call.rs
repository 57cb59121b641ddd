//! What an endpoint wants sent, before it has a base URL and a token.

pub(crate) mod path;

use std::{borrow::Cow, fmt, time::Duration};

use bytes::Bytes;
use http::Method;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::{
    codec::{Cursor, client_jwt::FormJwt},
    config::{Replay, Service},
    ground::{
        error::{Error, RequestError},
        id::UserId,
        scope::Scopes,
    },
};

/// One request: where it goes, what it carries, what it needs, and whether it may be repeated.
///
/// Concrete and without type parameters; the machine works on this and never sees the endpoint's
/// type. Its body is written when the call is built, so sending it again costs nothing.
///
/// `Debug` shows method and path template, never an id, a query or a body.
#[derive(Clone)]
pub struct Call {
    name: &'static str,
    service: Service,
    method: Method,
    template: &'static str,
    path: String,
    /// In place of base URL and path.
    url: Option<String>,
    query: Vec<(Cow<'static, str>, String)>,
    body: Body,
    jwt: Option<FormJwt>,
    authentication: Authentication,
    scopes: Scopes,
    replay: Replay,
    timeout: Duration,
    reply_limit: usize,
}

/// Who has to be known to the service for a call.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Authentication {
    /// A bearer token, with the given `sub` (a user) or without (the client itself).
    Bearer {
        /// The user whose token it has to be.
        subject: Option<UserId>,
    },
    /// The client's own credentials, as at the token endpoint.
    Client,
    /// Nobody.
    None,
}

/// What a request carries.
#[derive(Clone)]
pub(crate) enum Body {
    Empty,
    /// May hold a code or a token, so it is wiped.
    Form(Zeroizing<String>),
    Json(Bytes),
}

impl Call {
    /// The time of one attempt, where the documentation asks for no longer one.
    pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);
    /// The time of one attempt for calls that may fetch from a bank before they answer.
    pub const SLOW_TIMEOUT: Duration = Duration::from_secs(120);
    /// The largest body of a successful answer, in bytes.
    pub const DEFAULT_REPLY_LIMIT: usize = 16 * 1024 * 1024;
    /// The largest body of an error answer, in bytes; the rest is not read.
    pub const ERROR_REPLY_LIMIT: usize = 64 * 1024;

    /// Starts a DELETE.
    ///
    /// # Errors
    ///
    /// See [`Call::new`].
    pub fn delete(
        name: &'static str,
        service: Service,
        template: &'static str,
        parameters: &[&str],
    ) -> Result<Self, Error> {
        Self::new(name, Method::DELETE, service, template, parameters)
    }

    /// Starts a GET.
    ///
    /// # Errors
    ///
    /// See [`Call::new`].
    pub fn get(
        name: &'static str,
        service: Service,
        template: &'static str,
        parameters: &[&str],
    ) -> Result<Self, Error> {
        Self::new(name, Method::GET, service, template, parameters)
    }

    /// Starts a PATCH.
    ///
    /// # Errors
    ///
    /// See [`Call::new`].
    pub fn patch(
        name: &'static str,
        service: Service,
        template: &'static str,
        parameters: &[&str],
    ) -> Result<Self, Error> {
        Self::new(name, Method::PATCH, service, template, parameters)
    }

    /// Starts a POST.
    ///
    /// # Errors
    ///
    /// See [`Call::new`].
    pub fn post(
        name: &'static str,
        service: Service,
        template: &'static str,
        parameters: &[&str],
    ) -> Result<Self, Error> {
        Self::new(name, Method::POST, service, template, parameters)
    }

    /// Starts a request. The template, such as `/users/{userId}/connections`, has a name in braces
    /// for every parameter, in their order; the parameters are percent-encoded into it, all but
    /// `A-Za-z0-9-._~` and the colon, so that none can leave its segment.
    ///
    /// It needs a bearer token of the client, until [`for_user`](Self::for_user) or
    /// [`authenticated_by`](Self::authenticated_by) says otherwise. GET, HEAD, PUT and DELETE may
    /// be replayed freely, others if refused, until [`replayed`](Self::replayed) says otherwise.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Request`](crate::ground::error::ErrorKind::Request) when a parameter is empty, `.`, `..`, has
    /// a control character or more than 512 bytes, or when template and parameters don't match.
    pub fn new(
        name: &'static str,
        method: Method,
        service: Service,
        template: &'static str,
        parameters: &[&str],
    ) -> Result<Self, Error> {
        let path = path::fill(template, parameters).map_err(|error| Error::from(error).at(name))?;
        let repeatable = [Method::GET, Method::HEAD, Method::PUT, Method::DELETE].contains(&method);
        Ok(Self {
            name,
            service,
            method,
            template,
            path,
            url: None,
            query: Vec::new(),
            body: Body::Empty,
            jwt: None,
            authentication: Authentication::Bearer { subject: None },
            scopes: Scopes::default(),
            replay: if repeatable { Replay::Free } else { Replay::IfRefused },
            timeout: Self::DEFAULT_TIMEOUT,
            reply_limit: Self::DEFAULT_REPLY_LIMIT,
        })
    }

    /// The least scopes that the token must have.
    #[must_use]
    pub fn needs(mut self, scopes: impl Into<Scopes>) -> Self {
        self.scopes = scopes.into();
        self
    }

    /// The token has to be one of this user.
    #[must_use]
    pub fn for_user(self, user_id: UserId) -> Self {
        self.authenticated_by(Authentication::Bearer { subject: Some(user_id) })
    }

    /// Who has to be known to the service.
    #[must_use]
    pub fn authenticated_by(mut self, authentication: Authentication) -> Self {
        self.authentication = authentication;
        self
    }

    /// When the call may be sent again.
    #[must_use]
    pub fn replayed(mut self, replay: Replay) -> Self {
        self.replay = replay;
        self
    }

    /// The time that one attempt may take.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The largest body of a successful answer, in bytes.
    #[must_use]
    pub fn reply_limit(mut self, bytes: usize) -> Self {
        self.reply_limit = bytes;
        self
    }

    /// Adds a parameter to the query. It is encoded as in a form.
    #[must_use]
    pub fn query(mut self, name: impl Into<Cow<'static, str>>, value: impl ToString) -> Self {
        self.query.push((name.into(), value.to_string()));
        self
    }

    /// Carries a JSON body.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Request`](crate::ground::error::ErrorKind::Request) when the value can't be written as JSON.
    pub fn json(mut self, value: &(impl Serialize + ?Sized)) -> Result<Self, Error> {
        let json = serde_json::to_vec(value);
        let json = json.map_err(|_| Error::from(RequestError::MalformedBody).at(self.name))?;
        self.body = Body::Json(json.into());
        Ok(self)
    }

    /// Carries a form.
    #[must_use]
    pub fn form(mut self, pairs: &[(&str, &str)]) -> Self {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(pairs);
        self.body = Body::Form(Zeroizing::new(form.finish()));
        self
    }

    /// Carries a JWT among the members of its form, made anew for each attempt.
    pub(crate) fn with_jwt(mut self, jwt: FormJwt) -> Self {
        self.jwt = Some(jwt);
        self
    }

    /// The name of the endpoint.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Where it goes.
    #[must_use]
    pub const fn service(&self) -> Service {
        self.service
    }

    /// The method.
    #[must_use]
    pub const fn method(&self) -> &Method {
        &self.method
    }

    /// The path with names in place of ids, fit for logs.
    #[must_use]
    pub const fn template(&self) -> &'static str {
        self.template
    }

    /// Who has to be known to the service.
    #[must_use]
    pub const fn authentication(&self) -> &Authentication {
        &self.authentication
    }

    /// The least scopes that the token must have.
    #[must_use]
    pub const fn scopes(&self) -> &Scopes {
        &self.scopes
    }

    /// When the call may be sent again.
    #[must_use]
    pub const fn replay(&self) -> Replay {
        self.replay
    }

    /// Whether it does nothing but read (RFC 9110 section 9.2.1).
    pub(crate) fn reads(&self) -> bool {
        self.method == Method::GET || self.method == Method::HEAD
    }

    pub(crate) const fn attempt_timeout(&self) -> Duration {
        self.timeout
    }

    pub(crate) const fn largest_reply(&self) -> usize {
        self.reply_limit
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    pub(crate) fn query_pairs(&self) -> &[(Cow<'static, str>, String)] {
        &self.query
    }

    pub(crate) const fn body(&self) -> &Body {
        &self.body
    }

    /// The same call at another URL, which is known to be one that may be trusted: where a discovery
    /// document says that it is.
    pub(crate) fn at_url(mut self, url: String) -> Self {
        self.url = Some(url);
        self
    }

    pub(crate) fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    pub(crate) const fn jwt(&self) -> Option<&FormJwt> {
        self.jwt.as_ref()
    }

    /// Turns to another page: the cursor's parameters win over those of the same name, the others,
    /// which are filters, stay.
    pub(crate) fn turned_to(mut self, cursor: &Cursor) -> Self {
        self.query.retain(|(name, _)| cursor.parameters().all(|(newer, _)| newer != name));
        let pairs = cursor.parameters();
        self.query
            .extend(pairs.map(|(name, value)| (Cow::Owned(name.to_owned()), value.to_owned())));
        self
    }
}

/// Shows whether there is a subject, not who.
impl fmt::Debug for Authentication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bearer { subject: None } => "Bearer",
            Self::Bearer { subject: Some(_) } => "Bearer(of a user)",
            Self::Client => "Client",
            Self::None => "None",
        })
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("name", &self.name)
            .field("method", &self.method)
            .field("template", &self.template)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
