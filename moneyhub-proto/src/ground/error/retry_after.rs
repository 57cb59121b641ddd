//! `Retry-After` (RFC 9110 section 10.2.3): seconds, or a date.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{HeaderMap, header};

use crate::ground::env::UnixTime;

/// How long to wait. `None` if the header is absent or can't be understood.
///
/// A date is measured against the reply's own `Date`, so that a wrong clock on this side does no
/// harm, and against `now` if the reply has none. A fraction of a second, which the RFC does not
/// allow, is rounded up. A negative number or words count as no header.
pub(crate) fn read(headers: &HeaderMap, now: Option<UnixTime>) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit()) {
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    if text.starts_with(|first: char| first.is_ascii_digit()) && !text.contains(char::is_whitespace)
    {
        return rounded_up(text.parse().ok()?);
    }
    let until = unix_seconds(httpdate::parse_http_date(text).ok()?)?;
    let date = headers.get(header::DATE).and_then(|date| date.to_str().ok());
    let from = date
        .and_then(|date| httpdate::parse_http_date(date).ok())
        .and_then(unix_seconds)
        .or_else(|| u64::try_from(now?.seconds()).ok())?;
    Some(Duration::from_secs(until.saturating_sub(from)))
}

/// Whole seconds. A number beyond any clock is still a wait; a negative one is not.
pub(crate) fn rounded_up(seconds: f64) -> Option<Duration> {
    if seconds.is_nan() || seconds < 0.0 {
        return None;
    }
    let longest = Duration::from_secs(u64::MAX);
    Some(Duration::try_from_secs_f64(seconds.ceil()).unwrap_or(longest))
}

fn unix_seconds(time: SystemTime) -> Option<u64> {
    Some(time.duration_since(UNIX_EPOCH).ok()?.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATE: &str = "Wed, 21 Oct 2026 07:28:00 GMT";

    fn read_with(pairs: &[(http::HeaderName, &str)], now: Option<i64>) -> Option<Duration> {
        let headers = pairs.iter().map(|(name, value)| (name.clone(), value.parse().unwrap()));
        read(&headers.collect(), now.map(UnixTime::from_seconds))
    }

    #[test]
    fn seconds_are_read_and_fractions_rounded_up() {
        for (text, seconds) in [("0", 0), ("12", 12), (" 7 ", 7), ("1.2", 2), ("1e2", 100)] {
            let read = read_with(&[(header::RETRY_AFTER, text)], None);
            assert_eq!(read, Some(Duration::from_secs(seconds)), "{text}");
        }
    }

    #[test]
    fn a_number_beyond_all_clocks_is_still_a_wait() {
        for text in ["18446744073709551615", "99999999999999999999", "1e20", "1e400"] {
            let read = read_with(&[(header::RETRY_AFTER, text)], None);
            assert_eq!(read, Some(Duration::from_secs(u64::MAX)), "{text}");
        }
    }

    #[test]
    fn negative_numbers_and_words_are_no_wait() {
        for text in ["-1", "soon", "", "NaN", "inf"] {
            assert_eq!(read_with(&[(header::RETRY_AFTER, text)], Some(0)), None, "{text}");
        }
    }

    #[test]
    fn a_negative_number_of_a_body_is_no_wait() {
        for seconds in [-1.0, -1e300, f64::NAN, f64::NEG_INFINITY] {
            assert_eq!(rounded_up(seconds), None, "{seconds}");
        }
    }

    #[test]
    fn zero_in_a_body_is_said_all_the_same() {
        assert_eq!(rounded_up(0.0), Some(Duration::ZERO));
    }

    #[test]
    fn a_date_counts_from_the_date_of_the_reply() {
        let headers =
            [(header::RETRY_AFTER, DATE), (header::DATE, "Wed, 21 Oct 2026 07:27:18 GMT")];
        assert_eq!(read_with(&headers, Some(0)), Some(Duration::from_secs(42)));
    }

    #[test]
    fn a_date_counts_from_our_clock_when_the_reply_has_none() {
        let headers = [(header::RETRY_AFTER, DATE)];
        assert_eq!(read_with(&headers, Some(1_792_567_670)), Some(Duration::from_secs(10)));
        assert_eq!(read_with(&headers, None), None);
    }

    #[test]
    fn a_date_that_is_over_is_no_wait_at_all() {
        let headers = [(header::RETRY_AFTER, DATE)];
        assert_eq!(read_with(&headers, Some(1_999_999_999)), Some(Duration::ZERO));
    }
}
