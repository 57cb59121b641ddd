//! Other spellings of the expected value.

use super::failure::Expected;

/// How a value would be spelled in the expected type, if that is obvious: `"true"` and `1` for a boolean,
/// `1.0` and `"1"` for an integer, `"1.5"` for a number. `None` for everything else, including `""`, `"yes"`,
/// `"007"`, and `1.5` for an integer.
pub(super) fn plain(value: &str, expected: Expected) -> Option<&str> {
    let bare = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
    let text = bare.unwrap_or(value);
    let plain = match (expected, text) {
        (Expected::Boolean, "true" | "1") => "true",
        (Expected::Boolean, "false" | "0") => "false",
        (Expected::Integer, _) => integer(text)?,
        (Expected::Number, _) => number(text)?,
        _ => return None,
    };
    (plain != value).then_some(plain)
}

/// The digits of a whole number, with its sign, without a fraction of zeros.
fn integer(text: &str) -> Option<&str> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if !is_digits(fraction) || fraction.bytes().any(|digit| digit != b'0') {
        return None;
    }
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    if digits == "0" {
        return Some("0");
    }
    (is_digits(digits) && !digits.starts_with('0')).then_some(whole)
}

/// A number of JSON without an exponent (RFC 8259 section 6).
fn number(text: &str) -> Option<&str> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    let whole = is_digits(digits) && (digits == "0" || !digits.starts_with('0'));
    (whole && is_digits(fraction)).then_some(text)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
