//! A client of [Moneyhub](https://docs.moneyhubenterprise.com/) that does no I/O.
//!
//! It builds `http::Request` values, parses `http::Response` values into typed results, and knows
//! what belongs in between: tokens, repeats, deadlines, pages. Sockets, time and randomness are
//! passed in. So it runs on any runtime, and every one of its decisions can be tested without one.
//!
//! # Four layers, each usable alone
//!
//! ```text
//!  4  adapters   moneyhub-tokio, moneyhub-async-std, or a Transport of your own: sockets, TLS, clocks
//!  ─────────────────────────────────────────────────────────────────────────────── this crate ──
//!  3  driver     Client, blocking::Client        one call is one future, or one function call
//!  2  machine    Exchange, Session               step(env) -> send, sign, wait, fetch a token, done
//!  1  codec      Endpoint, codec                 value -> http::Request, http::Response -> value
//! ```
//!
//! - With an adapter: `client.send(users::Get { user_id }).await`. See [`Client`].
//! - With a runtime that has none: implement [`Transport`], about thirty lines.
//! - Without a runtime: the module `ureq`, of the feature of that name.
//! - With an HTTP client of your own and nothing else: [`codec`], two functions.
//! - To keep a copy of accounts and transactions in a database: [`ledger`], a machine like those of layer 2.
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
//! //    it needs; what is named here is asked for as well, so that one token does for all.
//! let config = Config::builder()
//!     .client_id("my-client")
//!     .client_secret("my-secret")
//!     .scopes(scope::USER_READ)
//!     .build()?;
//!
//! // 2. What carries the bytes. Here it is a script; in an application, an adapter.
//! let transport = Scripted::new()
//!     .reply(200, r#"{"access_token":"a-token","token_type":"Bearer","expires_in":7200}"#)
//!     .reply(201, r#"{"userId":"64b0f3a1c2d4e5f60718293a","clientUserId":"customer-0042"}"#)
//!     .reply(404, r#"{"code":"NotFound","message":"User not found"}"#);
//! let client = Client::new(config, Arc::new(transport));
//!
//! // 3. A call. The token that it needs is fetched, kept, and used by the calls after it.
//! let user = client.send(users::Create { client_user_id: Some("customer-0042".into()) }).await?;
//! assert_eq!(user.user_id.as_str(), "64b0f3a1c2d4e5f60718293a");
//!
//! // 4. An error says who is to blame, and whether the call may have had an effect.
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
//! - **Nothing happens twice.** What may be repeated is one table, see [`Retry`]; when it ends badly,
//!   [`Error::outcome`] says whether it may have happened.
//! - **Nothing leaks.** Secrets are never printed; ids and bodies are in no error, no log line, and no
//!   `Debug` of clients, calls and requests; ids can't leave their path segment; a bearer token goes to
//!   the configured origin only.
//! - **Nothing grows without bound.** Bodies, the token table, attempts, time and requests in flight
//!   all have limits.
//!
//! # What is not here yet
//!
//! Encrypted `id_token`s, which are refused. [`manual::operations`] has every operation that is
//! known, and says which type sends it. [`RawCall`] makes any other call, with JSON.
//!
//! # Features
//!
//! None by default; then no HTTP client, TLS, runtime, provider of cryptography or random number
//! generator is in the dependency tree, only a hash (`sha2`, for PKCE) and readers of key files.
//! `aws-lc-rs` and `ring` bring signers and verifiers with either, see [`jose`]; `hyper` brings what
//! the adapters share, see the module of that name, with the TLS of those two; `ureq` is a transport for
//! threads. `tracing` emits spans and events by endpoint name and path template, with the target
//! `moneyhub`.

#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

// The rooms. Which stands on which is in `tests/it/floors.rs`, and held there.
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

/// What a [`Transport`] is given, and what it may answer.
pub mod transport {
    pub use crate::{
        codec::{Outgoing, ReplyBody, ReplyLimits, ReplyProgress},
        ground::{
            error::{Fault, FaultClass, Sent},
            future::BoxFuture,
        },
    };
}
