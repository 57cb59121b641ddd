//! When a call is sent again: one table, for every endpoint and every transport.

use std::time::Duration;

use http::StatusCode;

use crate::{
    config::Replay,
    ground::{
        env::Entropy,
        error::{Fault, FaultClass, Outcome, Sent},
    },
};

/// How often and how long a call is retried. Its [`Replay`] rule and the event decide whether it
/// may be retried at all:
///
/// | event | [`Free`](Replay::Free) | [`IfRefused`](Replay::IfRefused) | [`Never`](Replay::Never) | [`outcome()`](crate::ground::error::Error::outcome) when it stops |
/// |---|---|---|---|---|
/// | fault, no byte left | repeat | repeat | repeat | not sent |
/// | HTTP/2 stream refused by the server | repeat | repeat | stop | refused |
/// | fault after, or timeout | repeat | stop | stop | uncertain |
/// | 401, token from the cache | drop it, fetch, once | the same | stop | refused |
/// | 429 | wait, repeat | wait, repeat | stop | refused |
/// | 408, 499, 460, 500, 502, 503, 504, 521-524 | wait, repeat | stop | stop | uncertain |
/// | 301, 302, 303 of a call that does not only read | stop | stop | stop | uncertain |
/// | other 4xx that is registered, other 3xx | stop | stop | stop | refused |
/// | any other status | stop | stop | stop | uncertain |
/// | 2xx that can't be decoded | stop | stop | stop | accepted |
///
/// A fault after the head of a 2xx had arrived stops as accepted. A body that is too large is not
/// requested again.
///
/// A status counts as a refusal only if the IANA registers it as one. A browser that follows 301, 302 or 303
/// after a POST assumes that the POST was done, and servers redirect after they did it. nginx and AWS load
/// balancers write 499 and 460 when the client is gone. A call that only reads (GET) has no effect to be
/// uncertain about: for it, every 3xx and every other 4xx is a refusal.
///
/// [`Never`](Replay::Never) is sent again only if the transport is certain that no byte left. No status is
/// reason enough: on a kept-alive connection, an unsolicited answer can be taken for the answer to the next
/// request, which the service may still carry out. The refused token is dropped, so that the next call has a
/// new one. [`IfRefused`](Replay::IfRefused) does trust a 401 and a 429, on a used connection as well: there
/// is no way to tell, and failing at once on a 429 would be the commoner mistake. A call that must not happen
/// twice has to be `Never`.
///
/// After a 401, a subject's token is dropped at most once a minute, unless it is older than the last one that
/// was dropped. A token that was fetched for the call itself is kept: a route that always answers 401 does
/// not cost a token request per call.
///
/// The first attempt never waits. Before the second, the wait is random between nothing and `base_backoff`,
/// and the bound doubles with every attempt up to `max_backoff`. A `Retry-After` is always obeyed in full. If
/// it exceeds `max_retry_after`, the call fails at once, with
/// [`retry_after()`](crate::ground::error::Error::retry_after) set. No wait begins that would outlast the
/// deadline.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{Config, Retry};
///
/// let once = Retry { max_attempts: 1, ..Retry::default() };
/// let config = Config::builder().client_id("c").client_secret("s").retry(once).build()?;
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retry {
    /// How many requests a call may send, including the first. At least one is sent.
    pub max_attempts: u32,
    /// The bound of the first wait.
    pub base_backoff: Duration,
    /// The bound of every wait that the service did not ask for.
    pub max_backoff: Duration,
    /// The longest `Retry-After` to wait for.
    pub max_retry_after: Duration,
    /// The time of a whole call: tokens, attempts and waits together.
    pub deadline: Duration,
}

/// Three attempts, waits of up to 250 ms and 500 ms, a `Retry-After` of up to 30 s, and three
/// minutes in all. Moneyhub's documentation allows three retries; its own client makes two.
impl Default for Retry {
    fn default() -> Self {
        Self {
            max_attempts: 3,
            base_backoff: Duration::from_millis(250),
            max_backoff: Duration::from_secs(5),
            max_retry_after: Duration::from_secs(30),
            deadline: Duration::from_secs(180),
        }
    }
}

