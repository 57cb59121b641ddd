//! A stand-in of the Moneyhub identity service that runs inside your tests.
//!
//! It speaks the wire of `identity.moneyhub.co.uk` as far as users, their connections and their
//! syncs go: client authentication and tokens, eleven routes with their envelopes, scopes, status
//! codes and limits. It keeps state, so what you create is there when you list; it has a clock
//! that you move, so a token expires without anybody waiting; and it misbehaves on demand, down
//! to a connection that is reset after the user was created and before the answer was sent.
//!
//! It is a second, independent reading of the documentation, made to test clients against. It is
//! **a stand-in, not evidence**: where the documentation is silent it had to choose, and says so.
//!
//! # A test
//!
//! ```
//! use std::io::{Read, Write};
//! use std::net::TcpStream;
//!
//! use moneyhub_sandbox::{Fault, Matcher, Sandbox};
//!
//! // Starts on a free port of the loopback interface and stops when dropped.
//! let sandbox = Sandbox::builder().users(3).start()?;
//! let user = sandbox.user_id(0).ok_or("there are three users")?;
//!
//! // Point your application at sandbox.identity_url(), with sandbox.client_id() and
//! // sandbox.client_secret(). Here a bare socket stands for it, and has no token yet.
//! let call = |line: &str| -> std::io::Result<String> {
//!     let mut socket = TcpStream::connect(sandbox.identity_address())?;
//!     write!(socket, "{line} HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n\r\n")?;
//!     let mut answer = String::new();
//!     socket.read_to_string(&mut answer)?;
//!     Ok(answer)
//! };
//! assert!(call(&format!("GET /users/{user}"))?.starts_with("HTTP/1.1 401 Unauthorized"));
//!
//! // Break something, once.
//! sandbox.fault(Matcher::path("/users/{userId}"), Fault::status(503).times(1));
//! assert!(call(&format!("GET /users/{user}"))?.starts_with("HTTP/1.1 503"));
//!
//! // Ask what arrived.
//! assert_eq!(sandbox.count(|seen| seen.method == "GET"), 2);
//! assert_eq!(sandbox.token_requests(), 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! With no sockets at all, [`Service::respond`] is a plain function from request to reply.
//!
//! # Where it chooses
//!
//! | case | choice |
//! |---|---|
//! | status of POST /users | 201 |
//! | id of a user that is not 24 lowercase hex digits | 404 |
//! | unknown member in a JSON body | 400; the real service may let it pass |
//! | a token that is bound to a user (`sub`), used to manage users | 403 |
//! | unknown `sub` in a token request | 400 `invalid_grant` |
//! | a token request without `scope` | 400 `invalid_request` |
//! | consent that the client does not manage (`tppConsent` not true), renewed | 400 |
//! | default `limit`, where none is sent | 10 |
//! | order of users, of syncs | oldest first; by connection, newest first |
//! | code texts of 401, 403, 404, 405, 413 and 415 | the reason phrase, run together |
//! | what counts against the rate limit | calls with a valid token, not token requests |
//!
//! # What it lacks
//!
//! Client authentication other than `client_secret_basic`, grants other than client credentials,
//! discovery, pushed authorisation requests, the authorisation endpoint, the data API (its host is
//! there and answers 404), HTTP/2, TLS.

mod builder;
mod client;
mod clock;
mod fault;
mod jose;
mod lock;
mod mix;
mod population;
mod record;
mod sandbox;
mod server;
mod service;
mod shared;
mod shelf;

/// Runs the example of the front page.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct FrontPage;

pub use builder::{Builder, DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET};
pub use client::Client;
pub use fault::{Cut, Fault, Matcher};
pub use jose::{Algorithm, InvalidJwks};
pub use record::{Host, Recorded};
pub use sandbox::Sandbox;
pub use service::{Callback, CreatedUser, Refused, ResponseMode, Service};
