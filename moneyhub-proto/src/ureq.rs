//! A transport for threads over `ureq` and rustls: a client without a runtime. Feature `ureq`.
//!
//! It speaks HTTP/1.1, with a connection pool that only GET requests return their connections to. Besides the
//! feature `ureq`, turn on `aws-lc-rs` or `ring` for the cryptography of TLS.
//!
//! # Examples
//!
//! ```no_run
//! use moneyhub_proto::{Config, ureq, users};
//!
//! let config = Config::builder().client_id("my-client").client_secret("my-secret").build()?;
//! let client = ureq::client(config)?;
//! for user in client.items(users::List::default()) {
//!     println!("{}", user?.user_id);
//! }
//! # Ok::<(), moneyhub_proto::Error>(())
//! ```

#![expect(clippy::disallowed_methods, reason = "the clocks and the timer are what it is for")]

use std::{
    fmt,
    io::{self, ErrorKind, Read},
    sync::Arc,
    thread,
    time::{Duration, Instant, SystemTime},
};

use ::ureq::{Agent, Timeout, tls::TlsConfig};
use bytes::Bytes;
use http::{HeaderValue, Method, Response, header::CONNECTION};

use crate::{
    codec::{Outgoing, ReplyProgress},
    config::Config,
    driver::blocking,
    ground::{
        env::{EntropyError, Monotonic, Now},
        error::{ConfigurationError, Error, Fault, FaultClass, Sent},
    },
    tls_provider,
};

/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// A client for threads, over the default [`UreqTransport`].
///
/// Make one per set of credentials and keep it: its clones share tokens and connections.
///
/// # Errors
///
/// As [`UreqTransport::new`].
pub fn client(config: Config) -> Result<blocking::Client, Error> {
    Ok(blocking::Client::new(config, Arc::new(UreqTransport::new()?)))
}

/// The network through ureq, and the system's clocks, timer and entropy.
///
/// You only need it to build a [`blocking::Client`] yourself. Several clients may share one.
pub struct UreqTransport {
    agent: Agent,
    start: Instant,
}

impl UreqTransport {
    /// A transport with its own agent: Mozilla's roots, ten seconds to connect, and no proxy, whatever the
    /// environment says.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when this crate was built without a
    /// cryptography provider.
    pub fn new() -> Result<Self, Error> {
        let missing = ConfigurationError::Missing { setting: "crypto_provider" };
        let provider = tls_provider::compiled_in().ok_or(missing)?;
        let tls = TlsConfig::builder().unversioned_rustls_crypto_provider(provider).build();
        let config = Agent::config_builder()
            .proxy(None)
            .timeout_connect(Some(CONNECT_TIMEOUT))
            .tls_config(tls);
        Ok(Self::of_agent(config.build().into()))
    }

    /// A transport over this agent: for a proxy, your own roots or a client certificate.
    ///
    /// The agent's settings for redirects, statuses and request timeouts are ignored: every request follows
    /// the contract of transports. An agent that does not verify certificates breaks the contract, and this
    /// can't be detected.
    ///
    /// For https, give it a cryptography provider (`TlsConfigBuilder::unversioned_rustls_crypto_provider`):
    /// without one, and without a process-wide default, ureq panics at the first connection.
    #[must_use]
    pub fn of_agent(agent: Agent) -> Self {
        Self { agent, start: Instant::now() }
    }
}

impl blocking::Transport for UreqTransport {
    fn send(&self, outgoing: Outgoing) -> Result<Response<Bytes>, Fault> {
        let (limits, timeout) = (outgoing.limits(), outgoing.timeout());
        let mut request = outgoing.into_http().map(|body| body.to_vec());
        // Some servers announce a body of a 204, and send it a little later. ureq has returned the connection
        // to its pool by then, and the next request would take that body for its answer.
        let reads = request.method() == Method::GET;
        if !reads {
            request.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        let mut request = self
            .agent
            .configure_request(request)
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(timeout));
        if !reads {
            // A connection that was used before may hold such a body.
            request = request.max_idle_age(Duration::ZERO);
        }
        let request = request.build();
        let (head, body) = self.agent.run(request).map_err(fault)?.into_parts();
        let mut collector = limits.collector(head.status);
        let (mut reader, mut buffer) = (body.into_reader(), vec![0; 16 * 1024]);
        loop {
            let broken = |error: io::Error| answered(error.into()).with_status(head.status);
            let read = reader.read(&mut buffer).map_err(broken)?;
            let chunk = Bytes::copy_from_slice(buffer.get(..read).unwrap_or_default());
            if read == 0 || collector.push(chunk)? == ReplyProgress::Enough {
                return Ok(Response::from_parts(head, collector.finish()));
            }
        }
    }

    fn sleep(&self, duration: Duration) {
        thread::sleep(duration);
    }

    fn now(&self) -> Now {
        let monotonic = Monotonic::of_clock(self.start.elapsed());
        Now { unix: SystemTime::now().into(), monotonic }
    }

    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        getrandom::fill(buffer).map_err(|_| EntropyError)
    }
}

impl fmt::Debug for UreqTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UreqTransport").finish_non_exhaustive()
    }
}

/// What went wrong before there was an answer.
fn fault(error: ::ureq::Error) -> Fault {
    let (class, sent) = class(&error);
    Fault::new(class, sent).with_source(error)
}

/// What went wrong after the head of the answer: the request has left, whatever the error looks like.
fn answered(error: ::ureq::Error) -> Fault {
    let (class, _) = class(&error);
    Fault::new(class, Sent::Perhaps).with_source(error)
}

fn class(error: &::ureq::Error) -> (FaultClass, Sent) {
    use ::ureq::Error as Failed;

    match error {
        // Only connecting fails in these ways. For all other errors ureq does not tell whether a byte had
        // left, so `Sent::Nothing` is not claimed.
        Failed::HostNotFound | Failed::Timeout(Timeout::Resolve) => {
            (FaultClass::Resolve, Sent::Nothing)
        }
        Failed::Timeout(Timeout::Connect) => (FaultClass::Connect, Sent::Nothing),
        Failed::Io(error) if error.kind() == ErrorKind::ConnectionRefused => {
            (FaultClass::Connect, Sent::Nothing)
        }
        Failed::Timeout(_) => (FaultClass::TimedOut, Sent::Perhaps),
        Failed::Protocol(_) => (FaultClass::Protocol, Sent::Perhaps),
        Failed::Tls(_) | Failed::Rustls(_) => (FaultClass::Tls, Sent::Perhaps),
        Failed::Io(error) if error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>()) => {
            (FaultClass::Tls, Sent::Perhaps)
        }
        _ => (FaultClass::Closed, Sent::Perhaps),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An agent may have a connector of its own, which passes on what it likes.
    #[test]
    fn a_connection_that_is_refused_after_the_head_of_an_answer_has_sent_its_request() {
        let refused = || ::ureq::Error::from(io::Error::from(ErrorKind::ConnectionRefused));
        assert_eq!(fault(refused()).sent(), Sent::Nothing);
        assert_eq!(answered(refused()).sent(), Sent::Perhaps);
    }
}
