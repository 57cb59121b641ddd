//! Inputs for the laws, from the bytes of a fuzzer.
//!
//! Answers and lists of texts are written as text, so that a seed can be read and written by hand.
//! Values, servers and scripts are drawn from the bytes one after the other, front to back; when
//! none are left, every draw gives its least. No byte string is refused: a fuzzer learns nothing
//! from rejected inputs.

pub(crate) mod drivers_script;
pub(crate) mod ledger_script;
pub(crate) mod script;
pub(crate) mod sign_in_script;
pub(crate) mod values;

use arbitrary::Unstructured;

/// An answer of the service, as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer<'a> {
    /// The status, which may be one that HTTP does not allow.
    pub status: u16,
    /// The headers, which may be what HTTP does not allow.
    pub headers: Vec<(Vec<u8>, Vec<u8>)>,
    /// The body.
    pub body: &'a [u8],
}

/// Reads an answer: a line with its status, a line for each header, an empty line, and the body. Where
/// there is no such head, everything is the body of a 200.
#[must_use]
pub fn answer(input: &[u8]) -> Answer<'_> {
    headed(input).unwrap_or(Answer { status: 200, headers: Vec::new(), body: input })
}

fn headed(input: &[u8]) -> Option<Answer<'_>> {
    let (first, mut rest) = line(input)?;
    let status = std::str::from_utf8(first).ok()?.parse().ok()?;
    let mut headers = Vec::new();
    loop {
        let (line, after) = line(rest)?;
        rest = after;
        if line.is_empty() {
            return Some(Answer { status, headers, body: rest });
        }
        let colon = line.iter().position(|byte| *byte == b':')?;
        let (name, value) = line.split_at(colon);
        headers.push((name.to_vec(), value[1..].trim_ascii().to_vec()));
    }
}

fn line(input: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = input.iter().position(|byte| *byte == b'\n')?;
    Some((&input[..end], &input[end + 1..]))
}

/// Splits at the byte 0xFF, which no UTF-8 has. A text that is not there is empty.
#[must_use]
pub fn texts<const N: usize>(input: &[u8]) -> [String; N] {
    let mut parts = input.split(|byte| *byte == 0xFF);
    std::array::from_fn(|_| String::from_utf8_lossy(parts.next().unwrap_or_default()).into_owned())
}

/// What draws from the bytes. Its answers are never an error: at the end come zeros.
pub(crate) struct Draw<'a>(Unstructured<'a>);

impl<'a> Draw<'a> {
    pub(crate) fn new(input: &'a [u8]) -> Self {
        Self(Unstructured::new(input))
    }

    pub(crate) fn is_over(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn byte(&mut self) -> u8 {
        self.0.arbitrary().unwrap_or_default()
    }

    pub(crate) fn bool(&mut self) -> bool {
        self.byte() & 1 == 1
    }

    pub(crate) fn number(&mut self) -> u64 {
        self.0.arbitrary().unwrap_or_default()
    }

    /// One of so many, from zero.
    pub(crate) fn below(&mut self, many: u32) -> u32 {
        self.0.int_in_range(0..=many.saturating_sub(1)).unwrap_or_default()
    }

    pub(crate) fn one_of<T: Clone>(&mut self, choices: &[T]) -> T {
        let index = self.below(u32::try_from(choices.len()).unwrap_or(1));
        choices[index as usize].clone()
    }

    pub(crate) fn option<T>(&mut self, draw: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.bool().then(|| draw(self))
    }

    pub(crate) fn list<T>(&mut self, most: u32, mut draw: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let length = self.below(most + 1);
        (0..length).map(|_| draw(self)).collect()
    }

    /// A text of up to forty bytes; what is no UTF-8 in it is replaced.
    pub(crate) fn text(&mut self) -> String {
        let length = (self.below(41) as usize).min(self.0.len());
        String::from_utf8_lossy(self.0.bytes(length).unwrap_or_default()).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_has_a_head_and_a_body() {
        let read = answer(b"429\nretry-after: 3\ndate:x\n\n{}\n\n");
        let headers =
            vec![(b"retry-after".to_vec(), b"3".to_vec()), (b"date".to_vec(), b"x".to_vec())];
        assert_eq!(read, Answer { status: 429, headers, body: b"{}\n\n" });
    }

    #[test]
    fn what_has_no_head_is_a_body() {
        for text in ["{}", "200", "200\nx\n\n{}", "\n\n", "x\n\n{}"] {
            let read = answer(text.as_bytes());
            assert_eq!((read.status, read.body), (200, text.as_bytes()), "{text:?}");
        }
    }

    #[test]
    fn texts_are_split_and_filled_up() {
        assert_eq!(texts::<3>(b"a\xFF\xC3\xA9"), ["a", "\u{e9}", ""]);
    }

    #[test]
    fn a_draw_from_nothing_is_the_least() {
        let mut draw = Draw::new(&[]);
        assert!(draw.is_over());
        assert_eq!((draw.byte(), draw.number(), draw.below(7)), (0, 0, 0));
        assert_eq!((draw.text(), draw.one_of(&["a", "b"])), (String::new(), "a"));
    }
}
