//! What this adapter does by itself. That it keeps the contract of a transport is tested in
//! moneyhub-tests, which runs all of them through the same cases.

// Without a provider there is no client.
#![cfg(any(feature = "aws-lc-rs", feature = "ring"))]

mod connecting;
mod sandbox;
