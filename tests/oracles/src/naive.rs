//! Decoders that are too simple to be wrong in the same way as real ones.

/// Undoes percent-encoding. `None` where a `%` is not followed by two hex digits, or the bytes are
/// not UTF-8.
#[must_use]
pub fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = &rest[2..];
    }
    String::from_utf8(bytes).ok()
}

/// The pairs of a form or a query, in their order.
#[must_use]
pub fn form_decoded(form: &str) -> Option<Vec<(String, String)>> {
    if form.is_empty() {
        return Some(Vec::new());
    }
    let decoded = |text: &str| percent_decoded(&text.replace('+', " "));
    form.split('&')
        .map(|pair| {
            let (name, value) = pair.split_once('=')?;
            Some((decoded(name)?, decoded(value)?))
        })
        .collect()
}
