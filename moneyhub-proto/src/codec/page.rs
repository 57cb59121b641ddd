//! Paged lists, and the way from one page to the next.

use std::{collections::BTreeSet, fmt, sync::Arc};

use http::Uri;
use serde::{Deserialize, Serialize};

use super::{Call, Endpoint, Operation, Reply, decode::null_is_default};
use crate::{
    config::{Config, Service},
    ground::error::{Error, Outcome, PagingError, RequestError},
};

/// One page of a list, with the service's own names on the wire: `{"data", "meta", "links"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items.
    pub data: Vec<T>,
    /// Where in the list this page is, as far as the service says.
    #[serde(default, deserialize_with = "null_is_default")]
    pub meta: PageMeta,
    /// Links to other pages. The identity service is not known to send any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
}

impl<T> Page<T> {
    /// A page with these items and nothing else, for your own tests.
    #[must_use]
    pub fn new(data: Vec<T>) -> Self {
        Self { data, meta: PageMeta::default(), links: None }
    }
}

/// What a list says about itself. In the identity service, only the list of users is known to have
/// all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PageMeta {
    /// How many items the whole list has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// The greatest number of items on a page, which may be less than requested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// How many items come before this page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
}

/// Links to other pages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Links {
    /// The next page; absent or null on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// The previous page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prev: Option<String>,
    /// This page.
    #[serde(default, rename = "self", skip_serializing_if = "Option::is_none")]
    pub this: Option<String>,
}

/// Which part of a list to ask for. Always sent whole, since the service's defaults are not certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The greatest number of items on the page, 0 to 1000.
    pub limit: u32,
    /// How many items to skip first, 0 to 1,000,000,000.
    pub offset: u32,
}

impl Window {
    /// The largest page.
    pub const MAX_LIMIT: u32 = 1000;
    /// The farthest page.
    pub const MAX_OFFSET: u32 = 1_000_000_000;
}

impl Call {
    /// Asks for a part of a list: `limit` and `offset`, always both.
    ///
    /// Numbers beyond the documented ones are refused.
    #[must_use]
    pub fn window(self, window: Window) -> Self {
        let Window { limit, offset } = window;
        self.checked(in_range("limit", limit, 0, Window::MAX_LIMIT))
            .checked(in_range("offset", offset, 0, Window::MAX_OFFSET))
            .query("limit", &limit)
            .query("offset", &offset)
    }

    /// How many items come before the requested part.
    fn offset(&self) -> u64 {
        let offset = self.query_pairs().iter().find(|(name, _)| name == "offset");
        offset.and_then(|(_, offset)| offset.parse().ok()).unwrap_or(0)
    }
}

/// The first hundred items.
impl Default for Window {
    fn default() -> Self {
        Self { limit: 100, offset: 0 }
    }
}

/// An item of a list.
pub trait Item {
    /// What distinguishes one item from another, usually an id.
    fn identity(&self) -> &str;
}

/// An endpoint with a paged list: every one whose answer is a [`Page`] of [`Item`]s.
pub trait Paged: Endpoint<Output = Page<Self::Item>> {
    /// The type of the items.
    type Item: Item;
}

impl<E, T> Paged for E
where
    E: Endpoint<Output = Page<T>>,
    T: Item,
{
    type Item = T;
}

/// A walk from page to page, with no I/O: ask for [`next_page`](Self::next_page), send it, give
/// the page to [`turn`](Self::turn), and so on until there is no next page.
///
/// The next page is at `links.next` if the service gives one, otherwise at the next offset. The
/// walk ends at `meta.total` if the service gives it, otherwise at an empty page. A page with fewer
/// items than requested is not the end, since the service may cap the limit. Every filter is kept.
///
/// A link may be any reference (RFC 3986 section 4.2), even with characters that should be encoded; an empty
/// one counts as absent. Only its query is used: the path stays that of the endpoint.
///
/// A list may grow during the walk. Items that new ones have pushed to a later page then come twice. If the
/// new ones fill exactly one page, the previous page comes once more, and the walk goes on. It ends in an
/// error if the same page comes a third time, or is the last.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{page::Walk, users, Config, Endpoint, Page};
///
/// let config = Config::builder().client_id("c").client_secret("s").build()?;
/// let mut walk = Walk::new(users::List::default());
/// let first = walk.next_page().expect("a walk begins with a page");
/// assert!(first.call().is_ok());
///
/// walk.turn(&config, &Page::new(Vec::new()))?;
/// assert!(walk.next_page().is_none());
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
pub struct Walk<E> {
    endpoint: Arc<E>,
    next: Option<Cursor>,
    offset: u64,
    followed: BTreeSet<u64>,
    before: Option<PageMark>,
    /// Whether the previous page was a repetition of the one before it.
    repeated: bool,
}

