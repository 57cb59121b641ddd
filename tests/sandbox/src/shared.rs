//! The state that the handle and the server share: the service, the faults, the records.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use http::header::{DATE, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use tokio::sync::Notify;

use crate::fault::{Fault, Faults, Matcher};
use crate::lock::lock;
use crate::record::{Host, Journal, Keeps, Recorded, Totals};
use crate::service::{Service, refusal};
use crate::webhooks::DeliveryOutcome;

/// How far the clock advances at once.
const STEP: Duration = Duration::from_secs(24 * 60 * 60);

/// The clock does not advance while more webhooks than this wait to be sent.
const MOST_WAITING: usize = 2_000;

/// No delivery takes longer: a receiver has five seconds.
const STALLED: Duration = Duration::from_secs(15);

#[derive(Debug)]
pub(crate) struct Shared {
    core: Mutex<Core>,
    arrived: Condvar,
    delivered: Condvar,
    /// Signals that there may be a webhook to send.
    pub(crate) posted: Notify,
    pub(crate) totals: Arc<Totals>,
}

#[derive(Debug)]
struct Core {
    service: Service,
    faults: Faults,
    journal: Journal,
}

/// A request that was read to its end.
#[derive(Debug)]
pub(crate) struct Arrival<'a> {
    pub(crate) host: Host,
    pub(crate) connection: u64,
    pub(crate) head: Bytes,
    pub(crate) request: &'a Request<Bytes>,
}

impl Shared {
    pub(crate) fn new(service: Service, keeps: Keeps) -> Self {
        Self {
            core: Mutex::new(Core {
                service,
                faults: Faults::default(),
                journal: Journal::new(keeps),
            }),
            arrived: Condvar::new(),
            delivered: Condvar::new(),
            posted: Notify::new(),
            totals: Arc::new(Totals::default()),
        }
    }

    /// Counts and records a request; returns its number and the fault that it meets.
    pub(crate) fn arrive(&self, arrival: Arrival<'_>) -> (u64, Option<Fault>) {
        let Arrival { host, connection, head, request } = arrival;
        let method = request.method();
        let path = request.uri().path();
        let mut core = lock(&self.core);
        // Under the lock, so that numbers and records are in the same order.
        let number = Totals::next(&self.totals.requests);
        if host == Host::Data {
            Totals::next(&self.totals.data_requests);
        }
        if host == Host::Identity && path == "/oidc/token" && method == Method::POST {
            Totals::next(&self.totals.token_requests);
        }
        let fault = core.faults.meet(method.as_str(), path);
        if fault.is_some() {
            Totals::next(&self.totals.faults_fired);
        }
        if core.journal.is_on() {
            let arrived_at = core.service.now();
            core.journal.write(Recorded {
                number,
                connection,
                arrived_at,
                host,
                method: method.to_string(),
                path: path.to_owned(),
                query: request.uri().query().map(str::to_owned),
                head,
                body: request.body().clone(),
                body_length: request.body().len(),
                handled: None,
                status: None,
                fault: fault.as_ref().map(Fault::name),
                refusal: None,
            });
        }
        drop(core);
        self.arrived.notify_all();
        (number, fault)
    }

    /// Runs the route.
    pub(crate) fn run(&self, host: Host, number: u64, request: Request<Bytes>) -> Response<Bytes> {
        let mut core = lock(&self.core);
        let mut answer = match host {
            Host::Identity => core.service.respond(request),
            Host::Data => core.service.respond_data(request),
        };
        // By the sandbox's clock; the server would use the machine's.
        if let Some(date) = date(core.service.now()) {
            answer.headers_mut().insert(DATE, date);
        }
        if let Some(record) = core.journal.find(number) {
            record.handled = Some(answer.status().as_u16());
            record.refusal = refusal::reason(&answer);
        }
        drop(core);
        self.posted.notify_one();
        self.delivered.notify_all();
        answer
    }

    /// Records the status that is sent.
    pub(crate) fn sent(&self, number: u64, status: StatusCode) {
        if let Some(record) = lock(&self.core).journal.find(number) {
            record.status = Some(status.as_u16());
        }
    }

    pub(crate) fn service<T>(&self, act: impl FnOnce(&mut Service) -> T) -> T {
        act(&mut lock(&self.core).service)
    }

