//! The forms of what a payment is written with.

use crate::ground::error::RequestError;

/// Refuses a reference that is given and has fewer than 2 or more than 18 characters, or one that UK
/// banks do not pass on. The length is of Moneyhub's swagger of the identity service.
///
/// The characters are a doubt. Moneyhub says "alphanumeric" of the payer's reference, and has blanks in
/// its own examples of it. What is refused here is what neither Bacs (letters, digits, blank, `&-./`)
/// nor ISO 20022's Latin set, which Faster Payments took over, can carry. A bank may still refuse more.
pub(crate) fn check_reference(
    parameter: &'static str,
    reference: Option<&str>,
) -> Result<(), RequestError> {
    let Some(reference) = reference else { return Ok(()) };
    check_length(parameter, reference, 2, 18)?;
    check_characters(parameter, reference)
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

/// Refuses a text with too few or too many characters.
pub(crate) fn check_length(
    parameter: &'static str,
    text: &str,
    least: u64,
    most: u64,
) -> Result<(), RequestError> {
    let length = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
    if (least..=most).contains(&length) {
        return Ok(());
    }
    Err(RequestError::WrongLength { parameter, least, most })
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
        for good in
            ["AB", "INV 1001", "O'Neill & Co. (1/2)", "a-b.c:d?e,f+g/h", "123456789012345678"]
        {
            let good = good.get(..18).unwrap_or(good);
            assert_eq!(check_reference("payeeRef", Some(good)), Ok(()), "{good}");
        }
        assert_eq!(check_reference("payeeRef", None), Ok(()));
        let wrong = RequestError::WrongLength { parameter: "payeeRef", least: 2, most: 18 };
        for odd in ["", "A", "1234567890123456789"] {
            assert_eq!(check_reference("payeeRef", Some(odd)), Err(wrong), "{odd}");
        }
        for odd in ["  ", "INV\n1001", "£10", "café", "a_b", "a#b", "a\"b", "a\0b"] {
            let refused = check_reference("payeeRef", Some(odd)).unwrap_err();
            assert!(
                matches!(refused, RequestError::Invalid { parameter: "payeeRef", .. }),
                "{odd}"
            );
        }
    }

    #[test]
    fn accounts_are_six_and_eight_digits() {
        assert_eq!(check_sort_code("payee", "010203"), Ok(()));
        assert_eq!(check_account_number("payee", "12345678"), Ok(()));
        for odd in ["", "01020", "0102030", "01-02-03", "01020a", "٠١٠٢٠٣", " 10203"] {
            assert!(check_sort_code("payee", odd).is_err(), "{odd}");
        }
        for odd in ["", "1234567", "123456789", "1234567a", "1234 678", "-1234567"] {
            assert!(check_account_number("payee", odd).is_err(), "{odd}");
        }
    }
}
