use moneyhub_proto::{Window, osip::*};

use super::{Typed, plain, typed};

pub(super) fn operations() -> Vec<Typed> {
    vec![
        typed(
            "osip.accounts.list",
            |_| List::default(),
            |_| List { window: Window { limit: 25, offset: 50 } },
        ),
        plain("osip.accounts.get", |id| Get { account_id: id.into() }),
        plain("osip.accounts.holdings", |id| ListHoldings { account_id: id.into() }),
        plain("osip.accounts.transactions", |id| ListTransactions { account_id: id.into() }),
    ]
}
