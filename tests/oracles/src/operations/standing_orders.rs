use moneyhub_proto::{
    Window,
    payments::Filter,
    standing_orders::{Get, List},
};

use super::{Typed, plain, typed};

pub(super) fn operations() -> Vec<Typed> {
    vec![
        typed(
            "standing_orders.list",
            |_| List::default(),
            |id| List {
                window: Window { limit: 25, offset: 50 },
                filter: Filter {
                    user_id: Some(id.into()),
                    payee_id: Some(id.into()),
                    start_date: Some("2024-01-01".into()),
                    end_date: Some("2024-06-30".into()),
                },
            },
        ),
        plain("standing_orders.get", |id| Get { standing_order_request_id: id.into() }),
    ]
}
