//! The laws of `moneyhub-oracles`, each tried on many random inputs.
//!
//! Case counts are fixed. A failure prints the smallest input it could find, and the file under
//! `proptest-regressions` that makes it come again.

mod drivers;
mod extension;
mod ledger;
mod leniency;
mod machine;
mod normal;
mod resolve;
mod sign_in_walk;
mod signing_in;
mod strategies;
mod texts;

use moneyhub_oracles::{
    bodies, decoding, headers, input::Answer, origins, pages, paths, refusals, round_trip,
    timestamps,
};
use moneyhub_proto::Window;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn no_id_leaves_its_path_segment(
        user in texts::id(), connection in texts::id(), sync in texts::id(),
    ) {
        let ids = moneyhub_oracles::Ids { user: &user, connection: &connection, sync: &sync };
        paths::ids_stay_in_their_segments(ids);
    }

    #[test]
    fn no_value_leaves_its_query_parameter(
        pairs in prop::collection::vec((texts::any(), texts::any()), 0..6),
    ) {
        paths::query_values_round_trip(&pairs);
    }

    #[test]
    fn a_token_is_carried_exactly_or_refused(text in texts::any()) {
        headers::tokens_are_carried_exactly(&text);
    }

    #[test]
    fn client_credentials_are_carried_exactly(id in texts::any(), secret in texts::any()) {
        headers::client_credentials_are_carried_exactly(&id, &secret);
    }

    #[test]
    fn a_user_agent_is_carried_exactly_or_refused(text in texts::any()) {
        headers::user_agents_are_carried_exactly(&text);
    }

    #[test]
    fn pages_add_up_to_the_list_or_to_a_typed_error(
        server in strategies::server(),
        limit in 1_u32..8,
        offset in prop_oneof![3 => Just(0), 1 => 0_u32..30],
        is_demo in any::<Option<bool>>(),
    ) {
        pages::pages_add_up(&server, Window { limit, offset }, is_demo);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_bytes_give_a_value_or_an_error(
        status in strategies::status(), headers in strategies::headers(), body in strategies::body(),
    ) {
        decoding::decoding_is_total(&Answer { status, headers, body: &body });
    }

    #[test]
    fn a_body_is_collected_up_to_its_limit(
        status in prop_oneof![Just(http::StatusCode::OK), Just(http::StatusCode::BAD_GATEWAY)],
        chunks in prop::collection::vec((any::<u8>(), 0_usize..40_000), 0..5),
    ) {
        let chunks: Vec<Vec<u8>> = chunks.into_iter().map(|(byte, length)| vec![byte; length]).collect();
        decoding::bodies_are_collected_up_to_their_limit(status, &chunks);
    }

    #[test]
    fn a_user_survives_encoding(user in strategies::user()) {
        round_trip::users_survive(&user);
    }

    #[test]
    fn a_sync_survives_encoding(sync in strategies::sync()) {
        round_trip::syncs_survive(&sync);
    }

    #[test]
    fn connections_survive_encoding(page in strategies::page(strategies::connection())) {
        round_trip::connections_survive(&page);
    }

    #[test]
    fn a_page_of_users_survives_encoding(page in strategies::page(strategies::user())) {
        round_trip::values_survive(&page);
    }

    #[test]
    fn a_page_of_syncs_survives_encoding(page in strategies::page(strategies::sync())) {
        round_trip::values_survive(&page);
    }

    #[test]
    fn texts_survive_as_ids_timestamps_and_enumerations(text in texts::any()) {
        round_trip::texts_survive(&text);
    }

    #[test]
    fn timestamps_agree(one in texts::time(), other in texts::time()) {
        timestamps::timestamps_agree(&one, &other);
    }

    #[test]
    fn an_error_answer_is_read_as_far_as_it_can_be(
        status in strategies::status(), headers in strategies::headers(), body in strategies::body(),
    ) {
        refusals::refusals_are_read(&Answer { status, headers, body: &body });
    }

    #[test]
    fn forms_carry_what_they_are_given(text in texts::any(), subject in texts::id(), other in texts::any()) {
        bodies::forms_carry_what_they_are_given(&text, &subject, &other);
    }

    #[test]
    fn json_carries_what_it_is_given(text in prop_oneof![texts::any(), texts::time()]) {
        bodies::json_carries_what_it_is_given(&text);
    }

    #[test]
    fn authorisation_requests_carry_what_they_are_given(
        client in texts::any(), uri in texts::url(), user in texts::id(), connection in texts::id(),
        mode in texts::any(),
    ) {
        bodies::authorisation_requests_carry_what_they_are_given(&[client, uri, user, connection, mode]);
    }

    #[test]
    fn no_link_leads_to_another_origin(link in texts::url()) {
        origins::links_stay_at_home(&link);
    }

    #[test]
    fn no_discovered_endpoint_of_another_origin_is_trusted(
        urls in [texts::url(), texts::url(), texts::url(), texts::url()],
    ) {
        origins::discovered_endpoints_stay_at_home(&urls);
    }

    #[test]
    fn requests_go_where_they_are_configured(identity in texts::url(), api in texts::url()) {
        origins::requests_go_where_they_are_configured(&identity, &api);
    }
}
