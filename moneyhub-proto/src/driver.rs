//! Drives the machine: a client over a transport, asynchronous or blocking.

pub mod blocking;
mod client;
pub mod scripted;
mod transport;

pub use self::{
    client::{Client, ItemStream, Items, PageStream, Pages, UserClient},
    transport::Transport,
};
