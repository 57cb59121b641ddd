//! The two clients on async-std: the bare one over the very sockets of the adapter, which is not what
//! is compared.

#[path = "../../../../moneyhub-async-std/src/connector.rs"]
mod connector;
#[path = "../../../../moneyhub-async-std/src/glue.rs"]
mod glue;
#[path = "../../../../moneyhub-async-std/src/io.rs"]
mod io;
#[path = "../../../../moneyhub-async-std/src/runtime.rs"]
mod runtime;
#[path = "../../../../moneyhub-async-std/src/timers.rs"]
mod timers;

use hyper_util::client::legacy::Client as Hyper;

use self::connector::Connector;
use super::{Bare, Caller, Ours, Target, Task};
use crate::by_hand::Failure;

/// The library's client, with its token.
#[derive(Clone, Debug)]
pub struct OursOnAsyncStd(Ours);

impl Caller for OursOnAsyncStd {
    async fn warm(target: &Target) -> Result<Self, Failure> {
        let client = moneyhub_async_std::client(target.config()?)?;
        let ours = Self(Ours::of(client, target));
        ours.call().await?;
        Ok(ours)
    }

    async fn call(&self) -> Result<(), Failure> {
        self.0.call().await
    }

    fn spawn(task: Task) -> Task {
        Box::pin(async_std::task::spawn(task))
    }
}

/// hyper-util's client over the adapter's connector, and the codec by hand.
#[derive(Clone, Debug)]
pub struct BareOnAsyncStd(Bare<Connector>);

impl Caller for BareOnAsyncStd {
    async fn warm(target: &Target) -> Result<Self, Failure> {
        let timers = timers::Timers::default();
        let hyper = Hyper::builder(glue::Spawn).pool_timer(timers.clone()).build(Connector(timers));
        Ok(Self(Bare::over(hyper, target).await?))
    }

    async fn call(&self) -> Result<(), Failure> {
        self.0.get().await
    }

    fn spawn(task: Task) -> Task {
        Box::pin(async_std::task::spawn(task))
    }
}
