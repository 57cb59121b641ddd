//! From a host and a port to a TCP stream.

use std::{
    error::Error,
    future::Future,
    io,
    net::{SocketAddr, ToSocketAddrs},
    pin::Pin,
    task::{Context, Poll},
};

use moneyhub_proto::{http::Uri, hyper::ResolveError};
use tower_service::Service;

use super::{
    io::FuturesIo,
    runtime::{TcpStream, spawn_blocking},
};

type BoxError = Box<dyn Error + Send + Sync>;

#[derive(Clone, Copy, Debug)]
pub(super) struct Connector;

impl Service<Uri> for Connector {
    type Response = FuturesIo<TcpStream>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        Box::pin(connect(uri))
    }
}

/// The addresses are tried in turn, in the order of the system, until one takes the connection.
async fn connect(uri: Uri) -> Result<FuturesIo<TcpStream>, BoxError> {
    // Only a URI puts an IPv6 address in brackets.
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let standard = if uri.scheme_str() == Some("https") { 443 } else { 80 };
    let port = uri.port_u16().unwrap_or(standard);

    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for address in resolve(host, port).await.map_err(ResolveError::new)? {
        match TcpStream::connect(address).await {
            Ok(stream) => {
                stream.set_nodelay(true)?;
                return Ok(FuturesIo::new(stream));
            }
            Err(error) => last = error,
        }
    }
    Err(last.into())
}

/// The system's resolver blocks, so it has a thread of its own. It is left to itself when nobody
/// waits any more.
async fn resolve(host: String, port: u16) -> io::Result<Vec<SocketAddr>> {
    let addresses = spawn_blocking(move || {
        (host.as_str(), port).to_socket_addrs().map(Iterator::collect::<Vec<_>>)
    });
    match addresses.await {
        Ok(addresses) if addresses.is_empty() => Err(io::ErrorKind::NotFound.into()),
        addresses => addresses,
    }
}
