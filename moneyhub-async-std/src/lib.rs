//! The Moneyhub client for async-std: [`moneyhub_proto`] over hyper and rustls.
//!
//! **async-std is discontinued** ([RUSTSEC-2025-0052]): it gets no more fixes. This crate exists for
//! applications that run on it and can't move yet, and as proof that the protocol does not depend on its
//! runtime. Choose `moneyhub-tokio` for new code. To move away, use smol, which shares async-std's sockets
//! and timers: copy this crate and change the three lines of `src/runtime.rs` that name async-std to
//!
//! ```text
//! pub(super) use smol::{net::TcpStream, unblock as spawn_blocking};
//!     smol::spawn(future).detach();
//!     smol::Timer::after(duration).await;
//! ```
//!
//! The repository's tests compile and run these sources with that change.
//!
//! Everything that you call is in [`moneyhub_proto`]; this crate connects it to the network. No
//! tokio runtime is entered or needed. The tokio *crate* is in the dependency tree nevertheless:
//! hyper uses its channels, and hyper-util and h2 use more of it.
//!
//! # Examples
//!
//! ```no_run
//! use moneyhub_async_std::moneyhub_proto::{Config, users};
//!
//! # async_std::task::block_on(async {
//! let config = Config::builder().client_id("my-client").client_secret("my-secret").build()?;
//! let client = moneyhub_async_std::client(config)?;
//!
//! let user = client.send(users::Get { user_id: "64b0f3a1c2d4e5f60718293a".into() }).await?;
//! println!("{:?}", user.created_at);
//! # Ok::<(), moneyhub_async_std::moneyhub_proto::Error>(())
//! # }).unwrap();
//! ```
//!
//! [`config_from_env`] takes the configuration from environment variables instead.
//!
//! Users sign in with [`Client::begin_sign_in`] and [`Client::finish_sign_in`]; the example
//! `quickstart_async_std` begins with that, against a mock bank. How the client itself authenticates, with a
//! secret, a private key or a certificate, is a
//! [`ClientAuthentication`](moneyhub_proto::config::ClientAuthentication).
//!
//! Set time limits, connections and trusted certificates with [`Options`], for [`client_with`].
//!
//! # Features
//!
//! `aws-lc-rs` (default) and `ring` bring the cryptography of TLS. With both, the first is used unless
//! [`Options::crypto_provider`] sets another; with neither, you need that or [`Options::tls_config`]. No
//! process-wide default is read or set. `native-roots` and `platform-verifier` add the options of these
//! names, for the system's roots and verifier. `tracing` emits spans and events by endpoint name and path
//! template.
//!
//! [RUSTSEC-2025-0052]: https://rustsec.org/advisories/RUSTSEC-2025-0052.html

mod connector;
mod glue;
mod io;
mod runtime;
mod timers;

use std::{
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

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

/// A client with the default [`Options`].
///
/// Make one per set of credentials and keep it: its clones share tokens and connections. It may be
/// made and used anywhere; connections are tasks of async-std's global executor.
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
/// use moneyhub_async_std::{Options, moneyhub_proto::Config};
///
/// let config = Config::builder().client_id("my-client").client_secret("my-secret").build()?;
/// let options = Options::default().connect_timeout(Duration::from_secs(3));
/// let client = moneyhub_async_std::client_with(config, options)?;
/// # Ok::<(), moneyhub_async_std::moneyhub_proto::Error>(())
/// ```
pub fn client_with(config: Config, options: Options) -> Result<Client, Error> {
    Ok(Client::new(config, Arc::new(AsyncStdTransport::new(options)?)))
}

/// The network and timer of async-std, and the system's clocks and entropy.
///
/// You only need it to build a [`Client`] yourself. Several clients may share one.
#[derive(Debug)]
pub struct AsyncStdTransport {
    client: HyperClient,
    timers: timers::Timers,
    start: Instant,
}

impl AsyncStdTransport {
    /// A transport with its own pool.
    ///
    /// # Errors
    ///
    /// As [`client_with`].
    pub fn new(options: Options) -> Result<Self, Error> {
        let timers = timers::Timers::default();
        let timer = Arc::new(timers.clone());
        let connector = connector::Connector(timers.clone());
        let client = HyperClient::new(options, glue::Spawn, timer, connector)?;
        Ok(Self { client, timers, start: Instant::now() })
    }
}

impl Transport for AsyncStdTransport {
    fn send(&self, request: Outgoing) -> BoxFuture<'_, Result<Response<Bytes>, Fault>> {
        Box::pin(self.client.send(request))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(self.timers.sleep_until(Instant::now().checked_add(duration)))
    }

    fn now(&self) -> Now {
        Now { unix: SystemTime::now().into(), monotonic: Monotonic::of_clock(self.start.elapsed()) }
    }

    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        getrandom::fill(buffer).map_err(|_| EntropyError)
    }
}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
