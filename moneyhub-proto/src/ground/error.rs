//! One error type, classified by cause, that says what happened and what to do.

mod configuration;
mod decode;
mod discovery;
mod display;
mod environment;
mod fault;
mod identity;
mod jose;
mod kept;
mod paging;
mod reply;
mod request;
pub(crate) mod retry_after;
mod sign_in_refusal;
mod verification;
mod webhook;

use std::{any::Any, error::Error as StdError, sync::Arc, time::Duration};

use http::StatusCode;
use thiserror::Error as ThisError;

use self::display::WithoutAdvice;
pub(crate) use self::kept::Kept;
pub use self::{
    configuration::ConfigurationError,
    decode::{DecodeCategory, DecodeError},
    discovery::DiscoveryError,
    environment::EnvironmentError,
    fault::{Fault, FaultClass, Sent},
    identity::IdentityError,
    jose::{PrivateKeyProblem, SignerError, UnusableKey},
    paging::PagingError,
    reply::{ErrorBody, ErrorReply},
    request::RequestError,
    sign_in_refusal::SignInRefusal,
    verification::VerificationError,
    webhook::WebhookError,
};

/// Any failure, with the endpoint that it happened at.
///
/// `Display` is one line that names the call, what happened, and what to do; it contains nothing of
/// a body, an id or a secret. The service's own words are at [`reply`](Self::reply).
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{codec, id::UserId, users, AccessToken, Config, ErrorKind, Outcome};
///
/// let config = Config::builder().client_id("client").client_secret("secret").build()?;
/// let token = AccessToken::new("token")?;
/// let error = codec::encode(&users::Get { user_id: UserId::from("..") }, &config, &token).unwrap_err();
///
/// assert_eq!(error.kind(), ErrorKind::Request);
/// assert_eq!(error.outcome(), Outcome::NotSent);
/// assert!(error.to_string().contains("userId"));
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone)]
pub struct Error(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    endpoint: Option<&'static str>,
    index: Option<usize>,
    attempts: u32,
    reading: bool,
    /// The outcome is that of a sign-in's code, not of the call that failed.
    of_code: bool,
    outcome: Outcome,
    retryable: bool,
    retry_after: Option<Duration>,
    cause: Arc<Cause>,
    kept: Option<Arc<dyn Kept>>,
}

/// Where the fault lies, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The API answered with an error status that has no other kind.
    Api,
    /// A setting is missing or wrong. Nothing was sent.
    Configuration,
    /// The call's own deadline passed before there was an answer.
    Deadline,
    /// A successful answer, or a webhook, can't be read.
    Decoding,
    /// Something that was passed in failed: no entropy, or no signature. The service was not
    /// involved.
    Environment,
    /// The identity service refused a token or sent an unusable one, or its discovery document
    /// can't be trusted.
    Identity,
    /// The resource does not exist: status 404, or absent from the list that was searched.
    NotFound,
    /// The pages of a list contradict each other.
    Paging,
    /// Too many requests: status 429.
    RateLimited,
    /// The caller's own parameters can't be sent. Nothing was sent.
    Request,
    /// The network, or the HTTP or TLS connection, failed.
    Transport,
    /// The answer to a sign-in, or a token that identifies a user, can't be trusted.
    Verification,
}

/// Whether the call may have had an effect. Check this first for anything that moves money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// The service accepted the call; only its answer was lost or can't be read.
    Accepted,
    /// No byte of the call's own request left this machine.
    NotSent,
    /// The service answered that it did not do it.
    Refused,
    /// It may have happened or not. Check before doing it again.
    Uncertain,
}

