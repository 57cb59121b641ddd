//! Points in time as the service writes them.

use std::{
    cmp::Ordering,
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use compact_str::CompactString;
use serde::{Deserialize, Deserializer, Serialize, de::Visitor};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::ground::{
    env::UnixTime,
    error::{Error, RequestError},
    wire_text::WireText,
};

/// A date and time of RFC 3339, kept as the text that came, and parsed on request.
///
/// A malformed date in one item therefore never loses a page, and encoding gives back what was
/// decoded. All of Moneyhub's samples are UTC with milliseconds, `2024-05-01T08:15:30.123Z`; other
/// offsets and the year 9999, which is used for "never", are read as well.
///
/// Two timestamps are `==` when their texts are. Use [`compare`](Self::compare) for the instants.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::Timestamp;
///
/// let created = Timestamp::new("2024-05-01T09:15:30+01:00");
/// assert_eq!(created.unix_millis(), Some(1_714_551_330_000));
/// assert_eq!(Timestamp::new("soon").unix_millis(), None);
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Timestamp(CompactString);

impl Timestamp {
    /// Takes a text as it is. It is checked only when the instant is needed, or the timestamp is
    /// sent.
    #[must_use]
    pub fn new(text: impl AsRef<str>) -> Self {
        Self(CompactString::new(text))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Milliseconds since 1970-01-01T00:00:00Z, or `None` if the text is not in RFC 3339 form.
    #[must_use]
    pub fn unix_millis(&self) -> Option<i64> {
        let nanos = self.parsed()?.unix_timestamp_nanos();
        i64::try_from(nanos.div_euclid(1_000_000)).ok()
    }

    /// Compares two instants, whatever their offsets; `None` if either can't be read.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        Some(self.parsed()?.cmp(&other.parsed()?))
    }

    /// Whether the instant is at or before `now`; `None` if the text can't be read.
    ///
    /// ```
    /// use moneyhub_proto::{env::UnixTime, Timestamp};
    ///
    /// let expires_at = Timestamp::new("2024-07-30T08:20:00.000Z");
    /// assert_eq!(expires_at.is_past(UnixTime::from_seconds(1_800_000_000)), Some(true));
    /// ```
    #[must_use]
    pub fn is_past(&self, now: UnixTime) -> Option<bool> {
        Some(self.parsed()?.unix_timestamp() <= now.seconds())
    }

    fn parsed(&self) -> Option<OffsetDateTime> {
        OffsetDateTime::parse(&self.0, &Rfc3339).ok()
    }
}

/// Refuses a text that is not in RFC 3339 form.
impl WireText for Timestamp {
    fn wire_text(&self, parameter: &'static str) -> Result<&str, RequestError> {
        match self.parsed() {
            Some(_) => Ok(self.as_str()),
            None => Err(RequestError::NotATimestamp { parameter }),
        }
    }
}

/// Takes an integer or a boolean as text: it can't be read as a date, but it does not lose a page either. A
/// value with members or items is an error. So is a fraction: it has no text unless
/// `serde_json/arbitrary_precision` is on, and is then passed as a map.
impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Timestamp;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a date and time")
            }
            fn visit_str<E>(self, text: &str) -> Result<Timestamp, E> {
                Ok(Timestamp::new(text))
            }
            fn visit_bool<E>(self, odd: bool) -> Result<Timestamp, E> {
                Ok(Timestamp::new(odd.to_string()))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Timestamp, E> {
                Ok(Timestamp::new(number.to_string()))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Timestamp, E> {
                Ok(Timestamp::new(number.to_string()))
            }
        }
        deserializer.deserialize_any(Text)
    }
}

impl From<&str> for Timestamp {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

/// Cut to whole milliseconds, in UTC, in the form of Moneyhub's own samples.
///
/// # Errors
///
/// [`ErrorKind::Request`](crate::ground::error::ErrorKind::Request) for a year that RFC 3339 can't write.
impl TryFrom<SystemTime> for Timestamp {
    type Error = Error;

