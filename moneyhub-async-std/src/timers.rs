//! Timers that share one of the runtime's timers.
//!
//! Every request has a time limit, which it hardly ever reaches. async-io notifies its reactor of
//! each timer that is set, with a system call that wakes a thread. Here the timers wait in a map,
//! and the runtime only knows the earliest one. Equal limits fall due in the order in which they
//! were set, so a runtime timer is set about once per limit's duration.

use std::{
    collections::BTreeMap,
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    task::{Context, Poll, Wake, Waker},
    time::{Duration, Instant},
};

use moneyhub_proto::transport::BoxFuture;

use super::runtime;

/// When a sleep is due, and a number that distinguishes sleeps due at the same time.
type Key = (Instant, u64);

/// Clones share the one timer.
#[derive(Clone, Default)]
pub(super) struct Timers(Arc<Mutex<Waiting>>);

/// Ready when its time is over. If it is dropped earlier, it leaves nothing behind.
pub(super) struct Sleep {
    timers: Timers,
    /// `None` for a time that no clock will reach.
    key: Option<Key>,
}

#[derive(Default)]
struct Waiting {
    wakers: BTreeMap<Key, Waker>,
    last_number: u64,
    /// The runtime's timer, and when it fires: no later than the first of the above is due. `None`
    /// once it has fired, on time or not: it fires only once.
    alarm: Option<(Instant, BoxFuture<'static, ()>)>,
}

/// What the runtime's timer wakes. Weak, since the runtime holds it as long as the timer is set. A
/// runtime must not ring it while it polls or drops the timer: the lock is held then.
struct Bell(Weak<Mutex<Waiting>>);

impl Timers {
    /// A sleep until then, or for ever.
    pub(super) fn sleep_until(&self, due: Option<Instant>) -> Sleep {
        let mut waiting = self.lock();
        waiting.last_number += 1;
        let key = due.map(|due| (due, waiting.last_number));
        Sleep { timers: self.clone(), key }
    }

    /// Wakes the sleeps that are due, and sets the bell for the next one.
    fn turn(&self) {
        let due = self.lock().take_due(|wait| {
            let bell = Waker::from(Arc::new(Bell(Arc::downgrade(&self.0))));
            let mut timer: BoxFuture<'static, ()> = Box::pin(runtime::sleep(wait));
            timer.as_mut().poll(&mut Context::from_waker(&bell)).is_pending().then_some(timer)
        });
        due.into_iter().for_each(Waker::wake);
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    /// `set` makes a timer that will fire, or `None` when its time is already over.
    fn take_due(
        &mut self,
        mut set: impl FnMut(Duration) -> Option<BoxFuture<'static, ()>>,
    ) -> Vec<Waker> {
        let mut due = Vec::new();
        while let Some(first) = self.wakers.first_entry() {
            let ((at, _), now) = (*first.key(), Instant::now());
            if at <= now {
                due.push(first.remove());
            } else if self.alarm.as_ref().is_some_and(|(set, _)| *set <= at) {
                break;
            } else {
                self.alarm = set(at - now).map(|timer| (at, timer));
            }
        }
        due
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        match self.key {
            Some((due, _)) if due <= Instant::now() => return Poll::Ready(()),
            Some(key) => {
                let before = self.timers.lock().wakers.insert(key, context.waker().clone());
                if before.is_none() {
                    self.timers.turn();
                }
            }
            None => {}
        }
        Poll::Pending
    }
}

/// Wakers are dropped without the lock: one may own a task, and that task another sleep.
impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some(key) = self.key {
            let _waker = self.timers.lock().wakers.remove(&key);
        }
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        if let Some(timers) = self.0.upgrade().map(Timers) {
            let _rung = timers.lock().alarm.take();
            timers.turn();
        }
    }
}

