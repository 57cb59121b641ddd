//! What the second pass does, with a few types made for it.

mod answers;
mod envelopes;
mod laws;

use http::{HeaderMap, StatusCode};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use crate::{
    codec::{Page, Reply, decode},
    ground::error::{DecodeCategory, Error},
};

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    id: String,
    name: Option<String>,
    is_live: Option<bool>,
    count: Option<u64>,
    small: Option<u8>,
    rate: Option<f64>,
    tags: Option<Vec<String>>,
    inner: Option<Inner>,
    inners: Option<Vec<Inner>>,
    even: Option<Even>,
    last: Option<Even>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Inner {
    key: String,
    deep: Option<Box<Inner>>,
    note: Option<String>,
}

/// Refuses a value that it has already read, so that its error has no place.
#[derive(Clone, Debug, PartialEq)]
struct Even(u64);

impl<'de> Deserialize<'de> for Even {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = u64::deserialize(deserializer)?;
        let refused = || serde::de::Error::custom("odd");
        (number % 2 == 0).then_some(Self(number)).ok_or_else(refused)
    }
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type")]
enum Tagged {
    #[serde(rename = "a")]
    A { amount: u64, note: Option<String> },
}

#[derive(Debug, Deserialize)]
struct Required {
    ready: bool,
    #[expect(dead_code, reason = "it is read, and that is all")]
    count: Option<u64>,
}

