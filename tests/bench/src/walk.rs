//! Memory over a walk from page to page.

use moneyhub_proto::{Window, users};
use moneyhub_sandbox::Sandbox;

use crate::{
    by_hand::Failure,
    loopback::{self, Caller},
};

/// What a piece of work does to the memory of its thread, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Footprint {
    /// The most that was live at once.
    pub peak: u64,
    /// What is live afterwards, or less than nothing when older things were freed.
    pub left: i64,
}

/// What a walk over the whole list came to. Bytes are those of the walking thread.
#[derive(Clone, Copy, Debug, Default)]
pub struct Walked {
    /// How many users there were.
    pub users: u64,
    /// On how many pages.
    pub pages: u64,
    /// The most bytes that were live at once, beyond those before the walk.
    pub peak: i64,
    /// The same for the first page alone.
    pub first_page: i64,
    /// What is still live when all pages are gone: buffers of the connection that grew meanwhile.
    pub left: i64,
}

impl Walked {
    /// Walks over so many users, in pages of 1000, on loopback.
    ///
    /// How memory is counted is the caller's to say: the crate that does it replaces the allocator
    /// of every program that it is linked into, and where instructions are counted it must not.
    ///
    /// # Errors
    ///
    /// When a call fails.
    pub fn over(
        users: u64,
        measure: impl Fn(&mut dyn FnMut()) -> Footprint,
    ) -> Result<Self, Failure> {
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
}
