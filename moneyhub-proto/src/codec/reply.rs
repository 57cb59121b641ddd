//! A successful answer that is about to be read.

use std::{borrow::Cow, fmt};

use http::{HeaderMap, StatusCode};

use crate::ground::{
    error::{DecodeCategory, DecodeError, Error},
    reader::{self, Mending, Place, Read, ReadItem, Repair, Repairs, Unreadable},
};

/// A successful answer, as [`Endpoint::decode`](crate::codec::Endpoint::decode) gets it.
///
/// The functions of [`decode`](mod@crate::codec::decode) read its body, and note what they had to repair.
///
/// # Examples
///
/// An answer that is a header:
///
/// ```
/// use moneyhub_proto::{Error, codec::Reply};
///
/// fn location(reply: &mut Reply<'_>) -> Result<Option<String>, Error> {
///     let location = reply.headers().get("location");
///     Ok(location.and_then(|value| value.to_str().ok()).map(str::to_owned))
/// }
/// ```
pub struct Reply<'a> {
    status: StatusCode,
    headers: &'a HeaderMap,
    body: &'a [u8],
    repairs: Repairs,
}

impl<'a> Reply<'a> {
    /// The status, which is 2xx.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    #[must_use]
    pub const fn headers(&self) -> &'a HeaderMap {
        self.headers
    }

    /// The body, whole and as it came.
    #[must_use]
    pub const fn body(&self) -> &'a [u8] {
        self.body
    }

    /// The repairs so far, in the order in which they were made. The first thousand are listed.
    #[must_use]
    pub fn repairs(&self) -> &[Repair] {
        self.repairs.list()
    }

    pub(crate) fn new(status: StatusCode, headers: &'a HeaderMap, body: &'a [u8]) -> Self {
        Self { status, headers, body, repairs: Repairs::default() }
    }

    pub(crate) fn into_repairs(self) -> Repairs {
        self.repairs
    }

    /// Reads the body.
    pub(crate) fn read(&mut self, mending: Mending, read: Read<'_>) -> Result<(), Error> {
        let result = reader::read(self.body, mending, &mut self.repairs, read);
        result.map_err(|unreadable| self.unreadable(unreadable))
    }

    /// Reads a body that contains a list.
    pub(crate) fn read_list(
        &mut self,
        place: Place,
        whole: Read<'_>,
        item: ReadItem<'_>,
        envelope: Read<'_>,
    ) -> Result<(), Error> {
        let repairs = &mut self.repairs;
        let result = reader::read_list(self.body, place, repairs, whole, item, envelope);
        result.map_err(|unreadable| self.unreadable(unreadable))
    }

    /// The body as text. Bytes that are not UTF-8 become U+FFFD, which is a repair.
    pub(crate) fn text(&mut self) -> String {
        let text = reader::text_of(self.body);
        self.repairs.note_replaced(matches!(text, Cow::Owned(_)));
        text.into_owned()
    }

    /// The error for a member that could be read, but has a bad value.
    pub(crate) fn refused(&self, member: &str, category: DecodeCategory) -> Error {
        self.unreadable(Unreadable { category, path: member.to_owned() })
    }

    fn unreadable(&self, unreadable: Unreadable) -> Error {
        DecodeError::new(self.status, self.headers, self.body, unreadable).into()
    }
}

/// Shows no header and no body.
impl fmt::Debug for Reply<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("status", &self.status)
            .field("length", &self.body.len())
            .field("repairs", &self.repairs.list().len())
            .finish_non_exhaustive()
    }
}
