//! Placeholder docs.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

pub mod auth;
pub mod blocking;
mod call;
mod client;
pub mod codec;
mod config;
pub mod connections;
pub mod decode;
mod endpoint;
mod env;
mod error;
mod exchange;
#[cfg(feature = "hyper")]
pub mod hyper;
mod id;
mod open_enum;
mod outgoing;
mod page;
mod raw;
mod reply_body;
mod retry;
mod retry_after;
pub mod scope;
pub mod scripted;
mod secret;
mod session;
mod timestamp;
mod transport;
pub mod users;

pub use bytes;
pub use http;

pub use crate::{
    call::{Authentication, Call, Replay, Service},
    client::{Client, Pages},
    config::{Config, ConfigBuilder},
    endpoint::Endpoint,
    env::{Entropy, EntropyError, Env, Monotonic, Now, UnixTime},
    error::{
        ConfigurationError, DecodeCategory, DecodeError, Error, ErrorBody, ErrorKind, ErrorReply,
        Fault, FaultClass, IdentityError, Outcome, PagingError, RequestError, Sent,
    },
    exchange::{CallOptions, Event, Exchange, Step, TokenFetch},
    id::{AccountId, ClientId, ConnectionId, ProviderId, SyncId, UserId},
    outgoing::Outgoing,
    page::{Links, Page, PageMeta, PageOf, Paged, Walk, Window},
    raw::RawCall,
    reply_body::{ReplyBody, ReplyLimits, ReplyProgress},
    retry::Retry,
    scope::Scopes,
    secret::{AccessToken, Secret},
    session::{Grant, Session},
    timestamp::Timestamp,
    transport::{BoxFuture, Transport},
};
