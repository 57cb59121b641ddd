use std::{fmt, vec};

use super::Pages;
use crate::{codec::Paged, ground::error::Error};

/// The items of a list, as an iterator that holds one page at a time. An error ends it.
pub struct Items<E: Paged> {
    pages: Pages<E>,
    page: vec::IntoIter<E::Item>,
}

impl<E: Paged> Items<E> {
    pub(super) fn new(pages: Pages<E>) -> Self {
        Self { pages, page: Vec::new().into_iter() }
    }
}

impl<E: Paged> Iterator for Items<E> {
    type Item = Result<E::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.page.next() {
                return Some(Ok(item));
            }
            // The page is used up: free its memory before the next one comes.
            self.page = Vec::new().into_iter();
            match self.pages.next()? {
                Ok(page) => self.page = page.data.into_iter(),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl<E: Paged> fmt::Debug for Items<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").finish_non_exhaustive()
    }
}
