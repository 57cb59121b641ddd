//! Days and months as the service writes them.

use std::fmt;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use time::{Month as MonthOfYear, OffsetDateTime};

use super::{env::UnixTime, error::RequestError, wire_text::WireText};

/// A day, `YYYY-MM-DD`, kept as the text that came. It is checked only when it is sent.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::Date;
///
/// assert_eq!(Date::of(2024, 2, 29)?.as_str(), "2024-02-29");
/// assert!(Date::of(2023, 2, 29).is_err());
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Date(CompactString);

/// A month, `YYYY-MM`, kept as the text that came. Some lists also have whole years, `YYYY`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Month(CompactString);

impl Date {
    /// Takes a text as it is. It is checked only when it is sent.
    #[must_use]
    pub fn new(text: impl AsRef<str>) -> Self {
        Self(CompactString::new(text))
    }

    /// A day of the calendar.
    ///
    /// # Errors
    ///
    /// [`RequestError::NotADate`] if there is no such day.
    pub fn of(year: u16, month: u8, day: u8) -> Result<Self, RequestError> {
        let text = format!("{year:04}-{month:02}-{day:02}");
        match is_date(&text) {
            true => Ok(Self::new(text)),
            false => Err(RequestError::NotADate { parameter: "the date" }),
        }
    }

    /// The day of a moment, in UTC.
    #[must_use]
    pub fn of_time(time: UnixTime) -> Option<Self> {
        let date = OffsetDateTime::from_unix_timestamp(time.seconds()).ok()?.date();
        (0..=9999).contains(&date.year()).then(|| {
            let (year, month, day) = (date.year(), u8::from(date.month()), date.day());
            Self::new(format!("{year:04}-{month:02}-{day:02}"))
        })
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Month {
    /// Takes a text as it is.
    #[must_use]
    pub fn new(text: impl AsRef<str>) -> Self {
        Self(CompactString::new(text))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Refuses a text that is not a day.
impl WireText for Date {
    fn wire_text(&self, parameter: &'static str) -> Result<&str, RequestError> {
        match is_date(&self.0) {
            true => Ok(&self.0),
            false => Err(RequestError::NotADate { parameter }),
        }
    }
}

impl From<&str> for Date {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let mut number = |length| {
        let part = parts.next().filter(|part| part.len() == length)?;
        part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<u16>().ok())?
    };
    let date = || {
        let (year, month, day) = (number(4)?, number(2)?, number(2)?);
        let month = MonthOfYear::try_from(u8::try_from(month).ok()?).ok()?;
        time::Date::from_calendar_date(year.into(), month, u8::try_from(day).ok()?).ok()
    };
    let mut date = date;
    date().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_calendar_can_be_sent_and_nothing_else() {
        for day in ["2024-02-29", "0000-01-01", "9999-12-31"] {
            assert!(Date::new(day).wire_text("date").is_ok(), "{day}");
        }
        for odd in ["", "2023-02-29", "2024-2-9", "24-02-09", "2024-02-29T00:00:00Z", "2024-+1-01"]
        {
            let refused = Date::new(odd).wire_text("startDate").unwrap_err();
            assert_eq!(refused, RequestError::NotADate { parameter: "startDate" });
        }
    }

    #[test]
    fn a_moment_lies_in_its_day() {
        let day = |seconds| Date::of_time(UnixTime::from_seconds(seconds)).unwrap();
        assert_eq!(day(1_717_199_999).as_str(), "2024-05-31");
        assert_eq!(day(1_717_200_000).as_str(), "2024-06-01");
    }
}
