//! Laws that hold of every text.

use serde_json::{Map, Value, json};

use super::*;

/// One value of each kind that a member can have.
fn values() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(7),
        json!(1.5),
        json!(""),
        json!("true"),
        json!("12"),
        json!([]),
        json!([null]),
        json!({}),
        json!({"key": "k"}),
        json!([{"key": 1}]),
    ]
}

fn full() -> Map<String, Value> {
    let Value::Object(members) = json!({
        "id": "a", "name": "n", "isLive": true, "count": 3, "small": 4, "rate": 2.5, "tags": ["x"],
        "inner": {"key": "k", "deep": {"key": "l", "note": "m"}, "note": "o"},
        "inners": [{"key": "p"}], "even": 2, "last": 4, "unknown": {"a": [1]}
    }) else {
        unreachable!()
    };
    members
}

/// Numbers that look random, but are the same each time.
fn draws(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed;
    move |below| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    }
}

/// With any values in any optional members, the item is read. Members that were not changed are intact; those
/// that were are what they say, what they obviously mean, or absent.
#[test]
fn any_optional_members_may_have_any_type_and_all_else_is_intact() {
    let (full, values) = (full(), values());
    let optional: Vec<_> = full.keys().filter(|name| *name != "id").cloned().collect();
    let whole = item(&Value::Object(full.clone()).to_string());
    for seed in 0..3000 {
        let mut draw = draws(seed);
        let mut changed = full.clone();
        for _ in 0..=draw(5) {
            let name = &optional[draw(optional.len())];
            changed[name] = values[draw(values.len())].clone();
        }
        let body = Value::Object(changed.clone()).to_string();
        let (read, _) = read::<Item>(&body);
        let same = |name: &str| changed[name] == full[name];
        assert!(!same("name") || read.name == whole.name, "{body}");
        assert!(!same("isLive") || read.is_live == whole.is_live, "{body}");
        assert!(!same("count") || read.count == whole.count, "{body}");
        assert!(!same("small") || read.small == whole.small, "{body}");
        assert!(!same("rate") || read.rate == whole.rate, "{body}");
        assert!(!same("tags") || read.tags == whole.tags, "{body}");
        assert!(!same("inner") || read.inner == whole.inner, "{body}");
        assert!(!same("inners") || read.inners == whole.inners, "{body}");
        assert!(!same("even") || read.even == whole.even, "{body}");
        assert!(!same("last") || read.last == whole.last, "{body}");
        let count = match &changed["count"] {
            Value::String(text) => text.parse().ok(),
            other => other.as_u64(),
        };
        assert_eq!(read.count, count, "{body}");
    }
}

/// Whatever is done to a text: if it could be read strictly, it is read the same, without repairs; and if it
/// is read with repairs, its required member was present.
#[test]
fn what_reads_strictly_reads_the_same_and_nothing_required_is_invented() {
    let text = Value::Object(full()).to_string();
    let bytes = br#"{}[]:,"\0123.-truefalsn "#;
    for seed in 0..20_000 {
        let mut draw = draws(seed);
        let mut mutated = text.clone().into_bytes();
        for _ in 0..=draw(3) {
            let at = draw(mutated.len());
            match draw(3) {
                0 => mutated[at] = bytes[draw(bytes.len())],
                1 => drop(mutated.remove(at)),
                _ => mutated.insert(at, bytes[draw(bytes.len())]),
            }
        }
        let body = String::from_utf8(mutated).unwrap();
        let strict = serde_json::from_str::<Item>(&body);
        match (strict, reading(decode::bare::<Item>, body.as_bytes())) {
            (Ok(strict), lenient) => assert_eq!(lenient.unwrap(), (strict, vec![]), "{body}"),
            (Err(_), Ok((lenient, repairs))) => {
                assert!(!repairs.is_empty(), "{body}");
                let json =
                    serde_json::from_str::<Value>(&body).unwrap_or_else(|_| panic!("{body}"));
                assert_eq!(json["id"], lenient.id.as_str(), "{body}");
                if let Some(inner) = lenient.inner {
                    assert_eq!(json["inner"]["key"], inner.key.as_str(), "{body}");
                }
            }
            (Err(_), Err(_)) => {}
        }
    }
}

/// A lone surrogate in any text, required or not, changes that text alone.
#[test]
fn a_lone_surrogate_may_stand_in_any_text() {
    let text = Value::Object(full()).to_string();
    for quote in text.match_indices('"').map(|(at, _)| at) {
        let mut body = text.clone();
        body.insert_str(quote, r"\ud800");
        let mut marked = text.clone();
        marked.insert(quote, '\u{fffd}');
        // At the beginning of a string, that is outside it, and not JSON.
        let Ok(meant) = serde_json::from_str::<Item>(&marked) else { continue };
        assert_eq!(read::<Item>(&body).0, meant, "{body}");
    }
}

/// The bytes that the reader gets, item by item, for a page in which everything is odd.
fn bytes_read(items: usize) -> usize {
    let odd = r#"{"id":"a","name":7,"tags":{},"count":-1,"inner":{"key":5}}"#;
    let body = format!(r#"{{"data":[{}]}}"#, vec![odd; items].join(","));
    let mut read = 0;
    let mut repairs = super::super::Repairs::default();
    super::super::read_list(
        body.as_bytes(),
        super::super::Place::Data,
        &mut repairs,
        &mut |text| {
            read += text.len();
            serde_json::from_str::<Page<Item>>(text).map(drop)
        },
        &mut |_, _| Ok(()),
        &mut |_| Ok(()),
    )
    .unwrap();
    super::super::read_list(
        body.as_bytes(),
        super::super::Place::Data,
        &mut repairs,
        &mut |text| serde_json::from_str::<Page<Item>>(text).map(drop),
        &mut |_, text| {
            read += text.len();
            serde_json::from_str::<Item>(text).map(drop)
        },
        &mut |_| Ok(()),
    )
    .unwrap();
    read
}

#[test]
fn a_page_of_odd_items_costs_in_proportion_to_its_length() {
    let (few, many) = (bytes_read(10), bytes_read(1000));
    assert!(many <= few * 101, "{few} bytes for ten items, {many} for a thousand");
}

#[test]
fn no_item_is_repaired_for_ever() {
    // Each is a member that has not been left out yet, in a list that may not be left out.
    let odd = vec![r#"{"key":"k","note":7}"#; 100].join(",");
    let body = format!(r#"{{"id":"a","inners":[{odd}]}}"#);
    let error = reading(decode::bare::<Item>, body.as_bytes()).unwrap_err();
    assert_eq!(error.decode_error().unwrap().path(), "inners[64].note");
}

#[test]
fn a_thousand_repairs_are_listed() {
    let body =
        format!(r#"{{"data":[{}]}}"#, vec![r#"{"id":"a","name":7,"count":{}}"#; 2000].join(","));
    let (page, repairs) = reading(decode::page::<Item>, body.as_bytes()).unwrap();
    assert_eq!((page.data.len(), repairs.len()), (2000, 1000));
}
