use moneyhub_proto::{Window, projects::*};

use super::{Typed, plain, typed};

pub(super) fn operations() -> Vec<Typed> {
    vec![
        typed(
            "projects.list",
            |_| List::default(),
            |_| List { window: Window { limit: 25, offset: 50 } },
        ),
        typed(
            "projects.create",
            |_| Create {
                name: "Flat 2".into(),
                kind: ProjectType::Generic,
                account_ids: Vec::new(),
            },
            |id| Create {
                name: "Flat 2".into(),
                kind: ProjectType::Rental,
                account_ids: vec![id.into(), "another".into()],
            },
        ),
        plain("projects.get", |id| Get { project_id: id.into() }),
        typed(
            "projects.update",
            |id| Update { project_id: id.into(), changes: Changes::default() },
            |id| Update {
                project_id: id.into(),
                changes: Changes {
                    name: Some("Flat 3".into()),
                    account_ids: Some(vec![id.into()]),
                    kind: Some(ProjectType::Property),
                    archived: Some(true),
                },
            },
        ),
        plain("projects.delete", |id| Delete { project_id: id.into() }),
    ]
}
