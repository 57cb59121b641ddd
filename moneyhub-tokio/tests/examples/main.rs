//! The examples as programs: what they print, and how they end.
//!
//! They are the binaries that cargo puts beside this one, which `cargo test` builds first.

// The examples are not built without it.
#![cfg(feature = "aws-lc-rs")]

mod arguments;
mod credentials;
mod failures;
mod lists;
#[cfg(feature = "aws-lc-rs")]
mod pay;
mod pipes;
mod private_key;
mod program;
mod prompt;
mod quickstart;
#[cfg(feature = "aws-lc-rs")]
mod sign_in;
mod subcommands;
