//! hyper's bare connection over a Unix socket, one per request: the way to a proxy beside the
//! application that speaks TLS with the service.

use std::{
    path::PathBuf,
    time::{Duration, Instant, SystemTime},
};

use http_body_util::Full;
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use moneyhub_proto::{
    Transport,
    bytes::Bytes,
    env::{EntropyError, Monotonic, Now},
    http::{Request, Response, Uri, header, uri::PathAndQuery},
    hyper::{fault_of_connection, read_reply},
    transport::{BoxFuture, Fault, FaultClass, Outgoing, Sent},
};
use tokio::net::UnixStream;

pub(crate) struct Unix {
    pub(crate) socket: PathBuf,
    pub(crate) start: Instant,
}

impl Unix {
    async fn exchange(&self, outgoing: Outgoing) -> Result<Response<Bytes>, Fault> {
        let limits = outgoing.limits();
        let unconnected = |error| Fault::new(FaultClass::Connect, Sent::Nothing).with_source(error);
        let stream = UnixStream::connect(&self.socket).await.map_err(unconnected)?;
        let (mut sender, connection) =
            handshake(TokioIo::new(stream)).await.map_err(fault_of_connection)?;
        tokio::spawn(connection);

        let request = in_origin_form(outgoing.into_http()).map(Full::new);
        let response = sender.send_request(request).await.map_err(fault_of_connection)?;
        read_reply(response, limits).await
    }
}

impl Transport for Unix {
    fn send(&self, outgoing: Outgoing) -> BoxFuture<'_, Result<Response<Bytes>, Fault>> {
        Box::pin(self.exchange(outgoing))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(duration))
    }

    fn now(&self) -> Now {
        let monotonic = Monotonic::of_clock(self.start.elapsed());
        Now { unix: SystemTime::now().into(), monotonic }
    }

    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        getrandom::fill(buffer).map_err(|_| EntropyError)
    }
}

/// A bare connection sends what it is given: the host belongs into its header.
fn in_origin_form(mut request: Request<Bytes>) -> Request<Bytes> {
    if let Some(host) = request.uri().authority().and_then(|host| host.as_str().parse().ok()) {
        request.headers_mut().insert(header::HOST, host);
    }
    let path = request.uri().path_and_query().cloned();
    *request.uri_mut() = Uri::from(path.unwrap_or(PathAndQuery::from_static("/")));
    request
}
