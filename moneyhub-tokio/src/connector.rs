//! TCP by tokio.

use std::{
    error::Error,
    future::Future,
    io,
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll},
};

use hyper_util::rt::{TokioIo, TokioTimer};
use moneyhub_proto::{http::Uri, hyper::connect_to_host};
use tokio::net::{TcpStream, lookup_host};
use tower_service::Service;

type Connected = Result<TokioIo<TcpStream>, Box<dyn Error + Send + Sync>>;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Connector;

impl Service<Uri> for Connector {
    type Response = TokioIo<TcpStream>;
    type Error = Box<dyn Error + Send + Sync>;
    type Future = Pin<Box<dyn Future<Output = Connected> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        Box::pin(connect(uri, resolve))
    }
}

pub(crate) async fn connect<R>(uri: Uri, resolve: impl FnOnce(String, u16) -> R) -> Connected
where
    R: Future<Output = io::Result<Vec<SocketAddr>>>,
{
    let timer = TokioTimer::new();
    let stream = connect_to_host(&uri, &timer, resolve, TcpStream::connect::<SocketAddr>).await?;
    stream.set_nodelay(true)?;
    Ok(TokioIo::new(stream))
}

/// The system's resolver, run on tokio's threads for blocking work.
async fn resolve(host: String, port: u16) -> io::Result<Vec<SocketAddr>> {
    Ok(lookup_host((host, port)).await?.collect())
}
