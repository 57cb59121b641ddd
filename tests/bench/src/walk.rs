//! Memory over a walk from item to item.

use moneyhub_proto::{
    Error, Paged, Window,
    accounts::{self, AccountKind},
    driver::Items,
    id::UserId,
    transactions, users,
};
use moneyhub_sandbox::Sandbox;
use tokio::runtime::Runtime;

use crate::{
    allocations::Measure,
    by_hand::Failure,
    loopback::{self, Caller},
    table::{Bound, Row, number},
};

/// The longest page.
const WINDOW: Window = Window { limit: Window::MAX_LIMIT, offset: 0 };

/// What a walk over a whole list came to. Bytes are those of the walking thread.
#[derive(Clone, Copy, Debug)]
pub struct Walked {
    what: &'static str,
    /// How many items there were.
    pub items: u64,
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
    pub fn over_users(count: u64, measure: Measure) -> Result<Self, Failure> {
        let sandbox = Sandbox::builder().users(count).record(false).start()?;
        let runtime = loopback::runtime()?;
        // The token and the connection are there before the walk begins.
        let ours = runtime.block_on(loopback::Ours::warm(&loopback::Target::of(&sandbox)?))?;
        let list = users::List { window: WINDOW, is_demo: None };
        Self::over("users", &runtime, ours.client().items(list), measure)
    }

    /// Walks over so many transactions of one account, in pages of 1000, on loopback.
    ///
    /// # Errors
    ///
    /// When a call fails.
    pub fn over_transactions(count: u64, measure: Measure) -> Result<Self, Failure> {
        let builder = Sandbox::builder().users(1).transactions_per_account(count);
        let sandbox = builder.record(false).start()?;
        let runtime = loopback::runtime()?;
        let ours = loopback::Ours::cold(&loopback::Target::of(&sandbox)?)?;
        let user_id = sandbox.user_id(0).ok_or("the sandbox has no user")?;
        let user = ours.client().user(&UserId::from(user_id));
        let accounts = runtime.block_on(user.send(accounts::List::default()))?.data;
        let mut accounts = accounts.into_iter();
        let account = accounts.find(|account| account.kind == AccountKind::CashCurrent);
        let account_id = Some(account.ok_or("the user has no current account")?.id);
        let filter = transactions::Filter { account_id, ..Default::default() };
        // For the token.
        let count = transactions::Count { filter: filter.clone(), ..Default::default() };
        runtime.block_on(user.send(count))?;
        let list = transactions::List { window: WINDOW, filter, ..Default::default() };
        Self::over("transactions", &runtime, user.items(list), measure)
    }

    fn over<E: Paged>(
        what: &'static str,
        runtime: &Runtime,
        mut items: Items<E>,
        measure: Measure,
    ) -> Result<Self, Failure> {
        let mut walked = Self { what, items: 0, pages: 0, peak: 0, first_page: 0, left: 0 };
        loop {
            // One measurement a page, since nested ones would add their peaks up.
            let mut length = Ok(0);
            let footprint = measure(&mut || length = runtime.block_on(walk_a_page(&mut items)));
            let peak = walked.left.saturating_add_unsigned(footprint.peak);
            walked.left += footprint.left;
            let length = length?;
            if length == 0 {
                return Ok(walked);
            }
            walked.peak = walked.peak.max(peak);
            if walked.pages == 0 {
                walked.first_page = peak;
            }
            walked.pages += 1;
            walked.items += length;
        }
    }

    /// The bytes at the peak, against those of the first page alone.
    ///
    /// Chunks of a body come as the sockets please, so that one page may take a little more than
    /// another; fifty pages would take fifty times as much.
    #[must_use]
    pub fn peak(&self) -> Row {
        let [items, pages] = [self.items, self.pages].map(|count| number(count as f64));
        let what = self.what;
        let what =
            format!("walk over {items} {what}, bytes at the peak of {pages} pages against one");
        Row::new(what, self.peak as f64, self.first_page as f64, Bound::AtMost(1.5))
    }
}

/// Takes the items of one page, and says how many there were.
async fn walk_a_page<E: Paged>(items: &mut Items<E>) -> Result<u64, Error> {
    let mut count = 0;
    while count < u64::from(WINDOW.limit) && items.next().await.transpose()?.is_some() {
        count += 1;
    }
    Ok(count)
}
