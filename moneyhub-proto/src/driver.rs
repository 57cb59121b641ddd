//! What drives the machine: a client over a transport, asynchronous or blocking.

pub mod blocking;
mod client;
pub mod scripted;
mod transport;

pub use self::{
    client::{Client, PageStream, Pages},
    transport::Transport,
};
