//! What holds across crates. The tests are in `it/`. Here are the contract of transports and the
//! hostile network and the soak as programs, and the code of the READMEs, which compiles and runs as
//! documentation tests.

mod adapter;
mod config;
pub mod conformance;
pub mod hostile;
pub mod soak;
mod sockets;

pub use self::{adapter::Adapter, config::config_of};

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}

#[cfg(doctest)]
#[doc = include_str!("../../moneyhub-proto/README.md")]
mod readme_of_proto {}

#[cfg(doctest)]
#[doc = include_str!("../../moneyhub-proto/src/manual/network.md")]
mod manual_of_the_network {}

#[cfg(doctest)]
#[doc = include_str!("../sandbox/src/sign_in.md")]
mod sign_in_of_the_sandbox {}
