//! A request on its way out, and how much of the answer to read.

use std::{fmt, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, Uri, header};

use crate::{
    codec::{Authentication, Body, Call, ReplyLimits, client_form, client_jwt::ClientJwt},
    config::{Config, Service},
    ground::{
        error::{ConfigurationError, Error, RequestError},
        secret::AccessToken,
    },
};

/// A request that is ready to be sent: what a [`Transport`](crate::driver::Transport) is given.
///
/// `Debug` shows method, path template, time and limits, and nothing else: no id, query, header or
/// body.
pub struct Outgoing {
    name: &'static str,
    template: &'static str,
    timeout: Duration,
    limits: ReplyLimits,
    request: Request<Bytes>,
}

/// What varies from one attempt of a call to the next.
#[derive(Clone, Copy, Default)]
pub(crate) struct Attempt<'a> {
    pub(crate) token: Option<&'a AccessToken>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) jwts: &'a [ClientJwt],
    /// The caller's own headers.
    pub(crate) headers: Option<&'a HeaderMap>,
}

impl Outgoing {
    /// The name of the endpoint, such as `users.get`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> &Method {
        self.request.method()
    }

    /// The path with names instead of ids, fit for logs.
    #[must_use]
    pub const fn template(&self) -> &'static str {
        self.template
    }

    /// The time that this attempt may take, from now to the last byte of the answer.
    #[must_use]
    pub const fn timeout(&self) -> Duration {
        self.timeout
    }

    /// How much of the answer's body to read.
    #[must_use]
    pub const fn limits(&self) -> ReplyLimits {
        self.limits
    }

    /// The request itself, for an HTTP client. Its `Debug` is that of the `http` crate: it prints
    /// the URL and the body.
    #[must_use]
    pub fn into_http(self) -> Request<Bytes> {
        self.request
    }

    /// The same request, with less time.
    pub(crate) fn within(mut self, timeout: Duration) -> Self {
        self.timeout = self.timeout.min(timeout);
        self
    }

    pub(crate) fn new(config: &Config, call: &Call, attempt: Attempt<'_>) -> Result<Self, Error> {
        let facts = call.facts();
        let build = || -> Result<Request<Bytes>, Error> {
            let mut request = Request::new(Bytes::new());
            *request.method_mut() = facts.method.into();
            *request.uri_mut() = uri(config, call)?;
            let headers = request.headers_mut();
            headers.reserve(5 + attempt.headers.map_or(0, HeaderMap::len));
            if let Some(authorization) = authorization(config, call, attempt.token)? {
                headers.insert(header::AUTHORIZATION, authorization);
            }
            headers.insert(header::ACCEPT, HeaderValue::from_static(facts.accept));
            // Without it a gateway may choose any coding (RFC 9110 section 12.5.3), and none is decoded here.
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
            headers.insert(header::USER_AGENT, config.user_agent().clone());
            let body = body(config, call, attempt.jwts, headers)?;
            if let Some(own) = attempt.headers.filter(|own| !own.is_empty()) {
                headers.extend(own.clone());
            }
            *request.body_mut() = body;
            Ok(request)
        };
        Ok(Self {
            name: facts.name,
            template: facts.path,
            timeout: attempt.timeout.unwrap_or(facts.timeout),
            limits: ReplyLimits::new(facts.reply_limit, Call::ERROR_REPLY_LIMIT),
            request: build().map_err(|error| error.at(facts.name))?,
        })
    }
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing")
            .field("method", self.method())
            .field("template", &self.template)
            .field("timeout", &self.timeout)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

fn uri(config: &Config, call: &Call) -> Result<Uri, Error> {
    let facts = call.facts();
    let discovered = match facts.service {
        Service::Identity => call.url().or_else(|| match facts.authentication.is_bearer() {
            // Its endpoints may be on another origin, and no bearer token goes there.
            true => None,
            false => config.discovered_url(facts.path),
        }),
        _ => None,
    };
    let (base, path) = match discovered {
        Some(url) => (url, ""),
        None => (config.base(facts.service).as_str(), call.encoded_path()),
    };
    let pairs = call.query_pairs();
    let room = pairs.iter().map(|(name, value)| name.len() + value.len() * 3 + 2).sum::<usize>();
    let mut text = String::with_capacity(base.len() + path.len() + room);
    text.push_str(base);
    text.push_str(path);
    if !pairs.is_empty() {
        text.push(if text.contains('?') { '&' } else { '?' });
        let start = text.len();
        let mut query = form_urlencoded::Serializer::for_suffix(text, start);
        query.extend_pairs(pairs);
        text = query.finish();
    }
    // Path and query are encoded, and the base URL has been checked, so only the length can be wrong.
    Uri::from_maybe_shared(Bytes::from(text)).map_err(|_| RequestError::UrlTooLong.into())
}

fn authorization(
    config: &Config,
    call: &Call,
    token: Option<&AccessToken>,
) -> Result<Option<HeaderValue>, Error> {
    match (call.authentication(), token) {
        (Authentication::None, None) => Ok(None),
        (Authentication::Credentials | Authentication::None, Some(_)) => {
            Err(RequestError::UnexpectedToken.into())
        }
        (_, Some(token)) => {
            let header = Bytes::from(["Bearer ", token.expose_secret()].concat());
            let mut header =
                HeaderValue::from_maybe_shared(header).map_err(|_| RequestError::MalformedToken)?;
            header.set_sensitive(true);
            Ok(Some(header))
        }
        (Authentication::Credentials, None) => {
            let missing = |setting| ConfigurationError::Missing { setting };
            let client_id = config.client_id().ok_or(missing("client_id"))?;
            let authentication = config.authentication().ok_or(missing("client_secret"))?;
            let problem = "can't be put into a header";
            let invalid = ConfigurationError::Invalid { setting: "client_secret", problem };
            Ok(authentication.header(client_id).transpose().map_err(|_| invalid)?)
        }
        (_, None) => Err(RequestError::MissingToken.into()),
    }
}

fn body(
    config: &Config,
    call: &Call,
    jwts: &[ClientJwt],
    headers: &mut HeaderMap,
) -> Result<Bytes, Error> {
    let (content_type, body) = match call.content() {
        Body::Empty => {
            if call.facts().method.announces_no_body() {
                headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
            }
            return Ok(Bytes::new());
        }
        Body::Content(media_type, content) => (media_type.clone(), content.clone()),
        Body::Form(form) => (
            HeaderValue::from_static("application/x-www-form-urlencoded"),
            client_form::complete(config, call, form, jwts)?,
        ),
    };
    headers.insert(header::CONTENT_TYPE, content_type);
    Ok(body)
}

#[cfg(test)]
mod tests;
