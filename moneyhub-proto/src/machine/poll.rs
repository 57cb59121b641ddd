//! Waiting for results that take time: a report, a sync, a payment.

use std::{fmt, time::Duration};

use crate::{
    codec::Awaited,
    ground::{env::Monotonic, error::Error},
};

/// The least pause, so that no setting causes a busy loop.
const LEAST_PAUSE: Duration = Duration::from_millis(100);

/// How often to poll, and for how long. Moneyhub documents no interval.
///
/// The pause after an answer begins with [`shortest_pause`](Self::shortest_pause) and doubles up to
/// [`longest_pause`](Self::longest_pause). So a wait of the default ten minutes makes at most 24 requests,
/// not counting retries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PollOptions {
    /// The first pause, and always the least time between two requests; 1 s by default. Less than 100 ms
    /// counts as 100 ms.
    pub shortest_pause: Duration,
    /// The longest pause; 30 s by default.
    pub longest_pause: Duration,
    /// How long to wait in total; 10 minutes by default.
    pub within: Duration,
}

impl Default for PollOptions {
    fn default() -> Self {
        Self {
            shortest_pause: Duration::from_secs(1),
            longest_pause: Duration::from_secs(30),
            within: Duration::from_secs(600),
        }
    }
}

/// How a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Polled<T> {
    /// The state is final; the answer says whether it is a success.
    Final(T),
    /// The time was over first. This is the last answer.
    GoingOn(T),
}

impl<T> Polled<T> {
    /// The answer, whether it is final or not.
    pub fn into_inner(self) -> T {
        match self {
            Self::Final(value) | Self::GoingOn(value) => value,
        }
    }
}

/// Polls until the state is final or the time is over.
///
/// A machine without I/O, clock or randomness. Take a [`step`](Self::step), send what it says, and pass in
/// the [`answer`](Self::answer), until it is done; [`Client::wait_for`](crate::Client::wait_for) does that
/// for you. When a webhook says that something has happened, [`wake`](Self::wake) ends the pause.
///
/// A temporary failure, such as one of the network, counts as an answer that is not final. Any other failure
/// ends the wait: an unknown report will not appear, and a missing scope will not be granted.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use moneyhub_proto::{
///     affordability::{Get, Report, ReportStatus}, env::Monotonic,
///     poll::{Poll, PollOptions, PollStep, Polled},
/// };
///
/// let start = Monotonic::from_millis(0);
/// let mut poll = Poll::new(Get { report_id: "a-report".into() }, PollOptions::default(), start);
/// assert!(matches!(poll.step(start), PollStep::Send(_)));
///
/// // It is being made, so ask again in a second.
/// let mut report = Report::default();
/// report.status = Some(ReportStatus::Pending);
/// poll.answer(start, Ok(report.clone()));
/// let later = start + Duration::from_secs(1);
/// assert!(matches!(poll.step(start), PollStep::WaitUntil(until) if until == later));
/// assert!(matches!(poll.step(later), PollStep::Send(_)));
///
/// report.status = Some(ReportStatus::Complete);
/// poll.answer(later, Ok(report.clone()));
/// assert!(matches!(poll.step(later), PollStep::Done));
/// assert_eq!(poll.finish()?, Polled::Final(report));
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
pub struct Poll<E: Awaited> {
    endpoint: E,
    options: PollOptions,
    deadline: Monotonic,
    pause: Duration,
    turn: Turn,
    last: Option<Result<E::Output, Error>>,
}

/// What to do next.
pub enum PollStep<'a, E> {
    /// Send this, and pass the answer to [`Poll::answer`].
    Send(&'a E),
    /// Nothing to do before this time.
    WaitUntil(Monotonic),
    /// The wait is over: [`finish`](Poll::finish) it.
    Done,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    /// A request is due or in flight.
    Ask {
        /// Something has happened since it was due, so its answer may be out of date.
        woken: bool,
    },
    Wait {
        /// No request before this time, whatever happens.
        at_least: Monotonic,
        until: Monotonic,
    },
    Done,
}