type Decode<T> = fn(&mut Reply<'_>) -> Result<T, Error>;

fn reading<T>(decode: Decode<T>, body: &[u8]) -> Result<(T, Vec<String>), Error> {
    let headers = HeaderMap::new();
    let mut reply = Reply::new(StatusCode::OK, &headers, body);
    let value = decode(&mut reply)?;
    Ok((value, reply.repairs().iter().map(|repair| repair.path().to_owned()).collect()))
}

#[track_caller]
fn read<T: DeserializeOwned>(body: &str) -> (T, Vec<String>) {
    reading(decode::bare, body.as_bytes()).unwrap()
}

#[track_caller]
fn refused<T: std::fmt::Debug>(decode: Decode<T>, body: &str) -> (DecodeCategory, String) {
    let error = reading(decode, body.as_bytes()).unwrap_err();
    let error = error.decode_error().unwrap();
    (error.category(), error.path().to_owned())
}

fn item(body: &str) -> Item {
    serde_json::from_str(body).unwrap()
}

const A: &str = r#"{"id":"a"}"#;

#[test]
fn what_is_as_documented_is_read_without_repairs() {
    let (value, repairs) = read::<Item>(r#"{"id":"a","tags":["x"],"unknown":{}}"#);
    assert_eq!((value.tags, repairs), (Some(vec!["x".to_owned()]), vec![]));
}

#[test]
fn an_optional_member_of_another_type_counts_as_absent() {
    for odd in ["{}", "[]", "[7]", "7", "-1", "1.5", "true", r#"{"a":[{}]}"#] {
        for body in [
            format!(r#"{{"id":"a","name":{odd}}}"#),
            format!(r#"{{"name":{odd},"id":"a"}}"#),
            format!("{{ \"name\" :\n {odd} ,\n \"id\" : \"a\" }}"),
            format!("{{ \"id\" : \"a\" ,\r\n\t \"name\" : {odd} }}"),
        ] {
            assert_eq!(read::<Item>(&body), (item(A), vec!["name".to_owned()]), "{body}");
        }
    }
}

#[test]
fn many_optional_members_may_be_odd_at_once() {
    let body = r#"{"name":1,"isLive":[],"count":-1,"small":300,"rate":"x","tags":{},"id":"a","inner":1,"even":{},"last":[]}"#;
    let (value, repairs) = read::<Item>(body);
    assert_eq!(value, item(A));
    assert_eq!(repairs.len(), 9);
}

#[test]
fn a_list_with_an_odd_item_is_left_out_whole() {
    for odd in [r#"["x",null]"#, r#"[{},"x"]"#, r#"["x",[]]"#, "[1]"] {
        let (value, repairs) = read::<Item>(&format!(r#"{{"id":"a","tags":{odd},"count":1}}"#));
        assert_eq!((value.tags, value.count), (None, Some(1)));
        assert_eq!(repairs, ["tags"]);
    }
}

#[test]
fn a_required_member_is_not_guessed_and_takes_its_object_along() {
    let (value, repairs) = read::<Item>(r#"{"id":"a","inner":{"key":5,"note":"n"},"count":1}"#);
    assert_eq!((value.inner, value.count), (None, Some(1)));
    assert_eq!(repairs, ["inner"]);
}

#[test]
fn a_list_in_place_of_an_object_is_left_out_however_long_it_is() {
    for odd in ["[]", "[1]", r#"["k",null,7]"#, r#"["k",null,"n",4]"#, r#"["k",null,"n",{"a":1}]"#]
    {
        let (value, repairs) = read::<Item>(&format!(r#"{{"id":"a","inner":{odd},"count":1}}"#));
        assert_eq!((value.inner, value.count), (None, Some(1)), "{odd}");
        assert_eq!(repairs, ["inner"], "{odd}");
    }
}

#[test]
fn no_more_is_left_out_than_has_to_be() {
    let body =
        r#"{"id":"a","inner":{"key":"k","deep":{"key":"l","deep":{},"note":"m"},"note":"n"}}"#;
    let (value, repairs) = read::<Item>(body);
    let inner = value.inner.unwrap();
    assert_eq!(inner.note.as_deref(), Some("n"));
    let deep = inner.deep.unwrap();
    assert_eq!((deep.deep, deep.note.as_deref()), (None, Some("m")));
    assert_eq!(repairs, ["inner.deep.deep"]);
}

#[test]
fn a_required_member_of_the_whole_is_an_error_at_its_place() {
    assert_eq!(refused(decode::bare::<Item>, "{}"), (DecodeCategory::MissingMember, "id".into()));
    for body in [r#"{"id":7}"#, r#"{"id":7,"name":7,"count":[]}"#, r#"{"name":7,"id":null}"#] {
        let wrong = (DecodeCategory::WrongType, "id".to_owned());
        assert_eq!(refused(decode::bare::<Item>, body), wrong, "{body}");
    }
}

#[test]
fn the_error_after_a_repair_is_the_one_that_stopped_it() {
    let body = r#"{"name":7,"count":1}"#;
    assert_eq!(refused(decode::bare::<Item>, body), (DecodeCategory::MissingMember, "id".into()));
}

#[test]
fn plain_meanings_are_read() {
    let body = r#"{"id":"a","isLive":"true","count":"17","small":2.0,"rate":"1.5","name":"n"}"#;
    let (value, repairs) = read::<Item>(body);
    assert_eq!((value.is_live, value.count, value.small), (Some(true), Some(17), Some(2)));
    assert_eq!((value.rate, value.name.as_deref()), (Some(1.5), Some("n")));
    assert_eq!(repairs, ["isLive", "count", "small", "rate"]);
}

#[test]
fn one_and_zero_are_truth_values_where_one_is_expected() {
    for (odd, meant) in [("1", true), ("0", false), (r#""1""#, true), (r#""false""#, false)] {
        let (value, _) = read::<Item>(&format!(r#"{{"isLive":{odd},"id":"a"}}"#));
        assert_eq!(value.is_live, Some(meant), "{odd}");
    }
}

#[test]
fn a_meaning_that_is_not_plain_is_none() {
    for odd in [r#""""#, r#""007""#, "1.5", r#""1e3""#, r#"" 1""#, "-1", "1e3", r#""-1""#, "1.0e0"]
    {
        let (value, repairs) = read::<Item>(&format!(r#"{{"id":"a","count":{odd}}}"#));
        assert_eq!((value.count, repairs), (None, vec!["count".to_owned()]), "{odd}");
    }
    for odd in [r#""yes""#, r#""TRUE""#, "2", "1.0", r#""""#] {
        assert_eq!(read::<Item>(&format!(r#"{{"id":"a","isLive":{odd}}}"#)).0, item(A), "{odd}");
    }
    assert_eq!(read::<Item>(r#"{"id":"a","small":"300"}"#).0, item(A));
}

#[test]
fn a_plain_meaning_of_a_required_member_is_a_guess() {
    let wrong = (DecodeCategory::WrongType, "ready".to_owned());
    for body in [r#"{"ready":"true"}"#, r#"{"ready":1,"count":{}}"#] {
        assert_eq!(refused(decode::bare::<Required>, body), wrong, "{body}");
    }
    assert!(read::<Required>(r#"{"ready":true,"count":"1"}"#).0.ready);
}

#[test]
fn a_lone_surrogate_becomes_a_replacement_character() {
    for (text, meant) in [
        (r"Zo\u00eb \ud83d", "Zo\u{eb} \u{fffd}"),
        (r"\ude00x", "\u{fffd}x"),
        (r"\uD83D\u0041", "\u{fffd}A"),
        (r"\ud83d\ud83d\ude00", "\u{fffd}\u{1f600}"),
        (r"\ud83d\n\\ud83d", "\u{fffd}\n\\ud83d"),
    ] {
        let (value, repairs) = read::<Item>(&format!(r#"{{"id":"a","name":"{text}"}}"#));
        assert_eq!((value.name.as_deref(), repairs), (Some(meant), vec!["name".into()]), "{text}");
    }
}

#[test]
fn a_lone_surrogate_may_stand_in_what_is_required() {
    assert_eq!(read::<Item>(r#"{"id":"\ud83d"}"#).0.id, "\u{fffd}");
}

#[test]
fn a_lone_surrogate_in_a_list_or_a_name_has_a_place() {
    let body = r#"{"id":"a","tags":["x","\ud83d","y","\ud83d"],"\ud83d":1}"#;
    let (value, repairs) = read::<Item>(body);
    assert_eq!(value.tags.unwrap(), ["x", "\u{fffd}", "y", "\u{fffd}"]);
    assert_eq!(repairs, ["tags[1]", "tags[3]", "?"]);
}

#[test]
fn bytes_that_are_not_utf_8_become_replacement_characters() {
    let (value, repairs) =
        reading(decode::bare::<Item>, b"{\"id\":\"a\",\"name\":\"\xff\"}").unwrap();
    assert_eq!((value.name.as_deref(), repairs), (Some("\u{fffd}"), vec![String::new()]));
}

#[test]
fn what_is_refused_after_it_was_read_is_left_out() {
    for body in [
        r#"{"id":"a","even":3,"name":"n"}"#,
        r#"{"id":"a","name":"n","even":3}"#,
        "{\"id\":\"a\",\"name\":\"n\",\"even\":3\n }",
    ] {
        let (value, repairs) = read::<Item>(body);
        assert_eq!((value.name.as_deref(), value.even), (Some("n"), None), "{body}");
        assert_eq!(repairs, ["even"], "{body}");
    }
}

#[test]
fn what_was_blamed_in_vain_is_put_back() {
    #[derive(Debug, Deserialize)]
    struct Around {
        tagged: Option<Tagged>,
        name: Option<String>,
    }
    let body = r#"{"tagged":{"type":"a","amount":"x","note":"n"},"name":"n"}"#;
    let (value, repairs) = read::<Around>(body);
    assert!(value.tagged.is_none());
    assert_eq!((value.name.as_deref(), repairs), (Some("n"), vec!["tagged".to_owned()]));
    let body = r#"{"tagged":{"type":"a","amount":1,"note":"n"},"name":5}"#;
    let Some(Tagged::A { amount, note }) = read::<Around>(body).0.tagged else { panic!() };
    assert_eq!((amount, note.as_deref()), (1, Some("n")));
}

#[test]
fn what_is_not_json_is_not_repaired() {
    for body in [
        r#"{"id":"a","name":7"#,
        r#"{"id":"a","name":7} x"#,
        r#"{"id":"a","name":7,}"#,
        r#"{"name":7 "id":"a"}"#,
        r#"{"id":"a","name":07}"#,
        r#"{"id":"a","name":"\x"}"#,
        "{\"id\":\"a\",\"name\":\"\n\"}",
    ] {
        let (category, path) = refused(decode::bare::<Item>, body);
        let not_json = matches!(category, DecodeCategory::Syntax | DecodeCategory::Truncated);
        assert!(not_json && path.is_empty(), "{body}: {category:?} {path}");
    }
}

#[test]
fn a_number_beyond_all_numbers_is_out_of_range_where_it_is_required() {
    let out = (DecodeCategory::OutOfRange, String::new());
    assert_eq!(refused(decode::bare::<u64>, "1e999"), out);
    assert_eq!(read::<Item>(r#"{"id":"a","count":1e999}"#), (item(A), vec!["count".to_owned()]));
}

#[test]
fn a_member_that_occurs_twice_is_not_repaired() {
    let twice = (DecodeCategory::DuplicateMember, "name".to_owned());
    assert_eq!(refused(decode::bare::<Item>, r#"{"id":"a","name":"n","name":"m"}"#), twice);
    for body in [
        r#"{"data":[{"id":7}],"data":[]}"#,
        r#"{"data":[{"id":"a","name":7}],"data":[]}"#,
        r#"{"data":[{"id":"a","name":7,"name":"n"}]}"#,
        r#"{"data":[{"id":"a","name":"n","count":"1","name":7,"count":1}]}"#,
        r#"{"d\u0061ta":[{"id":"a","name":7}]}"#,
    ] {
        assert!(reading(decode::page::<Item>, body.as_bytes()).is_err(), "{body}");
    }
}

#[test]
fn a_repair_names_no_name_that_nobody_documents() {
    let body = r#"{"id":"a","jane@example.com":"\ud83d","name":7}"#;
    let raw = reading(decode::raw, body.as_bytes()).unwrap();
    assert_eq!(raw.1, ["?"]);
    let long = "x".repeat(65);
    let body = format!(r#"{{"{long}":"\ud83d"}}"#);
    assert_eq!(reading(decode::raw, body.as_bytes()).unwrap().1, ["?"]);
}

#[test]
fn raw_json_loses_nothing() {
    let (value, _) = reading(decode::raw, br#"{"a":"\ud83d","b":[1]}"#).unwrap();
    assert_eq!(value, serde_json::json!({"a": "\u{fffd}", "b": [1]}));
    assert_eq!(reading(decode::raw, b"").unwrap().0, serde_json::Value::Null);
}

#[test]
fn the_digits_of_a_number_survive_a_repair() {
    #[derive(Deserialize)]
    struct Exact {
        amount: Box<RawValue>,
        name: Option<String>,
    }
    let (value, _) = read::<Exact>(r#"{"amount":1.10000000000000000000000001,"name":7}"#);
    assert_eq!((value.amount.get(), value.name), ("1.10000000000000000000000001", None));
}

#[test]
fn what_serde_json_says_of_a_type_is_understood() {
    use super::failure::{Expected, Failure};
    let failure = |text: &str| Failure::of(&serde_json::from_str::<Item>(text).unwrap_err(), text);
    for (text, expected) in [
        (r#"{"isLive":", expected u64"}"#, Expected::Boolean),
        (r#"{"count":true}"#, Expected::Integer),
        (r#"{"rate":[]}"#, Expected::Number),
        (r#"{"name":", expected a boolean"}"#, Expected::Other),
        (r#"{"name":1}"#, Expected::Other),
    ] {
        let failure = failure(text);
        if failure.category == DecodeCategory::WrongType {
            assert_eq!(failure.expected, expected, "{text}");
        }
    }
    assert_eq!(failure("{\n\n\"name\":\n7 }").offset, Some(12));
}

#[test]
fn what_is_no_json_from_its_first_byte_on_is_not_copied() {
    for body in [&b"\x1f\x8b\x08 {}"[..], b"\xff{}", b"\xef\xbb\xbf{}\xff", b" <html>\xff"] {
        assert!(matches!(super::json_of(body), std::borrow::Cow::Borrowed("\u{fffd}")), "{body:?}");
    }
    for body in [&b" {\"a\":\"\xff\"}"[..], b"[\"\xff\"]", b"\"\xff\""] {
        assert_eq!(super::json_of(body), String::from_utf8_lossy(body), "{body:?}");
    }
}