#[derive(Debug, ThisError)]
pub(crate) enum Cause {
    #[error(transparent)]
    Configuration(#[from] ConfigurationError),
    #[error("no answer within the deadline of {} ms", limit.as_millis())]
    Deadline { limit: Duration, source: Option<Error> },
    #[error(transparent)]
    Decode(#[from] DecodeError),
    #[error(transparent)]
    Discovery(#[from] DiscoveryError),
    #[error(transparent)]
    Environment(#[from] EnvironmentError),
    #[error(transparent)]
    Fault(#[from] Fault),
    #[error(transparent)]
    Identity(#[from] IdentityError),
    #[error("the service lists no {what} with this id for this user: check both ids")]
    NotListed { what: &'static str },
    #[error(transparent)]
    Paging(#[from] PagingError),
    #[error(transparent)]
    Reply(#[from] Box<ErrorReply>),
    #[error(transparent)]
    Request(#[from] RequestError),
    /// The call needed a token and the fetch failed; the token's own error says how.
    #[error("no token: {}", .0.without_advice())]
    Token(Error),
    #[error(transparent)]
    Verification(#[from] VerificationError),
    #[error(transparent)]
    Webhook(#[from] WebhookError),
}

impl Error {
    /// Where the fault lies.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match &*self.0.cause {
            Cause::Configuration(_) => ErrorKind::Configuration,
            Cause::Deadline { .. } => ErrorKind::Deadline,
            Cause::Decode(_) | Cause::Webhook(_) => ErrorKind::Decoding,
            Cause::Environment(_) => ErrorKind::Environment,
            Cause::Fault(_) => ErrorKind::Transport,
            Cause::Discovery(_) | Cause::Identity(_) => ErrorKind::Identity,
            Cause::NotListed { .. } => ErrorKind::NotFound,
            Cause::Paging(_) => ErrorKind::Paging,
            Cause::Reply(reply) => reply.kind(),
            Cause::Request(_) => ErrorKind::Request,
            Cause::Token(error) => error.kind(),
            Cause::Verification(_) => ErrorKind::Verification,
        }
    }

    /// Whether the call may have had an effect.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// The HTTP status, if there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match &*self.0.cause {
            Cause::Decode(error) => Some(error.status()),
            Cause::Fault(fault) => fault.status(),
            Cause::Reply(reply) => Some(reply.status()),
            Cause::Token(error) => error.status(),
            _ => None,
        }
    }

    /// The service's own code for the error: `code` of an API error, `error` of an OAuth one.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.reply().map_or_else(|| Some(self.sign_in_refusal()?.code()), ErrorReply::code)
    }

    /// How long the service asked to wait before another try.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Whether the same call, made again later, is safe and may succeed: the replay table would
    /// have allowed another attempt, but the budget did not.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// Whether it makes sense to read again later: the refusal is not permanent.
    pub(crate) fn may_pass(&self) -> bool {
        self.is_retryable() || matches!(self.kind(), ErrorKind::Deadline | ErrorKind::Transport)
    }

    /// The endpoint that it happened at, such as `users.get`.
    #[must_use]
    pub fn endpoint(&self) -> Option<&'static str> {
        self.0.endpoint
    }

    /// The index, from 0, of the item that can't be sent, if the call carries a list of items.
    #[must_use]
    pub fn index(&self) -> Option<usize> {
        self.0.index
    }

    /// How many requests of this call were handed to the transport.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The error answer of the service, with its message and body. They may contain personal data.
    #[must_use]
    pub fn reply(&self) -> Option<&ErrorReply> {
        match &*self.0.cause {
            Cause::Reply(reply) => Some(reply),
            Cause::Token(error) => error.reply(),
            _ => None,
        }
    }

    /// The network failure, if it was one.
    #[must_use]
    pub fn fault(&self) -> Option<&Fault> {
        match &*self.0.cause {
            Cause::Fault(fault) => Some(fault),
            Cause::Token(error) => error.fault(),
            _ => None,
        }
    }

    /// The setting that is wrong, if one is.
    #[must_use]
    pub fn configuration_error(&self) -> Option<&ConfigurationError> {
        match &*self.0.cause {
            Cause::Configuration(error) => Some(error),
            Cause::Token(error) => error.configuration_error(),
            _ => None,
        }
    }

    /// The parameter that can't be sent, if there is one.
    #[must_use]
    pub fn request_error(&self) -> Option<&RequestError> {
        match &*self.0.cause {
            Cause::Request(error) => Some(error),
            Cause::Token(error) => error.request_error(),
            _ => None,
        }
    }

    /// The check of an `id_token`, a webhook or a callback that failed, if one did.
    #[must_use]
    pub fn verification_error(&self) -> Option<&VerificationError> {
        match &*self.0.cause {
            Cause::Verification(error) => Some(error),
            _ => None,
        }
    }

    /// Where and why a successful answer can't be read.
    #[must_use]
    pub fn decode_error(&self) -> Option<&DecodeError> {
        match &*self.0.cause {
            Cause::Decode(error) => Some(error),
            Cause::Token(error) => error.decode_error(),
            _ => None,
        }
    }

    /// Where and why a webhook can't be read.
    #[must_use]
    pub fn webhook_error(&self) -> Option<&WebhookError> {
        match &*self.0.cause {
            Cause::Webhook(error) => Some(error),
            _ => None,
        }
    }

    pub(crate) fn new(cause: impl Into<Cause>, outcome: Outcome) -> Self {
        Self(Arc::new(Inner {
            endpoint: None,
            index: None,
            attempts: 0,
            reading: false,
            of_code: false,
            outcome,
            retryable: false,
            retry_after: None,
            cause: Arc::new(cause.into()),
            kept: None,
        }))
    }

    /// The deadline passed before anything of this call was sent.
    pub(crate) fn past_deadline(limit: Duration) -> Self {
        let cause = Cause::Deadline { limit, source: None };
        Self::new(cause, Outcome::NotSent).with_retry(true, None)
    }

    pub(crate) fn at(mut self, endpoint: &'static str) -> Self {
        self.edit().endpoint = Some(endpoint);
        self
    }

    pub(crate) fn at_index(mut self, index: Option<usize>) -> Self {
        self.edit().index = index;
        self
    }

    pub(crate) fn after_attempts(mut self, attempts: u32) -> Self {
        self.edit().attempts = attempts;
        self
    }

    /// The call only reads, so its effect does not have to be checked.
    pub(crate) fn of_reading(mut self, reading: bool) -> Self {
        self.edit().reading = reading;
        self
    }

    /// The error ends a sign-in, for which only the fate of the code matters.
    pub(crate) fn of_code(self, outcome: Outcome) -> Self {
        let mut error = self.of_reading(false).with_outcome(outcome);
        error.edit().of_code = true;
        error
    }

    /// Attaches a value that must not be lost.
    pub(crate) fn keeping(mut self, kept: impl Kept) -> Self {
        self.edit().kept = Some(Arc::new(kept));
        self
    }

    /// The attached value, if it has this type.
    pub(crate) fn kept<T: Kept>(&self) -> Option<&T> {
        let kept: &dyn Any = &**self.0.kept.as_ref()?;
        kept.downcast_ref()
    }

    pub(crate) fn with_outcome(mut self, outcome: Outcome) -> Self {
        self.edit().outcome = outcome;
        self
    }

    pub(crate) fn with_retry(mut self, retryable: bool, after: Option<Duration>) -> Self {
        let inner = self.edit();
        inner.retryable = retryable;
        inner.retry_after = after;
        self
    }

    fn without_advice(&self) -> WithoutAdvice<'_> {
        WithoutAdvice(self)
    }

    fn edit(&mut self) -> &mut Inner {
        Arc::make_mut(&mut self.0)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &*self.0.cause {
            // Its message is part of ours; the errors below it are not.
            Cause::Token(error) => error.source(),
            cause => cause.source(),
        }
    }
}

#[cfg(test)]
mod tests;
