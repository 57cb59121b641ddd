//! Plays a script: its answers and clocks, with a log of requests and their times.

use std::{
    collections::VecDeque,
    mem,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, Method, Response, Uri};
use moneyhub_proto::{
    Config, Transport, blocking,
    config::ClientAuthentication,
    env::{EntropyError, Monotonic, Now},
    jose::{JwsAlgorithm, Signer, SignerError},
    scripted::Scripted,
    transport::{BoxFuture, Fault, FaultClass, Outgoing, Sent},
};

use super::{Comes, Script};
use crate::endpoints::{DATA, IDENTITY};

/// The script's own transport, and a note of each request. Its time passes when everybody waits.
pub(super) struct Stage {
    scripted: Scripted,
    takes: Mutex<VecDeque<Duration>>,
    asked_at: Mutex<Vec<Monotonic>>,
    told: Mutex<usize>,
    tied: AtomicBool,
}

/// A request.
#[derive(Debug, PartialEq)]
pub(super) struct Asked {
    at: Monotonic,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
}

impl Stage {
    pub(super) fn new(script: &Script) -> Arc<Self> {
        let mut scripted = Scripted::new();
        if !script.entropy {
            scripted = scripted.without_entropy();
        }
        for (number, answer) in script.answers.iter().enumerate() {
            scripted = match &answer.comes {
                Comes::Fault(class, sent) => scripted.fault(*class, *sent),
                Comes::Reply { status, retry_after, body } => {
                    let wait = retry_after.as_deref().map(|text| ("retry-after", text));
                    let headers: Vec<_> = wait.into_iter().collect();
                    scripted.reply_with(*status, &headers, body.text(number))
                }
            };
        }
        Arc::new(Self {
            scripted,
            takes: Mutex::new(script.answers.iter().map(|answer| answer.takes).collect()),
            asked_at: Mutex::default(),
            told: Mutex::default(),
            tied: AtomicBool::new(false),
        })
    }

    /// One request at a time: were a driver to keep a place that it does not need, it would wait
    /// for itself.
    pub(super) fn config(&self, script: &Script) -> Config {
        let authentication = match script.signs {
            Some(works) => ClientAuthentication::PrivateKeyJwt(Arc::new(Hand { works })),
            None => ClientAuthentication::SecretBasic("secret".into()),
        };
        let builder = Config::builder()
            .identity_url(IDENTITY)
            .api_url(DATA)
            .client_id("client")
            .client_authentication(authentication)
            .retry(script.retry.clone())
            .requests_in_flight(1);
        builder.build().expect("the settings are good")
    }

    pub(super) fn now(&self) -> Now {
        Transport::now(&self.scripted)
    }

    pub(super) fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        Transport::fill(&self.scripted, buffer)
    }

    pub(super) fn pause(&self, (time, seconds): (Duration, i64)) {
        self.scripted.advance(time);
        self.scripted.shift_wall_clock(seconds);
    }

    /// What has been asked for since this was last called.
    pub(super) fn asked(&self) -> Vec<Asked> {
        let (times, requests) = (lock(&self.asked_at), self.scripted.requests());
        assert_eq!(times.len(), requests.len(), "every request has its time");
        let asked = times.iter().zip(requests);
        let from = mem::replace(&mut *lock(&self.told), times.len());
        let asked = asked.skip(from).map(|(at, request)| {
            let (head, body) = request.into_parts();
            let (method, uri, headers) = (head.method, head.uri, head.headers);
            Asked { at: *at, method, uri, headers, body }
        });
        asked.collect()
    }

    /// A request: what comes of it, and after which time.
    pub(super) fn ask(&self, outgoing: Outgoing) -> (Duration, Result<Response<Bytes>, Fault>) {
        lock(&self.asked_at).push(self.now().monotonic);
        let takes = lock(&self.takes).pop_front().unwrap_or_default();
        // It is never silent, so it answers at once.
        (takes, blocking::Transport::send(&self.scripted, outgoing))
    }

    /// Two things end at once, and either may be the first.
    pub(super) fn tie(&self) {
        self.tied.store(true, Relaxed);
    }

    pub(super) fn is_tied(&self) -> bool {
        self.tied.load(Relaxed)
    }
}

impl Transport for Stage {
    fn send(&self, request: Outgoing) -> BoxFuture<'_, Result<Response<Bytes>, Fault>> {
        let (takes, answer) = self.ask(request);
        Box::pin(async move {
            if !takes.is_zero() {
                Transport::sleep(&self.scripted, takes).await;
            }
            answer
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Transport::sleep(&self.scripted, duration)
    }

    fn now(&self) -> Now {
        self.now()
    }

    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        self.fill(buffer)
    }
}

impl blocking::Transport for Stage {
    fn send(&self, request: Outgoing) -> Result<Response<Bytes>, Fault> {
        let timeout = request.timeout();
        let (takes, answer) = self.ask(request);
        blocking::Transport::sleep(self, takes.min(timeout));
        if takes > timeout {
            return Err(Fault::new(FaultClass::TimedOut, Sent::Perhaps));
        }
        answer
    }

    fn sleep(&self, duration: Duration) {
        blocking::Transport::sleep(&self.scripted, duration);
    }

    fn now(&self) -> Now {
        self.now()
    }

    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        self.fill(buffer)
    }
}

/// A signer that answers at once. One that does not is awaited by the system's clock in threads.
struct Hand {
    works: bool,
}

impl Signer for Hand {
    fn algorithm(&self) -> JwsAlgorithm {
        JwsAlgorithm::Es256
    }

    fn key_id(&self) -> Option<&str> {
        None
    }

    fn sign<'a>(&'a self, message: &'a [u8]) -> BoxFuture<'a, Result<Vec<u8>, SignerError>> {
        let signature = message.iter().rev().take(8).copied().collect();
        let result = if self.works { Ok(signature) } else { Err(SignerError::new("no")) };
        Box::pin(async { result })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
