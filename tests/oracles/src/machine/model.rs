//! The replay table, written from its documentation and without a look at the code.

use std::time::Duration;

use moneyhub_proto::{
    Outcome, Replay, Retry,
    transport::{FaultClass, Sent},
};

use super::{Happening, Verb};

/// What has to come of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    /// A success, or the second half of a deletion.
    Success,
    /// A new token, then the same again at once.
    Renew,
    /// The same again, no sooner and no later than so many milliseconds from now.
    Repeat(u64, u64),
    /// An error, and whether the same call made later may succeed.
    Stop { retryable: bool },
}

pub(crate) struct Model {
    pub(crate) replay: Replay,
    pub(crate) verb: Verb,
    pub(crate) retry: Retry,
    /// How many requests were sent.
    pub(crate) sent: u32,
    /// What they have done, at the worst.
    pub(crate) outcome: Outcome,
    pub(crate) renewed: bool,
}

impl Model {
    pub(crate) fn after(&mut self, event: &Happening, cached: bool) -> Then {
        let before = self.outcome;
        let (repeats, outcome) = self.row(event);
        // Reading does nothing, so its last answer is what counts; unless it was not even sent.
        let reads = self.verb == Verb::Get && outcome != Outcome::NotSent;
        self.outcome = if reads { outcome } else { worse(before, outcome) };
        let (status, asked) = match event {
            Happening::Fault { .. } => (0, 0),
            Happening::Reply { status, retry_after } => (*status, retry_after.unwrap_or(0)),
            Happening::Token { .. } => (200, 0),
            Happening::Signature(_) => unreachable!("no request is answered by a signature"),
        };
        let lost = matches!(before, Outcome::Accepted | Outcome::Uncertain);
        let gone = status == 404 && self.verb == Verb::Delete && lost;
        let budget = self.sent < self.retry.max_attempts;
        let asked = Duration::from_secs(asked.into());
        match status {
            200..=299 => Then::Success,
            _ if gone => Then::Success,
            401 if cached && !self.renewed && budget => {
                self.renewed = true;
                Then::Renew
            }
            401 if cached && !self.renewed => Then::Stop { retryable: true },
            _ if !repeats => Then::Stop { retryable: false },
            _ if !budget || asked > self.retry.max_retry_after => Then::Stop { retryable: true },
            _ => {
                let doubled = self.retry.base_backoff * 2_u32.pow(self.sent.min(10) - 1);
                let most = doubled.min(self.retry.max_backoff).max(asked);
                Then::Repeat(asked.as_millis() as u64, most.as_millis() as u64)
            }
        }
    }

    /// Whether it is repeated, and what was done if not.
    fn row(&self, event: &Happening) -> (bool, Outcome) {
        let free = self.replay == Replay::Free;
        match event {
            Happening::Fault { sent: Sent::Nothing, .. } => (true, Outcome::NotSent),
            Happening::Fault { class, status, .. } => (
                free && *class != FaultClass::BodyTooLarge,
                status.map_or(Outcome::Uncertain, by_status),
            ),
            Happening::Reply { status, .. } => match status {
                429 => (self.replay != Replay::Never, Outcome::Refused),
                408 | 500 | 502..=504 | 521..=524 => (free, Outcome::Uncertain),
                other => (false, by_status(*other)),
            },
            Happening::Token { .. } => (false, Outcome::Accepted),
            Happening::Signature(_) => unreachable!("no request is answered by a signature"),
        }
    }
}

fn by_status(status: u16) -> Outcome {
    match status {
        200..=299 => Outcome::Accepted,
        300..=407 | 409..=499 => Outcome::Refused,
        _ => Outcome::Uncertain,
    }
}

fn worse(one: Outcome, other: Outcome) -> Outcome {
    let ranks = [Outcome::NotSent, Outcome::Refused, Outcome::Uncertain, Outcome::Accepted];
    let rank = |outcome| ranks.iter().position(|known| *known == outcome);
    if rank(one) > rank(other) { one } else { other }
}
