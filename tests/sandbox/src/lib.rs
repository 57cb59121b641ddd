//! A stand-in of the Moneyhub identity service that runs inside your tests.
//!
//! It speaks the wire of `identity.moneyhub.co.uk`: sign-in at a mock bank with pushed
//! authorisation requests, request objects, PKCE and signed id_tokens; every client
//! authentication and every grant; and the routes of users, their connections and their syncs
//! with their envelopes, scopes, status codes and limits. It keeps state, so what you create is there when you list; it has a clock
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
//! # A sign-in
//!
//! With no sockets at all, [`Service::respond`] is a plain function from request to reply. Here
//! it takes a new user to the bank and back: the request is pushed, the user approves, and the
//! code is exchanged for tokens.
//!
//! ```
//! use bytes::Bytes;
//! use http::Request;
//! use moneyhub_sandbox::{DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET, Sandbox, Service};
//!
//! const CALLBACK: &str = "http://127.0.0.1:8080/callback";
//!
//! fn post(service: &mut Service, path: &str, form: &[(&str, &str)]) -> serde_json::Value {
//!     let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
//!     let basic = base64::Engine::encode(
//!         &base64::engine::general_purpose::STANDARD,
//!         format!("{DEFAULT_CLIENT_ID}:{DEFAULT_CLIENT_SECRET}"),
//!     );
//!     let request = Request::post(path)
//!         .header("authorization", format!("Basic {basic}"))
//!         .header("content-type", "application/x-www-form-urlencoded")
//!         .body(Bytes::from(body))
//!         .expect("a request");
//!     serde_json::from_slice(service.respond(request).body()).expect("JSON")
//! }
//!
//! let mut service = Sandbox::builder().service();
//! let pushed = post(&mut service, "/oidc/request", &[
//!     ("client_id", DEFAULT_CLIENT_ID),
//!     ("response_type", "code"),
//!     ("redirect_uri", CALLBACK),
//!     ("scope", "openid id:test"),
//!     ("state", "one-time value"),
//!     ("claims", r#"{"id_token": {"mh:con_id": {"essential": true}}}"#),
//! ]);
//!
//! // The URL to send the user to. A person clicks a button there, a script posts its form, and a
//! // test approves in one call.
//! let request_uri = pushed["request_uri"].as_str().expect("a request_uri");
//! let url = format!(
//!     "{}/auth?client_id={DEFAULT_CLIENT_ID}&request_uri={request_uri}",
//!     service.issuer()
//! );
//! let callback = service.approve(&url)?;
//! assert_eq!(callback.parameter("state"), Some("one-time value"));
//! assert!(callback.location().starts_with(CALLBACK));
//!
//! let tokens = post(&mut service, "/oidc/token", &[
//!     ("grant_type", "authorization_code"),
//!     ("code", callback.parameter("code").expect("a code")),
//!     ("redirect_uri", CALLBACK),
//! ]);
//! assert!(tokens["id_token"].is_string());
//!
//! // There is a new user, with a connection.
//! let user = &service.created_users()[0].user_id;
//! assert_eq!(service.connection_ids(user).len(), 1);
//! # Ok::<(), moneyhub_sandbox::Refused>(())
//! ```
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
//! And where sign-in leaves it open:
//!
//! | case | choice |
//! |---|---|
//! | redirect URIs of the default client | `/callback` on any port of the loopback interface |
//! | a request_uri without `client_id` beside it | refused |
//! | reloading the page of a request_uri | refused: it serves once |
//! | an authorisation request of a client with a signing algorithm | only as a request object |
//! | a payment without a signed request object | `invalid_request` |
//! | unknown members in `claims` | `invalid_request` |
//! | unknown `sub` or `mh:con_id` in `claims` | `invalid_request`, told to the redirect URI |
//! | `mh:*` claims in an id_token | those that were asked for |
//! | scopes of sign-in in a client credentials request | `invalid_scope` |
//! | `offline_access` without `prompt=consent` | ignored |
//! | life of a code, a consent page, a refresh token | 60 seconds, ten minutes, 14 days |
//! | refresh tokens | stay the same, unless [`Builder::rotate_refresh_tokens`] |
//! | a payment | has an id and makes no connection |
//! | users | are seen by every client |
//! | signature keys | are fixed and public, and protect nothing |
//!
//! # What it lacks
//!
//! TLS, so a client certificate cannot be seen: a client registered for it is taken at its word.
//! Encrypted id_tokens and request objects, id_tokens signed with anything but RS256, PS256 and
//! ES256, DPoP, the response type `none`, the older `POST /request`, the session and registration
//! endpoints, the lists of banks, routes of payments, the data API (its host is there and answers
//! 404), HTTP/2.

mod banks;
mod builder;
mod client;
mod clock;
mod fault;
mod finance;
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
pub use client::{Client, InvalidMetadata};
pub use fault::{Cut, Fault, Matcher};
pub use jose::{Algorithm, InvalidJwks};
pub use record::{Host, Recorded};
pub use sandbox::Sandbox;
pub use service::{Callback, CreatedUser, Refused, ResponseMode, Service};
