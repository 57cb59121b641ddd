//! What adapters over hyper have in common: pool, TLS policy, limits, faults. Feature `hyper`.
//!
//! Use a finished adapter (`moneyhub-tokio`, `moneyhub-async-std`) if one fits. For another runtime,
//! bring four things and get a [`HyperClient`], whose [`send`](HyperClient::send) is all of
//! [`Transport::send`](crate::driver::Transport::send):
//!
//! - an executor and a timer, by hyper's traits [`Executor`] and [`Timer`];
//! - a connector, which is a [`Service`] from a [`Uri`] to a TCP stream: [`connect_to_host`] with the
//!   sockets and the resolver of the runtime. It sets `TCP_NODELAY`. TLS is laid over it here;
//! - [`Options`].
//!
//! A transport over hyper's bare connections, or over a client that is built on hyper, needs none of
//! this but [`read_reply`] and [`fault_of_connection`].
//!
//! Nothing here starts a runtime, reads a clock, an environment variable or a file, or draws
//! random bytes (rustls does that inside a handshake). In particular, the proxies of `HTTPS_PROXY`
//! and its like are not looked for, unless [`Options::proxy_from_environment`] is given a function
//! that does; and files are read for [`Options`]' `native_roots` and `platform_verifier` alone, which
//! need the features of their names.
//!
//! # What is bounded
//!
//! | what | bound |
//! |---|---|
//! | name, TCP, proxy and TLS together | [`Options::connect_timeout`], 10 s |
//! | one address of several, before the next is tried beside it | 250 ms ([`connect_to_host`]) |
//! | the same, for an attempt that has less time than that | [`Outgoing::timeout`] |
//! | head of a proxy's answer | 8 KiB and 100 headers (hyper-util's) |
//! | head of an HTTP/1.1 answer | 100 headers (hyper's default), 64 KiB; refused by 128 KiB at last |
//! | head of an HTTP/2 answer | 16 KiB (hyper's default) |
//! | body | [`Outgoing::limits`] |
//! | an HTTP/2 connection that has gone silent under a request | closed after 30 s |
//! | the whole exchange | not here: the client drops the future after [`Outgoing::timeout`] |
//!
//! # What counts as unsent
//!
//! A [`Fault`] of this module claims [`Sent::Nothing`](crate::ground::error::Sent::Nothing) only when
//!
//! - the request never got a connection: hyper-util's error has no `connect_info`. What a proxy
//!   refuses is among these;
//! - it got none in the time of its attempt: hyper-util notes the connection before it hands a request
//!   over to it, and there is no note;
//! - hyper hands it back unwritten, because its connection had closed: hyper's `is_canceled`.
//!
//! An HTTP/2 server that refuses a stream with `REFUSED_STREAM` states that it did nothing (RFC 9113
//! section 8.7). That is [`Sent::Refused`](crate::ground::error::Sent::Refused): a POST is sent again on the
//! server's word, a payment is not.
//!
//! A connection whose 204 or 304 announces a body, which it can't have, is not used again: the body
//! would be read as the answer to the next request.
//!
//! A request that is handed to a connection in the very moment in which that ends may be lost within
//! hyper, without an answer or an error (hyperium/hyper#2312). Its attempt is over when its time is,
//! and may have been sent as far as anybody can tell.
//!
//! A GOAWAY proves nothing. h2 gives the same error to a stream that the server did not look at and
//! to one that was being handed over when a graceful GOAWAY arrived, which the server may well do.
//!
//! The refusal of a client's certificate proves nothing either. With TLS 1.2 it ends the handshake,
//! and nothing was sent. With TLS 1.3 the client is done with the handshake before the server is, so
//! it arrives as an alert on the first request: [`FaultClass::Tls`](crate::ground::error::FaultClass::Tls), or, when
//! the server closes without waiting for the alert to be read, no more than
//! [`FaultClass::Closed`](crate::ground::error::FaultClass::Closed). An honest server has not looked at the
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

/// After so long without a frame, an HTTP/2 connection with open streams is probed.
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
    /// Puts a client together. Nothing is connected or started before the first request.
    ///
    /// Within [`send`](Self::send), `executor` is given one task per connection, and one that closes
    /// what has been idle for too long. `connector` is called
    /// with a `Uri` that has scheme, host (an IPv6 address in brackets) and, unless it is that of the
    /// scheme, port.
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
            // Repeats are counted in one place, and that is the machine.
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

    /// Sends one request and reads its answer, as [`Transport::send`](crate::driver::Transport::send) asks:
    /// no redirect, no repeat, and the body no further than the request's limits. When enough of an
    /// error's body has come, the connection (or the HTTP/2 stream) is given up.
    ///
    /// [`Outgoing::timeout`] counts from the first poll, when it is no longer than what the connection
    /// alone may take: without one by then, nothing was sent, and who drops the future could not tell.
    ///
    /// # Errors
    ///
    /// A [`Fault`] when there is no complete answer. With the head of the answer read, it has the
    /// status.
    pub async fn send(&self, request: Outgoing) -> Result<Response<Bytes>, Fault> {
        let (limit, limits) = (request.timeout(), request.limits());
        let request = request.into_http().map(Full::new);
        let response = match limit <= self.connect_timeout {
            // Boxed, so that calls without it are not the larger for it.
            true => Box::pin(self.connected_within(limit, request)).await?,
            // The connector gives up in time. To watch it as well cost every call 7 % of instructions.
            false => (self.request)(request).await.map_err(fault::of_request)?,
        };
        read_reply(response, limits).await
    }

    /// The head of the answer to a request that waits for its connection no longer than for so long.
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
            // Looked at after the request was, and before it is again.
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

/// Reads an answer to its end, or as far as [`Outgoing::limits`] wants it: for a transport over
/// hyper's own connections, or over a client whose bodies are those of the `http-body` crate.
///
/// # Errors
///
/// A [`Fault`] with the status of the answer: its body is larger than the limit, or
/// [broken off](fault_of_connection).
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
        // What is not data is trailers, which nobody asked for.
        let Ok(chunk) = frame.map_err(broken)?.into_data() else {
            continue;
        };
        if collector.push(chunk)? == ReplyProgress::Enough {
            break;
        }
    }
    Ok(Response::from_parts(head, collector.finish()))
}

/// What an error of a connection that was made means, from hyper or anything around it: closed,
/// malformed, or of TLS. The request may have left.
///
/// The error becomes the fault's source, which people log: take out what is nobody's business, such
/// as a URL.
#[must_use]
pub fn fault_of_connection(error: impl StdError + Send + Sync + 'static) -> Fault {
    fault::on_connection(error)
}
