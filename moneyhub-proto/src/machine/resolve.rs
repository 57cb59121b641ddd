//! "Did it move?": finds out the result of an attempt to pay, only by reading.

mod resolution;
mod resolving;

use std::time::Duration;

pub use self::resolution::{Attempt, Doubt, NextStep, Resolution, Why};
pub(crate) use self::resolving::Resolving;
use crate::{
    api::{
        auth_requests::{self, AuthRequest},
        payments::{Get, List, Payment},
    },
    codec::{Page, Window},
    ground::{
        env::Monotonic,
        error::{Error, ErrorKind},
        id::{AuthRequestId, PaymentId},
    },
};

/// "Did it move?": finds out the result of an attempt to pay, only by reading. It can't pay.
///
/// A machine without I/O, clock or randomness. Take a [`step`](Self::step), send what it says, and pass in
/// the answer, until it is done; [`Client::resolve`](crate::Client::resolve) does that for you.
///
/// # What counts as proof
///
/// Only a payment of this attempt in a status that Moneyhub's documentation calls final: `completed` is
/// [`Moved`](Resolution::Moved); `rejected`, `cancelled` and `abandoned` are
/// [`NotMoved`](Resolution::NotMoved). Everything else is [`Unknown`](Resolution::Unknown) when the time is
/// over:
///
/// - A payment in progress, or with an unknown status.
/// - A payment that failed (`error:..`). The documentation does not call these statuses final, and a failed
///   submission may have reached the bank.
/// - An authorisation request without a payment, whatever its status. No source says what that proves.
/// - No payment at all. A payment's absence from a list proves nothing: it may appear later. No source says
///   that payments under a consent to recurring payments are in the list, so those mostly end here
///   ([`manual::paying`](crate::manual::paying) says what else to check).
///
/// It does not read the consent history: no source says what the status of a consent, or the time of its
/// failure or cancellation, proves about a payment under it. A consent may be cancelled after it was used.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use moneyhub_proto::{env::Monotonic, resolve::{Attempt, Read, Resolution, Resolve, ResolveStep}};
///
/// let attempt = Attempt { payment_id: Some("a-payment".into()), ..Attempt::default() };
/// let now = Monotonic::from_millis(0);
/// let mut resolve = Resolve::new(attempt, now + Duration::from_secs(60));
/// assert!(matches!(resolve.step(now), ResolveStep::Send(Read::Payment(_))));
///
/// // Nobody answered until the deadline, so nobody knows.
/// let late = Monotonic::from_millis(60_000);
/// assert!(matches!(resolve.step(late), ResolveStep::Done(Resolution::Unknown(_))));
/// ```
#[derive(Debug)]
pub struct Resolve {
    attempt: Attempt,
    deadline: Monotonic,
    pause: Duration,
    turn: Turn,
    doubt: Doubt,
    /// Whether another round of reads is worthwhile: no read has failed permanently, or another was
    /// answered.
    hopeful: bool,
}

/// What to do next.
#[derive(Clone, Debug)]
pub enum ResolveStep {
    /// Send this, and pass the answer to the method of the same name.
    Send(Read),
    /// Nothing to do before this time.
    WaitUntil(Monotonic),
    /// The result is known, or can't be found out.
    Done(Resolution),
}

/// One of the requests that [`Resolve`] makes. They only read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Read {
    /// Pass the answer to [`Resolve::auth_request`].
    AuthRequest(auth_requests::Get),
    /// Pass the answer to [`Resolve::payment`].
    Payment(Get),
    /// Pass the answer to [`Resolve::payments`].
    Payments(List),
}

#[derive(Debug)]
enum Turn {
    AuthRequest(AuthRequestId),
    Payment(PaymentId),
    Payments(Search),
    Wait(Monotonic),
    Done(Resolution),
}

/// A walk through the list, page by page.
#[derive(Debug, Default)]
struct Search {
    offset: u32,
    /// The first item of the previous page: with a service that ignores the offset, the walk would never end.
    before: Option<PaymentId>,
    /// Payments that match the attempt. Two are enough to know that it is ambiguous.
    fitting: Vec<Payment>,
}

impl Resolve {
    /// The wait after the first round of reads. It doubles from round to round.
    pub const FIRST_PAUSE: Duration = Duration::from_secs(1);
    /// The longest wait.
    pub const LONGEST_PAUSE: Duration = Duration::from_secs(30);

    /// Begins to look for an attempt, and gives up at the deadline. Moneyhub abandons a payment that nobody
    /// completes after ten minutes, so a longer deadline sees its end.
    #[must_use]
    pub fn new(attempt: Attempt, deadline: Monotonic) -> Self {
        let mut resolve = Self {
            attempt,
            deadline,
            pause: Self::FIRST_PAUSE,
            turn: Turn::Wait(Monotonic::default()),
            doubt: Doubt::default(),
            hopeful: false,
        };
        resolve.begin_round();
        resolve
    }

