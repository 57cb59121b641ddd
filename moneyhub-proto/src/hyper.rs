//! The common parts of adapters over hyper: pool, TLS policy, limits, faults. Feature `hyper`.
//!
//! Use a ready-made adapter (`moneyhub-tokio`, `moneyhub-async-std`) if one fits. For another runtime, bring
//! the following and get a [`HyperClient`], whose [`send`](HyperClient::send) does everything for
//! [`Transport::send`](crate::driver::Transport::send):
//!
//! - an executor and a timer, which implement hyper's traits [`Executor`] and [`Timer`];
//! - a connector, which is a [`Service`] from a [`Uri`] to a TCP stream: [`connect_to_host`] with the sockets
//!   and the resolver of the runtime. It sets `TCP_NODELAY`. TLS is added on top of it here;
//! - [`Options`].
//!
//! A transport over hyper's bare connections, or over a client that is built on hyper, only needs
//! [`read_reply`] and [`fault_of_connection`].
//!
//! Nothing here starts a runtime, reads a clock, an environment variable or a file, or draws random bytes
//! (rustls does that inside a handshake). In particular, variables such as `HTTPS_PROXY` are not read, unless
//! [`Options::proxy_from_environment`] is given a function that reads them. Files are read only for the
//! options `native_roots` and `platform_verifier`, which need the features of the same names.
//!
//! # Limits
//!
//! | what | limit |
//! |---|---|
//! | name, TCP, proxy and TLS together | [`Options::connect_timeout`], 10 s |
//! | one address of several, before the next is tried in parallel | 250 ms ([`connect_to_host`]) |
//! | the same, for an attempt that has less time than that | [`Outgoing::timeout`] |
//! | head of a proxy's answer | 8 KiB and 100 headers (hyper-util's) |
//! | head of an HTTP/1.1 answer | 100 headers (hyper's default), 64 KiB; refused at 128 KiB at the latest |
//! | head of an HTTP/2 answer | 16 KiB (hyper's default) |
//! | body | [`Outgoing::limits`] |
//! | an HTTP/2 connection that goes silent during a request | closed after 30 s |
//! | the whole exchange | not here: the client drops the future after [`Outgoing::timeout`] |
//!
//! # What counts as unsent
//!
//! A [`Fault`] of this module claims [`Sent::Nothing`](crate::ground::error::Sent::Nothing) only when
//!
//! - the request never got a connection: hyper-util's error has no `connect_info`. This includes
//!   refusals by a proxy;
//! - it got none within the time of its attempt: hyper-util records the connection before it hands a request
//!   over to it, and there is no record;
//! - hyper returns it unwritten because its connection had closed: hyper's `is_canceled`.
//!
//! An HTTP/2 server that refuses a stream with `REFUSED_STREAM` states that it did nothing (RFC 9113
//! section 8.7). That is [`Sent::Refused`](crate::ground::error::Sent::Refused): a POST is sent again on the
//! server's word, a payment is not.
//!
//! A connection whose 204 or 304 announces a body, which it can't have, is not used again: the body
//! would be read as the answer to the next request.
//!
//! A request that is handed to a connection at the very moment when the connection ends may be lost inside
//! hyper, without an answer or an error (hyperium/hyper#2312). Its attempt ends when its time is over, and
//! counts as possibly sent.
//!
//! A GOAWAY proves nothing. h2 gives the same error to a stream that the server never processed and
//! to one that was being handed over when a graceful GOAWAY arrived, which the server may well
//! process.
//!
//! The refusal of a client's certificate proves nothing either. With TLS 1.2 it ends the handshake, and
//! nothing was sent. With TLS 1.3 the client is done with the handshake before the server is, so it arrives
//! as an alert on the first request: [`FaultClass::Tls`](crate::ground::error::FaultClass::Tls), or, when the
//! server closes without waiting for the alert to be read, only
//! [`FaultClass::Closed`](crate::ground::error::FaultClass::Closed). An honest server has not processed the
//! request, but an alert does not say so.

