use std::fmt;

use http::{HeaderMap, StatusCode};

use crate::{codec::Repair, ground::observer::RateLimit};

/// A successful answer, with its status, headers and attempts.
///
/// `Debug` shows the value as the value shows itself, and none of the headers.
#[derive(Clone)]
#[non_exhaustive]
pub struct Answer<T> {
    /// What the answer was read into.
    pub value: T,
    /// The status, which is 2xx.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// How many requests the call has sent.
    pub attempts: u32,
    /// Oddities of the answer that were repaired, by place, never by value.
    pub repairs: Vec<Repair>,
}

impl<T> Answer<T> {
    /// The id under which Moneyhub's support finds the request, if a header has it
    /// (`x-correlation-id` or `x-request-id`).
    #[must_use]
    pub fn correlation_id(&self) -> Option<&str> {
        ["x-correlation-id", "x-request-id"].into_iter().find_map(|name| self.header(name))
    }

    /// How much of the rate limit is left.
    #[must_use]
    pub fn rate_limit(&self) -> RateLimit {
        RateLimit::of(&self.headers)
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl<T: fmt::Debug> fmt::Debug for Answer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("value", &self.value)
            .field("status", &self.status)
            .field("attempts", &self.attempts)
            .field("repairs", &self.repairs)
            .finish_non_exhaustive()
    }
}
