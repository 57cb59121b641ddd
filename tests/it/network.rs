//! What both adapters take from `moneyhub_proto::hyper`, on both: trust, client certificates, proxies,
//! names with several addresses, and what is said of a connection that was not made.
//!
//! The servers run on threads of their own, so that neither runtime is entered by them.

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
