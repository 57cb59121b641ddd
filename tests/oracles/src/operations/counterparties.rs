use moneyhub_proto::{Window, counterparties::*};

use super::{Typed, typed};

const WINDOW: Window = Window { limit: 25, offset: 50 };

pub(super) fn operations() -> Vec<Typed> {
    vec![
        typed(
            "counterparties.global",
            |_| ListGlobal::default(),
            |_| ListGlobal { window: WINDOW },
        ),
        typed(
            "counterparties.global",
            |_| ListGlobalV2::default(),
            |_| ListGlobalV2 { window: WINDOW },
        )
        .reading("v2"),
    ]
}
