use std::{error::Error as StdError, fmt, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value};

use super::{ErrorKind, decode::content_coding, retry_after};
use crate::ground::{
    env::UnixTime,
    reader::{self, Mending, Repairs},
    scope::Scopes,
};

/// An error answer of the service, as far as it could be understood.
///
/// The service writes errors in at least three forms (Moneyhub's `{code, message}`, OAuth's
/// `{error, error_description}`, and whatever a gateway sends), and documents no list of codes. So
/// the body is read in tiers, see [`ErrorBody`], and never causes a second error.
///
/// `Display` shows the status, the code if it is a known one, and what to do about it. `Debug`
/// shows no more. Message and body have their own methods; they may contain personal data.
#[derive(Clone)]
pub struct ErrorReply {
    status: StatusCode,
    headers: HeaderMap,
    body: ErrorBody,
    raw: Bytes,
    from_token_endpoint: bool,
    scopes: Scopes,
    /// The operation's advice on codes.
    particular: &'static [(&'static str, &'static str)],
}

/// How many bytes of a body are kept.
const MOST_BYTES: usize = 64 * 1024;

/// How much of an error body was understood.
#[derive(Clone)]
#[non_exhaustive]
pub enum ErrorBody {
    /// A JSON object with a `code` or an `error` that is a string.
    Known(Map<String, Value>),
    /// Any other JSON.
    Json(Value),
    /// Not JSON.
    Raw,
}

impl ErrorReply {
    /// The status.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers, such as `x-ratelimit-remaining`.
    #[must_use]
    pub const fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The code: `code` of Moneyhub's form, `error` of OAuth's.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.text("code").or_else(|| self.text("error"))
    }

    /// The service's message: `message` of Moneyhub's form, `error_description` of OAuth's.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.text("message").or_else(|| self.text("error_description"))
    }

    /// The id under which Moneyhub's support finds the request.
    #[must_use]
    pub fn correlation_id(&self) -> Option<&str> {
        self.text("correlationId")
    }

    /// Further details, a string or an object.
    #[must_use]
    pub fn details(&self) -> Option<&Value> {
        self.member("details")
    }

    /// The tier that the body was understood in.
    #[must_use]
    pub const fn body(&self) -> &ErrorBody {
        &self.body
    }

    /// The bytes of the body, at most the first 64 KiB. They may contain personal data.
    #[must_use]
    pub const fn expose_body(&self) -> &Bytes {
        &self.raw
    }

    pub(super) fn kind(&self) -> ErrorKind {
        match self.status {
            _ if self.from_token_endpoint => ErrorKind::Identity,
            StatusCode::NOT_FOUND => ErrorKind::NotFound,
            StatusCode::TOO_MANY_REQUESTS => ErrorKind::RateLimited,
            _ => ErrorKind::Api,
        }
    }

    /// Reads what can be read: a lone surrogate or an odd number affects nothing else.
    pub(crate) fn read(
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
        endpoint: &'static str,
        from_token_endpoint: bool,
        scopes: Scopes,
        particular: &'static [(&'static str, &'static str)],
    ) -> Self {
        let raw = body.get(..MOST_BYTES).unwrap_or(body);
        let mut repairs = Repairs::default();
        let mut json = None;
        let read = reader::read(raw, Mending::Members, &mut repairs, &mut |text| {
            json = Some(serde_json::from_str(text)?);
            Ok(())
        });
        repairs.tell(endpoint);
        let text = |map: &Map<_, _>, name| map.get(name).is_some_and(Value::is_string);
        Self {
            status,
            headers: headers.clone(),
            body: match json.filter(|_| read.is_ok()) {
                Some(Value::Object(map)) if text(&map, "code") || text(&map, "error") => {
                    ErrorBody::Known(map)
                }
                Some(value) => ErrorBody::Json(value),
                None => ErrorBody::Raw,
            },
            raw: Bytes::copy_from_slice(raw),
            from_token_endpoint,
            scopes,
            particular,
        }
    }

    /// The wait that the service asks for: the header, else `retryAfterSecs` of the body.
    pub(crate) fn retry_after(&self, now: Option<UnixTime>) -> Option<Duration> {
        retry_after::read(&self.headers, now)
            .or_else(|| retry_after::rounded_up(self.member("retryAfterSecs")?.as_f64()?))
    }

    fn member(&self, name: &str) -> Option<&Value> {
        match &self.body {
            ErrorBody::Known(map) | ErrorBody::Json(Value::Object(map)) => map.get(name),
            _ => None,
        }
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.member(name)?.as_str()
    }

    /// What to do about it, in plain words.
    fn advice(&self) -> Option<String> {
        let scopes = &self.scopes;
        let particular = self.particular.iter().find(|(code, _)| Some(*code) == self.code());
        if let Some((_, advice)) = particular {
            return Some((*advice).to_owned());
        }
        if self.from_token_endpoint {
            if matches!(self.status.as_u16(), 300..=399 | 404 | 405) {
                let advice = "there is no token endpoint at this URL: check identity_url";
                return Some(advice.to_owned());
            }
            return match self.code()? {
                "invalid_client" => Some(
                    "the identity service does not accept this client: check client_id and client_secret (or the key with its id and algorithm, or the certificate, as registered, and the clock), and that identity_url is the environment they belong to".to_owned(),
                ),
                "invalid_scope" => Some(format!(
                    "this client may not request all of `{scopes}`: have the scopes granted in the admin portal, replace one with `ConfigBuilder::replace_scope`, override them with `CallOptions::scopes`, or request fewer in `ConfigBuilder::scopes`"
                )),
                "invalid_grant" | "invalid_request" => Some(
                    "the identity service did not accept the grant; for a token of a user: does the user exist, and belong to this client?".to_owned(),
                ),
                "unauthorized_client" | "unsupported_grant_type" => Some(
                    "this client may not use this grant: see its settings in the admin portal".to_owned(),
                ),
                _ => None,
            };
        }
        match self.status.as_u16() {
            300..=399 => Some(
                "a redirect, which is never followed: check identity_url and api_url".to_owned(),
            ),
            401 => Some("the service did not accept the token: is it expired, revoked or of another environment?".to_owned()),
            403 if !scopes.is_empty() => Some(format!(
                "the token does not allow this; it was requested with `{scopes}`: override them with `CallOptions::scopes`"
            )),
            404 => Some("unknown, deleted, or of another client".to_owned()),
            429 => Some("too many requests for this client".to_owned()),
            400..=499 if self.message().is_some() => {
                Some("`Error::reply` has the service's message".to_owned())
            }
            502 => Some("the service, or the bank behind it, failed".to_owned()),
            500..=599 => Some("the service failed".to_owned()),
            _ => None,
        }
    }
}

