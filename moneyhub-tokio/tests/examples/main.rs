//! The examples as programs: what they print, and how they end.
//!
//! They are the binaries that cargo puts beside this one, which `cargo test` builds first.

// Without a provider of cryptography there is no client.
#![cfg(any(feature = "aws-lc-rs", feature = "ring"))]

mod arguments;
mod credentials;
mod failures;
mod lists;
mod pipes;
mod program;
mod prompt;
mod quickstart;
#[cfg(feature = "aws-lc-rs")]
mod sign_in;
mod subcommands;
