//! Unknown members and unknown enumeration strings in good replies.

use moneyhub_oracles::extension::{Addition, additions_change_nothing};
use moneyhub_proto::users;
use proptest::{collection::vec, prelude::*};
use serde_json::json;

use crate::{strategies, texts};

fn additions() -> impl Strategy<Value = Vec<Addition>> {
    let name = prop_oneof![texts::any(), strategies::member(), Just("brandNew".to_owned())];
    let addition = (any::<usize>(), any::<usize>(), name, strategies::value());
    let addition = addition.prop_map(|(object, position, name, value)| Addition {
        object,
        position,
        name,
        value,
    });
    vec(addition, 1..6)
}

/// Enumeration strings, most of them unknown.
fn strings() -> impl Strategy<Value = Vec<String>> {
    vec(prop_oneof![texts::any(), Just("client".to_owned()), Just("ok".to_owned())], 0..4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn what_is_added_to_a_user_changes_nothing(user in strategies::user(),
        strings in strings(), additions in additions()) {
        let get = users::Get { user_id: "u".into() };
        additions_change_nothing(&get, &json!(user), &strings, &additions);
    }

    #[test]
    fn what_is_added_to_a_page_of_users_changes_nothing(
        page in strategies::page(strategies::user()),
        strings in strings(), additions in additions(),
    ) {
        additions_change_nothing(&users::List::default(), &json!(page), &strings, &additions);
    }

    #[test]
    fn what_is_added_to_connections_changes_nothing(
        page in strategies::page(strategies::connection()),
        strings in strings(), additions in additions(),
    ) {
        let list = users::ListConnections { user_id: "u".into() };
        additions_change_nothing(&list, &json!(page), &strings, &additions);
    }

    #[test]
    fn what_is_added_to_a_page_of_syncs_changes_nothing(
        page in strategies::page(strategies::sync()),
        strings in strings(), additions in additions(),
    ) {
        additions_change_nothing(&users::ListSyncs::new("u".into()), &json!(page), &strings, &additions);
    }

    #[test]
    fn what_is_added_to_a_sync_changes_nothing(sync in strategies::sync(),
        strings in strings(), additions in additions()) {
        let get = users::GetSync { user_id: "u".into(), sync_id: "s".into() };
        additions_change_nothing(&get, &json!({ "data": sync }), &strings, &additions);
    }
}
