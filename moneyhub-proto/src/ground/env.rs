//! What a step of the machine gets from outside: two clocks and entropy.

use std::{
    fmt,
    ops::Add,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use thiserror::Error as ThisError;

/// Seconds since 1970-01-01T00:00:00Z on the wall clock, which may be set back by people or NTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct UnixTime(i64);

impl UnixTime {
    /// A time of this many seconds.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// The seconds.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0
    }
}

/// The system's clock in whole seconds, also before 1970.
///
/// # Examples
///
/// ```
/// use std::time::{Duration, UNIX_EPOCH};
/// use moneyhub_proto::env::UnixTime;
///
/// let time = UNIX_EPOCH + Duration::from_secs(1_717_200_000);
/// assert_eq!(UnixTime::from(time), UnixTime::from_seconds(1_717_200_000));
/// let time = UNIX_EPOCH - Duration::from_millis(1_500);
/// assert_eq!(UnixTime::from(time), UnixTime::from_seconds(-2));
/// ```
impl From<SystemTime> for UnixTime {
    fn from(time: SystemTime) -> Self {
        let seconds = |seconds: u64| i64::try_from(seconds).unwrap_or(i64::MAX);
        Self(match time.duration_since(UNIX_EPOCH) {
            Ok(since) => seconds(since.as_secs()),
            Err(error) => {
                let before = error.duration();
                let begun = u64::from(before.subsec_nanos() > 0);
                -seconds(before.as_secs().saturating_add(begun))
            }
        })
    }
}

/// Milliseconds on a clock that never goes back, from a start that only the transport knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Monotonic(u64);

impl Monotonic {
    /// A time of this many milliseconds.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// The reading of a clock that has run for this long: whole milliseconds, rounded down.
    ///
    /// ```
    /// use std::time::Duration;
    /// use moneyhub_proto::env::Monotonic;
    ///
    /// assert_eq!(Monotonic::of_clock(Duration::from_micros(1999)).millis(), 1);
    /// ```
    #[must_use]
    pub fn of_clock(elapsed: Duration) -> Self {
        Self(u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX))
    }

    /// The milliseconds.
    #[must_use]
    pub const fn millis(self) -> u64 {
        self.0
    }

    /// The time until `later`; zero if that has passed.
    #[must_use]
    pub const fn until(self, later: Self) -> Duration {
        Duration::from_millis(later.0.saturating_sub(self.0))
    }
}

/// Rounds up to a whole millisecond, so that nothing happens too early.
impl Add<Duration> for Monotonic {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        let millis = duration.as_nanos().div_ceil(1_000_000);
        Self(self.0.saturating_add(u64::try_from(millis).unwrap_or(u64::MAX)))
    }
}

/// The time on both clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Now {
    /// The wall clock: for dates in replies, and for the expiry of tokens.
    pub unix: UnixTime,
    /// The monotonic clock: for waiting, and for the expiry of tokens as well.
    pub monotonic: Monotonic,
}

/// The source of entropy failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ThisError)]
#[error("the source of entropy failed")]
pub struct EntropyError;

/// A source of random bytes.
pub trait Entropy {
    /// Fills the whole buffer.
    ///
    /// # Errors
    ///
    /// [`EntropyError`] when there are not enough random bytes. The machine then does without them
    /// where that is safe (the jitter of a wait).
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), EntropyError>;
}

impl<F: FnMut(&mut [u8]) -> Result<(), EntropyError>> Entropy for F {
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        self(buffer)
    }
}

/// The environment for one step.
pub struct Env<'a> {
    /// The time.
    pub now: Now,
    /// The entropy.
    pub entropy: &'a mut dyn Entropy,
}

impl fmt::Debug for Env<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Env").field("now", &self.now).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_time_is_the_second_that_has_begun_also_before_1970() {
        let before = |millis| UnixTime::from(UNIX_EPOCH - Duration::from_millis(millis)).seconds();
        assert_eq!((before(0), before(1), before(1_000), before(1_001)), (0, -1, -1, -2));
        let after = |millis| UnixTime::from(UNIX_EPOCH + Duration::from_millis(millis)).seconds();
        assert_eq!((after(1), after(999), after(1_000)), (0, 0, 1));
    }
}