/// The request for one page of a walk.
pub struct PageOf<E> {
    endpoint: Arc<E>,
    cursor: Cursor,
}

/// The query parameters that lead to a page; none for the first.
#[derive(Clone, Default)]
pub(crate) struct Cursor(Vec<(String, String)>);

/// Enough of a page to recognise it: its size, its first and its last item.
#[derive(PartialEq, Eq)]
struct PageMark {
    length: usize,
    first: String,
    last: String,
}

impl Cursor {
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (&str, &str)> + Clone {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl<E: Paged> Walk<E> {
    /// A walk that begins with the endpoint's own page.
    #[must_use]
    pub fn new(endpoint: E) -> Self {
        Self {
            offset: endpoint.call().map_or(0, |call| call.offset()),
            endpoint: Arc::new(endpoint),
            next: Some(Cursor::default()),
            followed: BTreeSet::new(),
            before: None,
            repeated: false,
        }
    }

    /// The request for the next page, or `None` at the end.
    #[must_use]
    pub fn next_page(&self) -> Option<PageOf<E>> {
        Some(PageOf { endpoint: Arc::clone(&self.endpoint), cursor: self.next.clone()? })
    }

    /// Looks at a page to find the next one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Paging`](crate::ground::error::ErrorKind::Paging) when the walk would never end, or would
    /// lead to another origin. The page itself is good, but the walk has ended.
    pub fn turn(&mut self, config: &Config, page: &Page<E::Item>) -> Result<(), Error> {
        self.next = None;
        self.next = self.way_on(config, page).map_err(|error| {
            Error::new(error, Outcome::Accepted).at(E::OPERATION.facts.name).of_reading(true)
        })?;
        Ok(())
    }

    /// Looks at the result of a page request: an error ends the walk. The error that it returns is about the
    /// page after a good one.
    pub(crate) fn turn_after(
        &mut self,
        config: &Config,
        page: &Result<Page<E::Item>, Error>,
    ) -> Option<Error> {
        match page {
            Ok(page) => self.turn(config, page).err(),
            Err(_) => {
                self.next = None;
                None
            }
        }
    }

    fn way_on(
        &mut self,
        config: &Config,
        page: &Page<E::Item>,
    ) -> Result<Option<Cursor>, PagingError> {
        let length = page.data.len();
        let mark = page.data.first().zip(page.data.last()).map(|(first, last)| PageMark {
            length,
            first: first.identity().to_owned(),
            last: last.identity().to_owned(),
        });
        let repeated_before = self.repeated;
        self.repeated = mark.is_some() && mark == self.before;
        if self.repeated && repeated_before {
            return Err(PagingError::NothingNew);
        }
        self.before = mark;
        self.offset = self.offset.saturating_add(length as u64);
        let next = page.links.as_ref().and_then(|links| links.next.as_deref());
        if let Some(next) = next.map(str::trim_ascii).filter(|next| !next.is_empty()) {
            if length == 0 {
                return Err(PagingError::NothingNew);
            }
            return self.follow(config, next).map(Some);
        }
        let ended = match page.meta.total {
            Some(total) => self.offset >= total || length == 0,
            // A list that linked its pages and links no further one has ended.
            None => length == 0 || !self.followed.is_empty(),
        };
        if ended {
            // Inserted items have moved others behind this page, so it is not the last.
            return if self.repeated { Err(PagingError::NothingNew) } else { Ok(None) };
        }
        if self.offset > u64::from(Window::MAX_OFFSET) {
            return Err(PagingError::BeyondOffsets);
        }
        Ok(Some(Cursor(vec![("offset".to_owned(), self.offset.to_string())])))
    }

    /// Takes the query of a link. Path and origin stay ours: a link may name another version of the
    /// path, and, behind a gateway, another prefix and the host of the service itself. An origin
    /// that is neither configured nor the service's own is refused.
    fn follow(&mut self, config: &Config, link: &str) -> Result<Cursor, PagingError> {
        let query = self.query_of(config, link)?;
        let seen = fingerprint(query);
        if !self.followed.insert(seen) {
            return Err(PagingError::RepeatedLink);
        }
        let pairs = form_urlencoded::parse(query.as_bytes());
        let pairs: Vec<_> =
            pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
        // A limit of 0 would bring no items, and so would every page after it.
        if pairs.iter().any(|(name, value)| name == "limit" && value == "0") {
            return Err(PagingError::NothingNew);
        }
        let offset = pairs.iter().find(|(name, _)| name == "offset");
        let offset = offset.and_then(|(_, offset)| offset.parse::<u64>().ok());
        if offset.is_some_and(|offset| offset < self.offset) {
            return Err(PagingError::BackwardLink);
        }
        Ok(Cursor(pairs))
    }

    /// The query of any reference of RFC 3986 section 4.2, if it points to this service. It is then decoded,
    /// and encoded again when it is sent, so that stray characters do no harm.
    fn query_of<'a>(&self, config: &Config, link: &'a str) -> Result<&'a str, PagingError> {
        let link = link.split('#').next().unwrap_or_default();
        let (path, query) = link.split_once('?').unwrap_or((link, ""));
        let service = self.endpoint.call().map_or(Service::Identity, |call| call.facts().service);
        let first = path.split('/').next().unwrap_or_default();
        let origin = match (path.split_once("://"), path.strip_prefix("//")) {
            // Without a scheme, it has ours.
            (_, Some(rest)) => format!("{}://{}", config.base(service).scheme(), authority(rest)),
            (Some((scheme, rest)), None) if first.ends_with(':') => {
                format!("{scheme}://{}", authority(rest))
            }
            // A scheme that has no hosts.
            _ if first.contains(':') => return Err(PagingError::ForeignLink),
            _ => return Ok(query),
        };
        let origin: Uri = origin.parse().map_err(|_| PagingError::MalformedLink)?;
        match config.is_link_of(service, &origin) {
            true => Ok(query),
            false => Err(PagingError::ForeignLink),
        }
    }
}