mod addresses;
mod bodiless;
mod certificates;
mod client_certificate;
mod connect;
mod fault;
mod options;
mod proxy;
mod roots;
mod tls;
mod unreached;
mod watched;

use std::{error::Error as StdError, fmt, sync::Arc, time::Duration};

use ::hyper::{
    body::{Body, Incoming},
    rt::{Executor, Read, Timer, Write},
};
use bytes::Bytes;
use futures_util::future::{Either, select};
use http::{Request, Response, Uri};
use http_body_util::{BodyExt, Full};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::{
    Client, ResponseFuture,
    connect::{Connection, capture_connection},
};
pub use rustls;
use tower_service::Service;

pub use self::{addresses::connect_to_host, connect::ResolveError, options::Options};
use self::{
    connect::{ConnectTimeout, SharedTimer},
    proxy::{Proxied, ProxyOptions, ProxyRoutes},
    unreached::Way,
};
use crate::{
    codec::{Outgoing, ReplyLimits, ReplyProgress},
    ground::{
        error::{Error, Fault},
        future::BoxFuture,
    },
};

/// The head of an HTTP/1.1 answer may be this large, and bodies are read in parts of this size.
/// Bytes. A head is refused when the buffer is full, and hyper lets it grow to twice this.
const HTTP1_BUFFER: usize = 64 * 1024;

/// How long an HTTP/2 connection with open streams may be without a frame before it is probed.
///
/// All calls share one connection, and a call that times out does not close it. Without a probe, one
/// that a firewall has forgotten would swallow every call until TCP gives up, many minutes later.
const HTTP2_PROBE_AFTER: Duration = Duration::from_secs(20);
/// How long the answer to that probe may take.
const HTTP2_PROBE_TIMEOUT: Duration = Duration::from_secs(10);

/// An HTTP/1.1 and HTTP/2 client with a pool of connections, on any runtime.
///
/// Its clones share the pool. Dropping the last one closes idle connections.
#[derive(Clone)]
pub struct HyperClient {
    /// The pooled client, without the type of its connector.
    request: Arc<dyn Fn(Request<Full<Bytes>>) -> ResponseFuture + Send + Sync>,
    timer: SharedTimer,
    connect_timeout: Duration,
    routes: Option<Arc<ProxyRoutes>>,
}

impl HyperClient {
    /// Builds a client. Nothing is connected or started before the first request.
    ///
    /// During [`send`](Self::send), `executor` is given one task per connection, and one task that closes
    /// idle connections. `connector` is called with a `Uri` that has a scheme, a host (an IPv6 address in
    /// brackets) and, unless it is the scheme's default, a port.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ground::error::ErrorKind::Configuration) when the options for TLS or a
    /// proxy can't be used: see [`Options`].
    pub fn new<E, C>(
        options: Options,
        executor: E,
        timer: Arc<dyn Timer + Send + Sync>,
        connector: C,
    ) -> Result<Self, Error>
    where
        E: Executor<BoxFuture<'static, ()>> + Clone + Send + Sync + 'static,
        C: Service<Uri> + Clone + Send + Sync + 'static,
        C::Response: Connection + Read + Write + Send + Unpin + 'static,
        C::Error: Into<Box<dyn StdError + Send + Sync>>,
        C::Future: Send + 'static,
    {
        let timer = SharedTimer(timer);
        let mut builder = Client::builder(executor);
        builder
            .timer(timer.clone())
            .pool_timer(timer.clone())
            .pool_idle_timeout(options.idle_timeout)
            .pool_max_idle_per_host(options.max_idle_per_host)
            // Only the machine retries.
            .retry_canceled_requests(false)
            .http1_max_buf_size(HTTP1_BUFFER)
            .http2_keep_alive_interval(HTTP2_PROBE_AFTER)
            .http2_keep_alive_timeout(HTTP2_PROBE_TIMEOUT);
        let connect_timeout = options.connect_timeout;
        let routes = options.proxy.as_ref().map_or(Ok(None), ProxyOptions::routes)?;
        let connector = Proxied { inner: connector, routes: routes.clone() };
        let connector = HttpsConnector::from((connector, tls::configuration(options.tls)?));
        let connector = ConnectTimeout {
            inner: connector,
            timer: timer.clone(),
            limit: connect_timeout,
            routes: routes.clone(),
        };
        let client = builder.build(connector);
        Ok(Self {
            request: Arc::new(move |request| client.request(request)),
            timer,
            connect_timeout,
            routes,
        })
    }

