//! hyper's bare connection over a Unix socket, one per request: the way to a proxy beside the
//! application that speaks TLS with the service.

use std::{
    error::Error,
    path::PathBuf,
    time::{Duration, Instant, SystemTime},
};

use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use moneyhub_proto::{
    BoxFuture, EntropyError, Fault, FaultClass, Monotonic, Now, Outgoing, ReplyProgress, Sent,
    Transport,
    bytes::Bytes,
    http::{Request, Response, Uri, header, uri::PathAndQuery},
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
        let (mut sender, connection) = handshake(TokioIo::new(stream)).await.map_err(lost)?;
        tokio::spawn(connection);

        let request = in_origin_form(outgoing.into_http()).map(Full::new);
        let (head, mut body) = sender.send_request(request).await.map_err(lost)?.into_parts();
        let mut collector = limits.collector(head.status);
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|error| lost(error).with_status(head.status))?;
            let Ok(chunk) = frame.into_data() else { continue };
            if collector.push(chunk)? == ReplyProgress::Enough {
                break;
            }
        }
        Ok(Response::from_parts(head, collector.finish()))
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
        let monotonic = Monotonic::default() + self.start.elapsed();
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

fn lost(error: hyper::Error) -> Fault {
    // Chunks that are none are found by hyper below its own errors.
    let malformed = |source: &(dyn Error + 'static)| {
        source
            .downcast_ref()
            .is_some_and(|error: &std::io::Error| error.kind() == std::io::ErrorKind::InvalidInput)
    };
    let class = match error.is_parse() || error.source().is_some_and(malformed) {
        true => FaultClass::Protocol,
        false => FaultClass::Closed,
    };
    Fault::new(class, Sent::Perhaps).with_source(error)
}
