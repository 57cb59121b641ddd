//! No error quotes more than eight bytes of its input.

use std::error::Error as StdError;

use moneyhub_proto::Error;

/// How many bytes in a row may coincide.
const MOST: usize = 8;

/// `Display`, `Debug` and the chain of sources together repeat nothing of `input`: no nine bytes in
/// a row are in both. For an input that shares no phrase with our own words, a canary for instance.
///
/// # Panics
///
/// If the law is broken.
pub fn assert_quotes_nothing(error: &Error, input: &[u8]) {
    let shown = shown(error);
    let repeated = repeated(&shown, input).first().copied().map(String::from_utf8_lossy);
    assert_eq!(repeated, None, "an error repeats what came in: {shown}");
}

/// The same for any input, which may happen to use our own words: `attempt` makes of it an error, if
/// there is one, as [`shown`]. What is shown and was in the input as well is repeated if it changes
/// with it: its letters and digits are replaced by others, and the error of that must not show them.
/// So a known code may be shown, and the name of a member that is missing, but never an unknown one.
///
/// # Panics
///
/// If the law is broken.
pub fn assert_repeats_nothing(input: &[u8], attempt: impl Fn(&[u8]) -> Option<String>) {
    let Some(text) = attempt(input) else {
        return;
    };
    for window in repeated(&text, input) {
        let other: Vec<u8> = window.iter().map(rotated).collect();
        if other == window {
            continue;
        }
        let shown = attempt(&replaced(input, window, &other));
        let repeats = shown.is_some_and(|shown| !repeated(&shown, &other).is_empty());
        assert!(!repeats, "an error repeats {:?}: {text}", String::from_utf8_lossy(window));
    }
}

/// All that a log may show of an error.
#[must_use]
pub fn shown(error: &Error) -> String {
    let mut shown = format!("{error}\n{error:?}\n{error:#?}");
    let mut source = error.source();
    while let Some(error) = source {
        shown.push_str(&format!("\n{error}\n{error:?}"));
        source = error.source();
    }
    shown
}

/// The nine bytes in a row that are in both, each once.
fn repeated<'a>(shown: &str, input: &'a [u8]) -> Vec<&'a [u8]> {
    // Most windows are in one only, which a table of their hashes tells without a search.
    let mut table = [false; 1 << 13];
    for window in shown.as_bytes().windows(MOST + 1) {
        table[hash(window)] = true;
    }
    let mut repeated: Vec<&[u8]> = input
        .windows(MOST + 1)
        .filter(|window| table[hash(window)])
        .filter(|window| shown.as_bytes().windows(MOST + 1).any(|known| known == *window))
        .collect();
    repeated.sort_unstable();
    repeated.dedup();
    repeated
}

fn hash(window: &[u8]) -> usize {
    let hash = window.iter().fold(0_u32, |hash, byte| hash.wrapping_mul(31) ^ u32::from(*byte));
    (hash ^ hash >> 13) as usize & 0x1FFF
}

/// Another letter or digit of the same kind.
fn rotated(byte: &u8) -> u8 {
    match byte {
        b'a'..=b'y' | b'A'..=b'Y' | b'0'..=b'8' => byte + 1,
        b'z' => b'a',
        b'Z' => b'A',
        b'9' => b'0',
        other => *other,
    }
}

fn replaced(input: &[u8], window: &[u8], other: &[u8]) -> Vec<u8> {
    let mut replaced = input.to_vec();
    let mut from = 0;
    while let Some(found) = replaced[from..].windows(window.len()).position(|part| part == window) {
        from += found;
        replaced[from..from + other.len()].copy_from_slice(other);
    }
    replaced
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(input: &[u8]) -> Option<String> {
        let text = String::from_utf8_lossy(input);
        let known = text.contains("invalid_grant").then(|| "invalid_grant".to_owned());
        known.or_else(|| text.contains('@').then(|| format!("{text} is unknown")))
    }

    #[test]
    fn a_known_code_is_ours_to_show() {
        assert_repeats_nothing(b"the invalid_grant of jane", told);
    }

    #[test]
    #[should_panic(expected = "an error repeats")]
    fn a_text_of_the_input_is_not() {
        assert_repeats_nothing(b"jane@example.com", told);
    }
}
