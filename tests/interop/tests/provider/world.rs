//! The network of an application, with a clock and a source of entropy that a test can spoil.

use std::{
    fmt,
    sync::{
        Mutex,
        atomic::{AtomicI64, AtomicU32, Ordering::SeqCst},
    },
    time::Duration,
};

use moneyhub_tokio::{
    Options, TokioTransport,
    moneyhub_proto::{
        Transport,
        bytes::Bytes,
        env::{EntropyError, Now, UnixTime},
        http::Response,
        transport::{BoxFuture, Fault, FaultClass, Outgoing, Sent},
    },
};

pub(crate) struct World {
    network: TokioTransport,
    /// Seconds by which the clocks are ahead.
    ahead: AtomicI64,
    /// What every buffer is filled with, where that is not entropy.
    repeated: Mutex<Option<[u8; 64]>>,
    sent: Mutex<Vec<&'static str>>,
    /// How many of the next answers are lost.
    lost: AtomicU32,
}

impl World {
    pub(crate) fn new(options: Options) -> Self {
        Self {
            network: TokioTransport::new(options).unwrap(),
            ahead: AtomicI64::new(0),
            repeated: Mutex::default(),
            sent: Mutex::default(),
            lost: AtomicU32::new(0),
        }
    }

    /// Sets the clocks to so many seconds from now. The monotonic one can't go back.
    pub(crate) fn set_clock(&self, seconds: i64) {
        self.ahead.store(seconds, SeqCst);
    }

    /// From now on the same random bytes come again and again.
    pub(crate) fn repeat_entropy(&self) {
        let mut block = [0; 64];
        crate::application::entropy(&mut block).unwrap();
        *self.repeated.lock().unwrap() = Some(block);
    }

    /// The next request arrives, and its answer does not.
    pub(crate) fn lose_an_answer(&self) {
        self.lost.fetch_add(1, SeqCst);
    }

    /// How many requests of an endpoint were sent, such as `identity.introspect`.
    pub(crate) fn sent(&self, endpoint: &str) -> usize {
        self.sent.lock().unwrap().iter().filter(|name| **name == endpoint).count()
    }
}

impl Transport for World {
    fn send(&self, request: Outgoing) -> BoxFuture<'_, Result<Response<Bytes>, Fault>> {
        self.sent.lock().unwrap().push(request.name());
        let lost = self.lost.fetch_update(SeqCst, SeqCst, |lost| lost.checked_sub(1)).is_ok();
        Box::pin(async move {
            let answer = self.network.send(request).await;
            if lost { Err(Fault::new(FaultClass::Closed, Sent::Perhaps)) } else { answer }
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.network.sleep(duration)
    }

    fn now(&self) -> Now {
        let (now, ahead) = (self.network.now(), self.ahead.load(SeqCst));
        Now {
            unix: UnixTime::from_seconds(now.unix.seconds() + ahead),
            monotonic: now.monotonic + Duration::from_secs(ahead.try_into().unwrap_or(0)),
        }
    }

    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        match *self.repeated.lock().unwrap() {
            Some(block) => {
                for (byte, repeated) in buffer.iter_mut().zip(block.iter().cycle()) {
                    *byte = *repeated;
                }
                Ok(())
            }
            None => self.network.fill(buffer),
        }
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World").field("ahead", &self.ahead).finish_non_exhaustive()
    }
}
