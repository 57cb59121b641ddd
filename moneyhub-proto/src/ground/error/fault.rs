use std::{error::Error as StdError, fmt};

use http::StatusCode;

/// What a transport reports when there is no complete answer.
///
/// A transport says two things: what failed, and whether a byte of the request may have left. It
/// must claim [`Sent::Nothing`] only if it is certain; otherwise a payment may be repeated.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::transport::{Fault, FaultClass, Sent};
///
/// let refused = std::io::Error::from(std::io::ErrorKind::ConnectionRefused);
/// let fault = Fault::new(FaultClass::Connect, Sent::Nothing).with_source(refused);
/// assert_eq!(fault.to_string(), "the connection could not be made");
///
/// let fault = fault.with_detail("api.example: connection refused; is something running there?");
/// assert_eq!(
///     fault.to_string(),
///     "the connection could not be made: api.example: connection refused; is something running there?"
/// );
/// ```
pub struct Fault {
    class: FaultClass,
    sent: Sent,
    status: Option<StatusCode>,
    detail: Option<Box<str>>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FaultClass {
    /// The body of the answer is larger than the call allows.
    BodyTooLarge,
    /// The connection was closed or reset before the answer was complete.
    Closed,
    /// No connection could be made: refused, unreachable, or not in time.
    Connect,
    /// Something else; see the source.
    Other,
    /// The answer is not HTTP.
    Protocol,
    /// The host name has no address.
    Resolve,
    /// The answer did not come in the time of the attempt.
    TimedOut,
    /// TLS failed: an unknown authority, a wrong name, an expired or missing certificate.
    Tls,
}

/// Whether any byte of the request may have left this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sent {
    /// Certainly no byte left.
    Nothing,
    /// Some left, and the server states that it did nothing with them, as it does when it refuses an HTTP/2
    /// stream (RFC 9113 section 8.7). That is only its word: a call that may move money is not sent again on
    /// it.
    Refused,
    /// Some may have.
    Perhaps,
}

impl Fault {
    /// A fault of this class.
    #[must_use]
    pub const fn new(class: FaultClass, sent: Sent) -> Self {
        Self { class, sent, status: None, detail: None, source: None }
    }

    /// Adds the text after the class in the error's one line: the host, the way to it, the root cause, what
    /// to do.
    ///
    /// It is printed and logged, so it must contain no path, query, header or body, and nothing
    /// secret.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<Box<str>>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Adds the error below it, for [`Error::source`](std::error::Error::source).
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Adds the status, if the head of the answer had arrived.
    #[must_use]
    pub const fn with_status(mut self, status: StatusCode) -> Self {
        self.status = Some(status);
        self
    }

    /// What failed.
    #[must_use]
    pub const fn class(&self) -> FaultClass {
        self.class
    }

    /// Whether any byte of the request may have left.
    #[must_use]
    pub const fn sent(&self) -> Sent {
        self.sent
    }

    /// The host, the way to it, the cause and what to do, if the transport says so.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        self.detail.as_deref()
    }

    /// The status of the answer, if its head had arrived.
    #[must_use]
    pub const fn status(&self) -> Option<StatusCode> {
        self.status
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.class {
            FaultClass::BodyTooLarge => "the answer is larger than this call allows",
            FaultClass::Closed => "the connection was closed before the answer was complete",
            FaultClass::Connect => "the connection could not be made",
            FaultClass::Other => "the transport failed",
            FaultClass::Protocol => "the answer is not HTTP",
            FaultClass::Resolve => "the host name could not be resolved",
            FaultClass::TimedOut => "no answer came within the time of the attempt",
            FaultClass::Tls => "the TLS connection could not be trusted or made",
        })?;
        match &self.detail {
            Some(detail) => write!(f, ": {detail}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fault")
            .field("class", &self.class)
            .field("sent", &self.sent)
            .field("status", &self.status)
            .field("detail", &self.detail)
            .field("source", &self.source)
            .finish()
    }
}

impl StdError for Fault {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
