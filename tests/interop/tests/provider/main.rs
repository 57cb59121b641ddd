//! The client over `moneyhub-tokio`, against the provider that Moneyhub's identity service runs on.
//!
//! A refusal is asserted by the error that the caller sees, and by the provider's own reason, which
//! a header of the tests carries: so none passes because something else was wrong.

mod application;
mod client_credentials;
mod discovery;
mod journeys;
mod pushed_requests;
mod refusals;
mod response_types;
mod rotation;
mod sign_in;
mod tls;
mod tokens;
