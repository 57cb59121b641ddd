//! The laws of `moneyhub-proto`, each a function that panics if the law is broken.
//!
//! Property tests, fuzz targets and the replay of a corpus call the same functions, so each law is
//! written once. They depend on `moneyhub-proto`, and open no sockets. The expected results come
//! from naive code that deliberately shares nothing with it: a split at slashes instead of a URL
//! parser, a table instead of a machine.
//!
//! | law | module |
//! |---|---|
//! | no id leaves its path segment, no value its query parameter | [`paths`] |
//! | a form or a JSON body carries exactly what it was given, or nothing is sent | [`bodies`] |
//! | a header carries exactly what it was given, or nothing is sent | [`headers`] |
//! | any answer gives a value or an error of the right kind, which quotes nothing | [`decoding`] |
//! | decoding takes memory in proportion to the answer | [`memory`] |
//! | an error answer is read as far as possible | [`refusals`] |
//! | nothing is sent to an origin that was not configured | [`origins`] |
//! | additions by the service change nothing that is known today | [`extension`] |
//! | a malformed member of an answer is lost, and nothing else | [`leniency`] |
//! | decoding an encoded value returns the same value | [`round_trip`] |
//! | a timestamp means the time that its text says | [`timestamps`] |
//! | calls end within their budget, and retry only what may be retried | [`machine`] |
//! | every driver makes the same call | [`drivers`] |
//! | pages add up to the list, or to a typed error | [`pages`] |
//! | a forged or changed token or callback signs nobody in | [`signing_in`] |
//! | sign-ins end within their budgets, spend a code once, and share the service's keys | [`sign_in_walk`] |
//! | a forged or changed webhook is refused; all webhooks of the reference are read | [`webhooks`] |
//! | a token is valid in one interval of time, and in no other | [`signing_in`] |
//! | claims merge in any grouping, and the right side wins | [`claims`] |
//! | a private key is read or refused, and never shown | [`keys`] |
//! | our operations agree with the reference | [`operations`] |
//! | a copy of a user's accounts and transactions never drifts | [`ledger`] |
//!
//! [`targets`] gives every law its input from the bytes of a fuzzer.

mod asked;
mod endpoints;
mod told;

pub mod bodies;
pub mod claims;
pub mod decoding;
pub mod drivers;
pub mod extension;
pub mod headers;
pub mod input;
pub mod keys;
pub mod ledger;
pub mod leniency;
pub mod machine;
pub mod memory;
pub mod naive;
pub mod operations;
pub mod origins;
pub mod pages;
pub mod paths;
pub mod quoting;
pub mod refusals;
pub mod resolving;
pub mod round_trip;
pub mod sign_in_walk;
pub mod signing_in;
pub mod targets;
pub mod timestamps;
pub mod webhooks;

pub use endpoints::Ids;