    /// Acts on the service, and sends the webhooks that this raises.
    pub(crate) fn posting<T>(&self, act: impl FnOnce(&mut Service) -> T) -> T {
        let result = self.service(act);
        self.posted.notify_one();
        // Deliveries that chaos has lost end at once.
        self.delivered.notify_all();
        result
    }

    /// Advances the clock in steps, and sends webhooks in between.
    pub(crate) fn advance(&self, by: Duration) {
        let mut left = by;
        loop {
            let step = left.min(STEP);
            left -= step;
            self.posting(|service| service.advance(step));
            if left.is_zero() {
                return;
            }
            let mut core = lock(&self.core);
            while core.service.webhooks_waiting() > MOST_WAITING {
                let woken = self.delivered.wait_timeout(core, STALLED);
                let (next, timed_out) = woken.unwrap_or_else(PoisonError::into_inner);
                core = next;
                // The sender has stopped.
                if timed_out.timed_out() {
                    break;
                }
            }
        }
    }

    /// Records the outcome of a webhook.
    pub(crate) fn delivered(&self, number: u64, outcome: DeliveryOutcome) {
        lock(&self.core).service.settle_delivery(number, outcome);
        self.delivered.notify_all();
    }

    /// Blocks until this many webhooks have ended; `false` if the time ran out first.
    pub(crate) fn wait_for_deliveries(&self, deliveries: u64, patience: Duration) -> bool {
        let deadline = Instant::now() + patience;
        let mut core = lock(&self.core);
        while core.service.settled_deliveries() < deliveries {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            let woken = self.delivered.wait_timeout(core, left);
            core = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }

    pub(crate) fn journal<T>(&self, act: impl FnOnce(&mut Journal) -> T) -> T {
        act(&mut lock(&self.core).journal)
    }

    pub(crate) fn fault(&self, matcher: Matcher, fault: Fault) {
        lock(&self.core).faults.set(matcher, fault);
    }

    pub(crate) fn faults<T>(&self, act: impl FnOnce(&Faults) -> T) -> T {
        act(&lock(&self.core).faults)
    }

    /// The matchers of faults that no request has matched, probably by mistake, and whether the
    /// sandbox has a matching route.
    pub(crate) fn missed_faults(&self) -> Vec<(String, bool)> {
        let core = lock(&self.core);
        let missed = core.faults.missed();
        let missed = missed.map(|missed| (Service::has_route(&missed.matcher), missed));
        let mistakes = missed.filter(|(known, missed)| !known || !missed.may_be);
        mistakes.map(|(known, missed)| (missed.matcher.to_string(), known)).collect()
    }

    pub(crate) fn clear_faults(&self) {
        lock(&self.core).faults.clear();
    }

    /// Blocks until this many requests have arrived; `false` if the time ran out first.
    pub(crate) fn wait_for_requests(&self, requests: u64, patience: Duration) -> bool {
        let deadline = Instant::now() + patience;
        let mut core = lock(&self.core);
        while self.totals.requests.load(Ordering::SeqCst) < requests {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            let woken = self.arrived.wait_timeout(core, left);
            core = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }
}

/// A time in the format of RFC 9110 section 5.6.7: from 1970 to the year 9999.
fn date(now: SystemTime) -> Option<HeaderValue> {
    const END_OF_9999: u64 = 253_402_300_800;
    let since = now.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    let writable = since.as_secs() < END_OF_9999;
    writable.then(|| HeaderValue::from_str(&httpdate::fmt_http_date(now)).ok())?
}

#[cfg(test)]
mod tests {
    use super::{Keeps, Shared};
    use crate::{Fault, Matcher, Sandbox};

    fn missed(path: &str, fault: Fault) -> Vec<(String, bool)> {
        let shared = Shared::new(Sandbox::builder().service(), Keeps::Nothing);
        shared.fault(Matcher::path(path), fault);
        let waiting = shared.missed_faults();
        shared.clear_faults();
        assert_eq!(shared.missed_faults(), waiting, "taken off or not");
        waiting
    }

    #[test]
    fn a_fault_that_no_request_has_met_is_a_mistake_unless_it_may_be_missed() {
        let told = |path: &str, known| vec![(path.to_owned(), known)];
        assert_eq!(missed("/users", Fault::reset()), told("/users", true));
        assert_eq!(missed("/users", Fault::reset().may_be_missed()), []);
        assert_eq!(missed("/user", Fault::reset().may_be_missed()), told("/user", false));
    }
}
