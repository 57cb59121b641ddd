//! What holds across crates, on real sockets.

mod blocking;
mod canary;
mod conformance;
mod counted;
mod golden;
mod jose;
mod layers;
mod log;
mod network;
mod story;
mod transports;
