//! How the JSON of answers is read: strictly first, and once more with care when that fails.
//!
//! Nearly every answer is as documented, so the first read is plain `serde_json::from_str`, and
//! nothing is paid for what could be odd. When it fails, a second look repairs what may be repaired:
//!
//! - A lone surrogate escape, such as `\ud83d`, becomes U+FFFD, and so do bytes that are not UTF-8.
//! - An optional member with a plain meaning in another spelling is read by its meaning: `"true"` and
//!   `1` for a boolean, `1.0` and `"1"` for an integer, `"1.5"` for a number.
//! - Any other optional member that can't be read counts as absent.
//!
//! What is required is never guessed: a required member that can't be read makes its object
//! unreadable, which is then left out if it is optional itself, and so on outwards. The items of a list
//! are read one by one, so that a page full of odd items takes time in proportion to its length. An
//! item of a list is never left out: what can't be repaired inside it is the error of the whole. What
//! is not JSON, and a member that occurs twice, are not repaired.
//!
//! The second look knows no type. It is handed a function that reads a text into whatever is wanted
//! and says what stood in the way; line and column of `serde_json`'s error lead a small scanner to the
//! member, which is overwritten with spaces, and the text is read again. So it exists once, and each
//! type is compiled for one deserializer.

mod failure;
mod mending;
mod scanner;
mod spelling;
mod surrogates;

use std::borrow::Cow;

use serde::de::IgnoredAny;

use self::{failure::Failure, mending::Mender};
pub(crate) use self::{failure::Unreadable, mending::Mending};

/// Something odd in an answer that was read all the same.
///
/// It has a place and no value, so it can be logged.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Repair {
    path: String,
}

impl Repair {
    /// The place in the JSON, such as `data[3].createdAt`. Empty for the body as a whole, some bytes of
    /// which were not UTF-8. A name that does not look like one of a documented member is `?`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }
}

/// What was repaired in one answer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Repairs(Vec<Repair>);

impl Repairs {
    /// How many are listed. An answer of some megabytes can have more odd places than anybody reads.
    pub(crate) const MOST: usize = 1000;

    pub(crate) fn list(&self) -> &[Repair] {
        &self.0
    }

    pub(crate) fn into_list(self) -> Vec<Repair> {
        self.0
    }

    /// Tells of each, by [`tracing`]. An answer may have a thousand such places.
    #[cfg_attr(
        not(feature = "tracing"),
        expect(unused_variables, reason = "what nobody listens to needs no words")
    )]
    pub(crate) fn tell(&self, endpoint: &'static str) {
        #[cfg(feature = "tracing")]
        for repair in &self.0 {
            tracing::debug!(target: "moneyhub", endpoint, path = repair.path(), "repaired");
        }
    }

    /// What a body has instead of bytes that are not UTF-8 is a repair, too.
    pub(crate) fn note_replaced(&mut self, replaced: bool) {
        if replaced {
            self.note(String::new());
        }
    }

    fn note(&mut self, path: String) {
        if self.0.len() < Self::MOST && self.0.last().is_none_or(|last| last.path != path) {
            self.0.push(Repair { path });
        }
    }

    /// Forgets what was noted after the first `kept`, as far as it is at or below a place.
    fn forget_below(&mut self, kept: usize, place: &str) {
        let mut index = 0;
        self.0.retain(|repair| {
            index += 1;
            let rest = repair.path.strip_prefix(place);
            index <= kept
                || !rest.is_some_and(|rest| matches!(rest.bytes().next(), None | Some(b'.' | b'[')))
        });
    }
}

/// Reads a text into what is wanted, or says what stands in the way.
pub(crate) type Read<'a> = &'a mut dyn FnMut(&str) -> serde_json::Result<()>;

/// The same for the item of a list at an index. It may be asked to read one index again.
pub(crate) type ReadItem<'a> = &'a mut dyn FnMut(usize, &str) -> serde_json::Result<()>;

/// Which list in a body is read item by item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The list in the member `data` of an object.
    Data,
    /// The body itself.
    Body,
}

/// Reads a body.
pub(crate) fn read(
    body: &[u8],
    mending: Mending,
    repairs: &mut Repairs,
    read: Read<'_>,
) -> Result<(), Unreadable> {
    let text = json_of(body);
    let result = read(&text).or_else(|error| {
        let failure = repairable(&error, &text)?;
        Mender::new(mending, "", repairs).mend(text.clone().into_owned(), failure, read)
    });
    result.map(|()| repairs.note_replaced(matches!(text, Cow::Owned(_))))
}

