//! How the JSON of answers is read: strictly first, and if that fails, again with repairs.
//!
//! Nearly every answer is as documented, so the first read is plain `serde_json::from_str`, at no extra cost.
//! If it fails, a second pass repairs what may be repaired:
//!
//! - A lone surrogate escape, such as `\ud83d`, becomes U+FFFD, and so do bytes that are not UTF-8.
//! - An optional member with an obvious meaning in another spelling is read by its meaning: `"true"` and `1`
//!   for a boolean, `1.0` and `"1"` for an integer, `"1.5"` for a number.
//! - Any other optional member that can't be read counts as absent.
//!
//! Required members are never guessed. One that can't be read makes its object unreadable. That object is
//! left out if it is optional itself, and so on outwards. The items of a list are read one by one, so that a
//! page full of odd items takes time in proportion to its length. An item of a list is never left out: if it
//! can't be repaired, the whole answer is an error. Invalid JSON and duplicate members are not repaired.
//!
//! The second pass knows no types. It is given a function that reads a text into the wanted type or returns
//! an error. The line and column of `serde_json`'s error lead a small scanner to the member, which is
//! overwritten with spaces, and the text is read again. So this code exists once, and each type is compiled
//! for one deserializer.

mod failure;
mod mending;
mod scanner;
mod spelling;
mod surrogates;

use std::borrow::Cow;

use serde::de::IgnoredAny;

use self::{failure::Failure, mending::Mender};
pub(crate) use self::{failure::Unreadable, mending::Mending};

/// An oddity in an answer that was repaired.
///
/// It has a place and no value, so it can be logged.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Repair {
    path: String,
}

impl Repair {
    /// The place in the JSON, such as `data[3].createdAt`. Empty for the body as a whole, some bytes of which
    /// were not UTF-8. A name that does not look like a documented member is shown as `?`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }
}

/// The repairs of one answer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Repairs(Vec<Repair>);

impl Repairs {
    /// How many are listed. An answer of some megabytes can have more odd places than anyone would read.
    pub(crate) const MOST: usize = 1000;

    pub(crate) fn list(&self) -> &[Repair] {
        &self.0
    }

    pub(crate) fn into_list(self) -> Vec<Repair> {
        self.0
    }

    /// Logs each repair with [`tracing`]. An answer may have a thousand of them.
    #[cfg_attr(
        not(feature = "tracing"),
        expect(unused_variables, reason = "without the feature nothing is written")
    )]
    pub(crate) fn tell(&self, endpoint: &'static str) {
        #[cfg(feature = "tracing")]
        for repair in &self.0 {
            tracing::debug!(target: "moneyhub", endpoint, path = repair.path(), "repaired");
        }
    }

    /// Replacing bytes that are not UTF-8 is a repair, too.
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

    /// Forgets the repairs after the first `kept` that are at or below a place.
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

/// Reads a text into the wanted type, or returns the error.
pub(crate) type Read<'a> = &'a mut dyn FnMut(&str) -> serde_json::Result<()>;

/// The same for one item of a list, by index. The same index may be read again.
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

/// Reads a body with a list in it: `whole` reads all of it. If that fails, `item` reads the items one by one,
/// and `envelope` reads the rest, in which the list is empty or null.
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

/// The failure, if a second pass is worthwhile: it is of a repairable kind, and the whole text is JSON,
/// including what will be left out.
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
        // It was null, which the envelope takes for an empty list.
        repairs.note(prefix.to_owned());
    }
    Ok(())
}

/// Checking the whole text for UTF-8 is quicker than checking every string; replacing invalid bytes is slower
/// than either.
pub(crate) fn text_of(body: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(body) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(body),
    }
}

/// The same for a body that should be JSON. A body that is not JSON from its first byte on, such as a
/// compressed one, is not copied: with U+FFFD in it, it would not be JSON either.
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

/// A text with U+FFFD in place of lone surrogates, if there are any.
pub(crate) fn without_lone_surrogates(text: &str) -> Option<String> {
    let mut text = text.to_owned();
    let replaced = surrogates::replace(&mut text);
    (!replaced.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests;