    fn try_from(time: SystemTime) -> Result<Self, Error> {
        let refused = RequestError::NotATimestamp { parameter: "time" };
        let nanos = match time.duration_since(UNIX_EPOCH) {
            Ok(after) => i128::try_from(after.as_nanos()),
            Err(before) => i128::try_from(before.duration().as_nanos()).map(|nanos| -nanos),
        };
        let utc =
            nanos.ok().and_then(|nanos| OffsetDateTime::from_unix_timestamp_nanos(nanos).ok());
        let utc = utc.filter(|utc| (0..=9999).contains(&utc.year())).ok_or(refused)?;
        let (date, hour, minute, second) = (utc.date(), utc.hour(), utc.minute(), utc.second());
        let millisecond = utc.millisecond();
        Ok(Self::new(format!("{date}T{hour:02}:{minute:02}:{second:02}.{millisecond:03}Z")))
    }
}

/// # Errors
///
/// [`ErrorKind::Request`](crate::ground::error::ErrorKind::Request) when the text is not of RFC 3339.
impl TryFrom<&Timestamp> for SystemTime {
    type Error = Error;

    fn try_from(timestamp: &Timestamp) -> Result<Self, Error> {
        let refused = RequestError::NotATimestamp { parameter: "timestamp" };
        let nanos = timestamp.parsed().ok_or(refused)?.unix_timestamp_nanos();
        let seconds = u64::try_from(nanos.unsigned_abs() / 1_000_000_000).map_err(|_| refused)?;
        let rest = u32::try_from(nanos.unsigned_abs() % 1_000_000_000).map_err(|_| refused)?;
        let distance = Duration::new(seconds, rest);
        // Not every system can represent times before its own epoch.
        let time = if nanos < 0 {
            UNIX_EPOCH.checked_sub(distance)
        } else {
            UNIX_EPOCH.checked_add(distance)
        };
        Ok(time.ok_or(refused)?)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Timestamp({:?})", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_9999_means_never_and_survives() {
        let never = Timestamp::new("9999-12-31T23:59:59Z");
        assert_eq!(never.is_past(UnixTime::from_seconds(i64::from(u32::MAX))), Some(false));
    }

    #[test]
    fn instants_are_compared_across_offsets() {
        let london = Timestamp::new("2024-05-01T09:00:00+01:00");
        let utc = Timestamp::new("2024-05-01T08:00:00.000Z");
        assert_eq!(london.compare(&utc), Some(Ordering::Equal));
        assert_ne!(london, utc);
    }

    #[test]
    fn a_system_time_is_written_in_utc_with_milliseconds() {
        let time = SystemTime::UNIX_EPOCH + std::time::Duration::from_millis(1_714_551_330_123);
        assert_eq!(Timestamp::try_from(time).unwrap().as_str(), "2024-05-01T08:15:30.123Z");
    }

    #[test]
    fn a_system_time_comes_back_from_its_timestamp() {
        let time = SystemTime::UNIX_EPOCH + std::time::Duration::from_millis(1_714_551_330_123);
        let timestamp = Timestamp::try_from(time).unwrap();
        assert_eq!(SystemTime::try_from(&timestamp).unwrap(), time);
    }

    #[test]
    fn times_before_1970_come_back_as_well() {
        for text in ["1969-12-31T23:59:58.500Z", "1970-01-01T00:00:00.000Z"] {
            let time = SystemTime::try_from(&Timestamp::new(text)).unwrap();
            assert_eq!(Timestamp::try_from(time).unwrap().as_str(), text);
        }
    }

    #[test]
    fn an_integer_in_place_of_a_date_is_kept_as_text() {
        let odd: Vec<Timestamp> = serde_json::from_str("[1714551330, -1, true]").unwrap();
        assert_eq!(odd, ["1714551330", "-1", "true"].map(Timestamp::from));
        assert!(odd.iter().all(|odd| odd.unix_millis().is_none()));
    }

    #[test]
    fn what_has_members_items_or_a_fraction_is_no_date() {
        for json in ["{}", "[]", "null", "1.5"] {
            let error = serde_json::from_str::<Timestamp>(json).unwrap_err().to_string();
            assert!(error.contains("expected a date and time"), "{json}: {error}");
        }
    }

    #[test]
    fn a_timestamp_is_shown_as_it_came() {
        let odd = Timestamp::new("2024-05-01");
        assert_eq!(format!("{odd} {odd:?}"), r#"2024-05-01 Timestamp("2024-05-01")"#);
    }

    #[test]
    fn a_text_that_is_no_date_is_kept_and_never_sent() {
        let odd = Timestamp::new("2024-13-45");
        assert_eq!(odd.as_str(), "2024-13-45");
        assert!(odd.wire_text("expiresAt").is_err());
    }
}
