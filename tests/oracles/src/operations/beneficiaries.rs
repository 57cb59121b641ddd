use moneyhub_proto::{
    Window,
    beneficiaries::{Get, List},
};

use super::{Typed, typed};

pub(super) fn operations() -> Vec<Typed> {
    vec![
        typed(
            "beneficiaries.list",
            |_| List::default(),
            |_| List {
                window: Window { limit: 25, offset: 50 },
                is_unique: Some(true),
                details: true,
            },
        ),
        typed(
            "beneficiaries.get",
            |id| Get { beneficiary_id: id.into(), details: false },
            |id| Get { beneficiary_id: id.into(), details: true },
        ),
    ]
}
