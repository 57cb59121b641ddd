//! A client of [Moneyhub](https://docs.moneyhubenterprise.com/) that does no I/O.
//!
//! It builds `http::Request` values, parses `http::Response` values into typed results, and knows
//! what belongs in between: tokens, retries, deadlines, pages. Sockets, time and randomness are
//! passed in, so it runs on any runtime, and every decision it makes can be tested without one.
//!
//! # Four layers, each usable alone
//!
//! ```text
//!  4  adapters   moneyhub-tokio, moneyhub-async-std, or your own Transport: sockets, TLS, clocks
//!  ─────────────────────────────────────────────────────────────────────────────── this crate ──
//!  3  driver     Client, blocking::Client        one call is one future, or one function call
//!  2  machine    Exchange, Session               step(env) -> send, sign, wait, fetch a token, done
//!  1  codec      Endpoint, codec                 value -> http::Request, http::Response -> value
//! ```
//!
//! - With an adapter: `client.send(users::Get { user_id }).await`. See [`Client`].
//! - With a runtime that has no adapter: implement [`Transport`], in about thirty lines.
//! - Without a runtime: the module `ureq`, behind the feature of the same name.
//! - With your own HTTP client and nothing else: [`codec`], which is two functions.
//! - To keep a copy of accounts and transactions in a database: [`ledger`], a machine like those in layer 2.
//!
//! The [manual] explains the service and this library, has recipes for common tasks, and says what to do about
//! each error.
//!
//! # From configuration to typed result
//!
//! ```
//! use std::sync::Arc;
//! use moneyhub_proto::{scope, scripted::Scripted, users, Client, Config, ErrorKind, Outcome};
//!
//! # pollster::block_on(async {
//! // 1. Who you are. Production is the default; http is refused. Every call names the scope that
//! //    it needs. The scopes named here are requested as well, so that one token serves all calls.
//! let config = Config::builder()
//!     .client_id("my-client")
//!     .client_secret("my-secret")
//!     .scopes(scope::USER_READ)
//!     .build()?;
//!
//! // 2. What carries the bytes. Here it is a script; in an application it is an adapter.
//! let transport = Scripted::new()
//!     .reply(200, r#"{"access_token":"a-token","token_type":"Bearer","expires_in":7200}"#)
//!     .reply(201, r#"{"userId":"64b0f3a1c2d4e5f60718293a","clientUserId":"customer-0042"}"#)
//!     .reply(404, r#"{"code":"NotFound","message":"User not found"}"#);
//! let client = Client::new(config, Arc::new(transport));
//!
//! // 3. A call. The token that it needs is fetched, cached, and used by later calls.
//! let user = client.send(users::Create { client_user_id: Some("customer-0042".into()) }).await?;
//! assert_eq!(user.user_id.as_str(), "64b0f3a1c2d4e5f60718293a");
//!
//! // 4. An error says what went wrong, and whether the call may have had an effect.
//! let error = client.send(users::Get { user_id: "000000000000000000000000".into() }).await.unwrap_err();
//! assert_eq!(error.kind(), ErrorKind::NotFound);
//! assert_eq!(error.outcome(), Outcome::Refused);
//! assert_eq!(error.to_string(), "users.get: 404 NotFound: unknown, deleted, or of another client");
//! # Ok::<(), moneyhub_proto::Error>(())
//! # }).unwrap();
//! ```
//!
//! # What it promises
//!
//! - **Right on the wire.** Paths, scopes and envelopes are those that Moneyhub's own client uses;
//!   where sources differ, the reason for the choice is in the documentation of the endpoint.
//! - **Nothing happens twice.** One table says what may be retried, see [`Retry`]. When a call fails,
//!   [`Error::outcome`] says whether it may have happened.
//! - **Nothing leaks.** Secrets are never printed. Ids and bodies appear in no error, no log line, and no
//!   `Debug` output of clients, calls and requests. Ids can't leave their path segment. A bearer token goes
//!   to the configured origin only.
//! - **Nothing grows without bound.** Bodies, the token table, attempts, time and requests in flight are all
//!   limited.
//!
//! # What is not here yet
//!
//! Encrypted `id_token`s: they are refused. [`manual::operations`] lists every known operation and
//! the type that sends it. [`RawCall`] makes any other call, with JSON.
//!
//! # Features
//!
//! None is on by default. The dependency tree then has no HTTP client, TLS, runtime, cryptography provider or
//! random number generator: only a hash (`sha2`, for PKCE) and readers of key files. `aws-lc-rs` and `ring`
//! each bring signers and verifiers, see [`jose`]. `hyper` brings what the adapters share, with the TLS of
//! those two; see the module of that name. `ureq` is a transport for threads. `tracing` emits spans and
//! events by endpoint name and path template, with the target `moneyhub`.

#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

// The rooms. `tests/it/floors.rs` says which may import which, and enforces it.
mod api;
pub mod codec;
pub mod config;
pub mod driver;
#[cfg(any(feature = "hyper", feature = "ureq"))]
pub mod environment;
mod ground;
#[cfg(feature = "hyper")]
pub mod hyper;
pub mod jose;
pub mod ledger;
pub mod machine;
pub mod manual;
pub mod sign_in;
#[cfg(any(feature = "hyper", feature = "ureq"))]
mod tls_provider;
#[cfg(feature = "ureq")]
pub mod ureq;
pub mod webhooks;

pub use bytes;
pub use http;

pub use crate::{
    api::{
        accounts, affordability, auth_requests, bank_icons, beneficiaries, caas, categories,
        categorise, connections, consent_history, consents, counterparties, identity,
        identity::claims, osip, pay_file_consents, pay_files, pay_links, payees, payments,
        projects, recurring_payments, regular_transactions, rental_records, reseller,
        savings_goals, scim, spending, spending_goals, standard_financial_statements,
        standing_orders, sync, tax, thresholds, transactions, users, well_known,
    },
    codec::{Call, Endpoint, Operation, Page, Paged, RawCall, Window, decode, page},
    config::{Config, ConfigBuilder, Replay, Retry, Service},
    driver::{Client, Transport, UserClient, blocking, scripted},
    ground::{
        date::{Date, Month},
        env,
        error::{self, Error, ErrorKind, Outcome},
        id,
        money::{self, Amount, Currency, Decimal},
        scope::{self, Scopes},
        secret::{AccessToken, Secret},
        sensitive,
        text::Text,
        timestamp::Timestamp,
    },
    machine::{CallOptions, check, poll, resolve},
};

/// How calls ended, for metrics.
pub mod observe {
    pub use crate::ground::observer::{EndedCall, Observer, RateLimit};
}

/// What a [`Transport`] is given, and what it may return.
pub mod transport {
    pub use crate::{
        codec::{Outgoing, ReplyBody, ReplyLimits, ReplyProgress},
        ground::{
            error::{Fault, FaultClass, Sent},
            future::BoxFuture,
        },
    };
}
