#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod document;
mod format;
mod generate;
mod mutate;
mod openapi;
mod operation;
mod path;
mod route;
mod sample;
mod schema;
mod scopes;
mod webhook;

pub use generate::{Choose, Extent, Recipe, UNKNOWN_MEMBER, UNKNOWN_VALUE, seeded};
pub use mutate::{Change, Kind, Mutation};
pub use openapi::openapi;
pub use operation::{
    Evidence, Host, Listing, Operation, OptionalScope, PathParameter, QueryParameter, Replay,
    Reply, ReplyKind, RequestBody, Scopes, Timeout, Token, Variant, operation, operations,
};
pub use path::{JsonPath, Step};
pub use route::{Route, by_request};
pub use sample::{Form, Sample, samples};
pub use schema::{Failure, Member, Schema, Use, definitions};
pub use scopes::{discovery, scopes};
pub use webhook::{Webhook, webhook_claims, webhook_envelope, webhook_keys, webhooks};
