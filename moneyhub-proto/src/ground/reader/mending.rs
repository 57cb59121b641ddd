//! The second pass: reads a text repeatedly, each time without the member that failed.

use std::ops::Range;

use super::{
    Read, Repairs,
    failure::{Failure, Unreadable},
    scanner::{self, Located, Member},
    spelling, surrogates,
};
use crate::ground::error::DecodeCategory;

/// How often one text, or one item of a list, is repaired. None has this many optional members.
const MOST_REPAIRS: usize = 64;

/// What may be repaired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mending {
    /// Texts, and members that are not required.
    Members,
    /// Texts only: for JSON without a type, of which nothing may be left out.
    Texts,
}

/// Repairs one text. The repairs it notes have this prefix to their paths.
pub(super) struct Mender<'a> {
    mending: Mending,
    prefix: &'a str,
    repairs: &'a mut Repairs,
    /// How many repairs had been noted before.
    kept: usize,
    text: String,
    left_out: Vec<LeftOut>,
}

/// A member that was overwritten with spaces.
struct LeftOut {
    name: String,
    /// Where its object begins.
    object: usize,
    /// Why.
    error: Unreadable,
    /// Its value in the spelling that was expected, if there is one.
    plain: Option<String>,
}

impl<'a> Mender<'a> {
    pub(super) fn new(mending: Mending, prefix: &'a str, repairs: &'a mut Repairs) -> Self {
        let kept = repairs.0.len();
        Self { mending, prefix, repairs, kept, text: String::new(), left_out: Vec::new() }
    }

    /// Reads the text, which has failed once, until it succeeds or nothing more can be repaired.
    ///
    /// # Errors
    ///
    /// The first of the errors that follow from each other: if a required member has the wrong type, that
    /// error, and not that it is missing after it was left out.
    pub(super) fn mend(
        mut self,
        text: String,
        failure: Failure,
        read: Read<'_>,
    ) -> Result<(), Unreadable> {
        self.text = text;
        match self.repair(failure, read) {
            Ok(()) => {
                self.respell(read);
                Ok(())
            }
            Err(error) => {
                self.repairs.0.truncate(self.kept);
                Err(Unreadable { path: self.path_of(&error.path), ..error })
            }
        }
    }

    fn repair(&mut self, mut failure: Failure, read: Read<'_>) -> Result<(), Unreadable> {
        for _ in 0..MOST_REPAIRS {
            let located = scanner::locate(&self.text, &failure);
            let error = self.error_of(&failure, &located);
            let again = match failure.category {
                DecodeCategory::Syntax => self.without_surrogates(read),
                DecodeCategory::MissingMember
                | DecodeCategory::OutOfRange
                | DecodeCategory::WrongType
                    if self.mending == Mending::Members =>
                {
                    self.without_member(&failure, located, &error, read)
                }
                _ => return Err(error),
            };
            match again {
                // Nothing can be left out.
                None => return Err(error),
                Some(Ok(())) => return Ok(()),
                Some(Err(next)) => failure = next,
            }
        }
        Err(failure.explained(&self.text))
    }

    /// The error of the member whose absence is the failure, if it was left out here.
    fn error_of(&self, failure: &Failure, located: &Located) -> Unreadable {
        let missing = (failure.category == DecodeCategory::MissingMember).then_some(());
        let missing = missing.and(failure.name.as_deref()).zip(located.object);
        let left_out = missing.and_then(|(name, object)| {
            self.left_out.iter().find(|member| member.name == name && member.object == object)
        });
        left_out.map_or_else(|| failure.explained(&self.text), |member| member.error.clone())
    }

    fn read_again(&self, read: Read<'_>) -> Result<(), Failure> {
        read(&self.text).map_err(|error| Failure::of_json(&error, &self.text))
    }

    /// Replaces all of them at once, so that many cost no more than one.
    fn without_surrogates(&mut self, read: Read<'_>) -> Option<Result<(), Failure>> {
        let places = surrogates::replace(&mut self.text);
        if places.is_empty() {
            return None;
        }
        for path in scanner::paths(&self.text, &places) {
            self.repairs.note(self.path_of(&path));
        }
        Some(self.read_again(read))
    }

    /// Leaves out the member that the failure is about.
    fn without_member(
        &mut self,
        failure: &Failure,
        located: Located,
        error: &Unreadable,
        read: Read<'_>,
    ) -> Option<Result<(), Failure>> {
        for member in [located.last, located.member].into_iter().flatten() {
            // With one of two left out, the duplicate would go unnoticed.
            if scanner::occurs_twice(&self.text, &member) {
                return None;
            }
            let value = self.text.get(member.value.clone())?;
            let plain = spelling::plain(value, failure.expected).filter(|_| member.itself);
            let plain = plain.map(str::to_owned);
            let span = with_comma(&self.text, &member);
            let before = self.text.get(span.clone())?.to_owned();
            self.text.replace_range(span.clone(), &" ".repeat(span.len()));
            let again = self.read_again(read);
            if again.as_ref().is_err_and(|next| next == failure) {
                // The failure was not about this one.
                self.text.replace_range(span, &before);
                continue;
            }
            // Members inside it are left out with it.
            self.left_out.retain(|inner| !span.contains(&inner.object));
            let path = self.path_of(&member.path);
            self.repairs.forget_below(self.kept, &path);
            self.repairs.note(path);
            let name = member.name(&before, span.start).to_owned();
            self.left_out.push(LeftOut {
                name,
                object: member.object,
                error: error.clone(),
                plain,
            });
            return Some(again);
        }
        None
    }

    /// Puts back members with an obvious meaning. Only now is it certain that they are not
    /// required.
    ///
    /// From the last to the first, so that positions stay valid. Order does not matter in objects.
    fn respell(&mut self, read: Read<'_>) {
        let mut members = std::mem::take(&mut self.left_out);
        members.sort_by_key(|member| std::cmp::Reverse(member.object));
        for member in members {
            let Some(plain) = member.plain else { continue };
            let start = member.object + 1;
            let next = scanner::white(self.text.as_bytes(), start);
            let comma = if self.text.as_bytes().get(next) == Some(&b'}') { "" } else { "," };
            let text = format!("\"{}\":{plain}{comma}", member.name);
            self.text.insert_str(start, &text);
            if read(&self.text).is_err() {
                self.text.replace_range(start..start + text.len(), "");
            }
        }
    }

    fn path_of(&self, path: &str) -> String {
        match (self.prefix, path) {
            ("", path) => path.to_owned(),
            (prefix, "") => prefix.to_owned(),
            (prefix, path) if path.starts_with('[') => format!("{prefix}{path}"),
            (prefix, path) => format!("{prefix}.{path}"),
        }
    }
}

impl Member {
    /// The name in a part of the text that begins at a position.
    fn name<'t>(&self, part: &'t str, start: usize) -> &'t str {
        let name = self.name.start + 1 - start..self.name.end - 1 - start;
        part.get(name).unwrap_or_default()
    }
}

/// A member with the comma after it, or, for the last one, before it.
fn with_comma(text: &str, member: &Member) -> Range<usize> {
    let bytes = text.as_bytes();
    let (start, end) = (member.name.start, member.value.end);
    let next = scanner::white(bytes, end);
    if bytes.get(next) == Some(&b',') {
        return start..next + 1;
    }
    let before = bytes.get(..start).unwrap_or_default();
    let white = before.iter().rev().take_while(|byte| scanner::is_white(byte)).count();
    match before.get(..start - white) {
        Some([.., b',']) => start - white - 1..end,
        _ => start..end,
    }
}