/// The part before the first slash.
fn authority(rest: &str) -> &str {
    rest.split('/').next().unwrap_or_default()
}

impl<E: Paged> Endpoint for PageOf<E> {
    type Output = Page<E::Item>;
    const OPERATION: Operation<Self::Output> = E::OPERATION;

    fn call(&self) -> Result<Call, Error> {
        let call = self.endpoint.call()?.turned_to(&self.cursor);
        let endless =
            call.query_pairs().iter().any(|(name, value)| name == "limit" && value == "0");
        call.checked(if endless { in_range("limit", 0, 1, Window::MAX_LIMIT) } else { Ok(()) })
            .finish()
    }

    fn decode(&self, reply: &mut Reply<'_>) -> Result<Page<E::Item>, Error> {
        self.endpoint.decode(reply)
    }
}

impl<E: Paged> fmt::Debug for Walk<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Walk")
            .field("endpoint", &E::OPERATION.facts.name)
            .field("offset", &self.offset)
            .finish_non_exhaustive()
    }
}

impl<E: Paged> fmt::Debug for PageOf<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageOf").field("endpoint", &E::OPERATION.facts.name).finish_non_exhaustive()
    }
}

fn in_range(
    parameter: &'static str,
    value: u32,
    least: u32,
    most: u32,
) -> Result<(), RequestError> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(RequestError::OutOfRange { parameter, least: least.into(), most: most.into() })
}

/// FNV-1a: eight bytes per followed link, so that a long walk stays small.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests;
