//! Everything that this crate needs of async-std: sockets, threads for blocking work, tasks, a
//! timer.
//!
//! To use another runtime, replace the three lines that name async-std. For smol:
//!
//! ```text
//! pub(super) use smol::{net::TcpStream, unblock as spawn_blocking};
//!     smol::spawn(future).detach();
//!     smol::Timer::after(duration).await;
//! ```

use std::{future::Future, time::Duration};

pub(super) use async_std::{net::TcpStream, task::spawn_blocking};

pub(super) fn spawn(future: impl Future<Output = ()> + Send + 'static) {
    async_std::task::spawn(future);
}

pub(super) async fn sleep(duration: Duration) {
    async_std::task::sleep(duration).await;
}
