use moneyhub_proto::sync::*;

use super::{Typed, typed};

pub(super) fn operations() -> Vec<Typed> {
    vec![typed(
        "sync.connection",
        |id| SyncConnection::new(id.into()),
        |id| SyncConnection {
            customer_ip_address: "203.0.113.7".parse().ok(),
            customer_last_logged_time: Some("2024-06-01T08:20:00Z".into()),
            enable_async: Some(false),
            ..SyncConnection::new(id.into())
        },
    )]
}