impl<E: Awaited> Poll<E> {
    /// Begins at once.
    pub fn new(endpoint: E, options: PollOptions, now: Monotonic) -> Self {
        let shortest_pause = options.shortest_pause.max(LEAST_PAUSE);
        let options = PollOptions { shortest_pause, ..options };
        Self {
            endpoint,
            options,
            deadline: now + options.within,
            pause: shortest_pause,
            turn: Turn::Ask { woken: false },
            last: None,
        }
    }

    /// What to do next. A step that is taken too early or too often changes nothing.
    pub fn step(&mut self, now: Monotonic) -> PollStep<'_, E> {
        if now >= self.deadline {
            self.turn = Turn::Done;
        }
        match self.turn {
            Turn::Wait { until, .. } if now < until => {
                return PollStep::WaitUntil(until.min(self.deadline));
            }
            Turn::Wait { .. } => self.turn = Turn::Ask { woken: false },
            Turn::Ask { .. } => {}
            Turn::Done => return PollStep::Done,
        }
        PollStep::Send(&self.endpoint)
    }

    /// The time until the end of the wait: no call may take longer.
    #[must_use]
    pub const fn time_left(&self, now: Monotonic) -> Duration {
        now.until(self.deadline)
    }

    /// Takes the answer. An unexpected one changes nothing.
    pub fn answer(&mut self, now: Monotonic, answer: Result<E::Output, Error>) {
        let Turn::Ask { woken } = self.turn else { return };
        let goes_on = match &answer {
            Ok(output) => !E::is_final(output),
            Err(error) => error.may_pass(),
        };
        let asked = answer.as_ref().err().and_then(Error::retry_after).unwrap_or_default();
        // An answer says more than a failure after it.
        if answer.is_ok() || !goes_on || !matches!(self.last, Some(Ok(_))) {
            self.last = Some(answer);
        }
        if !goes_on {
            self.turn = Turn::Done;
            return;
        }
        let at_least = now + asked.max(self.options.shortest_pause);
        let until = if woken { at_least } else { at_least.max(now + self.pause) };
        self.turn = Turn::Wait { at_least, until };
        let longest = self.options.longest_pause.max(self.options.shortest_pause);
        self.pause = self.pause.saturating_mul(2).min(longest);
    }

    /// Ends the pause, because a webhook or another source says that something has happened. That proves
    /// nothing by itself, so the service is asked. However often this is called, there is at most one request
    /// per [`shortest_pause`](PollOptions::shortest_pause).
    pub const fn wake(&mut self) {
        match &mut self.turn {
            Turn::Ask { woken } => *woken = true,
            Turn::Wait { at_least, until } => *until = *at_least,
            Turn::Done => {}
        }
    }

    /// The result of the wait so far.
    ///
    /// # Errors
    ///
    /// The failure that ended the wait. If the time was over without any answer: the last failure, or
    /// [`ErrorKind::Deadline`](crate::ground::error::ErrorKind::Deadline) if there was none.
    pub fn finish(self) -> Result<Polled<E::Output>, Error> {
        match self.last {
            Some(Ok(output)) if E::is_final(&output) => Ok(Polled::Final(output)),
            Some(Ok(output)) => Ok(Polled::GoingOn(output)),
            Some(Err(error)) => Err(error),
            None => Err(Error::past_deadline(self.options.within).at(E::OPERATION.facts.name)),
        }
    }
}

/// Shows no id.
impl<E: Awaited> fmt::Debug for Poll<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Poll")
            .field("endpoint", &E::OPERATION.facts.name)
            .field("options", &self.options)
            .field("deadline", &self.deadline)
            .field("turn", &self.turn)
            .finish_non_exhaustive()
    }
}

impl<E: Awaited> fmt::Debug for PollStep<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Send(_) => f.debug_tuple("Send").field(&E::OPERATION.facts.name).finish(),
            Self::WaitUntil(until) => f.debug_tuple("WaitUntil").field(until).finish(),
            Self::Done => f.write_str("Done"),
        }
    }
}

#[cfg(test)]
mod tests;
