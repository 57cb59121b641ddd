//! TCP by async-std.

use std::{
    error::Error,
    future::Future,
    io,
    net::{SocketAddr, ToSocketAddrs},
    pin::Pin,
    task::{Context, Poll},
};

use moneyhub_proto::{http::Uri, hyper::connect_to_host};
use tower_service::Service;

use super::{
    io::FuturesIo,
    runtime::{TcpStream, spawn_blocking},
    timers::Timers,
};

type Connected = Result<FuturesIo<TcpStream>, Box<dyn Error + Send + Sync>>;

#[derive(Clone, Debug)]
pub(super) struct Connector(pub(super) Timers);

impl Service<Uri> for Connector {
    type Response = FuturesIo<TcpStream>;
    type Error = Box<dyn Error + Send + Sync>;
    type Future = Pin<Box<dyn Future<Output = Connected> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        Box::pin(connect(uri, self.0.clone(), resolve))
    }
}

pub(super) async fn connect<R>(
    uri: Uri,
    timers: Timers,
    resolve: impl FnOnce(String, u16) -> R,
) -> Connected
where
    R: Future<Output = io::Result<Vec<SocketAddr>>>,
{
    let stream = connect_to_host(&uri, &timers, resolve, TcpStream::connect::<SocketAddr>).await?;
    stream.set_nodelay(true)?;
    Ok(FuturesIo::new(stream))
}

/// The system's resolver blocks, so it has its own thread. The thread is detached when the caller
/// stops waiting.
async fn resolve(host: String, port: u16) -> io::Result<Vec<SocketAddr>> {
    spawn_blocking(move || Ok((host.as_str(), port).to_socket_addrs()?.collect())).await
}
