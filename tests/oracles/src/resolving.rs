//! "Did it move?" is never answered wrongly, and left open only if nobody could know.

use std::time::Duration;

use bytes::Bytes;
use http::Response;
use moneyhub_proto::{
    Endpoint, Error, Page,
    auth_requests::AuthRequest,
    codec,
    env::Monotonic,
    payments::{List, Payment, PaymentStatus},
    resolve::{Attempt, Read, Resolution, Resolve, ResolveStep},
};

/// What happened, and how much of it can be seen when. Times are milliseconds from the first look.
#[derive(Debug)]
pub struct History {
    /// What is known of the attempt.
    pub known: Known,
    /// When the payment can first be read by its id; never, if the attempt was lost before.
    pub readable: Option<u64>,
    /// When the list first has it; never, for a list that leaves it out.
    pub listed: Option<u64>,
    /// When the authorisation request first names it.
    pub linked: Option<u64>,
    /// What the authorisation request says of itself.
    pub auth_status: &'static str,
    /// The statuses of the payment, each with the time that it takes to come. The first that is final
    /// stays.
    pub statuses: Vec<(u64, &'static str)>,
    /// Whether the bank has moved the money, where no final status says it.
    pub moved_unseen: bool,
    /// Payments of other attempts, like this one but for their ids and references: their status.
    pub others: Vec<&'static str>,
    /// The service's largest page.
    pub page: usize,
    /// Whether the list begins with the payment.
    pub newest_first: bool,
    /// What becomes of reads: 200, or the status of a failure. Over and over.
    pub reads: Vec<u16>,
    /// How long each read takes.
    pub latency: u64,
    /// When it gives up.
    pub deadline: u64,
}

/// What is known of the attempt.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// The payment's id.
    pub payment: bool,
    /// The authorisation request's.
    pub auth_request: bool,
    /// The submission's.
    pub submission: bool,
    /// The reference.
    pub reference: bool,
    /// Payee, amount and beginning.
    pub details: bool,
}

/// What is said in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Said {
    /// It moved, and it did.
    Moved,
    /// It did not move, and it did not.
    NotMoved,
    /// Nobody knows, and nobody can: there is no final status, or nothing that leads to it in time.
    Unknown,
    /// Nobody knows, since reads failed; without that, it could be known.
    UnknownForFailedReads,
}

const FINAL: [&str; 4] = ["completed", "rejected", "cancelled", "abandoned"];

impl History {
    fn attempt(&self) -> Attempt {
        let known = self.known;
        Attempt {
            payment_id: known.payment.then(|| "ours".into()),
            auth_request_id: known.auth_request.then(|| "request".into()),
            submission_id: known.submission.then(|| "submission-ours".into()),
            unique_payee_reference: known.reference.then(|| "reference-ours".into()),
            payee_id: known.details.then(|| "payee".into()),
            amount: known.details.then_some(1250),
            began: known
                .details
                .then(|| moneyhub_proto::env::UnixTime::from_seconds(1_714_550_400)),
        }
    }

    /// When the payment gets its final status, and which.
    fn end(&self) -> Option<(u64, &'static str)> {
        let mut time = 0;
        self.statuses.iter().find_map(|(takes, status)| {
            time += takes;
            FINAL.contains(status).then_some((time, *status))
        })
    }

    fn has_moved(&self) -> bool {
        match self.end().filter(|_| self.readable.is_some()) {
            Some((_, status)) => status == "completed",
            None => self.moved_unseen,
        }
    }

    fn status(&self, now: u64) -> &'static str {
        let (mut time, mut current) = (0, "inProgress");
        for (takes, status) in &self.statuses {
            time += takes;
            if time > now || FINAL.contains(&current) {
                break;
            }
            current = status;
        }
        current
    }

    /// When the end could be read by what is known, at the latest.
    fn knowable(&self) -> Option<u64> {
        let (end, _) = self.end()?;
        let readable = self.readable?;
        let searched = self.known.submission || self.known.reference;
        let found = [
            self.known.payment.then_some(0),
            self.linked.filter(|_| self.known.auth_request),
            self.listed.filter(|_| searched),
        ];
        let found = found.into_iter().flatten().min()?;
        Some(end.max(readable).max(found))
    }

    fn list(&self, list: &List, now: u64) -> Page<Payment> {
        let others = self.others.iter().enumerate();
        let mut all: Vec<_> =
            others.map(|(at, status)| payment(&format!("other{at}"), status)).collect();
        if self.listed.is_some_and(|listed| listed <= now) && self.readable.is_some() {
            let at = if self.newest_first { 0 } else { all.len() };
            all.insert(at, payment("ours", self.status(now)));
        }
        let skipped = all.into_iter().skip(list.window.offset as usize);
        Page::new(skipped.take(self.page).collect())
    }
}

