//! The executor and the timer that hyper needs.

use std::{
    future::Future,
    pin::Pin,
    time::{Duration, Instant},
};

use hyper::rt::{Executor, Sleep, Timer};

use super::{runtime, timers};

/// Spawns the tasks of connections.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spawn;

impl<F: Future<Output = ()> + Send + 'static> Executor<F> for Spawn {
    fn execute(&self, future: F) {
        runtime::spawn(future);
    }
}

impl Timer for timers::Timers {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Sleep>> {
        Box::pin(timers::Timers::sleep_until(self, Instant::now().checked_add(duration)))
    }

    fn sleep_until(&self, deadline: Instant) -> Pin<Box<dyn Sleep>> {
        Box::pin(timers::Timers::sleep_until(self, Some(deadline)))
    }
}

impl Sleep for timers::Sleep {}
