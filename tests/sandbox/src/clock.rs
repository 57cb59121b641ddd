//! The sandbox's clock.
//!
//! It follows the machine's clock, so that a client agrees with it. It can be advanced, so that a
//! test of expiry need not wait two hours, and it can stand still, so that a test is repeatable.

use std::time::{Duration, SystemTime};

use time::format_description::well_known::Rfc3339;
use time::{Date, Month, OffsetDateTime, UtcOffset};

/// 2024-06-01T00:00:00Z in milliseconds since the Unix epoch: where a standing clock starts.
pub(crate) const DEFAULT_START_MILLIS: i64 = 1_717_200_000_000;

pub(crate) const MILLIS_PER_SECOND: i64 = 1_000;

/// A clock that stands still until [`Clock::advance`], or one that follows the machine's.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    source: Source,
    advanced_millis: i64,
}

#[derive(Clone, Copy, Debug)]
enum Source {
    Still { at_millis: i64 },
    Machine,
}

impl Clock {
    /// A clock that shows this time until it is advanced.
    pub(crate) fn still(at_millis: i64) -> Self {
        Self { source: Source::Still { at_millis }, advanced_millis: 0 }
    }

    /// The clock of the machine; it can be advanced on top.
    pub(crate) fn machine() -> Self {
        Self { source: Source::Machine, advanced_millis: 0 }
    }

    /// Milliseconds since the Unix epoch.
    pub(crate) fn now_millis(&self) -> i64 {
        let base = match self.source {
            Source::Still { at_millis } => at_millis,
            Source::Machine => millis_of(SystemTime::now()),
        };
        base.saturating_add(self.advanced_millis)
    }

    /// Seconds since the Unix epoch, rounded down: the NumericDate of a JWT.
    pub(crate) fn now_seconds(&self) -> i64 {
        self.now_millis().div_euclid(MILLIS_PER_SECOND)
    }

    /// The moment that many seconds from now, in milliseconds.
    pub(crate) fn seconds_ahead(&self, seconds: i64) -> i64 {
        self.now_millis().saturating_add(seconds * MILLIS_PER_SECOND)
    }

    pub(crate) fn advance(&mut self, by: Duration) {
        self.advanced_millis = self.advanced_millis.saturating_add(millis(by));
    }
}

/// A duration in whole milliseconds, the resolution of every timestamp in the documentation.
pub(crate) fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

pub(crate) const fn millis_of_days(days: i64) -> i64 {
    days * 24 * 60 * 60 * MILLIS_PER_SECOND
}

pub(crate) fn millis_of(instant: SystemTime) -> i64 {
    match instant.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => millis(since),
        Err(before) => -millis(before.duration()),
    }
}

pub(crate) fn system_time(at_millis: i64) -> SystemTime {
    let distance = Duration::from_millis(at_millis.unsigned_abs());
    if at_millis < 0 {
        SystemTime::UNIX_EPOCH - distance
    } else {
        SystemTime::UNIX_EPOCH + distance
    }
}

/// The form of every timestamp in Moneyhub's samples: RFC 3339, UTC, three digits of fraction.
pub(crate) fn rfc3339(at_millis: i64) -> String {
    let nanos = i128::from(at_millis) * 1_000_000;
    let moment = OffsetDateTime::from_unix_timestamp_nanos(nanos)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
        .to_offset(UtcOffset::UTC);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        moment.year(),
        u8::from(moment.month()),
        moment.day(),
        moment.hour(),
        moment.minute(),
        moment.second(),
        moment.millisecond()
    )
}

/// The day of a moment, `YYYY-MM-DD`.
pub(crate) fn date(at_millis: i64) -> String {
    rfc3339(at_millis)[..10].to_owned()
}

/// Midnight of this day, or of the last day of a shorter month. Months are counted from year 0.
pub(crate) fn midnight(months: i32, day: u8) -> i64 {
    let year = months.div_euclid(12);
    let month = u8::try_from(months.rem_euclid(12) + 1).ok();
    let month = month.and_then(|number| Month::try_from(number).ok()).unwrap_or(Month::January);
    let day = day.clamp(1, month.length(year));
    let date = Date::from_calendar_date(year, month, day).unwrap_or(Date::MIN);
    date.midnight().assume_utc().unix_timestamp() * MILLIS_PER_SECOND
}

/// The month of a moment, counted from year 0, and the day in it.
pub(crate) fn month_and_day(at_millis: i64) -> (i32, u8) {
    let moment = OffsetDateTime::from_unix_timestamp(at_millis.div_euclid(MILLIS_PER_SECOND))
        .unwrap_or(OffsetDateTime::UNIX_EPOCH);
    (moment.year() * 12 + i32::from(u8::from(moment.month())) - 1, moment.day())
}

/// The same day this many months later, or the last day of a shorter month; at midnight.
pub(crate) fn day_of_month_after(at_millis: i64, months: i32) -> i64 {
    let (month, day) = month_and_day(at_millis);
    midnight(month + months, day)
}

/// The first moment of a day.
pub(crate) fn parse_date(text: &str) -> Option<i64> {
    (text.len() == 10).then(|| parse_rfc3339(&format!("{text}T00:00:00Z")))?
}

/// RFC 3339 section 5.6, and nothing looser: a missing offset or a bare date is refused.
pub(crate) fn parse_rfc3339(text: &str) -> Option<i64> {
    let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    let whole = moment.unix_timestamp().checked_mul(MILLIS_PER_SECOND)?;
    whole.checked_add(i64::from(moment.millisecond()))
}
