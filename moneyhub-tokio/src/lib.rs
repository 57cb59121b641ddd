//! The Moneyhub client for tokio: [`moneyhub_proto`] over hyper and rustls.
//!
//! Everything that you call is in [`moneyhub_proto`]; this crate connects it to the network.
//!
//! # Examples
//!
//! ```no_run
//! use moneyhub_tokio::moneyhub_proto::{Config, users};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), moneyhub_tokio::moneyhub_proto::Error> {
//! let config = Config::builder().client_id("my-client").client_secret("my-secret").build()?;
//! let client = moneyhub_tokio::client(config)?;
//!
//! let user = client.send(users::Get { user_id: "64b0f3a1c2d4e5f60718293a".into() }).await?;
//! println!("{:?}", user.created_at);
//! # Ok(())
//! # }
//! ```
//!
//! [`config_from_env`] takes the configuration from environment variables instead.
//!
//! Users sign in with [`Client::begin_sign_in`] and [`Client::finish_sign_in`]; the example `quickstart`
//! begins with that, against a mock bank. How the client itself authenticates, with a secret, a private key
//! or a certificate, is a [`ClientAuthentication`](moneyhub_proto::config::ClientAuthentication).
//!
//! Set time limits, connections and trusted certificates with [`Options`], for [`client_with`].
//!
//! # Features
//!
//! `aws-lc-rs` (default) and `ring` bring the cryptography of TLS. With both, the first is used unless
//! [`Options::crypto_provider`] sets another; with neither, you need that or [`Options::tls_config`]. No
//! process-wide default is read or set. `native-roots` and `platform-verifier` add the options of these
//! names, for the system's roots and verifier.

mod connector;

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use hyper_util::rt::{TokioExecutor, TokioTimer};
pub use moneyhub_proto;
use moneyhub_proto::{
    Client, Config, Error, Transport,
    bytes::Bytes,
    env::{EntropyError, Monotonic, Now},
    http::Response,
    hyper::HyperClient,
    transport::{BoxFuture, Fault, Outgoing},
};
pub use moneyhub_proto::{environment::config_from_env, hyper::Options};
use tokio::time::Instant;

/// A client with the default [`Options`].
///
/// Make one per set of credentials and keep it: its clones share tokens and connections. It may be
/// made outside a runtime. Its futures have to be polled inside one with I/O and time enabled, and
/// it must be the same one as long as connections are open.
///
/// # Errors
///
/// [`ErrorKind::Configuration`](moneyhub_proto::ErrorKind::Configuration) when this crate was built
/// without a cryptography provider.
pub fn client(config: Config) -> Result<Client, Error> {
    client_with(config, Options::default())
}

/// A client with other options.
///
/// # Errors
///
/// [`ErrorKind::Configuration`](moneyhub_proto::ErrorKind::Configuration) when the options for TLS
/// can't be used: certificates that are not PEM, roots together with a whole configuration, no
/// provider.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use moneyhub_tokio::{Options, moneyhub_proto::Config};
///
/// let config = Config::builder().client_id("my-client").client_secret("my-secret").build()?;
/// let options = Options::default().connect_timeout(Duration::from_secs(3));
/// let client = moneyhub_tokio::client_with(config, options)?;
/// # Ok::<(), moneyhub_tokio::moneyhub_proto::Error>(())
/// ```
pub fn client_with(config: Config, options: Options) -> Result<Client, Error> {
    Ok(Client::new(config, Arc::new(TokioTransport::new(options)?)))
}

/// The network, timer and clocks of tokio, and the system's entropy.
///
/// You only need it to build a [`Client`] yourself. Several clients may share one.
#[derive(Debug)]
pub struct TokioTransport {
    client: HyperClient,
    start: Instant,
}

impl TokioTransport {
    /// A transport with its own pool.
    ///
    /// # Errors
    ///
    /// As [`client_with`].
    pub fn new(options: Options) -> Result<Self, Error> {
        let timer = Arc::new(TokioTimer::new());
        let connector = connector::Connector;
        let client = HyperClient::new(options, TokioExecutor::new(), timer, connector)?;
        Ok(Self { client, start: Instant::now() })
    }
}

impl Transport for TokioTransport {
    fn send(&self, request: Outgoing) -> BoxFuture<'_, Result<Response<Bytes>, Fault>> {
        Box::pin(self.client.send(request))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(duration))
    }

    /// The monotonic clock is tokio's, so that it agrees with `sleep` when a test pauses time.
    fn now(&self) -> Now {
        let monotonic = Monotonic::of_clock(self.start.elapsed());
        Now { unix: SystemTime::now().into(), monotonic }
    }

    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        getrandom::fill(buffer).map_err(|_| EntropyError)
    }
}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
