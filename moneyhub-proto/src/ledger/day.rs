use crate::ground::{date::Date, env::UnixTime, timestamp::Timestamp};

pub(super) const DAY: i64 = 86_400;

/// A day in UTC: the number of days since 1970-01-01, which a database column can compare.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{Timestamp, ledger::Day};
///
/// let day = Day::of(&Timestamp::new("2024-05-01T08:15:30.123Z")).unwrap();
/// assert_eq!(day.number(), 19_844);
/// assert_eq!(day.date().unwrap().as_str(), "2024-05-01");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i64);

impl Day {
    /// A day by its number.
    #[must_use]
    pub const fn new(number: i64) -> Self {
        Self(number)
    }

    /// The number of days since 1970-01-01.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0
    }

    /// The UTC day of a timestamp; `None` if it can't be parsed.
    #[must_use]
    pub fn of(timestamp: &Timestamp) -> Option<Self> {
        Some(Self(timestamp.unix_millis()?.div_euclid(DAY * 1_000)))
    }

    /// The day as the service writes it; `None` before the year 0 and after 9999.
    #[must_use]
    pub fn date(self) -> Option<Date> {
        Date::of_time(UnixTime::from_seconds(self.0.checked_mul(DAY)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_utc_also_before_1970() {
        for (text, number) in [
            ("1970-01-01T00:00:00Z", 0),
            ("1969-12-31T23:59:59.999Z", -1),
            ("2024-05-01T23:59:59.999Z", 19_844),
            ("2024-05-02T00:30:00+01:00", 19_844),
        ] {
            assert_eq!(Day::of(&Timestamp::new(text)), Some(Day(number)), "{text}");
        }
    }

    #[test]
    fn a_day_that_the_service_could_not_write_has_no_date() {
        assert_eq!(Day(i64::MAX).date(), None);
        assert_eq!(Day(-10_000_000).date(), None);
    }
}
