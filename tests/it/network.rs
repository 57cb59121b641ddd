//! The features that both adapters share through `moneyhub_proto::hyper`: trust, client certificates,
//! proxies, names with several addresses, and the messages for failed connections.
//!
//! The servers run on their own threads, so that they enter neither runtime.

/// A test of each case, for each adapter: a module with both.
macro_rules! on_both_adapters {
    ($($case:ident),+ $(,)?) => {
        mod with_tokio {
            $(#[test] fn $case() { super::$case($crate::network::adapter::TOKIO); })+
        }
        mod with_async_std {
            $(#[test] fn $case() { super::$case($crate::network::adapter::ASYNC_STD); })+
        }
    };
}

mod adapter;
mod addresses;
mod certificates;
mod client_certificate;
mod keys;
mod proxy;
mod proxy_server;
mod roots;
mod site;
mod spellings;
mod trust;
mod unreached;
mod ureq;
