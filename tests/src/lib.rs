//! What holds across crates. The tests are in `it/`. Here are the contract of transports as a
//! program, and the code of the READMEs, which compiles and runs as documentation tests.

pub mod conformance;

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}

#[cfg(doctest)]
#[doc = include_str!("../../moneyhub-proto/README.md")]
mod readme_of_proto {}