    /// What to do next. A step that is taken too early or too often changes nothing.
    pub fn step(&mut self, now: Monotonic) -> ResolveStep {
        if now >= self.deadline {
            self.give_up();
        }
        if matches!(self.turn, Turn::Wait(until) if until <= now) {
            self.begin_round();
        }
        match &self.turn {
            Turn::AuthRequest(id) => {
                ResolveStep::Send(Read::AuthRequest(auth_requests::Get { id: id.clone() }))
            }
            Turn::Payment(payment_id) => {
                ResolveStep::Send(Read::Payment(Get { payment_id: payment_id.clone() }))
            }
            Turn::Payments(search) => {
                let window = Window { limit: Window::MAX_LIMIT, offset: search.offset };
                ResolveStep::Send(Read::Payments(self.attempt.list(window)))
            }
            Turn::Wait(until) => ResolveStep::WaitUntil(*until.min(&self.deadline)),
            Turn::Done(resolution) => ResolveStep::Done(resolution.clone()),
        }
    }

    /// Takes the answer to [`Read::AuthRequest`]. An unexpected one changes nothing.
    pub fn auth_request(&mut self, now: Monotonic, answer: Result<AuthRequest, Error>) {
        let Turn::AuthRequest(id) = &self.turn else { return };
        match answer {
            Ok(request) if request.id == *id => {
                self.hopeful = true;
                self.attempt.payment_id.clone_from(&request.payment_id);
                self.doubt.auth_request = Some(request);
            }
            Ok(_) => self.hopeful = true,
            Err(error) => self.failed(error),
        }
        match &self.attempt.payment_id {
            Some(payment_id) => self.turn = Turn::Payment(payment_id.clone()),
            None if self.attempt.can_be_searched() => self.turn = Turn::Payments(Search::default()),
            None => self.end_round(now),
        }
    }

    /// Takes the answer to [`Read::Payment`]. An unexpected one changes nothing.
    pub fn payment(&mut self, now: Monotonic, answer: Result<Payment, Error>) {
        let Turn::Payment(id) = &self.turn else { return };
        match answer {
            Ok(payment) if payment.id == *id && self.attempt.is_for(&payment) => {
                return self.judge(now, payment);
            }
            Ok(payment) => {
                self.hopeful = true;
                self.doubt.ambiguous |= payment.id == *id;
            }
            Err(error) => self.failed(error),
        }
        self.end_round(now);
    }

    /// Takes the answer to [`Read::Payments`]. An unexpected one changes nothing.
    pub fn payments(&mut self, now: Monotonic, answer: Result<Page<Payment>, Error>) {
        let Turn::Payments(search) = &mut self.turn else { return };
        let page = match answer {
            Ok(page) => page,
            Err(error) => {
                self.failed(error);
                return self.end_round(now);
            }
        };
        self.hopeful = true;
        let first = page.data.first().map(|payment| payment.id.clone());
        let length = u32::try_from(page.data.len()).unwrap_or(u32::MAX);
        let over = first.is_none() || first == search.before;
        for payment in page.data {
            let known = search.fitting.iter().any(|other| other.id == payment.id);
            if !known && search.fitting.len() < 2 && self.attempt.names(&payment) {
                search.fitting.push(payment);
            }
        }
        search.before = first;
        search.offset = search.offset.saturating_add(length);
        if !over && search.offset <= Window::MAX_OFFSET {
            return;
        }
        let mut fitting = std::mem::take(&mut search.fitting);
        match (fitting.pop(), fitting.pop()) {
            (Some(payment), None) if self.attempt.agrees_with(&payment) => {
                self.attempt.payment_id = Some(payment.id.clone());
                self.judge(now, payment);
            }
            (found, other) => {
                self.doubt.ambiguous = other.is_some() || found.is_some();
                self.end_round(now);
            }
        }
    }

    /// Judges a payment that certainly belongs to this attempt.
    fn judge(&mut self, now: Monotonic, payment: Payment) {
        self.hopeful = true;
        match payment.status.has_moved() {
            Some(true) => self.turn = Turn::Done(Resolution::Moved(Box::new(payment))),
            Some(false) => self.turn = Turn::Done(Resolution::NotMoved(Box::new(payment))),
            None => {
                self.doubt.ambiguous = false;
                self.doubt.payment = Some(payment);
                self.end_round(now);
            }
        }
    }

    fn begin_round(&mut self) {
        self.hopeful = false;
        let Attempt { payment_id, auth_request_id, .. } = &self.attempt;
        self.turn = match (payment_id, auth_request_id) {
            (Some(payment_id), _) => Turn::Payment(payment_id.clone()),
            (None, Some(id)) => Turn::AuthRequest(id.clone()),
            (None, None) if self.attempt.can_be_searched() => Turn::Payments(Search::default()),
            (None, None) => return self.give_up(),
        };
    }

    fn end_round(&mut self, now: Monotonic) {
        if !self.hopeful {
            return self.give_up();
        }
        self.turn = Turn::Wait(now + self.pause);
        self.pause = (self.pause * 2).min(Self::LONGEST_PAUSE);
    }

    /// A permanent failure, such as a missing scope, will fail in the next round as well.
    fn failed(&mut self, error: Error) {
        // A payment that is not listed yet may still appear.
        self.hopeful |= error.may_pass() || error.kind() == ErrorKind::NotFound;
        self.doubt.failure = Some(error);
    }

    fn give_up(&mut self) {
        if !matches!(self.turn, Turn::Done(_)) {
            let mut doubt = std::mem::take(&mut self.doubt);
            doubt.why = Why::of(&doubt, !self.attempt.can_be_found());
            self.turn = Turn::Done(Resolution::Unknown(Box::new(doubt)));
        }
    }
}

#[cfg(test)]
mod tests;
