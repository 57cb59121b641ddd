//! Builds paths from segments, so that no id can reach another resource.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::ground::error::RequestError;

/// The longest parameter, in bytes. The longest documented id has 69.
const LONGEST: usize = 512;

/// The encoded characters: all except the unreserved ones of RFC 3986 section 2.3 and the colon.
///
/// The colon of a connection id has always been sent as it is. `%3A` should mean the same, but that
/// is untested (Moneyhub's own Node client puts ids into paths unencoded).
const ENCODED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':');

/// The first segment of a template, and what follows it.
pub(super) fn segment(template: &'static str) -> Option<(&'static str, &'static str)> {
    let rest = template.strip_prefix('/')?;
    let end = rest.bytes().position(|byte| byte == b'/').unwrap_or(rest.len());
    Some(rest.split_at(end))
}

/// The name in the braces of a template's segment, if it is a parameter.
pub(super) fn name(segment: &'static str) -> Option<&'static str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

/// The name of the parameter at the start of a template, and what follows it.
pub(super) fn parameter(template: &'static str) -> Option<(&'static str, &'static str)> {
    let (segment, rest) = segment(template)?;
    Some((name(segment)?, rest))
}

/// Adds a segment, encoded.
pub(super) fn push_segment(
    path: &mut String,
    parameter: &'static str,
    value: &str,
) -> Result<(), RequestError> {
    // Most ids need no encoding, and so have no refused characters.
    if value.bytes().all(goes_as_it_is) {
        of_good_length(parameter, value)?;
        path.push('/');
        path.push_str(value);
    } else {
        checked(parameter, value)?;
        path.push('/');
        path.extend(utf8_percent_encode(value, ENCODED));
    }
    Ok(())
}

/// Whether a byte is not one of [`ENCODED`].
fn goes_as_it_is(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b':')
}

/// The value, or why it can't be a segment.
pub(crate) fn checked<'a>(
    parameter: &'static str,
    value: &'a str,
) -> Result<&'a str, RequestError> {
    if value.contains(['/', '\\']) {
        return Err(RequestError::PathSeparator { parameter });
    }
    checked_id(parameter, value)
}

/// The value, or why it is not an id, wherever it goes.
pub(crate) fn checked_id<'a>(
    parameter: &'static str,
    value: &'a str,
) -> Result<&'a str, RequestError> {
    let value = of_good_length(parameter, value)?;
    if value.chars().any(char::is_control) {
        return Err(RequestError::ControlCharacter { parameter });
    }
    Ok(value)
}

/// The value, or why its length is not that of an id.
fn of_good_length<'a>(parameter: &'static str, value: &'a str) -> Result<&'a str, RequestError> {
    if value.is_empty() {
        return Err(RequestError::Empty { parameter });
    }
    if value == "." || value == ".." {
        return Err(RequestError::DotSegment { parameter });
    }
    if value.len() > LONGEST {
        return Err(RequestError::TooLong { parameter, limit: LONGEST });
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::{ENCODED, goes_as_it_is, utf8_percent_encode};

    #[test]
    fn what_goes_as_it_is_is_what_the_set_does_not_encode() {
        for character in '\0'..='\u{100}' {
            let text = character.to_string();
            let encoded = utf8_percent_encode(&text, ENCODED).to_string();
            assert_eq!(text.bytes().all(goes_as_it_is), encoded == text, "{character:?}");
        }
    }
}
