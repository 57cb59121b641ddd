//! reqwest, without its defaults: no redirects, no repeats, no proxy from the environment.

use std::time::{Duration, Instant, SystemTime};

use moneyhub_proto::{
    Transport,
    bytes::Bytes,
    env::{EntropyError, Monotonic, Now},
    http::Response,
    hyper::{fault_of_connection, read_reply},
    transport::{BoxFuture, Fault, FaultClass, Outgoing, Sent},
};
use reqwest::{Client, redirect, retry};

pub(crate) struct Reqwest {
    client: Client,
    start: Instant,
}

impl Reqwest {
    pub(crate) fn new() -> Result<Self, reqwest::Error> {
        let builder = Client::builder().redirect(redirect::Policy::none());
        let client = builder.retry(retry::never()).no_proxy().build()?;
        Ok(Self { client, start: Instant::now() })
    }

    async fn exchange(&self, outgoing: Outgoing) -> Result<Response<Bytes>, Fault> {
        let limits = outgoing.limits();
        let request = outgoing.into_http().try_into().map_err(fault)?;
        let response = self.client.execute(request).await.map_err(fault)?;
        read_reply(response.into(), limits).await
    }
}

impl Transport for Reqwest {
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

fn fault(error: reqwest::Error) -> Fault {
    // The URL has ids in it.
    let (unconnected, error) = (error.is_connect(), error.without_url());
    match unconnected {
        true => Fault::new(FaultClass::Connect, Sent::Nothing).with_source(error),
        false => fault_of_connection(error),
    }
}
