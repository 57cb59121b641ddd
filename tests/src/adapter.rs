use std::{
    future::Future,
    sync::{Arc, LazyLock},
};

use clap::ValueEnum;
use moneyhub_async_std::AsyncStdTransport;
use moneyhub_proto::{Client, Config, Transport, hyper::Options, transport::BoxFuture};
use moneyhub_tokio::TokioTransport;
use tokio::runtime::{Builder, Runtime};

static TOKIO: LazyLock<Runtime> = LazyLock::new(|| {
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("the system has threads for it")
});

/// An adapter and its runtime, for tests of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Adapter {
    /// `moneyhub-async-std`.
    AsyncStd,
    /// `moneyhub-tokio`.
    Tokio,
}

impl Adapter {
    /// A transport with these options.
    ///
    /// # Panics
    ///
    /// When the options can't be used.
    #[must_use]
    pub fn transport(self, options: Options) -> Arc<dyn Transport> {
        const USABLE: &str = "the options can be used";
        match self {
            Self::AsyncStd => Arc::new(AsyncStdTransport::new(options).expect(USABLE)),
            Self::Tokio => Arc::new(TokioTransport::new(options).expect(USABLE)),
        }
    }

    /// A client with these options.
    ///
    /// # Panics
    ///
    /// When the options can't be used.
    #[must_use]
    pub fn client(self, config: Config, options: Options) -> Client {
        Client::new(config, self.transport(options))
    }

    /// Runs a future on the adapter's own runtime.
    pub fn block_on<T>(self, future: impl Future<Output = T>) -> T {
        match self {
            Self::AsyncStd => async_std::task::block_on(future),
            Self::Tokio => TOKIO.block_on(future),
        }
    }

    /// Starts a task on the adapter's own runtime.
    pub fn spawn(self, future: BoxFuture<'static, ()>) {
        match self {
            Self::AsyncStd => drop(async_std::task::spawn(future)),
            Self::Tokio => drop(TOKIO.spawn(future)),
        }
    }

    /// How many tasks the runtime has, where it can tell.
    #[must_use]
    pub fn tasks(self) -> Option<usize> {
        match self {
            Self::AsyncStd => None,
            Self::Tokio => Some(TOKIO.metrics().num_alive_tasks()),
        }
    }
}
