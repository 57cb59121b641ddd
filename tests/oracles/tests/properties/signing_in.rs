//! Tokens, keys, callbacks and stored sign-ins, made up and changed.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use moneyhub_oracles::{
    claims,
    signing_in::{self, Issuer, Times},
};
use moneyhub_proto::sign_in::Flow;
use proptest::{collection::vec, option, prelude::*, sample::select};
use serde_json::{Map, Value, json};

use crate::{strategies, texts};

fn flow() -> impl Strategy<Value = Flow> {
    select(vec![Flow::AuthorisationCode, Flow::Hybrid, Flow::Implicit])
}

/// Segments that say something, between dots: mostly three.
fn token() -> impl Strategy<Value = String> {
    let header = select(vec![
        r#"{"alg":"none"}"#,
        r#"{"alg":"HS256","kid":"k1"}"#,
        r#"{"alg":"ES256","kid":"k1"}"#,
        r#"{"alg":"ES256","alg":"none"}"#,
        r#"{"alg":"ES256","crit":["b64"],"b64":false}"#,
        r#"{"alg":"ES256","kid":7}"#,
    ]);
    let header = header.prop_map(|text| BASE64_URL_SAFE_NO_PAD.encode(text));
    let good = Just(()).prop_map(|()| Issuer::new().token(&json!({})));
    let part_of_good =
        good.prop_flat_map(|token| select(token.split('.').map(str::to_owned).collect::<Vec<_>>()));
    let segment = prop_oneof![
        3 => header,
        2 => part_of_good,
        2 => vec(any::<u8>(), 0..80).prop_map(|bytes| BASE64_URL_SAFE_NO_PAD.encode(bytes)),
        2 => strategies::value().prop_map(|value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string())),
        1 => texts::any(),
    ];
    let segments = prop_oneof![4 => vec(segment.clone(), 3..4), 1 => vec(segment, 0..7)];
    let not_the_good_token = |segments: &Vec<String>| {
        let good = Issuer::new().token(&json!({}));
        segments.len() != 3 || !good.starts_with(&segments[..2].join("."))
    };
    let joined = segments
        .prop_filter("the good token", not_the_good_token)
        .prop_map(|segments| segments.join("."));
    prop_oneof![4 => joined, 1 => texts::any()]
}

/// Claims that are checked, most of them one at a time.
fn signed() -> impl Strategy<Value = Value> {
    let name = select(vec![
        "aud",
        "auth_time",
        "azp",
        "exp",
        "iat",
        "iss",
        "mh:con_id",
        "nbf",
        "nonce",
        "s_hash",
        "sub",
    ]);
    let value = prop_oneof![
        2 => (-1000_i64..1000).prop_map(|offset| json!(signing_in::NOW + offset)),
        2 => select(vec!["client", "another", ""]).prop_map(Value::from),
        1 => Just(json!(["client", "another"])),
        2 => strategies::value(),
    ];
    vec((name, value), 0..3).prop_map(|members| {
        json!(Map::from_iter(members.into_iter().map(|(n, v)| (n.to_owned(), v))))
    })
}

fn callback() -> impl Strategy<Value = String> {
    let name = select(vec![
        "state",
        "code",
        "id_token",
        "iss",
        "error",
        "error_description",
        "access_token",
        "own",
    ]);
    let value = prop_oneof![
        4 => Just("STATE".to_owned()),
        1 => Just("https://identity.moneyhub.co.uk/oidc".to_owned()),
        1 => Just("access_denied".to_owned()),
        2 => texts::any(),
    ];
    let pair = (name, value).prop_map(|(name, value)| format!("{name}={value}"));
    let good = (any::<bool>(), vec(pair.clone(), 0..2)).prop_map(|(form, more)| {
        let flow = if form { "code=c&id_token=i" } else { "code=c" };
        [vec!["state=STATE".to_owned(), flow.to_owned()], more].concat().join("&")
    });
    let form = vec(pair, 0..6).prop_map(|pairs| pairs.join("&"));
    let start = select(vec!["", "?", "#", "https://shop.example/callback?", "/callback#"]);
    let text = prop_oneof![3 => form, 3 => good, 1 => texts::any()];
    (start, text).prop_map(|(start, text)| format!("{start}{text}"))
}

