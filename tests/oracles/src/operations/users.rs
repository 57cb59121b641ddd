use moneyhub_proto::{Window, users::*};

use super::{Typed, plain, typed};

pub(super) fn operations() -> Vec<Typed> {
    vec![
        typed(
            "users.create",
            |_| Create::default(),
            |text| Create { client_user_id: Some(text.to_owned()) },
        ),
        typed(
            "users.list",
            |_| List::default(),
            |_| List { window: Window { limit: 25, offset: 50 }, is_demo: Some(false) },
        ),
        plain("users.get", |id| Get { user_id: id.into() }),
        plain("users.delete", |id| Delete { user_id: id.into() }),
        plain("users.connections.list", |id| ListConnections { user_id: id.into() }),
        plain("users.connections.update", |id| UpdateConnection {
            user_id: id.into(),
            connection_id: id.into(),
            expires_at: "2024-08-28T08:20:00.000Z".into(),
        }),
        plain("users.connections.delete", |id| DeleteConnection {
            user_id: id.into(),
            connection_id: id.into(),
        }),
        plain("users.syncs.list", |id| ListSyncs::new(id.into())),
        plain("users.connections.syncs.list", |id| ListConnectionSyncs::new(id.into(), id.into())),
        plain("users.syncs.get", |id| GetSync { user_id: id.into(), sync_id: id.into() }),
    ]
}