/// Codes that may be printed. Any other code is the service's text.
const KNOWN_CODES: [&str; 16] = [
    "BadGateway",
    "BadRequest",
    "Forbidden",
    "NotFound",
    "TooManyRequests",
    "Unauthorized",
    "insufficient_scope",
    "invalid_client",
    "invalid_grant",
    "invalid_redirect_uri",
    "invalid_request",
    "invalid_request_object",
    "invalid_scope",
    "invalid_token",
    "unauthorized_client",
    "unsupported_grant_type",
];

impl fmt::Display for ErrorReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status.as_u16())?;
        let known = self.code().and_then(|code| KNOWN_CODES.iter().find(|known| **known == code));
        if let Some(text) = known.copied().or_else(|| self.status.canonical_reason()) {
            write!(f, " {text}")?;
        }
        if let Some(advice) = self.advice() {
            write!(f, ": {advice}")?;
        }
        if let Some(id) =
            self.correlation_id().filter(|id| self.status.is_server_error() && is_uuid(id))
        {
            write!(f, "; Moneyhub's support finds it by the correlation id {id}")?;
        }
        match (&self.body, content_coding(&self.headers, &self.raw)) {
            (ErrorBody::Raw, Some(coding)) => {
                write!(f, "; its body is compressed ({coding}), which was not requested")
            }
            _ => Ok(()),
        }
    }
}

/// The only text of the service that may be printed: the id of a request has this form (RFC 9562 section 4).
fn is_uuid(text: &str) -> bool {
    let lengths = [8, 4, 4, 4, 12];
    text.split('-').map(str::len).eq(lengths)
        && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

impl fmt::Debug for ErrorReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ErrorReply")
            .field("status", &self.status)
            .field("body", &self.body)
            .field("length", &self.raw.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ErrorBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Known(_) => "Known(redacted)",
            Self::Json(_) => "Json(redacted)",
            Self::Raw => "Raw",
        })
    }
}

impl StdError for ErrorReply {}
