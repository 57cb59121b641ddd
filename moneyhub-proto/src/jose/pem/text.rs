//! The text of a file, without the damage that it took on the way.

use base64::{Engine, prelude::BASE64_STANDARD};
use zeroize::Zeroizing;

/// The file as text, with line ends and no escapes, wiped on drop.
///
/// Only characters that no PEM has are dropped: byte order marks, zero-width spaces, and backslashes. Bytes
/// that are not text, such as explanatory text in another code page, become U+FFFD.
pub(super) fn plain(file: &[u8]) -> Zeroizing<String> {
    match file {
        // Windows: `certutil`, PowerShell's `>` and `Out-File`, Notepad's "Unicode".
        [0xFF, 0xFE, rest @ ..] => utf_16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf_16(rest, u16::from_be_bytes),
        [b'-', 0, ..] => utf_16(file, u16::from_le_bytes),
        [0, b'-', ..] => utf_16(file, u16::from_be_bytes),
        _ => {
            // It does not grow, here or below: growing would leave a copy behind.
            let mut text = Writer::with_room(file.len().saturating_mul(3));
            for chunk in file.utf8_chunks() {
                chunk.valid().chars().for_each(|symbol| text.push(symbol));
                if !chunk.invalid().is_empty() {
                    text.push(char::REPLACEMENT_CHARACTER);
                }
            }
            text.finish()
        }
    }
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Zeroizing<String> {
    let mut text = Writer::with_room(bytes.len().saturating_mul(2));
    let units = bytes.chunks_exact(2).filter_map(|pair| pair.try_into().ok()).map(unit);
    for symbol in char::decode_utf16(units) {
        text.push(symbol.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    text.finish()
}

/// Undoes escapes as text is written to it.
struct Writer {
    text: Zeroizing<String>,
    /// Whether the last character was a backslash. Several count as one: some files are escaped
    /// more than once.
    escaped: bool,
}

impl Writer {
    fn with_room(bytes: usize) -> Self {
        Self { text: Zeroizing::new(String::with_capacity(bytes)), escaped: false }
    }

    fn push(&mut self, symbol: char) {
        let symbol = match symbol {
            '\\' => {
                self.escaped = true;
                return;
            }
            // Two characters instead of a line end: environment variables, JSON, Docker.
            'n' | 'r' | 't' if self.escaped => '\n',
            // Zero-width characters, which come along when text is copied from a web page.
            '\u{feff}' | '\u{200b}' | '\0' => return,
            '\n' => '\n',
            symbol if symbol.is_whitespace() => ' ',
            symbol => symbol,
        };
        self.escaped = false;
        self.text.push(symbol);
    }

    fn finish(self) -> Zeroizing<String> {
        self.text
    }
}

/// The decoded bytes, if the text is base64 and nothing else, in quotes or not.
pub(super) fn all_base64(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    /// Shorter texts are words, not files.
    const LEAST: usize = 64;

    let text = text.trim().trim_matches(['"', '\'', '`']);
    let mut digits = Zeroizing::new(Vec::with_capacity(text.len()));
    digits.extend(text.bytes().filter(|byte| !byte.is_ascii_whitespace()));
    if digits.len() < LEAST {
        return None;
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(digits.len().saturating_add(3)));
    BASE64_STANDARD.decode_vec(&*digits, &mut bytes).ok()?;
    Some(bytes)
}
