//! The limits of a consent: how much one payment may be, how much all of a period, and when.

use serde_json::Value;
use time::{Date, OffsetDateTime};

use super::super::attempt::Attempt;
use super::super::order::moment;
use crate::clock::{MILLIS_PER_SECOND, millis_of_days, parse_rfc3339};

/// 1970-01-01 was a Thursday: so many days later than a Monday.
const FIRST_MONDAY: i64 = 3;

pub(super) fn check(consent: &Attempt, amount: u64, now_millis: i64) -> Result<(), &'static str> {
    let day = |name: &str| {
        let text = consent.order.text(name)?;
        // A bare date is meant to its end.
        let whole = if text.len() == 10 { millis_of_days(1) } else { 0 };
        Some((parse_rfc3339(&moment(text)?)?, whole))
    };
    if day("validFromDate").is_some_and(|(first, _)| now_millis < first) {
        return Err("the consent is not valid yet");
    }
    if day("validToDate").is_some_and(|(last, whole)| now_millis > last.saturating_add(whole)) {
        return Err("the consent is not valid any more");
    }
    if consent.order.pence("maximumIndividualAmount").is_some_and(|most| amount > most) {
        return Err("amount is above maximumIndividualAmount");
    }
    let begins = day("validFromDate").map_or(consent.began_millis, |(first, _)| first);
    let limits = consent.order.members.get("periodicLimits").and_then(Value::as_array);
    for limit in limits.into_iter().flatten() {
        let Some(most) = limit["amount"].as_u64() else { continue };
        let period = |at| period(limit, begins, at);
        let this = period(now_millis);
        // They are in the order of time, so those of this period are the last.
        let paid = consent.taken.iter().rev().take_while(|taken| period(taken.at_millis) == this);
        let paid: u64 = paid.filter(|taken| !taken.rejected).map(|taken| taken.amount).sum();
        if paid.saturating_add(amount) > most {
            return Err("amount is above what periodicLimits leave");
        }
    }
    Ok(())
}

/// The number of the period that a moment is in: by the calendar, or counted from the beginning of
/// the consent.
fn period(limit: &Value, begins_millis: i64, at_millis: i64) -> i64 {
    let by_calendar = limit["periodAlignment"] == "Calendar";
    let days = match by_calendar {
        true => day_of(at_millis) + FIRST_MONDAY,
        false => day_of(at_millis - begins_millis),
    };
    let months = months(at_millis) - if by_calendar { 0 } else { months(begins_millis) };
    let not_yet = !by_calendar && into_month(at_millis) < into_month(begins_millis);
    let months = if not_yet { months - 1 } else { months };
    match limit["periodType"].as_str() {
        Some("Day") => days,
        Some("Week") => days.div_euclid(7),
        Some("Fortnight") => days.div_euclid(14),
        Some("Half-year") => months.div_euclid(6),
        Some("Year") => months.div_euclid(12),
        // `Month`, and what is not known.
        _ => months,
    }
}

fn day_of(millis: i64) -> i64 {
    millis.div_euclid(millis_of_days(1))
}

fn date(at_millis: i64) -> Date {
    let moment = OffsetDateTime::from_unix_timestamp(at_millis.div_euclid(MILLIS_PER_SECOND));
    moment.unwrap_or(OffsetDateTime::UNIX_EPOCH).date()
}

/// Months since the year 0.
fn months(at_millis: i64) -> i64 {
    let date = date(at_millis);
    i64::from(date.year()) * 12 + i64::from(u8::from(date.month())) - 1
}

/// The day of the month, and the time of the day.
fn into_month(at_millis: i64) -> (u8, i64) {
    (date(at_millis).day(), at_millis.rem_euclid(millis_of_days(1)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::period;
    use crate::clock::parse_rfc3339;

    fn same(kind: &str, alignment: &str, one: &str, other: &str) -> bool {
        let limit = json!({"periodType": kind, "periodAlignment": alignment});
        let at = |day: &str| parse_rfc3339(&format!("{day}T12:00:00Z")).expect("a day");
        let period = |day| period(&limit, at("2024-01-20"), at(day));
        period(one) == period(other)
    }

    #[test]
    fn periods_of_the_calendar_begin_with_it() {
        for (kind, last, first) in [
            ("Day", "2024-06-01", "2024-06-02"),
            // A Sunday and a Monday.
            ("Week", "2024-06-02", "2024-06-03"),
            ("Month", "2024-05-31", "2024-06-01"),
            ("Half-year", "2024-06-30", "2024-07-01"),
            ("Year", "2024-12-31", "2025-01-01"),
        ] {
            assert!(!same(kind, "Calendar", last, first), "{kind}");
            assert!(same(kind, "Calendar", first, first), "{kind}");
        }
        assert!(same("Week", "Calendar", "2024-06-03", "2024-06-09"));
        assert!(same("Year", "Calendar", "2024-01-01", "2024-12-31"));
    }

    #[test]
    fn periods_of_the_consent_begin_on_its_day() {
        for (kind, last, first) in [
            ("Week", "2024-01-26", "2024-01-27"),
            ("Fortnight", "2024-02-02", "2024-02-03"),
            ("Month", "2024-02-19", "2024-02-20"),
            ("Half-year", "2024-07-19", "2024-07-20"),
            ("Year", "2025-01-19", "2025-01-20"),
        ] {
            assert!(same(kind, "Consent", "2024-01-20", last), "{kind}");
            assert!(!same(kind, "Consent", last, first), "{kind}");
        }
    }
}
