//! The replay table, written only from its documentation.

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
    /// Whether something was handed out of which it is not certain that no byte left.
    pub(crate) exposed: bool,
}

impl Model {
    /// `dropped` is whether the event is a 401 for which a token of the cache was given up.
    pub(crate) fn after(&mut self, event: &Happening, dropped: bool) -> Then {
        let before = self.outcome;
        self.exposed |= !matches!(event, Happening::Fault { sent: Sent::Nothing, .. });
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
            401 if dropped && self.replay != Replay::Never && budget => {
                self.renewed = true;
                Then::Renew
            }
            401 if dropped && self.replay != Replay::Never => Then::Stop { retryable: true },
            _ if !repeats => Then::Stop { retryable: false },
            _ if !budget || asked > self.retry.max_retry_after => Then::Stop { retryable: true },
            _ => {
                let doubled = self.retry.base_backoff * 2_u32.pow(self.sent.min(10) - 1);
                // The clock may have been almost a millisecond behind when the answer came.
                let step = if asked.is_zero() { 0 } else { 1 };
                let least = asked + Duration::from_millis(step);
                let most = doubled.min(self.retry.max_backoff).max(least);
                Then::Repeat(least.as_millis() as u64, most.as_millis() as u64)
            }
        }
    }

    /// Whether it is repeated, and what was done if not.
    fn row(&self, event: &Happening) -> (bool, Outcome) {
        let free = self.replay == Replay::Free;
        match event {
            Happening::Fault { sent: Sent::Nothing, .. } => (true, Outcome::NotSent),
            Happening::Fault { sent: Sent::Refused, .. } => {
                (self.replay != Replay::Never, Outcome::Refused)
            }
            Happening::Fault { class, status, .. } => (
                free && *class != FaultClass::BodyTooLarge,
                status.map_or(Outcome::Uncertain, |status| self.by_status(status)),
            ),
            Happening::Reply { status, .. } => match status {
                429 => (self.replay != Replay::Never, Outcome::Refused),
                408 | 460 | 499 | 500 | 502..=504 | 521..=524 => (free, Outcome::Uncertain),
                other => (false, self.by_status(*other)),
            },
            Happening::Token { .. } => (false, Outcome::Accepted),
            Happening::Signature(_) => unreachable!("no request is answered by a signature"),
        }
    }

    /// What is known of the effect by a status alone.
    fn by_status(&self, status: u16) -> Outcome {
        // By the registry of the IANA; 306 is one that is not used any more.
        let registered = matches!(
            status,
            300 | 304..=308 | 400..=407 | 409..=418 | 421..=426 | 428..=429 | 431 | 451
        );
        let ambiguous = matches!(status, 408 | 460 | 499);
        let only_reads = self.verb == Verb::Get && (300..=499).contains(&status) && !ambiguous;
        match status {
            200..=299 => Outcome::Accepted,
            _ if registered || only_reads => Outcome::Refused,
            _ => Outcome::Uncertain,
        }
    }
}

fn worse(one: Outcome, other: Outcome) -> Outcome {
    let ranks = [Outcome::NotSent, Outcome::Refused, Outcome::Uncertain, Outcome::Accepted];
    let rank = |outcome| ranks.iter().position(|known| *known == outcome);
    if rank(one) > rank(other) { one } else { other }
}
