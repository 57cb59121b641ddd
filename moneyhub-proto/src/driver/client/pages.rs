use std::{fmt, pin::Pin};

use futures_core::Stream;
use futures_util::stream::unfold;

use crate::{
    codec::{Page, Paged, Walk},
    driver::Client,
    ground::error::Error,
    machine::CallOptions,
};

/// Pages as a [`Stream`], which is `Unpin` and can be sent between threads.
pub type PageStream<T> = Pin<Box<dyn Stream<Item = Result<Page<T>, Error>> + Send>>;

/// A walk from page to page of a list. It holds one page at a time, however long the list is.
///
/// An error ends it. See [`Walk`] for the rules.
pub struct Pages<E> {
    client: Client,
    walk: Walk<E>,
    options: CallOptions,
    failed: Option<Error>,
}

impl<E: Paged> Pages<E> {
    pub(super) fn new(client: Client, endpoint: E, options: CallOptions) -> Self {
        Self { client, walk: Walk::new(endpoint), options, failed: None }
    }

    /// The next page; `None` after the last one, and after an error.
    pub async fn next(&mut self) -> Option<Result<Page<E::Item>, Error>> {
        if let Some(error) = self.failed.take() {
            return Some(Err(error));
        }
        let request = self.walk.next_page()?;
        let page = self.client.send_with(request, self.options.clone()).await;
        self.failed = self.walk.turn_after(self.client.session().config(), &page);
        Some(page)
    }

    /// The pages as a stream.
    pub fn into_stream(self) -> PageStream<E::Item>
    where
        E: Send + Sync + 'static,
        E::Item: Send,
    {
        Box::pin(unfold(self, |mut pages| async move {
            let page = pages.next().await?;
            Some((page, pages))
        }))
    }
}

impl<E: fmt::Debug> fmt::Debug for Pages<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}
