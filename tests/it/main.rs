//! Tests across crates, on real sockets.

#![expect(
    clippy::duplicate_mod,
    reason = "smol takes the sources of moneyhub-async-std, and so does the test of its connector"
)]

mod accounts;
mod adapters;
mod blocking;
mod canary;
mod check;
mod conformance;
mod counted;
mod floors;
mod gateway;
mod golden;
mod hostile;
mod insights;
mod jose;
mod layers;
mod lists;
mod log;
mod network;
mod payments;
mod scopes;
mod signing_in;
mod story;
mod table;
mod transactions;
mod transports;