impl Retry {
    /// The wait before the next attempt, after this many. Random, unless the service named one.
    ///
    /// Without entropy the wait is the bound itself: the jitter only spreads clients out.
    pub(crate) fn backoff(&self, attempts: u32, entropy: &mut dyn Entropy) -> Duration {
        let doubled = self.base_backoff.saturating_mul(1 << attempts.saturating_sub(1).min(16));
        let bound = doubled.min(self.max_backoff);
        let mut bytes = [0; 8];
        match entropy.fill(&mut bytes) {
            Ok(()) => {
                let millis = u64::try_from(bound.as_millis()).unwrap_or(u64::MAX);
                let random = u64::from_le_bytes(bytes);
                Duration::from_millis(random % millis.saturating_add(1))
            }
            Err(_) => bound,
        }
    }
}

/// How an attempt ended, short of success.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Failure<'a> {
    Fault(&'a Fault),
    Status(StatusCode),
}

/// What the table says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Wait, then send it again. If the budget is used up: stop with this outcome.
    Repeat(Outcome),
    /// Stop with this outcome.
    Stop(Outcome),
}

/// The table, except for the 401 row, which is about tokens.
pub(crate) fn judge(replay: Replay, reads: bool, failure: Failure<'_>) -> Verdict {
    let (repeat, outcome) = match failure {
        Failure::Fault(fault) => (
            fault.class() != FaultClass::BodyTooLarge
                && match fault.sent() {
                    Sent::Nothing => true,
                    Sent::Refused => replay != Replay::Never,
                    Sent::Perhaps => replay == Replay::Free,
                },
            match (fault.sent(), fault.status()) {
                (Sent::Nothing, _) => Outcome::NotSent,
                (Sent::Refused, _) => Outcome::Refused,
                (Sent::Perhaps, Some(status)) => outcome_of(status, reads),
                (Sent::Perhaps, None) => Outcome::Uncertain,
            },
        ),
        Failure::Status(status) => (may_repeat(replay, status), outcome_of(status, reads)),
    };
    if repeat { Verdict::Repeat(outcome) } else { Verdict::Stop(outcome) }
}

/// Whether a call with this rule may be sent again after this status.
pub(crate) fn may_repeat(replay: Replay, status: StatusCode) -> bool {
    match status.as_u16() {
        429 => replay != Replay::Never,
        408 | 460 | 499 | 500 | 502 | 503 | 504 | 521..=524 => replay == Replay::Free,
        _ => false,
    }
}

