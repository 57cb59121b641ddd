//! Escapes of lone surrogates.

/// Replaces each with `\ufffd`, which has the same length. Returns their positions.
///
/// It looks for escapes without looking for strings: JSON has no backslash outside strings.
pub(super) fn replace(text: &mut String) -> Vec<usize> {
    let places: Vec<usize> = Lone { bytes: text.as_bytes(), at: 0 }.collect();
    if places.is_empty() {
        return places;
    }
    let mut replaced = String::with_capacity(text.len());
    let mut from = 0;
    for place in &places {
        replaced.push_str(text.get(from..*place).unwrap_or_default());
        replaced.push_str("\\ufffd");
        from = place + 6;
    }
    replaced.push_str(text.get(from..).unwrap_or_default());
    *text = replaced;
    places
}

pub(super) fn has_lone(text: &str) -> bool {
    Lone { bytes: text.as_bytes(), at: 0 }.next().is_some()
}

/// The positions of the backslashes of lone surrogates.
struct Lone<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Lone<'_> {
    /// The number in the escape at a position, if it is a UTF-16 unit.
    fn unit(&self, at: usize) -> Option<u16> {
        let digits = self.bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
        if !digits.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    }
}

impl Iterator for Lone<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        loop {
            let rest = self.bytes.get(self.at..)?;
            let at = self.at + rest.iter().position(|byte| *byte == b'\\')?;
            match self.unit(at) {
                Some(0xD800..=0xDBFF) if matches!(self.unit(at + 6), Some(0xDC00..=0xDFFF)) => {
                    self.at = at + 12;
                }
                Some(0xD800..=0xDFFF) => {
                    self.at = at + 6;
                    return Some(at);
                }
                Some(_) => self.at = at + 6,
                None => self.at = at + 2,
            }
        }
    }
}
