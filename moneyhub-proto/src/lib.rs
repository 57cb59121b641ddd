//! Placeholder docs.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

pub mod auth;
mod call;
pub mod codec;
mod config;
pub mod connections;
pub mod decode;
mod endpoint;
mod env;
mod error;
mod id;
mod open_enum;
mod outgoing;
mod page;
mod raw;
mod reply_body;
mod retry;
mod retry_after;
pub mod scope;
mod secret;
mod timestamp;
mod transport;
pub mod users;

pub use bytes;
pub use http;

pub use crate::{
    call::{Authentication, Call, Replay, Service},
    config::{Config, ConfigBuilder},
    endpoint::Endpoint,
    env::{Entropy, EntropyError, Env, Monotonic, Now, UnixTime},
    error::{
        ConfigurationError, DecodeCategory, DecodeError, Error, ErrorBody, ErrorKind, ErrorReply,
        Fault, FaultClass, IdentityError, Outcome, PagingError, RequestError, Sent,
    },
    id::{AccountId, ClientId, ConnectionId, ProviderId, SyncId, UserId},
    outgoing::Outgoing,
    page::{Links, Page, PageMeta, PageOf, Paged, Walk, Window},
    raw::RawCall,
    reply_body::{ReplyBody, ReplyLimits, ReplyProgress},
    retry::Retry,
    scope::Scopes,
    secret::{AccessToken, Secret},
    timestamp::Timestamp,
    transport::{BoxFuture, Transport},
};
