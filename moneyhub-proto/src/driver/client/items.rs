use std::{fmt, pin::Pin, vec};

use futures_core::Stream;
use futures_util::stream::unfold;

use super::Pages;
use crate::{codec::Paged, ground::error::Error};

/// Items as a [`Stream`], which is `Unpin` and can be sent between threads.
pub type ItemStream<T> = Pin<Box<dyn Stream<Item = Result<T, Error>> + Send>>;

/// A walk from item to item of a list. It holds one page at a time, however long the list is.
///
/// An error ends it, after the items that came before.
pub struct Items<E: Paged> {
    pages: Pages<E>,
    page: vec::IntoIter<E::Item>,
}

impl<E: Paged> Items<E> {
    pub(super) fn new(pages: Pages<E>) -> Self {
        Self { pages, page: Vec::new().into_iter() }
    }

    /// The next item; `None` after the last one, and after an error.
    pub async fn next(&mut self) -> Option<Result<E::Item, Error>> {
        loop {
            if let Some(item) = self.page.next() {
                return Some(Ok(item));
            }
            // The page is used up: free its memory before the next one comes.
            self.page = Vec::new().into_iter();
            match self.pages.next().await? {
                Ok(page) => self.page = page.data.into_iter(),
                Err(error) => return Some(Err(error)),
            }
        }
    }

    /// The items as a stream.
    pub fn into_stream(self) -> ItemStream<E::Item>
    where
        E: Send + Sync + 'static,
        E::Item: Send,
    {
        Box::pin(unfold(self, |mut items| async move {
            let item = items.next().await?;
            Some((item, items))
        }))
    }
}

impl<E: Paged> fmt::Debug for Items<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").finish_non_exhaustive()
    }
}
