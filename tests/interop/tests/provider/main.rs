//! The client over `moneyhub-tokio`, against the provider that Moneyhub's identity service runs on.
//!
//! A refusal is asserted by the error that the caller sees, and by the provider's own reason, which
//! a header of the tests carries: so none passes because something else was wrong.

mod algorithms;
mod application;
mod assertions;
mod authentication;
mod callbacks;
mod client_credentials;
mod discovery;
mod endpoints;
mod flows;
mod gateway;
mod id_tokens;
mod journeys;
mod jwt_bearer;
mod private_keys;
mod pushed_requests;
mod readme;
mod refusals;
mod request_objects;
mod ring;
mod rotation;
mod sign_in;
mod tls;
mod tokens;
mod world;