fn stored() -> impl Strategy<Value = String> {
    let changed = (flow(), any::<usize>(), any::<usize>(), texts::any());
    let changed = changed.prop_map(|(flow, from, length, text)| {
        let mut stored = signing_in::stored(flow);
        let from = from % stored.len();
        let to = stored.len().min(from + length % 40);
        stored.replace_range(from..to, &text);
        stored
    });
    let json = strategies::value()
        .prop_map(|value| format!("mhsi1.{}", BASE64_URL_SAFE_NO_PAD.encode(value.to_string())));
    let members = (flow(), strategies::value(), any::<usize>());
    let members = members.prop_map(|(flow, value, place)| {
        let stored = signing_in::stored(flow);
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(&stored[6..]).unwrap();
        let mut json: Map<String, Value> = serde_json::from_slice(&bytes).unwrap();
        let name = json.keys().nth(place % json.len()).unwrap().clone();
        json.insert(name, value);
        format!("mhsi1.{}", BASE64_URL_SAFE_NO_PAD.encode(Value::Object(json).to_string()))
    });
    prop_oneof![1 => texts::any(), 2 => changed, 1 => json, 3 => members]
}

fn key() -> impl Strategy<Value = Map<String, Value>> {
    let name = select(vec!["kty", "crv", "x", "y", "n", "e", "alg", "use", "key_ops"]);
    let number = select(vec![0_usize, 1, 3, 31, 32, 33, 255, 256, 257, 1024, 1025]);
    let number = (number, any::<u8>())
        .prop_map(|(length, byte)| json!(BASE64_URL_SAFE_NO_PAD.encode(vec![byte; length])));
    let value = prop_oneof![
        3 => number,
        2 => select(vec!["EC", "RSA", "oct", "P-256", "P-384", "ES256", "sig", "enc", "verify"])
            .prop_map(|text| json!(text)),
        1 => strategies::value(),
    ];
    vec((name, value), 0..8).prop_map(|members| {
        // Most of what is drawn should get as far as the verifier.
        let mut key =
            Map::from_iter([("kty".to_owned(), json!("EC")), ("crv".to_owned(), json!("P-256"))]);
        let number = json!(BASE64_URL_SAFE_NO_PAD.encode([7; 32]));
        key.extend([("x".to_owned(), number.clone()), ("y".to_owned(), number)]);
        key.extend(members.into_iter().map(|(name, value)| (name.to_owned(), value)));
        key
    })
}

fn members() -> impl Strategy<Value = Map<String, Value>> {
    let name = select(vec!["sub", "mh:con_id", "mh:consent", "value", "a", ""]);
    let object = vec((name.clone(), strategies::value()), 0..4).prop_map(|members| {
        json!(Map::from_iter(members.into_iter().map(|(n, v)| (n.to_owned(), v))))
    });
    vec((name, prop_oneof![object, strategies::value()]), 0..5).prop_map(|members| {
        members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    })
}

fn entropy() -> impl Strategy<Value = [u8; 96]> {
    let block = prop_oneof![any::<[u8; 32]>(), any::<u8>().prop_map(|byte| [byte % 2; 32])];
    vec(block, 3).prop_map(|blocks| blocks.concat().try_into().unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn a_made_up_token_is_refused(text in token()) {
        signing_in::made_up_tokens_are_refused(&text);
    }

    #[test]
    fn a_changed_token_is_refused(
        position in any::<usize>(),
        character in prop_oneof![3 => "[A-Za-z0-9._=-]", 1 => "\\PC"],
        insert in any::<bool>(),
    ) {
        let character = character.chars().next().unwrap();
        signing_in::changed_tokens_are_refused(position, character, insert);
    }

    #[test]
    fn what_the_service_has_signed_is_checked(claims in signed()) {
        signing_in::signed_claims_are_checked(&claims);
        signing_in::signed_callbacks_are_checked(&claims);
    }

    #[test]
    fn a_made_up_key_verifies_nothing(members in key()) {
        signing_in::made_up_keys_verify_nothing(&members);
    }

    #[test]
    fn any_callback_gives_a_stage_or_an_error(text in callback(), flow in flow()) {
        signing_in::callbacks_give_a_stage_or_an_error(&text, flow);
    }

    #[test]
    fn any_stored_text_is_restored_or_refused(text in stored()) {
        signing_in::stored_texts_are_restored_or_refused(&text);
    }

    #[test]
    fn one_time_values_repeat_only_with_their_entropy(one in entropy(), other in entropy()) {
        signing_in::one_time_values_repeat_only_with_their_entropy([&one, &other]);
    }

    #[test]
    fn disjoint_claims_merge_in_any_grouping(one in members(), two in members(), three in members()) {
        claims::disjoint_claims_merge_in_any_grouping([&one, &two, &three]);
    }

    #[test]
    fn the_right_side_of_claims_wins(left in members(), right in members()) {
        claims::the_right_side_wins(&left, &right);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_token_is_valid_in_one_interval_of_time(
        expires in -100_i32..100, issued in -100_i32..100,
        not_before in option::of(-100_i32..100), moments in vec(-150_i32..150, 0..8),
    ) {
        let times = Times { expires, not_before, issued };
        signing_in::tokens_are_valid_in_one_interval(times, &moments);
    }
}
