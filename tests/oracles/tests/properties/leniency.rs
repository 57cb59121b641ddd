//! Odd members and lone surrogates in good replies.

use moneyhub_oracles::leniency::{
    Oddity, a_lone_surrogate_costs_only_itself, odd_members_cost_only_themselves,
};
use moneyhub_proto::users;
use proptest::{collection::vec, prelude::*};
use serde_json::json;

use crate::strategies;

fn oddities() -> impl Strategy<Value = Vec<Oddity>> {
    let oddity = (any::<usize>(), strategies::value());
    vec(oddity.prop_map(|(member, value)| Oddity { member, value }), 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn what_is_odd_in_a_page_of_users_costs_only_itself(
        page in strategies::page(strategies::user()), oddities in oddities(), text in any::<usize>(),
    ) {
        let (list, page) = (users::List::default(), json!(page));
        odd_members_cost_only_themselves(&list, &page, &oddities);
        a_lone_surrogate_costs_only_itself(&list, &page, text);
    }

    #[test]
    fn what_is_odd_in_connections_costs_only_itself(
        page in strategies::page(strategies::connection()), oddities in oddities(), text in any::<usize>(),
    ) {
        let (list, page) = (users::ListConnections { user_id: "u".into() }, json!(page));
        odd_members_cost_only_themselves(&list, &page, &oddities);
        a_lone_surrogate_costs_only_itself(&list, &page, text);
    }

    #[test]
    fn what_is_odd_in_a_page_of_syncs_costs_only_itself(
        page in strategies::page(strategies::sync()), oddities in oddities(), text in any::<usize>(),
    ) {
        let (list, page) = (users::ListSyncs::new("u".into()), json!(page));
        odd_members_cost_only_themselves(&list, &page, &oddities);
        a_lone_surrogate_costs_only_itself(&list, &page, text);
    }

    #[test]
    fn what_is_odd_in_one_sync_costs_only_itself(
        sync in strategies::sync(), oddities in oddities(), text in any::<usize>(),
    ) {
        let get = users::GetSync { user_id: "u".into(), sync_id: "s".into() };
        let reply = json!({ "data": sync });
        odd_members_cost_only_themselves(&get, &reply, &oddities);
        a_lone_surrogate_costs_only_itself(&get, &reply, text);
    }
}
