use moneyhub_proto::{Window, savings_goals::*};

use super::{Typed, plain, typed};

pub(super) fn operations() -> Vec<Typed> {
    vec![
        typed(
            "savings_goals.list",
            |_| List::default(),
            |_| List { window: Window { limit: 25, offset: 50 } },
        ),
        typed(
            "savings_goals.create",
            |_| Create {
                name: "House deposit".into(),
                amount: 2_500_000,
                currency: None,
                account_ids: vec!["an-account".into()],
                rest: Rest::default(),
            },
            |id| Create {
                name: "House deposit".into(),
                amount: 2_500_000,
                currency: Some("GBP".into()),
                account_ids: vec![id.into(), "another".into()],
                rest: rest(),
            },
        ),
        plain("savings_goals.get", |id| Get { goal_id: id.into() }),
        typed(
            "savings_goals.update",
            |id| Update {
                goal_id: id.into(),
                account_ids: vec!["an-account".into()],
                name: None,
                amount: None,
                rest: Rest::default(),
            },
            |id| Update {
                goal_id: id.into(),
                account_ids: vec![id.into(), "another".into()],
                name: Some("Flat deposit".into()),
                amount: Some(2_000_000),
                rest: rest(),
            },
        ),
        plain("savings_goals.delete", |id| Delete { goal_id: id.into() }),
    ]
}

fn rest() -> Rest {
    Rest {
        image_url: Some("https://static.example.com/house.png".into()),
        notes: Some("With Sam".into()),
        target_date: Some("2030-12-21".into()),
    }
}
