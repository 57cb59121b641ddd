//! Waiting in a script's virtual time.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use super::Scripted;

/// A wait. It begins when it is first polled, so that a request that answers at once takes no time,
/// and ends when no other wait would end before it.
pub(super) struct Sleep {
    script: Scripted,
    duration: Duration,
    sleeper: Option<(Duration, u64)>,
}

impl Sleep {
    pub(super) const fn new(script: Scripted, duration: Duration) -> Self {
        Self { script, duration, sleeper: None }
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let clone = self.script.clone();
        let mut script = clone.lock();
        match self.sleeper {
            None => {
                script.last_sleeper += 1;
                let sleeper = (script.elapsed.saturating_add(self.duration), script.last_sleeper);
                script.sleepers.insert(sleeper);
                self.sleeper = Some(sleeper);
            }
            Some(sleeper) if script.sleepers.first() == Some(&sleeper) => {
                script.elapsed = script.elapsed.max(sleeper.0);
                script.waits.push(self.duration);
                return Poll::Ready(());
            }
            Some(_) => {}
        }
        // The others have their turn first; one of them may wait for less.
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some(sleeper) = &self.sleeper {
            self.script.lock().sleepers.remove(sleeper);
        }
    }
}
