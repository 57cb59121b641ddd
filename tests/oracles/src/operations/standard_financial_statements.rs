use moneyhub_proto::{Window, standard_financial_statements::*};

use super::{Typed, affordability::subject, plain, typed};

pub(super) fn operations() -> Vec<Typed> {
    vec![
        typed(
            "sfs.list",
            |_| List::default(),
            |_| List { window: Window { limit: 25, offset: 50 } },
        ),
        typed("sfs.create", |_| Create::default(), |_| Create { subject: Some(subject()) }),
        plain("sfs.get", |id| Get { report_id: id.into() }),
    ]
}
