//! What holds across crates, on real sockets.

mod adapters;
mod blocking;
mod canary;
mod conformance;
mod counted;
mod floors;
mod gateway;
mod golden;
mod hostile;
mod jose;
mod layers;
mod lists;
mod log;
mod network;
mod scopes;
mod signing_in;
mod story;
mod table;
mod transactions;
mod transports;
