//! Checks of values before they are sent. Those that only payments need are in `api::payments::forms`.

use std::ops::RangeInclusive;

use crate::ground::{
    date::Date, error::RequestError, money::Currency, sensitive::EmailAddress,
    timestamp::Timestamp, wire_text::WireText,
};

/// Refuses an empty text.
pub(crate) fn check_not_empty(parameter: &'static str, text: &str) -> Result<(), RequestError> {
    if text.is_empty() { Err(RequestError::Empty { parameter }) } else { Ok(()) }
}

/// Refuses a text with too few or too many characters.
pub(crate) fn check_length(
    parameter: &'static str,
    text: &str,
    range: RangeInclusive<u64>,
) -> Result<(), RequestError> {
    let length = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
    if range.contains(&length) {
        return Ok(());
    }
    let (least, most) = range.into_inner();
    Err(RequestError::WrongLength { parameter, least, most })
}

/// Refuses a malformed e-mail address, if there is one: it has more than 254 characters, or is not two
/// texts without blanks around an `@`.
pub(crate) fn check_email(
    parameter: &'static str,
    email: Option<&EmailAddress>,
) -> Result<(), RequestError> {
    let Some(email) = email.map(EmailAddress::expose) else { return Ok(()) };
    check_length(parameter, email, 0..=254)?;
    let odd = |character: char| character.is_whitespace() || character.is_control();
    match email.rsplit_once('@') {
        Some((local, domain))
            if !local.is_empty() && !domain.is_empty() && !email.contains(odd) =>
        {
            Ok(())
        }
        _ => Err(RequestError::Invalid { parameter, problem: "is no e-mail address" }),
    }
}

/// Refuses a currency, if there is one, that is not three capital letters (ISO 4217).
pub(crate) fn check_currency(
    parameter: &'static str,
    currency: Option<&Currency>,
) -> Result<(), RequestError> {
    let Some(code) = currency.map(Currency::as_str) else { return Ok(()) };
    if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Ok(());
    }
    let problem = "is not three capital letters of ISO 4217";
    Err(RequestError::Invalid { parameter, problem })
}

/// Refuses a malformed day, if there is one.
pub(crate) fn check_day(parameter: &'static str, day: Option<&Date>) -> Result<(), RequestError> {
    day.map_or(Ok(()), |day| day.wire_text(parameter).map(drop))
}

/// Refuses a malformed time, if there is one.
pub(crate) fn check_time(
    parameter: &'static str,
    time: Option<&Timestamp>,
) -> Result<(), RequestError> {
    time.map_or(Ok(()), |time| time.wire_text(parameter).map(drop))
}

/// Refuses a first and a last day, if there are both, if one is not a day, or they are the wrong way round.
pub(crate) fn check_days(
    (first_parameter, first): (&'static str, Option<&Date>),
    (last_parameter, last): (&'static str, Option<&Date>),
) -> Result<(), RequestError> {
    let (Some(first), Some(last)) = (first, last) else { return Ok(()) };
    // Days in this form sort like their texts.
    if first.wire_text(first_parameter)? > last.wire_text(last_parameter)? {
        let problem = "is before the first day";
        return Err(RequestError::Invalid { parameter: last_parameter, problem });
    }
    Ok(())
}
