//! The rate limit: 1000 requests a minute and client (Moneyhub documentation, "Rate limits").

use std::time::Duration;

use http::{HeaderName, StatusCode};
use serde_json::json;

use super::answer::{self, Answer, with_header};
use crate::clock::millis;

const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// Fixed windows: the first request after one has ended starts the next.
#[derive(Clone, Debug)]
pub(crate) struct RateLimit {
    most: u64,
    window_millis: i64,
    window_ends: i64,
    spent: u64,
}

/// What the headers say after a request was counted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Allowance {
    most: u64,
    remaining: u64,
    reset_secs: i64,
    pub(crate) exceeded: bool,
}

impl RateLimit {
    pub(crate) fn new(most: u64, window: Duration) -> Self {
        Self { most, window_millis: millis(window).max(1), window_ends: i64::MIN, spent: 0 }
    }

    /// Counts one request. A refused one is not counted: it was not processed.
    pub(crate) fn spend(&mut self, now: i64) -> Allowance {
        if now >= self.window_ends {
            self.window_ends = now.saturating_add(self.window_millis);
            self.spent = 0;
        }
        let exceeded = self.spent >= self.most;
        if !exceeded {
            self.spent += 1;
        }
        Allowance {
            most: self.most,
            remaining: self.most - self.spent,
            reset_secs: whole_seconds_up(self.window_ends - now),
            exceeded,
        }
    }
}

impl Allowance {
    /// The three documented headers. Whether `X-RateLimit-Reset` is a delta or a date is not
    /// documented; here it is a delta in seconds.
    pub(crate) fn label(self, answer: Answer) -> Answer {
        let answer = with_header(answer, LIMIT, &self.most.to_string());
        let answer = with_header(answer, REMAINING, &self.remaining.to_string());
        with_header(answer, RESET, &self.reset_secs.to_string())
    }

    pub(crate) fn refusal(self) -> Answer {
        let answer = answer::json(
            StatusCode::TOO_MANY_REQUESTS,
            &json!({
                "code": "TooManyRequests",
                "message": "Too Many Requests",
                "retryAfterSecs": self.reset_secs,
            }),
        );
        let answer = with_header(answer, http::header::RETRY_AFTER, &self.reset_secs.to_string());
        self.label(answer)
    }
}

/// Rounded up, so that a client that waits this long is never early.
fn whole_seconds_up(millis: i64) -> i64 {
    (millis + 999).div_euclid(1_000).max(1)
}
