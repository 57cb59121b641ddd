//! Every fuzz target: its input and its laws.
//!
//! The programs in `fuzz/targets` only call these functions. The replay of the corpus calls the same, so
//! `cargo test` reproduces a fuzzer's findings.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use moneyhub_proto::{Window, sign_in::Flow, users};
use serde_json::{Map, Value, json};

use crate::{
    Ids, bodies, claims, decoding, drivers, extension, headers,
    input::{Draw, answer, texts},
    keys, ledger, leniency, machine, origins, pages, paths, refusals, round_trip, sign_in_walk,
    signing_in, timestamps, webhooks,
};

/// A target: takes any bytes, and panics if they break a law.
pub type Target = fn(&[u8]);

/// All of them, by the names of their programs and of their folders in the corpus.
pub const ALL: [(&str, Target); 25] = [
    ("authorisation_requests", authorisation_requests),
    ("bodies", self::bodies),
    ("callbacks", callbacks),
    ("claims", self::claims),
    ("drivers", self::drivers),
    ("extension", self::extension),
    ("finish_sign_in", finish_sign_in),
    ("headers", self::headers),
    ("id_tokens", id_tokens),
    ("identity_replies", identity_replies),
    ("ledger", self::ledger),
    ("leniency", self::leniency),
    ("machine", self::machine),
    ("origins", self::origins),
    ("pages", self::pages),
    ("paths", self::paths),
    ("private_keys", private_keys),
    ("public_keys", public_keys),
    ("queries", queries),
    ("refusals", self::refusals),
    ("replies", replies),
    ("round_trip", self::round_trip),
    ("stored_sign_ins", stored_sign_ins),
    ("timestamps", self::timestamps),
    ("webhooks", self::webhooks),
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

/// A callback's URL, query, fragment or form; `STATE` in it is the state.
pub fn callbacks(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    for flow in [Flow::AuthorisationCode, Flow::Hybrid, Flow::Implicit] {
        signing_in::callbacks_give_a_stage_or_an_error(&text, flow);
    }
}

/// Three sets of claims, in JSON.
pub fn claims(input: &[u8]) {
    let [one, two, three] = texts(input).map(|text| members(text.as_bytes()));
    claims::disjoint_claims_merge_in_any_grouping([&one, &two, &three]);
    claims::the_right_side_wins(&one, &two);
}

/// A script of calls.
pub fn drivers(input: &[u8]) {
    drivers::drivers_are_equal(&Draw::new(input).drivers_script());
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
            let list = users::ListConnections { user_id: user_id() };
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

/// A script of sign-ins.
pub fn finish_sign_in(input: &[u8]) {
    sign_in_walk::sign_ins_spend_their_code_once(&Draw::new(input).sign_in_script());
}

/// Three texts: a token, a client's id and secret; the first is a user agent as well.
pub fn headers(input: &[u8]) {
    let [token, client_id, client_secret] = texts(input);
    headers::tokens_are_carried_exactly(&token);
    headers::user_agents_are_carried_exactly(&token);
    headers::client_credentials_are_carried_exactly(&client_id, &client_secret);
}

/// Three texts: a header, claims and a signature; the first two are encoded. The claims are signed as
/// well, laid over good ones.
pub fn id_tokens(input: &[u8]) {
    let [header, claims, signature] = texts(input);
    let encode = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    let token = format!("{}.{}.{signature}", encode(&header), encode(&claims));
    signing_in::made_up_tokens_are_refused(&token);
    signing_in::made_up_tokens_are_refused(&String::from_utf8_lossy(input));
    let claims = members(claims.as_bytes());
    let claims = Value::Object(claims);
    signing_in::signed_claims_are_checked(&claims);
    signing_in::signed_callbacks_are_checked(&claims);
}

/// An answer of the identity service.
pub fn identity_replies(input: &[u8]) {
    decoding::identity_replies_are_read(&answer(input));
}

/// A checkpoint; and a history of a user's accounts and transactions.
pub fn ledger(input: &[u8]) {
    ledger::checkpoints_are_read_or_refused(input);
    ledger::the_copy_never_drifts(&Draw::new(input).ledger_history());
}

/// A value, and what is odd in it.
pub fn leniency(input: &[u8]) {
    let mut draw = Draw::new(input);
    let kind = draw.below(4);
    let oddities = draw.oddities();
    let text = usize::from(draw.byte());
    let user_id = || "u".into();
    match kind {
        0 => {
            let (list, page) = (users::List::default(), json!(draw.page(Draw::user)));
            leniency::odd_members_cost_only_themselves(&list, &page, &oddities);
            leniency::a_lone_surrogate_costs_only_itself(&list, &page, text);
        }
        1 => {
            let list = users::ListConnections { user_id: user_id() };
            let page = json!(draw.page(Draw::connection));
            leniency::odd_members_cost_only_themselves(&list, &page, &oddities);
            leniency::a_lone_surrogate_costs_only_itself(&list, &page, text);
        }
        2 => {
            let (list, page) = (users::ListSyncs::new(user_id()), json!(draw.page(Draw::sync)));
            leniency::odd_members_cost_only_themselves(&list, &page, &oddities);
            leniency::a_lone_surrogate_costs_only_itself(&list, &page, text);
        }
        _ => {
            let get = users::GetSync { user_id: user_id(), sync_id: "s".into() };
            let reply = json!({ "data": draw.sync() });
            leniency::odd_members_cost_only_themselves(&get, &reply, &oddities);
            leniency::a_lone_surrogate_costs_only_itself(&get, &reply, text);
        }
    }
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

/// The file of a private key.
pub fn private_keys(input: &[u8]) {
    keys::key_files_are_read_or_refused(input, None);
    keys::key_files_are_read_or_refused(input, Some("k1"));
}

/// The members of a JSON Web Key.
pub fn public_keys(input: &[u8]) {
    signing_in::made_up_keys_verify_nothing(&members(input));
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

/// A stored sign-in: as it is, and as the JSON that is in one.
pub fn stored_sign_ins(input: &[u8]) {
    signing_in::stored_texts_are_restored_or_refused(&String::from_utf8_lossy(input));
    let version = signing_in::stored(Flow::Hybrid);
    let version = version.split('.').next().unwrap_or_default();
    let text = format!("{version}.{}", BASE64_URL_SAFE_NO_PAD.encode(input));
    signing_in::stored_texts_are_restored_or_refused(&text);
}

/// Two texts.
pub fn timestamps(input: &[u8]) {
    let [one, other] = texts(input);
    timestamps::timestamps_agree(&one, &other);
}

/// Three texts: a header, claims and a signature, as of an `id_token`; the claims are signed as well, laid over those
/// of a good webhook. And the whole as a body.
pub fn webhooks(input: &[u8]) {
    let [header, claims, signature] = texts(input);
    let encode = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    let token = format!("{}.{}.{signature}", encode(&header), encode(&claims));
    webhooks::made_up_bodies_are_refused(token.as_bytes());
    webhooks::made_up_bodies_are_refused(input);
    webhooks::made_up_bodies_are_refused(claims.as_bytes());
    let claims = Value::Object(members(claims.as_bytes()));
    webhooks::signed_claims_are_checked(&claims);
    webhooks::no_token_is_both(&claims);
}

/// The members of a JSON object, if it is one.
fn members(input: &[u8]) -> Map<String, Value> {
    serde_json::from_slice(input).unwrap_or_default()
}
