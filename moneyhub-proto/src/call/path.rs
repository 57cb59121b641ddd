//! Paths out of segments: no id can reach another resource.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::error::RequestError;

/// The longest parameter, in bytes. The longest documented id has 69.
const LONGEST: usize = 512;

/// What is encoded: all but the unreserved characters of RFC 3986 section 2.3, and the colon.
///
/// The colon of a connection id has always gone out as it is; `%3A` should mean the same, but
/// nobody has tried (Moneyhub's own Node client puts ids into paths unencoded).
const ENCODED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':');

/// Puts the parameters, encoded, where the template has names in braces.
pub(super) fn fill(template: &'static str, parameters: &[&str]) -> Result<String, RequestError> {
    let misfit = RequestError::MalformedPath { template, given: parameters.len() };
    let segments = template.strip_prefix('/').ok_or(misfit)?;
    let room = parameters.iter().map(|parameter| parameter.len()).sum::<usize>();
    let mut path = String::with_capacity(template.len() + room);
    let mut values = parameters.iter();
    for segment in segments.split('/') {
        path.push('/');
        match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some(name) => {
                let value = checked(name, values.next().ok_or(misfit)?)?;
                path.extend(utf8_percent_encode(value, ENCODED));
            }
            // The fixed parts are ours, or those of an endpoint that the caller wrote: held to the
            // same rules, so that a template can't smuggle in what a parameter can't.
            None => path.extend(utf8_percent_encode(checked("path", segment)?, ENCODED)),
        }
    }
    if values.next().is_some() {
        return Err(misfit);
    }
    Ok(path)
}

/// The value, or why it can't be a segment of its own.
pub(crate) fn checked<'a>(
    parameter: &'static str,
    value: &'a str,
) -> Result<&'a str, RequestError> {
    if value.contains(['/', '\\']) {
        return Err(RequestError::PathSeparator { parameter });
    }
    checked_id(parameter, value)
}

/// The value, or why it is no id, wherever it goes.
pub(crate) fn checked_id<'a>(
    parameter: &'static str,
    value: &'a str,
) -> Result<&'a str, RequestError> {
    if value.is_empty() {
        return Err(RequestError::Empty { parameter });
    }
    if value == "." || value == ".." {
        return Err(RequestError::DotSegment { parameter });
    }
    if value.len() > LONGEST {
        return Err(RequestError::TooLong { parameter, limit: LONGEST });
    }
    if value.chars().any(char::is_control) {
        return Err(RequestError::ControlCharacter { parameter });
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "/users/{userId}/connection/{connectionId}";

    #[test]
    fn the_colon_of_a_connection_id_stays_literal() {
        assert_eq!(fill(TEMPLATE, &["u1", "ab:cd-ef"]).unwrap(), "/users/u1/connection/ab:cd-ef");
    }

    #[test]
    fn what_could_leave_the_segment_is_encoded() {
        let path = fill("/users/{userId}", &["ab?c#d%2e e\u{e9}"]).unwrap();
        assert_eq!(path, "/users/ab%3Fc%23d%252e%20e%C3%A9");
    }

    #[test]
    fn dot_segments_are_refused_and_dots_inside_are_not() {
        let parameter = "userId";
        for id in [".", ".."] {
            assert_eq!(fill("/users/{userId}", &[id]), Err(RequestError::DotSegment { parameter }));
        }
        assert_eq!(fill("/users/{userId}", &["..."]).unwrap(), "/users/...");
    }

    /// Encoded they would be harmless; but a gateway may decode them before it looks for the resource.
    #[test]
    fn slashes_and_backslashes_are_refused() {
        let parameter = "userId";
        for id in ["a/b", "/", "../b", "a\\b", "..\\"] {
            let refused = fill("/users/{userId}", &[id]);
            assert_eq!(refused, Err(RequestError::PathSeparator { parameter }), "{id}");
        }
    }

    #[test]
    fn an_empty_parameter_is_refused_by_its_name() {
        let parameter = "connectionId";
        assert_eq!(fill(TEMPLATE, &["u1", ""]), Err(RequestError::Empty { parameter }));
    }

    #[test]
    fn control_characters_are_refused() {
        let parameter = "userId";
        for id in ["a\nb", "a\0", "\u{7f}", "\u{85}"] {
            let refused = fill("/users/{userId}", &[id]);
            assert_eq!(refused, Err(RequestError::ControlCharacter { parameter }));
        }
    }

    #[test]
    fn a_parameter_has_a_greatest_length() {
        let parameter = "userId";
        assert!(fill("/users/{userId}", &["a".repeat(LONGEST).as_str()]).is_ok());
        assert_eq!(
            fill("/users/{userId}", &["a".repeat(LONGEST + 1).as_str()]),
            Err(RequestError::TooLong { parameter, limit: LONGEST })
        );
    }

    #[test]
    fn template_and_parameters_have_to_match() {
        for (template, parameters) in
            [("users", &[][..]), ("/users/{userId}", &[]), ("/users", &["u1"])]
        {
            let given = parameters.len();
            assert_eq!(
                fill(template, parameters),
                Err(RequestError::MalformedPath { template, given })
            );
        }
    }
}
