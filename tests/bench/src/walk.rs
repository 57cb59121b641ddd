//! Memory over a walk from page to page.

use moneyhub_proto::{Window, users};
use moneyhub_sandbox::Sandbox;

use crate::{
    allocations::Measure,
    by_hand::Failure,
    loopback::{self, Caller},
    table::{Bound, Row, number},
};

/// What a walk over the whole list came to. Bytes are those of the walking thread.
#[derive(Clone, Copy, Debug, Default)]
pub struct Walked {
    /// How many users there were.
    pub users: u64,
    /// On how many pages.
    pub pages: u64,
    /// The most bytes that were live at once, beyond those before the walk.
    peak: i64,
    /// The same for the first page alone.
    first_page: i64,
    /// What is still live when all pages are gone: buffers of the connection that grew meanwhile.
    left: i64,
}

impl Walked {
    /// Walks over so many users, in pages of 1000, on loopback.
    ///
    /// # Errors
    ///
    /// When a call fails.
    pub fn over(users: u64, measure: Measure) -> Result<Self, Failure> {
        let sandbox = Sandbox::builder().users(users).record(false).start()?;
        let target = loopback::Target::of(&sandbox)?;
        let runtime = loopback::runtime()?;
        // The token and the connection are there before the walk begins.
        let ours = runtime.block_on(loopback::Ours::warm(&target))?;
        let window = Window { limit: Window::MAX_LIMIT, offset: 0 };
        let list = users::List { window, is_demo: None };
        let mut pages = ours.client().pages(list);
        let mut walked = Self::default();
        loop {
            // One measurement a page, since nested ones would add their peaks up.
            let mut length = Ok(None);
            let footprint = measure(&mut || {
                let page = runtime.block_on(pages.next()).transpose();
                length = page.map(|page| page.map(|page| page.data.len()));
            });
            let peak = walked.left.saturating_add_unsigned(footprint.peak);
            walked.left += footprint.left;
            let Some(length) = length? else {
                return Ok(walked);
            };
            walked.peak = walked.peak.max(peak);
            if walked.pages == 0 {
                walked.first_page = peak;
            }
            walked.pages += 1;
            walked.users += length as u64;
        }
    }

    /// The bytes at the peak, against those of the first page alone.
    ///
    /// Chunks of a body come as the sockets please, so that one page may take a little more than
    /// another; fifty pages would take fifty times as much.
    #[must_use]
    pub fn peak(&self) -> Row {
        let [users, pages] = [self.users, self.pages].map(|count| number(count as f64));
        let what =
            format!("walk over {users} users, bytes at the peak of {pages} pages against one");
        Row::new(what, self.peak as f64, self.first_page as f64, Bound::AtMost(1.5))
    }
}
