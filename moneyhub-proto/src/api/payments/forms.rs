//! The forms of what a payment is written with.

use crate::ground::{
    check::check_length, date::Date, error::RequestError, sensitive::PaymentReference,
    timestamp::Timestamp, wire_text::WireText,
};

/// Refuses a reference that is given and has fewer than 2 or more than 18 characters, or one that UK
/// banks do not pass on. The length is of Moneyhub's swagger of the identity service.
///
/// The characters are a doubt. Moneyhub says "alphanumeric" of the payer's reference, and has blanks in
/// its own examples of it. What is refused here is what neither Bacs (letters, digits, blank, `&-./`)
/// nor ISO 20022's Latin set, which Faster Payments took over, can carry. A bank may still refuse more.
pub(crate) fn check_reference(
    parameter: &'static str,
    reference: Option<&PaymentReference>,
) -> Result<(), RequestError> {
    let Some(reference) = reference else { return Ok(()) };
    check_length(parameter, reference.expose(), 2..=18)?;
    check_characters(parameter, reference.expose())
}

/// Refuses an id for the payee's bank that is given and is not one of ISO 20022: 1 to 35 characters
/// (`Max35Text`) of its Latin set, and no blank at an end. No source of Moneyhub limits it.
pub(crate) fn check_end_to_end_id(id: Option<&PaymentReference>) -> Result<(), RequestError> {
    let Some(id) = id.map(PaymentReference::expose) else { return Ok(()) };
    let parameter = "endToEndId";
    check_length(parameter, id, 1..=35)?;
    if id.trim() != id {
        return Err(RequestError::Invalid { parameter, problem: "begins or ends with a blank" });
    }
    check_characters(parameter, id)
}

/// Refuses a name that is blank, too long, or has a control character.
pub(crate) fn check_name(
    parameter: &'static str,
    name: &str,
    most: u64,
) -> Result<(), RequestError> {
    check_length(parameter, name, 1..=most)?;
    if name.trim().is_empty() || name.chars().any(char::is_control) {
        let problem = "has a name that is blank or has a control character";
        return Err(RequestError::Invalid { parameter, problem });
    }
    Ok(())
}

/// Refuses days that are neither a day nor a time of RFC 3339, and one that is before another which it has
/// to follow. No source says which of the two forms the service wants.
pub(crate) fn check_in_turn(
    days: &[(&'static str, Option<&Timestamp>)],
) -> Result<(), RequestError> {
    let mut before: Option<&Timestamp> = None;
    for (parameter, day) in days {
        let Some(day) = *day else { continue };
        if Date::new(day.as_str()).wire_text(parameter).is_err() {
            day.wire_text(parameter)?;
        }
        if before.is_some_and(|before| comes_after(before, day)) {
            let problem = "is before the day that it has to follow";
            return Err(RequestError::Invalid { parameter, problem });
        }
        before = Some(day);
    }
    Ok(())
}

/// Whether one is after another: two times, or two days. What is of two forms is compared by its days.
fn comes_after(one: &Timestamp, other: &Timestamp) -> bool {
    match one.compare(other) {
        Some(order) => order.is_gt(),
        None => one.as_str().get(..10) > other.as_str().get(..10),
    }
}

/// Refuses a text with characters that UK banks do not pass on.
pub(crate) fn check_characters(parameter: &'static str, text: &str) -> Result<(), RequestError> {
    let passes = |byte: u8| byte.is_ascii_alphanumeric() || b" &-./?:(),'+".contains(&byte);
    if text.bytes().all(passes) && !text.trim().is_empty() {
        return Ok(());
    }
    let problem = "is blank, or has a character that UK banks do not pass on";
    Err(RequestError::Invalid { parameter, problem })
}

/// Refuses an account number that is not eight digits. The modulus is left to the bank.
pub(crate) fn check_account_number(
    parameter: &'static str,
    number: &str,
) -> Result<(), RequestError> {
    let problem = "has an account number that is not eight digits";
    check_digits(number, 8).ok_or(RequestError::Invalid { parameter, problem })
}

/// Refuses a sort code that is not six digits, without hyphens.
pub(crate) fn check_sort_code(
    parameter: &'static str,
    sort_code: &str,
) -> Result<(), RequestError> {
    let problem = "has a sort code that is not six digits";
    check_digits(sort_code, 6).ok_or(RequestError::Invalid { parameter, problem })
}

fn check_digits(text: &str, length: usize) -> Option<()> {
    (text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_of_2_to_18_permitted_characters_are_taken_and_no_others() {
        let check = |text: &str| check_reference("payeeRef", Some(&text.into()));
        for good in
            ["AB", "INV 1001", "O'Neill & Co. (1/2)", "a-b.c:d?e,f+g/h", "123456789012345678"]
        {
            let good = good.get(..18).unwrap_or(good);
            assert_eq!(check(good), Ok(()), "{good}");
        }
        assert_eq!(check_reference("payeeRef", None), Ok(()));
        let wrong = RequestError::WrongLength { parameter: "payeeRef", least: 2, most: 18 };
        for odd in ["", "A", "1234567890123456789"] {
            assert_eq!(check(odd), Err(wrong), "{odd}");
        }
        for odd in ["  ", "INV\n1001", "£10", "café", "a_b", "a#b", "a\"b", "a\0b"] {
            let refused = check(odd).unwrap_err();
            assert!(
                matches!(refused, RequestError::Invalid { parameter: "payeeRef", .. }),
                "{odd}"
            );
        }
    }

    #[test]
    fn days_follow_each_other_in_either_form() {
        let check = |one: &str, other: &str| {
            check_in_turn(&[("from", Some(&one.into())), ("to", Some(&other.into()))])
        };
        for (one, other) in [
            ("2027-01-01", "2027-01-01"),
            ("2027-01-01", "2027-01-01T00:00:00Z"),
            ("2027-01-01T00:00:00Z", "2027-01-01T01:00:00+01:00"),
        ] {
            assert_eq!(check(one, other), Ok(()), "{one} {other}");
        }
        let problem = "is before the day that it has to follow";
        let early = RequestError::Invalid { parameter: "to", problem };
        for (one, other) in [
            ("2027-01-02", "2027-01-01"),
            ("2027-01-02", "2027-01-01T00:00:00Z"),
            ("2027-01-01T00:00:00Z", "2027-01-01T00:30:00+01:00"),
        ] {
            assert_eq!(check(one, other), Err(early), "{one} {other}");
        }
        let none = RequestError::NotATimestamp { parameter: "to" };
        for odd in ["", "tomorrow", "2027-02-30", "2027-02-30T00:00:00Z", "01/02/2027"] {
            assert_eq!(check("2027-01-01", odd), Err(none), "{odd}");
        }
    }
}