impl fmt::Debug for Timers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Timers").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::{
        future::pending,
        pin::pin,
        sync::{
            atomic::{AtomicUsize, Ordering},
            mpsc,
        },
        thread,
        time::Duration,
    };

    use super::*;

    const HOUR: Duration = Duration::from_secs(60 * 60);

    /// Counts how often it is woken.
    #[derive(Default)]
    struct Woken(AtomicUsize);

    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn poll(sleep: &mut Sleep, waker: &Waker) -> Poll<()> {
        Pin::new(sleep).poll(&mut Context::from_waker(waker))
    }

    fn sleep_for(timers: &Timers, duration: Duration) -> Sleep {
        timers.sleep_until(Instant::now().checked_add(duration))
    }

    /// A sleep that is set, without a task that waits for it. If the machine stalls, a short one
    /// may be over too soon, and is then set again.
    fn set(timers: &Timers, duration: Duration) -> Sleep {
        let mut tries = (0..100).map(|_| sleep_for(timers, duration));
        let sleep = tries
            .find_map(|mut sleep| poll(&mut sleep, Waker::noop()).is_pending().then_some(sleep));
        sleep.expect("a sleep is not over at once")
    }

    /// Makes its time be over now.
    fn bring_forward(timers: &Timers, sleep: &mut Sleep) {
        let before = sleep.key.replace((Instant::now(), 0)).unwrap();
        let mut waiting = timers.lock();
        let waker = waiting.wakers.remove(&before).unwrap();
        waiting.wakers.insert(sleep.key.unwrap(), waker);
    }

    fn ring(timers: &Timers) {
        Arc::new(Bell(Arc::downgrade(&timers.0))).wake();
    }

    fn waiting(timers: &Timers) -> usize {
        timers.lock().wakers.len()
    }

    /// When the runtime's timer fires.
    fn alarm(timers: &Timers) -> Option<Instant> {
        timers.lock().alarm.as_ref().map(|(at, _)| *at)
    }

    /// How late a sleep of this many milliseconds ends; it must not be early.
    async fn lateness(timers: &Timers, millis: u64) -> Duration {
        let (start, duration) = (Instant::now(), Duration::from_millis(millis));
        sleep_for(timers, duration).await;
        start.elapsed().checked_sub(duration).expect("a sleep is never early")
    }

    /// The simplest possible executor, which parks its thread. This file names no runtime.
    fn on_this_thread<T>(future: impl Future<Output = T>) -> T {
        struct Unpark(thread::Thread);
        impl Wake for Unpark {
            fn wake(self: Arc<Self>) {
                self.0.unpark();
            }
        }
        let waker = Waker::from(Arc::new(Unpark(thread::current())));
        let mut future = pin!(future);
        loop {
            match future.as_mut().poll(&mut Context::from_waker(&waker)) {
                Poll::Ready(output) => return output,
                Poll::Pending => thread::park(),
            }
        }
    }

    #[test]
    fn sleeps_of_all_lengths_at_once_are_over_in_time_and_never_early() {
        let timers = Timers::default();
        let _limits = [1, 2].map(|hours| set(&timers, HOUR * hours));
        let late = thread::scope(|scope| {
            let threads = [0, 1, 2, 3, 4, 5, 6, 7].map(|number| {
                let lateness = |millis| on_this_thread(lateness(&timers, millis));
                scope.spawn(move || (0..9).map(|turn| lateness((turn * 37 + number) % 41)).max())
            });
            threads.map(|thread| thread.join().unwrap()).into_iter().max().flatten().unwrap()
        });
        // The machine may be busy. Otherwise the hour-long sleep would be the next to end.
        assert!(late < Duration::from_secs(60), "{late:?}");
        assert_eq!(waiting(&timers), 2);
    }

    #[test]
    fn the_runtime_is_told_of_the_earliest_alone() {
        let timers = Timers::default();
        assert_eq!(alarm(&timers), None);
        let _first = set(&timers, HOUR);
        let first = alarm(&timers).unwrap();
        let _later = [1, 2, 3].map(|more| set(&timers, HOUR + Duration::from_secs(more)));
        assert_eq!(alarm(&timers), Some(first));
        let _earlier = set(&timers, HOUR / 2);
        assert!(alarm(&timers).unwrap() < first);
    }

    /// This is what happens to the time limits of answered requests.
    #[test]
    fn a_sleep_that_is_dropped_leaves_nothing_behind_but_the_one_timer() {
        let timers = Timers::default();
        let mut at = None;
        for _ in 0..10_000 {
            let sleep = set(&timers, HOUR);
            at = at.or(alarm(&timers));
            drop(sleep);
        }
        assert_eq!((waiting(&timers), alarm(&timers)), (0, at));
    }

    #[test]
    fn when_the_earliest_is_dropped_the_next_is_over_all_the_same() {
        let timers = Timers::default();
        let earliest = set(&timers, Duration::from_millis(200));
        let next = set(&timers, Duration::from_millis(300));
        drop(earliest);
        on_this_thread(next);
        assert_eq!(waiting(&timers), 0);
    }

    #[test]
    fn the_last_waker_that_polled_is_the_one_that_is_woken() {
        let timers = Timers::default();
        let [before, after] = [(), ()].map(|()| Arc::new(Woken::default()));
        let mut sleep = sleep_for(&timers, HOUR);
        for woken in [&before, &after, &after] {
            assert!(poll(&mut sleep, &Waker::from(Arc::clone(woken))).is_pending());
        }
        bring_forward(&timers, &mut sleep);
        ring(&timers);
        let counts = [before, after].map(|woken| woken.0.load(Ordering::SeqCst));
        assert_eq!(counts, [0, 1]);
        assert!(poll(&mut sleep, Waker::noop()).is_ready());
    }

    #[test]
    fn a_time_without_end_is_waited_for_without_end() {
        let timers = Timers::default();
        let _sleep = set(&timers, Duration::MAX);
        assert_eq!((waiting(&timers), alarm(&timers)), (0, None));
    }

    /// A task that is dropped with its waker, with a sleep inside: every way to lose a waker.
    #[test]
    fn a_waker_that_owns_a_sleep_may_be_dropped_anywhere() {
        struct Owner {
            _sleep: Sleep,
        }
        impl Wake for Owner {
            fn wake(self: Arc<Self>) {}
        }
        let (done, finished) = mpsc::channel();
        thread::spawn(move || {
            let timers = Timers::default();
            let owner = || Waker::from(Arc::new(Owner { _sleep: set(&timers, HOUR) }));
            let mut replaced = sleep_for(&timers, HOUR);
            assert!(poll(&mut replaced, &owner()).is_pending());
            assert!(poll(&mut replaced, &owner()).is_pending());
            drop(replaced);
            let mut woken = sleep_for(&timers, HOUR);
            assert!(poll(&mut woken, &owner()).is_pending());
            bring_forward(&timers, &mut woken);
            ring(&timers);
            done.send(waiting(&timers)).unwrap();
        });
        assert_eq!(finished.recv_timeout(Duration::from_secs(60)), Ok(0));
    }

    /// async-std's is never early. Another runtime's may be, within its precision.
    #[test]
    fn a_timer_that_rings_early_is_set_anew_for_the_rest() {
        let timers = Timers::default();
        let _sleep = set(&timers, HOUR);
        let at = alarm(&timers);
        let mark = Arc::new(());
        let held = Arc::clone(&mark);
        let rung: BoxFuture<'static, ()> = Box::pin(async move {
            let _held = held;
            pending().await
        });
        timers.lock().alarm = at.map(|at| (at, rung));
        ring(&timers);
        assert_eq!((alarm(&timers), Arc::strong_count(&mark)), (at, 1));
    }

    #[test]
    fn a_timer_that_is_over_at_once_but_early_is_set_anew() {
        let timers = Timers::default();
        let _sleep = set(&timers, HOUR);
        let at = timers.lock().alarm.take().map(|(at, _)| at);
        let mut tries = 0;
        let due = timers.lock().take_due(|_| {
            tries += 1;
            (tries == 3).then(|| Box::pin(pending()) as BoxFuture<'static, ()>)
        });
        assert!(due.is_empty());
        assert_eq!((alarm(&timers), tries), (at, 3));
    }

    #[test]
    fn a_transport_that_is_dropped_takes_its_timer_along() {
        let timers = Timers::default();
        let shared = Arc::downgrade(&timers.0);
        let sleep = set(&timers, HOUR);
        assert!(alarm(&timers).is_some());
        drop((timers, sleep));
        assert_eq!(shared.strong_count(), 0);
    }
}
