//! Every fuzz target: what it gives to which law.
//!
//! The programs in `fuzz/targets` call these functions and do nothing else; the replay of the corpus
//! calls the same, so what a fuzzer has found is found again by `cargo test`.

use moneyhub_proto::{Window, connections, users};
use serde_json::json;

use crate::{
    Ids, bodies, decoding, extension, headers,
    input::{Draw, answer, texts},
    machine, origins, pages, paths, refusals, round_trip, timestamps,
};

/// A target: any bytes, and a panic where they break a law.
pub type Target = fn(&[u8]);

/// All of them, by the names of their programs and of their folders in the corpus.
pub const ALL: [(&str, Target); 14] = [
    ("authorisation_requests", authorisation_requests),
    ("bodies", self::bodies),
    ("extension", self::extension),
    ("headers", self::headers),
    ("identity_replies", identity_replies),
    ("machine", self::machine),
    ("origins", self::origins),
    ("pages", self::pages),
    ("paths", self::paths),
    ("queries", queries),
    ("refusals", self::refusals),
    ("replies", replies),
    ("round_trip", self::round_trip),
    ("timestamps", self::timestamps),
];

/// Five texts: client, redirect URI, user, connection, response mode.
pub fn authorisation_requests(input: &[u8]) {
    bodies::authorisation_requests_carry_what_they_are_given(&texts(input));
}

/// Three texts: a code or token, a user's id, anything else.
pub fn bodies(input: &[u8]) {
    let [text, subject, other] = texts(input);
    bodies::forms_carry_what_they_are_given(&text, &subject, &other);
    bodies::json_carries_what_it_is_given(&text);
}

/// A value, strings for its enumerations, and what is added.
pub fn extension(input: &[u8]) {
    let mut draw = Draw::new(input);
    let kind = draw.below(5);
    let strings = draw.list(3, Draw::text);
    let additions = draw.additions();
    let user_id = || "u".into();
    match kind {
        0 => {
            let get = users::Get { user_id: user_id() };
            extension::additions_change_nothing(&get, &json!(draw.user()), &strings, &additions);
        }
        1 => {
            let page = json!(draw.page(Draw::user));
            let list = users::List::default();
            extension::additions_change_nothing(&list, &page, &strings, &additions);
        }
        2 => {
            let page = json!(draw.page(Draw::connection));
            let list = connections::List { user_id: user_id() };
            extension::additions_change_nothing(&list, &page, &strings, &additions);
        }
        3 => {
            let page = json!(draw.page(Draw::sync));
            let list = users::ListSyncs::new(user_id());
            extension::additions_change_nothing(&list, &page, &strings, &additions);
        }
        _ => {
            let reply = json!({ "data": draw.sync() });
            let get = users::GetSync { user_id: user_id(), sync_id: "s".into() };
            extension::additions_change_nothing(&get, &reply, &strings, &additions);
        }
    }
}

/// Three texts: a token, a client's id and secret; the first is a user agent as well.
pub fn headers(input: &[u8]) {
    let [token, client_id, client_secret] = texts(input);
    headers::tokens_are_carried_exactly(&token);
    headers::user_agents_are_carried_exactly(&token);
    headers::client_credentials_are_carried_exactly(&client_id, &client_secret);
}

/// An answer of the identity service.
pub fn identity_replies(input: &[u8]) {
    decoding::identity_replies_are_read(&answer(input));
}

/// A script.
pub fn machine(input: &[u8]) {
    machine::calls_obey_the_replay_table(&Draw::new(input).script());
}

/// Four URLs.
pub fn origins(input: &[u8]) {
    let urls: [String; 4] = texts(input);
    origins::links_stay_at_home(&urls[0]);
    origins::requests_go_where_they_are_configured(&urls[0], &urls[1]);
    origins::discovered_endpoints_stay_at_home(&urls);
}

/// A server with a list, and where in it to begin.
pub fn pages(input: &[u8]) {
    let mut draw = Draw::new(input);
    let server = draw.server();
    let window = Window { limit: 1 + draw.below(7), offset: draw.below(30) };
    pages::pages_add_up(&server, window, draw.option(Draw::bool));
}

/// Three ids.
pub fn paths(input: &[u8]) {
    let [user, connection, sync] = texts(input);
    let ids = Ids { user: &user, connection: &connection, sync: &sync };
    paths::ids_stay_in_their_segments(ids);
}

/// Names and values of a query, in turns.
pub fn queries(input: &[u8]) {
    let [a, b, c, d, e, f] = texts(input);
    paths::query_values_round_trip(&[(a, b), (c, d), (e, f)]);
}

/// An error answer.
pub fn refusals(input: &[u8]) {
    refusals::refusals_are_read(&answer(input));
}

/// An answer of the API.
pub fn replies(input: &[u8]) {
    decoding::resources_are_read(&answer(input));
}

/// A value.
pub fn round_trip(input: &[u8]) {
    let mut draw = Draw::new(input);
    match draw.below(6) {
        0 => round_trip::users_survive(&draw.user()),
        1 => round_trip::syncs_survive(&draw.sync()),
        2 => round_trip::connections_survive(&draw.page(Draw::connection)),
        3 => round_trip::values_survive(&draw.page(Draw::user)),
        4 => round_trip::values_survive(&draw.page(Draw::sync)),
        _ => round_trip::texts_survive(&draw.text()),
    }
}

/// Two texts.
pub fn timestamps(input: &[u8]) {
    let [one, other] = texts(input);
    timestamps::timestamps_agree(&one, &other);
}
