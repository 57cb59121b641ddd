//! reqwest, without its defaults: no redirects, no repeats, no proxy from the environment.

use std::{
    error::Error,
    io,
    iter::successors,
    time::{Duration, Instant, SystemTime},
};

use moneyhub_proto::{
    BoxFuture, EntropyError, Fault, FaultClass, Monotonic, Now, Outgoing, ReplyProgress, Sent,
    Transport, bytes::Bytes, http::Response,
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
        let mut response = self.client.execute(request).await.map_err(fault)?;
        let mut collector = limits.collector(response.status());
        let status = response.status();
        while let Some(chunk) =
            response.chunk().await.map_err(|error| fault(error).with_status(status))?
        {
            if collector.push(chunk)? == ReplyProgress::Enough {
                break;
            }
        }
        let head = Response::from(response).into_parts().0;
        Ok(Response::from_parts(head, collector.finish()))
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
        let monotonic = Monotonic::default() + self.start.elapsed();
        Now { unix: SystemTime::now().into(), monotonic }
    }

    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        getrandom::fill(buffer).map_err(|_| EntropyError)
    }
}

fn fault(error: reqwest::Error) -> Fault {
    let malformed = successors(error.source(), |error| (*error).source()).any(|error| {
        error.downcast_ref().is_some_and(hyper::Error::is_parse)
            || error
                .downcast_ref()
                .is_some_and(|error: &io::Error| error.kind() == io::ErrorKind::InvalidInput)
    });
    let (class, sent) = match () {
        () if error.is_connect() => (FaultClass::Connect, Sent::Nothing),
        () if malformed => (FaultClass::Protocol, Sent::Perhaps),
        () => (FaultClass::Closed, Sent::Perhaps),
    };
    // The URL has ids in it.
    Fault::new(class, sent).with_source(error.without_url())
}