    /// Sends one request and reads its answer, as [`Transport::send`](crate::driver::Transport::send)
    /// requires: no redirect, no retry, and no more of the body than the request's limits allow. When enough
    /// of an error's body has come, the connection (or the HTTP/2 stream) is closed.
    ///
    /// If [`Outgoing::timeout`] is no longer than the time for connecting, it is enforced here, from the
    /// first poll: without a connection by then, nothing was sent, which a caller that drops the future could
    /// not know.
    ///
    /// # Errors
    ///
    /// A [`Fault`] when there is no complete answer. If the head of the answer was read, it has the
    /// status.
    pub async fn send(&self, request: Outgoing) -> Result<Response<Bytes>, Fault> {
        let (limit, limits) = (request.timeout(), request.limits());
        let request = request.into_http().map(Full::new);
        let response = match limit <= self.connect_timeout {
            // Boxed, so that it does not make other calls larger.
            true => Box::pin(self.connected_within(limit, request)).await?,
            // The connector gives up in time. Watching it as well cost every call 7 % more instructions.
            false => (self.request)(request).await.map_err(fault::of_request)?,
        };
        read_reply(response, limits).await
    }

    /// The head of the answer to a request that waits for its connection at most this long.
    async fn connected_within(
        &self,
        limit: Duration,
        mut request: Request<Full<Bytes>>,
    ) -> Result<Response<Incoming>, Fault> {
        let connection = capture_connection(&mut request);
        let target = request.uri().clone();
        let response = (self.request)(request);
        let response = match select(response, self.timer.sleep(limit)).await {
            Either::Left((response, _)) => response,
            // Checked after the request was polled, and before it is polled again.
            Either::Right(_) if connection.connection_metadata().is_none() => {
                let way = Way::to(&target, self.routes.as_ref());
                return Err(fault::unconnected(way, limit));
            }
            Either::Right(((), response)) => response.await,
        };
        response.map_err(fault::of_request)
    }
}

impl fmt::Debug for HyperClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HyperClient").finish_non_exhaustive()
    }
}

/// Reads an answer to its end, or as far as [`Outgoing::limits`] allows. For a transport over
/// hyper's own connections, or over a client whose bodies implement the `http-body` crate's trait.
///
/// # Errors
///
/// A [`Fault`] with the status of the answer: its body is larger than the limit, or [was cut
/// off](fault_of_connection).
pub async fn read_reply<B>(
    response: Response<B>,
    limits: ReplyLimits,
) -> Result<Response<Bytes>, Fault>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: StdError + Send + Sync + 'static,
{
    let (head, mut body) = response.into_parts();
    let mut collector = limits.collector(head.status);
    while let Some(frame) = body.frame().await {
        let broken = |error| fault_of_connection(error).with_status(head.status);
        // Frames without data are trailers, which are ignored.
        let Ok(chunk) = frame.map_err(broken)?.into_data() else {
            continue;
        };
        if collector.push(chunk)? == ReplyProgress::Enough {
            break;
        }
    }
    Ok(Response::from_parts(head, collector.finish()))
}

/// The fault for an error on an established connection, from hyper or anything around it: closed,
/// malformed, or TLS. The request may have left.
///
/// The error becomes the fault's source, which may be logged: remove anything confidential, such as
/// a URL.
#[must_use]
pub fn fault_of_connection(error: impl StdError + Send + Sync + 'static) -> Fault {
    fault::on_connection(error)
}
