//! What an endpoint sends, before it has a base URL and a token.

mod body;
mod json;
pub(crate) mod path;
mod query;

use std::{borrow::Cow, fmt, ops::RangeInclusive, time::Duration};

use http::HeaderValue;
use serde::Serialize;

pub(crate) use self::body::Body;
pub use self::{
    body::FilePart,
    query::{Query, QueryValue},
};
use super::{Authentication, Facts, client_jwt::FormJwt, page::Cursor};
use crate::ground::{
    check::check_length,
    error::{Error, RequestError},
    id::UserId,
    scope::{Scope, Scopes},
    wire_text::WireText,
};

/// One request: where it goes, what it carries, what it needs, and whether it may be retried.
///
/// Concrete and without type parameters; the machine works on this and never sees the endpoint's type. Its
/// body is written when the call is filled, so sending it again costs nothing. The first value that can't be
/// sent is remembered, and reported by [`finish`](Self::finish).
///
/// `Debug` shows method and path template, never an id, a query or a body.
#[derive(Clone)]
pub struct Call {
    facts: Facts,
    path: String,
    /// The part of the template that is not filled in yet. It begins with a parameter.
    rest: &'static str,
    /// Instead of base URL and path.
    url: Option<String>,
    query: Query,
    body: Body,
    jwt: Option<FormJwt>,
    scopes: Scopes,
    subject: Option<UserId>,
    refusal: Option<RequestError>,
    /// Of the item that is refused, in a list that the call carries.
    refused_index: Option<usize>,
}