/// Reads a body with a list in it: `whole` reads all of it; when that fails, `item` reads the items one
/// by one, and `envelope` what is around them, in which the list is empty or null.
pub(crate) fn read_list(
    body: &[u8],
    place: Place,
    repairs: &mut Repairs,
    whole: Read<'_>,
    item: ReadItem<'_>,
    envelope: Read<'_>,
) -> Result<(), Unreadable> {
    let text = json_of(body);
    let result = whole(&text).or_else(|error| {
        repairable(&error, &text)?;
        let kept = repairs.0.len();
        let result = items(&text, place, repairs, item, envelope);
        if result.is_err() {
            repairs.0.truncate(kept);
        }
        result
    });
    result.map(|()| repairs.note_replaced(matches!(text, Cow::Owned(_))))
}

/// What has failed, when a second look is worth its while: the failure is of a kind that can be repaired, and
/// all is JSON, what will be left out as well.
fn repairable(error: &serde_json::Error, text: &str) -> Result<Failure, Unreadable> {
    let failure = Failure::of(error, text);
    if !failure.is_repairable() {
        return Err(failure.explained(text));
    }
    match serde_json::from_str::<IgnoredAny>(text) {
        Ok(_) => Ok(Failure::of_json(error, text)),
        Err(error) => Err(Failure::of(&error, text).explained(text)),
    }
}

fn items(
    text: &str,
    place: Place,
    repairs: &mut Repairs,
    item: ReadItem<'_>,
    envelope: Read<'_>,
) -> Result<(), Unreadable> {
    let name = match place {
        Place::Data => Some("data"),
        Place::Body => None,
    };
    let prefix = name.unwrap_or_default();
    let mut around = Cow::Borrowed(text);
    let list = scanner::list(text, name);
    if let Some(list) = &list {
        for (index, span) in list.items.iter().enumerate() {
            let span = text.get(span.clone()).unwrap_or_default();
            if let Err(error) = item(index, span) {
                let prefix = format!("{prefix}[{index}]");
                let failure = Failure::of_json(&error, span);
                let mender = Mender::new(Mending::Members, &prefix, repairs);
                mender.mend(span.to_owned(), failure, &mut |text| item(index, text))?;
            }
        }
        around.to_mut().replace_range(list.span.clone(), "[]");
    }
    if let Err(error) = envelope(&around) {
        let failure = Failure::of_json(&error, &around);
        let mender = Mender::new(Mending::Members, "", repairs);
        mender.mend(around.into_owned(), failure, envelope)?;
    }
    if list.is_none() {
        // It was null, which the envelope takes for an empty one.
        repairs.note(prefix.to_owned());
    }
    Ok(())
}

/// One look for UTF-8 at the whole is quicker than one at every string; replacing what is not UTF-8 is
/// slower than both.
pub(crate) fn text_of(body: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(body) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(body),
    }
}

/// The same of what should be JSON. What is no JSON from its first byte on, such as a compressed body, is
/// not copied: the U+FFFD that stands for it is no JSON either.
fn json_of(body: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(body) {
        Ok(text) => Cow::Borrowed(text),
        Err(error) if begins_like_json(body, error.valid_up_to()) => String::from_utf8_lossy(body),
        Err(_) => Cow::Borrowed("\u{fffd}"),
    }
}

/// Whether the part before the first byte that is not UTF-8 may be the beginning of JSON.
fn begins_like_json(body: &[u8], valid: usize) -> bool {
    let first = body.iter().take(valid).find(|byte| !byte.is_ascii_whitespace());
    first.is_some_and(|byte| matches!(byte, b'{' | b'[' | b'"'))
}

/// Whether an object has a member of this name. For a choice between two forms of an answer.
pub(crate) fn has_member(body: &[u8], name: &str) -> bool {
    scanner::has_member(&json_of(body), name)
}

/// A text with U+FFFD in place of lone surrogates, when there are any.
pub(crate) fn without_lone_surrogates(text: &str) -> Option<String> {
    let mut text = text.to_owned();
    let replaced = surrogates::replace(&mut text);
    (!replaced.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests;
