use moneyhub_proto::{Window, spending_goals::*};

use super::{Typed, plain, typed};

pub(super) fn operations() -> Vec<Typed> {
    vec![
        typed(
            "spending_goals.list",
            |_| List::default(),
            |_| List { window: Window { limit: 25, offset: 50 } },
        ),
        typed(
            "spending_goals.create",
            |_| Create { category_id: "std:all".into(), amount: 50_000, period: None },
            |id| Create {
                category_id: id.into(),
                amount: 50_000,
                period: Some(GoalPeriod::Annual { day: 6, month: 4 }),
            },
        ),
        plain("spending_goals.get", |id| Get { goal_id: id.into() }),
        typed(
            "spending_goals.update",
            |id| Update { goal_id: id.into(), category_id: None, amount: None },
            |id| Update { goal_id: id.into(), category_id: Some(id.into()), amount: Some(60_000) },
        ),
        plain("spending_goals.delete", |id| Delete { goal_id: id.into() }),
    ]
}
