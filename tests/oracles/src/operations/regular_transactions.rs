use moneyhub_proto::regular_transactions::{Detect, List};

use super::{Typed, plain, typed};

pub(super) fn operations() -> Vec<Typed> {
    vec![
        typed("regular.list", |_| List::default(), |id| List { account_id: Some(id.into()) }),
        plain("regular.detect", |id| Detect { account_id: id.into() }),
    ]
}
