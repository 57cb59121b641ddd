//! A future on a thread that sleeps until it is woken, or until its time is over.

use std::{
    pin::Pin,
    sync::{Arc, Condvar, Mutex, PoisonError},
    task::{Context, Poll, Wake, Waker},
    time::Duration,
};

/// Lets a thread sleep until a future may go on.
#[derive(Default)]
struct Alarm {
    rung: Mutex<bool>,
    changed: Condvar,
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        *self.rung.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.changed.notify_one();
    }
}

/// Waits for a future, by the system's clock, since no transport can wait for something else than
/// time; `None` when what is `left` is over.
pub(super) fn wait_for<T>(
    mut future: Pin<Box<dyn Future<Output = T> + Send + '_>>,
    left: impl Fn() -> Duration,
) -> Option<T> {
    let alarm = Arc::<Alarm>::default();
    let waker = Waker::from(Arc::clone(&alarm));
    let mut context = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return Some(output);
        }
        // Also for a future that wakes itself again and again.
        if left().is_zero() {
            return None;
        }
        let rung = alarm.rung.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut rung, wait) = alarm
            .changed
            .wait_timeout_while(rung, left(), |rung| !*rung)
            .unwrap_or_else(PoisonError::into_inner);
        if wait.timed_out() {
            return None;
        }
        *rung = false;
    }
}
