//! Transports that show how one is written, each for another HTTP client or runtime.

#[path = "../transports/reqwest.rs"]
pub(crate) mod reqwest;
#[path = "../transports/smol.rs"]
pub(crate) mod smol;
#[path = "../transports/unix.rs"]
pub(crate) mod unix;
#[path = "../transports/ureq.rs"]
pub(crate) mod ureq;
