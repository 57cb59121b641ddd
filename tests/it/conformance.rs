//! Every transport against the contract, each on its own runtime with no other entered.

mod forward;

use std::{
    net::SocketAddr,
    sync::{Arc, LazyLock},
};

use moneyhub_proto::{Transport, hyper::Options, transport::BoxFuture, ureq::UreqTransport};
use moneyhub_tests::conformance::Subject;
use tokio::runtime::{Builder, Runtime};

use self::forward::Forwarded;
use crate::transports::{reqwest::Reqwest, smol::Smol};

static TOKIO: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap());

fn on_tokio(future: BoxFuture<'_, ()>) {
    TOKIO.block_on(future);
}

fn on_async_std(future: BoxFuture<'_, ()>) {
    async_std::task::block_on(future);
}

fn on_smol(future: BoxFuture<'_, ()>) {
    smol::block_on(future);
}

/// A macro, for a module per transport with a test per case in it.
macro_rules! contract_for {
    ($name:ident: $make:expr, on $block_on:expr, tokio: $needs_tokio:expr) => {
        mod $name {
            use super::*;

            const SUBJECT: Subject =
                Subject { make: $make, block_on: $block_on, needs_tokio: $needs_tokio };

            moneyhub_tests::contract!(|server| SUBJECT.blocking(server));
            moneyhub_tests::contract_of_futures!(SUBJECT);
        }
    };
}

contract_for!(adapter_for_tokio: tokio_adapter, on on_tokio, tokio: true);
contract_for!(adapter_for_async_std: async_std_adapter, on on_async_std, tokio: false);
contract_for!(example_with_smol: |_| Arc::new(Smol::new(Options::default()).unwrap()),
    on on_smol, tokio: false);
contract_for!(example_with_a_unix_socket: unix, on on_tokio, tokio: true);
contract_for!(example_with_reqwest: |_| Arc::new(Reqwest::new().unwrap()),
    on on_tokio, tokio: true);

mod transport_over_ureq {
    use super::*;

    moneyhub_tests::contract!(|_| Box::new(UreqTransport::new().unwrap()));
}

/// What its agent says of redirects, statuses and times is not asked.
mod transport_over_an_agent_with_settings_of_its_own {
    use super::*;

    moneyhub_tests::contract!(|_| Box::new(UreqTransport::of_agent(
        ureq::Agent::new_with_defaults()
    )));
}

fn tokio_adapter(_: SocketAddr) -> Arc<dyn Transport> {
    Arc::new(moneyhub_tokio::TokioTransport::new(Options::default()).unwrap())
}

fn async_std_adapter(_: SocketAddr) -> Arc<dyn Transport> {
    Arc::new(moneyhub_async_std::AsyncStdTransport::new(Options::default()).unwrap())
}

fn unix(server: SocketAddr) -> Arc<dyn Transport> {
    Arc::new(Forwarded::to(server))
}
