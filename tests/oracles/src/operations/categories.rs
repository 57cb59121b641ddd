use moneyhub_proto::{Window, categories::*};

use super::{Typed, plain, typed};

const WINDOW: Window = Window { limit: 25, offset: 50 };

pub(super) fn operations() -> Vec<Typed> {
    vec![
        typed(
            "categories.list",
            |_| List::default(),
            |_| List { window: WINDOW, kind: Some(CategoryType::All) },
        ),
        typed(
            "categories.get",
            |id| Get { category_id: id.into(), kind: None },
            |id| Get { category_id: id.into(), kind: Some(CategoryType::Business) },
        ),
        plain("categories.create", |_| Create {
            group: "group:2".into(),
            name: "Dog walking".to_owned(),
        }),
        typed(
            "categories.groups",
            |_| ListGroups::default(),
            |_| ListGroups { kind: Some(CategoryType::Business) },
        ),
        typed(
            "categories.standard",
            |_| ListStandard::default(),
            |_| ListStandard { window: WINDOW, kind: Some(CategoryType::Personal) },
        ),
        typed(
            "categories.standard_groups",
            |_| ListStandardGroups::default(),
            |_| ListStandardGroups { kind: Some(CategoryType::All) },
        ),
    ]
}