/// What a status says about the effect of its call.
pub(crate) fn outcome_of(status: StatusCode, reads: bool) -> Outcome {
    match status.as_u16() {
        200..=299 => Outcome::Accepted,
        300 | 304..=308 => Outcome::Refused,
        400..=407 | 409..=418 | 421..=426 | 428 | 429 | 431 | 451 => Outcome::Refused,
        408 | 460 | 499 => Outcome::Uncertain,
        300..=499 if reads => Outcome::Refused,
        _ => Outcome::Uncertain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::env::EntropyError;

    /// The table of the documentation, row by row: for each rule, repeat or not; and the outcome.
    #[test]
    fn the_replay_table_is_as_documented() {
        let nothing = Fault::new(FaultClass::Connect, Sent::Nothing);
        let refused = Fault::new(FaultClass::Closed, Sent::Refused);
        let perhaps = Fault::new(FaultClass::TimedOut, Sent::Perhaps);
        let status = |code| Failure::Status(StatusCode::from_u16(code).unwrap());
        let mut table = vec![
            (Failure::Fault(&nothing), [true, true, true], Outcome::NotSent),
            (Failure::Fault(&refused), [true, true, false], Outcome::Refused),
            (Failure::Fault(&perhaps), [true, false, false], Outcome::Uncertain),
            (status(429), [true, true, false], Outcome::Refused),
        ];
        for code in [408, 460, 499, 500, 502, 503, 504, 521, 522, 523, 524] {
            table.push((status(code), [true, false, false], Outcome::Uncertain));
        }
        for code in [300, 304, 305, 307, 308, 400, 401, 403, 404, 405, 407, 409, 413, 418, 422, 451]
        {
            table.push((status(code), [false, false, false], Outcome::Refused));
        }
        for code in [100, 101, 501, 505, 520, 525, 599, 600, 999] {
            table.push((status(code), [false, false, false], Outcome::Uncertain));
        }
        for (failure, repeats, outcome) in table {
            for (replay, repeat) in
                [Replay::Free, Replay::IfRefused, Replay::Never].into_iter().zip(repeats)
            {
                let expected =
                    if repeat { Verdict::Repeat(outcome) } else { Verdict::Stop(outcome) };
                for reads in [false, true] {
                    let verdict = judge(replay, reads, failure);
                    assert_eq!(verdict, expected, "{replay:?} after {failure:?}, reads: {reads}");
                }
            }
        }
    }

    /// What a redirection and an unregistered 4xx mean depends on the call.
    #[test]
    fn a_status_that_does_not_certainly_refuse_leaves_what_does_not_only_read_uncertain() {
        for code in [301, 302, 303, 309, 399, 419, 420, 427, 430, 444, 450, 463, 494, 498] {
            let status = Failure::Status(StatusCode::from_u16(code).unwrap());
            for replay in [Replay::Free, Replay::IfRefused, Replay::Never] {
                let verdicts = [false, true].map(|reads| judge(replay, reads, status));
                let expected = [Outcome::Uncertain, Outcome::Refused].map(Verdict::Stop);
                assert_eq!(verdicts, expected, "{code} {replay:?}");
            }
        }
    }

    #[test]
    fn no_status_at_all_lets_what_may_have_moved_money_be_sent_again() {
        for code in 100..=999 {
            let status = Failure::Status(StatusCode::from_u16(code).unwrap());
            let verdict = judge(Replay::Never, false, status);
            assert!(matches!(verdict, Verdict::Stop(_)), "{code}: {verdict:?}");
        }
    }

    #[test]
    fn a_fault_behind_the_head_of_a_success_counts_as_accepted() {
        let fault = Fault::new(FaultClass::Closed, Sent::Perhaps).with_status(StatusCode::CREATED);
        let verdict = judge(Replay::IfRefused, false, Failure::Fault(&fault));
        assert_eq!(verdict, Verdict::Stop(Outcome::Accepted));
    }

    #[test]
    fn a_body_that_is_too_large_is_not_asked_for_again() {
        let fault = Fault::new(FaultClass::BodyTooLarge, Sent::Perhaps).with_status(StatusCode::OK);
        let verdict = judge(Replay::Free, false, Failure::Fault(&fault));
        assert_eq!(verdict, Verdict::Stop(Outcome::Accepted));
    }

    fn longest_backoffs(retry: &Retry) -> Vec<u128> {
        let mut none = |_: &mut [u8]| Err(EntropyError);
        (1..=40).map(|attempts| retry.backoff(attempts, &mut none).as_millis()).collect()
    }

    #[test]
    fn the_bound_doubles_up_to_its_cap() {
        let bounds = longest_backoffs(&Retry::default());
        assert_eq!(bounds[..7], [250, 500, 1000, 2000, 4000, 5000, 5000]);
        assert!(bounds[7..].iter().all(|bound| *bound == 5000));
    }

    #[test]
    fn the_jitter_spans_from_nothing_to_the_bound() {
        let retry = Retry::default();
        let wait = |random: u64| {
            let mut entropy = move |buffer: &mut [u8]| {
                buffer.copy_from_slice(&random.to_le_bytes());
                Ok(())
            };
            retry.backoff(1, &mut entropy).as_millis()
        };
        assert_eq!(
            [wait(0), wait(250), wait(251), wait(u64::MAX)],
            [0, 250, 0, u128::from(u64::MAX % 251)]
        );
    }
}
