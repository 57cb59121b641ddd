//! The tokio adapter against peers that behave, and against peers that do not.

// Without a provider there is no client.
#![cfg(any(feature = "aws-lc-rs", feature = "ring"))]

mod calls;
mod connecting;
mod cuts;
mod drops;
mod http2;
mod limits;
mod paying;
mod pool;
mod sandbox;
mod server;
mod tls_server;
mod wire;
