use moneyhub_proto::{Date, Window, payments::*};

use super::{Typed, plain, typed};

pub(super) fn operations() -> Vec<Typed> {
    vec![
        typed(
            "payments.list",
            |_| List::default(),
            |id| List {
                window: Window { limit: 25, offset: 50 },
                filter: Filter {
                    user_id: Some(id.into()),
                    payee_id: Some(id.into()),
                    start_date: Some(Date::new("2024-05-01")),
                    end_date: Some(Date::new("2024-05-31")),
                },
            },
        ),
        plain("payments.get", |id| Get { payment_id: id.into() }),
    ]
}
