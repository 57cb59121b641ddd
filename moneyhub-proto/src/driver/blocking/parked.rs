//! Runs a future on a thread that sleeps until it is woken or its time is over.

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

/// Waits for a future, by the system's clock: a transport can only wait for time. `None` when no
/// time is `left`.
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
        // Checked here for a future that keeps waking itself.
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

#[cfg(test)]
mod tests {
    use std::{
        cell::Cell,
        future::{pending, poll_fn},
        thread,
    };

    use super::*;

    #[test]
    fn a_future_is_given_up_when_its_time_is_over() {
        let output = wait_for(Box::pin(pending::<()>()), || Duration::from_millis(1));
        assert_eq!(output, None);
    }

    #[test]
    fn a_future_that_wakes_itself_again_and_again_is_given_up_as_well() {
        let restless = poll_fn(|context| {
            context.waker().wake_by_ref();
            Poll::<()>::Pending
        });
        let left = Cell::new(10_u64);
        let output = wait_for(Box::pin(restless), || {
            left.set(left.get().saturating_sub(1));
            Duration::from_secs(left.get())
        });
        assert_eq!(output, None);
    }

    #[test]
    fn a_future_that_another_thread_wakes_is_polled_again() {
        thread::scope(|scope| {
            let mut asked = false;
            let woken = poll_fn(|context| {
                if asked {
                    return Poll::Ready(7);
                }
                asked = true;
                let waker = context.waker().clone();
                scope.spawn(|| waker.wake());
                Poll::Pending
            });
            assert_eq!(wait_for(Box::pin(woken), || Duration::from_secs(60)), Some(7));
        });
    }
}
