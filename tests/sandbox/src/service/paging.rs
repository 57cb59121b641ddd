//! `limit` and `offset`, with the bounds of the documentation ("Pagination").

use super::answer::{Answer, bad_request};

/// The default of today's API reference. (The documentation of 2020 says 100: always send it.)
const DEFAULT_LIMIT: u64 = 10;
const MOST_LIMIT: u64 = 1_000;
const MOST_OFFSET: u64 = 1_000_000_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) limit: u64,
    pub(crate) offset: u64,
}

impl Page {
    /// Parses a query; other parameters are ignored. `cap` is the most items on a page, whatever
    /// was requested.
    pub(crate) fn from_query(query: &str, cap: Option<u64>) -> Result<Self, Box<Answer>> {
        let limit = number(query, "limit", MOST_LIMIT)?.unwrap_or(DEFAULT_LIMIT);
        let offset = number(query, "offset", MOST_OFFSET)?.unwrap_or(0);
        let limit = cap.map_or(limit, |cap| limit.min(cap));
        Ok(Self { limit, offset })
    }

    pub(crate) fn of<T>(self, items: impl Iterator<Item = T>) -> Vec<T> {
        let size = |number| usize::try_from(number).unwrap_or(usize::MAX);
        items.skip(size(self.offset)).take(size(self.limit)).collect()
    }
}

fn number(query: &str, name: &str, most: u64) -> Result<Option<u64>, Box<Answer>> {
    let mut values = form_urlencoded::parse(query.as_bytes())
        .filter(|(key, _)| key == name)
        .map(|(_, value)| value);
    let Some(text) = values.next() else {
        return Ok(None);
    };
    if values.next().is_some() {
        return Err(Box::new(bad_request(&format!("{name} appears twice"))));
    }
    // `parse` would also take a plus sign.
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse::<u64>() {
        Ok(number) if digits && number <= most => Ok(Some(number)),
        _ => Err(Box::new(bad_request(&format!("{name} must be a whole number from 0 to {most}")))),
    }
}
