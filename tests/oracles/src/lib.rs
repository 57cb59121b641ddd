//! The laws that `moneyhub-proto` obeys, each an ordinary function that panics where one is broken.
//!
//! Property tests, fuzz targets and the replay of a corpus call the same functions, so a law is
//! written down once. They know `moneyhub-proto` and nothing that opens a socket. What they hold it
//! against is written naively and on purpose without its code: a split at slashes in place of a
//! URL parser, a table in place of a machine.
//!
//! | law | module |
//! |---|---|
//! | no id leaves its path segment, no value its query parameter | [`paths`] |
//! | a form or a JSON body carries exactly what it was given, or nothing is sent | [`bodies`] |
//! | a header carries exactly what it was given, or nothing is sent | [`headers`] |
//! | any answer gives a value or an error of the right kind, which quotes nothing | [`decoding`] |
//! | decoding takes memory in proportion to the answer | [`memory`] |
//! | an error answer is read as far as it can be | [`refusals`] |
//! | nothing is sent to an origin that was not configured | [`origins`] |
//! | what the service adds tomorrow changes nothing that is known today | [`extension`] |
//! | what is odd in an answer costs that, and nothing else | [`leniency`] |
//! | what is encoded is decoded to the same | [`round_trip`] |
//! | a point in time is the one that its text says | [`timestamps`] |
//! | calls end within their budget, and repeat only what may be repeated | [`machine`] |
//! | whoever drives a call, it is the same call | [`drivers`] |
//! | pages add up to the list, or to a typed error | [`pages`] |
//! | nobody signs in by a token or a callback that was made up, or changed | [`signing_in`] |
//! | sign-ins end within their budgets, spend a code once, and share the service's keys | [`sign_in_walk`] |
//! | no webhook is believed that was made up or changed; all of the reference are read | [`webhooks`] |
//! | a token is valid in one interval of time, and in no other | [`signing_in`] |
//! | claims merge in any grouping, and the right side wins | [`claims`] |
//! | a private key is read or refused, and never shown | [`keys`] |
//! | what the reference says of an operation holds for ours | [`operations`] |
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