fn payment(name: &str, status: &str) -> Payment {
    let mut payment = Payment::default();
    payment.id = name.into();
    payment.amount = 1250;
    payment.payee_id = Some("payee".into());
    payment.payee_reference = Some(format!("reference-{name}").as_str().into());
    payment.payment_submission_id = Some(format!("submission-{name}").into());
    payment.status = PaymentStatus::from(status);
    payment
}

fn refused<E: Endpoint>(endpoint: &E, status: u16) -> Error {
    let mut response = Response::new(Bytes::from_static(b"{}"));
    *response.status_mut() = status.try_into().expect("it is a status");
    codec::decode(endpoint, response).err().expect("it is the status of a failure")
}

/// Whatever happened, and whenever the attempt was lost: `Moved` and `NotMoved` are true, it ends in
/// time, and where nothing failed it is known what could be known. Gives what was said.
///
/// # Panics
///
/// If the law is broken.
pub fn resolve_is_never_wrong(history: &History) -> Said {
    let deadline = Monotonic::from_millis(history.deadline);
    let mut resolve = Resolve::new(history.attempt(), deadline);
    let (mut now, mut reads) = (0, 0);
    let resolution = loop {
        assert!(reads < 10_000, "it asks for ever");
        let step = resolve.step(Monotonic::from_millis(now));
        let Ok(read) = (match step {
            ResolveStep::Done(resolution) => break resolution,
            ResolveStep::WaitUntil(until) => {
                assert!(
                    until.millis() > now && until <= deadline,
                    "a wait that is none, or too long"
                );
                now = until.millis();
                Err(())
            }
            ResolveStep::Send(read) => Ok(read),
        }) else {
            continue;
        };
        assert!(now < history.deadline, "a read after the deadline");
        let status = history.reads[reads % history.reads.len()];
        reads += 1;
        let seen = now;
        now += history.latency;
        let after = Monotonic::from_millis(now);
        let is_there = history.readable.is_some_and(|readable| readable <= seen);
        match read {
            Read::AuthRequest(get) if status != 200 => {
                resolve.auth_request(after, Err(refused(&get, status)));
            }
            Read::AuthRequest(get) => {
                let mut request = AuthRequest::default();
                request.id = get.id;
                request.status = history.auth_status.into();
                let linked = history.linked.is_some_and(|linked| linked <= seen);
                request.payment_id = (linked && history.readable.is_some()).then(|| "ours".into());
                resolve.auth_request(after, Ok(request));
            }
            Read::Payment(get) if status != 200 => {
                resolve.payment(after, Err(refused(&get, status)));
            }
            Read::Payment(get) if is_there && get.payment_id.as_str() == "ours" => {
                resolve.payment(after, Ok(payment("ours", history.status(seen))));
            }
            Read::Payment(get) => resolve.payment(after, Err(refused(&get, 404))),
            Read::Payments(list) if status != 200 => {
                resolve.payments(after, Err(refused(&list, status)));
            }
            Read::Payments(list) => resolve.payments(after, Ok(history.list(&list, seen))),
        }
    };
    match resolution {
        Resolution::Moved(payment) => {
            assert!(history.has_moved(), "it says that it moved");
            assert_eq!((payment.id.as_str(), payment.status.as_str()), ("ours", "completed"));
            Said::Moved
        }
        Resolution::NotMoved(payment) => {
            assert!(!history.has_moved(), "it says that it did not move");
            assert_eq!(payment.id.as_str(), "ours");
            assert!(FINAL.contains(&payment.status.as_str()));
            Said::NotMoved
        }
        Resolution::Unknown(doubt) => {
            // A round that began just before, the longest wait, and a whole round after it.
            let round = history.latency * (history.others.len() as u64 + 5);
            let slack = duration(Resolve::LONGEST_PAUSE) + 2 * round;
            let could = history.knowable().is_some_and(|at| at + slack < history.deadline);
            let nothing_failed = history.reads.iter().all(|status| *status == 200);
            assert!(!(could && nothing_failed), "it could be known: {doubt:?}");
            if could { Said::UnknownForFailedReads } else { Said::Unknown }
        }
    }
}

fn duration(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).expect("it is short")
}