impl Call {
    /// The time for one attempt, unless the documentation asks for a longer one.
    pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);
    /// The time for one attempt of calls that may fetch from a bank before they answer.
    pub const SLOW_TIMEOUT: Duration = Duration::from_secs(120);
    /// The largest body of a successful answer, in bytes.
    pub const DEFAULT_REPLY_LIMIT: usize = 16 * 1024 * 1024;
    /// The largest body of an error answer, in bytes; the rest is not read.
    pub const ERROR_REPLY_LIMIT: usize = 64 * 1024;

    /// Starts a request with the facts of its operation.
    #[must_use]
    pub fn new(facts: Facts) -> Self {
        let mut call = Self {
            facts,
            path: String::with_capacity(facts.path.len() + 40),
            rest: facts.path,
            url: None,
            query: Query::default(),
            body: Body::Empty,
            jwt: None,
            scopes: Scopes::from_static(facts.needs),
            subject: None,
            refusal: None,
            refused_index: None,
        };
        call.up_to_parameter();
        call
    }

    /// Fills in a path parameter: by its name, in the template's order. Everything but
    /// `A-Za-z0-9-._~` and the colon is percent-encoded, so that it can't leave its segment.
    ///
    /// The call is refused if the value is empty, `.` or `..`, has a control character or more than
    /// 512 bytes, or if the name is not the template's next one.
    #[must_use]
    pub fn path(mut self, name: &'static str, value: impl AsRef<str>) -> Self {
        match path::parameter(self.rest) {
            Some((next, rest)) if next == name => self.push_parameter(name, value.as_ref(), rest),
            _ => self.refuse_template(),
        }
        self
    }

    /// Fills in the next path parameter, whatever its name.
    pub(super) fn next_parameter(mut self, value: &str) -> Self {
        match path::parameter(self.rest) {
            Some((name, rest)) => self.push_parameter(name, value, rest),
            None => self.refuse_template(),
        }
        self
    }

    /// Adds a query parameter, encoded as in a form: a value, an `Option`, which may be absent, or
    /// a slice, for which the name is repeated with each value.
    #[must_use]
    pub fn query(
        mut self,
        name: impl Into<Cow<'static, str>>,
        value: &(impl QueryValue + ?Sized),
    ) -> Self {
        match value.add_to(name.into(), &mut self.query) {
            Ok(()) => self,
            Err(refusal) => self.refuse(refusal),
        }
    }

    /// Carries a JSON body. Members that are null are left out: no source says what a null would do.
    #[must_use]
    pub fn json(self, value: &(impl Serialize + ?Sized)) -> Self {
        match json::without_nulls(value) {
            Ok(json) => self.body(Body::json(json)),
            Err(_) => self.refuse(RequestError::MalformedBody),
        }
    }

    /// Carries a form.
    #[must_use]
    pub fn form(self, pairs: &[(&str, &str)]) -> Self {
        self.body(Body::form(pairs))
    }

    /// Carries one file as `multipart/form-data` (RFC 7578), in a part of this name.
    #[must_use]
    pub fn multipart(self, name: &'static str, file: &FilePart) -> Self {
        match Body::multipart(name, file) {
            Ok(body) => self.body(body),
            Err(refusal) => self.refuse(refusal),
        }
    }

    /// Carries bytes as they are, with their media type.
    #[must_use]
    pub fn raw(self, media_type: &str, body: impl Into<bytes::Bytes>) -> Self {
        match HeaderValue::from_str(media_type) {
            Ok(media_type) => self.body(Body::Content(media_type, body.into())),
            Err(_) => self.refuse(RequestError::Invalid {
                parameter: "the media type",
                problem: "has a character that a header can't carry",
            }),
        }
    }

    fn body(mut self, body: Body) -> Self {
        self.body = body;
        self
    }

    /// Carries a JWT among the members of its form, made for each attempt.
    pub(crate) fn with_jwt(mut self, jwt: FormJwt) -> Self {
        self.jwt = Some(jwt);
        self
    }

    /// Needs another scope if this instance wants what the scope unlocks: one of the operation's
    /// [`may_need`](super::Operation::may_need) or
    /// [`needs_one_of`](super::Operation::needs_one_of).
    #[must_use]
    pub fn needs_if(self, wanted: bool, scope: Scope) -> Self {
        debug_assert!(
            !wanted || [self.facts.may_need, self.facts.needs_one_of].concat().contains(&scope),
            "{scope} is not among the scopes that {} may need",
            self.facts.name
        );
        if wanted { self.needs(scope) } else { self }
    }

    /// Needs these scopes as well.
    #[must_use]
    pub fn needs(mut self, scopes: impl Into<Scopes>) -> Self {
        self.scopes = self.scopes.union(&scopes.into());
        self
    }

    /// The token must be this user's, however the call is sent.
    #[must_use]
    pub fn for_user(mut self, user_id: impl Into<UserId>) -> Self {
        self.subject = Some(user_id.into());
        self
    }

    /// Refuses the call if something is wrong with it.
    #[must_use]
    pub fn refuse_if(self, wrong: bool, refusal: RequestError) -> Self {
        if wrong { self.refuse(refusal) } else { self }
    }

    /// Refuses the call. The first refusal stays.
    #[must_use]
    pub fn refuse(mut self, refusal: RequestError) -> Self {
        self.note(refusal);
        self
    }

    /// Refuses the call if a value of its body can't be sent, such as an invalid date.
    pub(crate) fn checking(self, name: &'static str, value: &impl WireText) -> Self {
        let check = value.wire_text(name).map(drop);
        self.checked(check)
    }

    /// Refuses the call if a number is out of range: a value, or a number of items.
    pub(crate) fn in_range(
        self,
        parameter: &'static str,
        number: impl TryInto<u64>,
        range: RangeInclusive<u64>,
    ) -> Self {
        let wrong = number.try_into().map_or(true, |number| !range.contains(&number));
        let (least, most) = range.into_inner();
        self.refuse_if(wrong, RequestError::OutOfRange { parameter, least, most })
    }

    /// Refuses the call if a text, if present, has too few or too many characters.
    pub(crate) fn of_length(
        self,
        parameter: &'static str,
        text: Option<&str>,
        range: RangeInclusive<u64>,
    ) -> Self {
        self.checked(text.map_or(Ok(()), |text| check_length(parameter, text, range)))
    }

    /// Checks the items of a list that the call carries. The error of a refusal has the index of its item.
    pub(crate) fn each<T>(self, items: &[T], check: impl Fn(Self, &T) -> Self) -> Self {
        items.iter().enumerate().fold(self, |call, (index, item)| {
            if call.refusal.is_some() {
                return call;
            }
            let mut call = check(call, item);
            call.refused_index = call.refusal.map(|_| index);
            call
        })
    }

    /// Refuses the call if a check failed.
    #[must_use]
    pub fn checked(self, check: Result<(), RequestError>) -> Self {
        match check {
            Ok(()) => self,
            Err(refusal) => self.refuse(refusal),
        }
    }

    /// The call, if it can be sent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Request`](crate::ErrorKind::Request): the first refusal, or
    /// [`RequestError::MalformedPath`] when a parameter of the path is missing.
    pub fn finish(self) -> Result<Self, Error> {
        let refusal = match self.refusal {
            None if self.rest.is_empty() => return Ok(self),
            None => RequestError::MalformedPath { template: self.facts.path },
            Some(refusal) => refusal,
        };
        Err(Error::from(refusal).at(self.facts.name).at_index(self.refused_index))
    }

    /// The facts of its operation. Those of a raw call are the caller's.
    #[must_use]
    pub const fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Its operation's facts, for a call that is built at run time.
    pub(super) const fn facts_mut(&mut self) -> &mut Facts {
        &mut self.facts
    }

    /// The scopes that the token must have, except for the operation's
    /// [`needs_one_of`](super::Operation::needs_one_of).
    #[must_use]
    pub const fn scopes(&self) -> &Scopes {
        &self.scopes
    }

    /// The user whose token it must be, if the call itself says so.
    #[must_use]
    pub const fn subject(&self) -> Option<&UserId> {
        self.subject.as_ref()
    }

    pub(crate) const fn authentication(&self) -> Authentication {
        self.facts.authentication
    }

    pub(crate) fn encoded_path(&self) -> &str {
        &self.path
    }

    pub(crate) fn query_pairs(&self) -> &[(Cow<'static, str>, String)] {
        self.query.pairs()
    }

    pub(crate) const fn content(&self) -> &Body {
        &self.body
    }

    /// The same call at another URL, from a discovery document. The URL must have been checked.
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

    /// Sets the time for each attempt.
    pub(crate) const fn set_timeout(&mut self, timeout: Duration) {
        self.facts.timeout = timeout;
    }

    /// Replaces the scopes that the operation names.
    pub(crate) fn set_scopes(&mut self, scopes: Scopes) {
        self.scopes = scopes;
    }

    /// Turns to another page: the cursor's parameters replace those of the same name. The others,
    /// which are filters, stay.
    pub(crate) fn turned_to(mut self, cursor: &Cursor) -> Self {
        self.query.replace(cursor.parameters());
        self
    }

    /// Appends a parameter, and the fixed segments that follow it.
    fn push_parameter(&mut self, name: &'static str, value: &str, rest: &'static str) {
        self.push_segment(name, value, rest);
        self.up_to_parameter();
    }

    fn push_segment(&mut self, name: &'static str, value: &str, rest: &'static str) {
        match path::push_segment(&mut self.path, name, value) {
            Ok(()) => self.rest = rest,
            Err(refusal) => self.note(refusal),
        }
    }

    /// Appends the fixed segments up to the next parameter. They follow the same rules as
    /// parameters, so that the template of a caller's endpoint can't smuggle anything in.
    fn up_to_parameter(&mut self) {
        while self.refusal.is_none() && !self.rest.is_empty() {
            match path::segment(self.rest) {
                Some((segment, _)) if path::name(segment).is_some() => return,
                Some((segment, rest)) => self.push_segment("path", segment, rest),
                None => self.refuse_template(),
            }
        }
    }

    fn refuse_template(&mut self) {
        self.note(RequestError::MalformedPath { template: self.facts.path });
    }

    /// The first refusal stays.
    fn note(&mut self, refusal: RequestError) {
        self.refusal.get_or_insert(refusal);
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("name", &self.facts.name)
            .field("method", &self.facts.method.as_str())
            .field("path", &self.facts.path)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
