//! smol: the very sources of moneyhub-async-std, with the three lines changed that name its runtime.

#[path = "../../moneyhub-async-std/src/connector.rs"]
mod connector;
#[path = "../../moneyhub-async-std/src/glue.rs"]
mod glue;
#[path = "../../moneyhub-async-std/src/io.rs"]
mod io;
#[path = "../../moneyhub-async-std/src/timers.rs"]
mod timers;

use std::{
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use moneyhub_proto::{
    Error, Transport,
    bytes::Bytes,
    env::{EntropyError, Monotonic, Now},
    http::Response,
    hyper::{HyperClient, Options},
    transport::{BoxFuture, Fault, Outgoing},
};

mod runtime {
    use std::{future::Future, time::Duration};

    pub(super) use smol::{net::TcpStream, unblock as spawn_blocking};

    pub(super) fn spawn(future: impl Future<Output = ()> + Send + 'static) {
        smol::spawn(future).detach();
    }

    pub(super) async fn sleep(duration: Duration) {
        smol::Timer::after(duration).await;
    }
}

pub(crate) struct Smol {
    client: HyperClient,
    timers: timers::Timers,
    start: Instant,
}

impl Smol {
    pub(crate) fn new(options: Options) -> Result<Self, Error> {
        let timers = timers::Timers::default();
        let timer = Arc::new(timers.clone());
        let connector = connector::Connector(timers.clone());
        let client = HyperClient::new(options, glue::Spawn, timer, connector)?;
        Ok(Self { client, timers, start: Instant::now() })
    }
}

impl Transport for Smol {
    fn send(&self, request: Outgoing) -> BoxFuture<'_, Result<Response<Bytes>, Fault>> {
        Box::pin(self.client.send(request))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(self.timers.sleep_until(Instant::now().checked_add(duration)))
    }

    fn now(&self) -> Now {
        let monotonic = Monotonic::of_clock(self.start.elapsed());
        Now { unix: SystemTime::now().into(), monotonic }
    }

    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        getrandom::fill(buffer).map_err(|_| EntropyError)
    }
}
