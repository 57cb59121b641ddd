use moneyhub_proto::{
    Window,
    pay_file_consents::{Get, List},
};

use super::{Typed, plain, typed};

pub(super) fn operations() -> Vec<Typed> {
    vec![
        typed(
            "pay_file_consent.list",
            |_| List::default(),
            |_| List { window: Window { limit: 25, offset: 50 } },
        ),
        plain("pay_file_consent.get", |id| Get { pay_file_consent_id: id.into() }),
    ]
}
