use super::*;

fn category(body: &str) -> (DecodeCategory, String) {
    let error = decode(200, body);
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Decoding, Outcome::Accepted));
    let error = error.decode_error().unwrap().clone();
    (error.category(), error.path().to_owned())
}

#[test]
fn an_empty_body() {
    assert_eq!(category(""), (DecodeCategory::Empty, String::new()));
    assert_eq!(category(" \r\n"), (DecodeCategory::Empty, String::new()));
}

#[test]
fn a_page_of_html() {
    assert_eq!(category("<!DOCTYPE html>"), (DecodeCategory::Html, String::new()));
    assert_says(&decode(200, "<html>"), ErrorKind::Decoding, &["6 bytes with status 200", "HTML"]);
}

#[test]
fn a_byte_order_mark() {
    let body = format!("\u{feff}{{\"userId\":\"{USER}\"}}");
    assert_eq!(category(&body), (DecodeCategory::ByteOrderMark, String::new()));
}

#[test]
fn what_is_not_json() {
    assert_eq!(category("user not found").0, DecodeCategory::Syntax);
    assert_eq!(category(r#"{"userId":"a"} trailing"#).0, DecodeCategory::Syntax);
}

#[test]
fn a_body_that_ends_in_the_middle() {
    assert_eq!(category(r#"{"userId":"64b0"#).0, DecodeCategory::Truncated);
}

#[test]
fn that_a_creation_was_accepted_is_said_when_its_answer_cannot_be_read() {
    let response = Response::builder().status(201).body("{}").unwrap();
    let error = codec::decode(&users::Create::default(), response).unwrap_err();
    assert_says(&error, ErrorKind::Decoding, &["the service had accepted the call"]);
}

#[test]
fn a_missing_member_by_its_name() {
    let missing = (DecodeCategory::MissingMember, "userId".to_owned());
    assert_eq!(category(r#"{"clientUserId":"x"}"#), missing);
}

#[test]
fn a_value_of_another_type_by_its_place_and_never_by_its_value() {
    let response = Response::new(r#"{"data":[{"userId":"a"},{"userId":{"canary":1}}]}"#);
    let error = codec::decode(&users::List::default(), response).unwrap_err();
    assert_says(&error, ErrorKind::Decoding, &["at data[1].userId", "another type"]);
    assert!(!format!("{error} {error:?}").contains("canary"));
}

#[test]
fn a_place_deep_in_a_page() {
    let response = Response::new(r#"{"data":[{"userId":"a"},{"userId":"b"},{}]}"#);
    let error = codec::decode(&users::List::default(), response).unwrap_err();
    assert_eq!(error.decode_error().unwrap().path(), "data[2].userId");
}

#[test]
fn a_member_that_occurs_twice() {
    let twice = category(r#"{"userId":"a","userId":"b"}"#);
    assert_eq!(twice.0, DecodeCategory::DuplicateMember);
}

#[test]
fn a_negative_lifetime_of_a_token() {
    let error = token(200, r#"{"access_token":"a","token_type":"Bearer","expires_in":-1}"#);
    assert_says(&error, ErrorKind::Decoding, &["at expires_in", "out of range"]);
}

#[test]
fn nesting_beyond_all_reason() {
    let raw = RawCall::get(Service::Data, "/probe", &[]);
    let body = "[".repeat(10_000);
    let error = codec::decode(&raw, Response::new(body)).unwrap_err();
    assert_eq!(error.decode_error().unwrap().category(), DecodeCategory::TooDeep);
}

#[test]
fn an_answer_in_data_where_a_bare_one_is_documented_is_read_and_explained() {
    let user = codec::decode(&get(USER), Response::new(r#"{"data":{"userId":"u1"}}"#)).unwrap();
    assert_eq!(user.user_id.as_str(), "u1");
    let missing = (DecodeCategory::MissingMember, "data.userId".to_owned());
    assert_eq!(category(r#"{"data":{}}"#), missing);
}

#[test]
fn bytes_that_are_not_utf_8_lose_nothing_but_themselves() {
    let elsewhere = Response::new(&b"{\"userId\":\"u1\",\"nickname\":\"\xff\"}"[..]);
    assert_eq!(codec::decode(&get(USER), elsewhere).unwrap().user_id.as_str(), "u1");
    let here = Response::new(&b"{\"userId\":\"\xff\"}"[..]);
    assert_eq!(codec::decode(&get(USER), here).unwrap().user_id.as_str(), "\u{fffd}");
}

/// Why an answer with this content coding and body can't be read.
fn encoded(coding: &str, body: &'static [u8]) -> Error {
    let response = Response::builder().header("content-encoding", coding).body(body).unwrap();
    codec::decode(&get(USER), response).unwrap_err()
}

#[test]
fn a_content_coding_that_was_not_asked_for_is_named() {
    let gzip = &[0x1F, 0x8B, 8, 0];
    for (coding, body, name) in [
        ("gzip", &gzip[..], "(gzip)"),
        ("br", b"\x0b\x02", "(br)"),
        ("ZSTD", b"\x28\xb5", "(zstd)"),
        ("identity, deflate", b"\x78", "(deflate)"),
        ("canary", b"\x01", "(a coding that is not known)"),
    ] {
        let error = encoded(coding, body);
        let words = ["it is compressed, which was not requested ", name, "gateway"];
        assert_says(&error, ErrorKind::Decoding, &words);
        assert_eq!(error.decode_error().unwrap().category(), DecodeCategory::ContentCoding);
        assert!(!format!("{error} {error:?}").contains("canary"));
    }
    let unnamed = codec::decode(&get(USER), Response::new(&gzip[..])).unwrap_err();
    assert_says(&unnamed, ErrorKind::Decoding, &["(gzip)"]);
}

#[test]
fn a_content_coding_that_is_gone_from_the_body_is_not_blamed() {
    for coding in ["gzip", "identity"] {
        assert_eq!(
            encoded(coding, b"{\"userId\":").decode_error().unwrap().category(),
            DecodeCategory::Truncated
        );
        let response = Response::builder().header("content-encoding", coding);
        let response = response.body(r#"{"userId":"u1"}"#).unwrap();
        assert_eq!(codec::decode(&get(USER), response).unwrap().user_id.as_str(), "u1");
    }
    assert_eq!(
        encoded("identity", b"nonsense").decode_error().unwrap().category(),
        DecodeCategory::Syntax
    );
}

#[test]
fn the_content_coding_of_an_error_answer_is_named() {
    let response = Response::builder().status(502).header("content-encoding", "gzip");
    let response = response.body(&[0x1F, 0x8B, 8, 0][..]).unwrap();
    let error = codec::decode(&get(USER), response).unwrap_err();
    assert_says(&error, ErrorKind::Api, &["502", "compressed (gzip), which was not requested"]);
}
