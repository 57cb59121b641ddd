use super::*;

#[test]
fn an_empty_id() {
    assert_says(&encode(&get("")), ErrorKind::Request, &["users.get: userId is empty"]);
}

#[test]
fn a_dot_segment() {
    assert_says(&encode(&get("..")), ErrorKind::Request, &["userId is a dot segment"]);
}

#[test]
fn a_control_character() {
    assert_says(&encode(&get("a\nb")), ErrorKind::Request, &["userId has a control character"]);
}

#[test]
fn an_id_that_is_too_long() {
    let error = encode(&get(&"a".repeat(513)));
    assert_says(&error, ErrorKind::Request, &["userId is longer than 512 bytes"]);
}

#[test]
fn a_template_that_does_not_fit() {
    let call = RawCall::get(Service::Data, "/accounts/{accountId}", &[&"1", &"2"]);
    let words = ["/accounts/{accountId}: the path template /accounts/{accountId} does not fit"];
    assert_says(&encode(&call), ErrorKind::Request, &words);
}

#[test]
fn a_body_that_is_no_json() {
    let unwritable = std::collections::BTreeMap::from([((1, 2), 3)]);
    let facts = Service::Data.post("probe", "/probe", crate::codec::decode::empty).facts;
    let error = Call::new(facts).json(&unwritable).finish().unwrap_err();
    assert_says(&error, ErrorKind::Request, &["probe: the body can't be written as JSON"]);
}

#[test]
fn a_text_of_the_wrong_length() {
    let facts = Service::Data.post("probe", "/probe", crate::codec::decode::empty).facts;
    let of = |text| Call::new(facts).of_length("title", Some(text), 1..=5).finish();
    assert!(of("ééééé").is_ok() && of("é").is_ok());
    for text in ["", "éééééé"] {
        let words = ["probe: title does not have 1 to 5 characters"];
        assert_says(&of(text).unwrap_err(), ErrorKind::Request, &words);
    }
}

#[test]
fn a_malformed_scope() {
    for text in ["", "two words", "quo\"te", "back\\slash", "new\nline", "\u{e9}"] {
        let error = scope::Scope::new(text).unwrap_err();
        assert_says(&error, ErrorKind::Request, &["a scope is empty or has"]);
    }
}

#[test]
fn a_malformed_token() {
    for text in ["", "two words", "new\nline", "nul\0", "\u{e9}"] {
        let error = AccessToken::new(text).unwrap_err();
        assert_says(&error, ErrorKind::Request, &["the access token is empty or has"]);
    }
}

#[test]
fn a_missing_token() {
    let error = codec::encode_without_token(&get(USER), &config()).unwrap_err();
    assert_says(&error, ErrorKind::Request, &["users.get: this call needs a bearer token"]);
}

#[test]
fn an_unexpected_token() {
    let error = encode(&client_token(scope::USER_READ));
    assert_says(&error, ErrorKind::Request, &["does not take a bearer token"]);
}

#[test]
fn a_timestamp_that_is_none() {
    let update = users::UpdateConnection {
        user_id: USER.into(),
        connection_id: "b:c".into(),
        expires_at: Timestamp::new("tomorrow"),
    };
    let words = ["users.update_connection: expiresAt is not a date and time of RFC 3339"];
    assert_says(&encode(&update), ErrorKind::Request, &words);
}

#[test]
fn a_window_out_of_range() {
    let window = Window { limit: 1001, offset: 0 };
    let error = encode(&users::List { window, ..Default::default() });
    assert_says(&error, ErrorKind::Request, &["users.list: limit is outside 0 to 1000"]);
}

#[test]
fn a_walk_by_pages_of_nothing() {
    let window = Window { limit: 0, offset: 0 };
    let walk = Walk::new(users::List { window, ..Default::default() });
    let error = encode(&walk.next_page().unwrap());
    assert_says(&error, ErrorKind::Request, &["limit is outside 1 to 1000"]);
}

// `MalformedRedirectUri` and `NotRestorable` are reached in the tests of `auth`.
// `Unfinished` is reached in the tests of the exchange.

#[test]
fn a_url_that_is_too_long() {
    let call = RawCall::get(Service::Data, "/accounts", &[]).query("q", &"x".repeat(70_000));
    assert_says(
        &encode(&call),
        ErrorKind::Request,
        &["/accounts: the URL is longer than 65,534 bytes"],
    );
}

#[test]
fn the_detail_can_be_asked_for_as_a_value() {
    let empty = RequestError::Empty { parameter: "userId" };
    assert_eq!(encode(&get("")).request_error(), Some(&empty));
    let error = Config::builder().identity_url("http://id.test").build().unwrap_err();
    let insecure = ConfigurationError::InsecureUrl { setting: "identity_url" };
    assert_eq!(error.configuration_error(), Some(&insecure));
}

#[test]
fn a_connection_id_that_can_be_none_is_not_searched_for() {
    for id in ["", "..", "a\nb"] {
        let find = users::GetConnection { user_id: USER.into(), connection_id: id.into() };
        assert_says(&encode(&find), ErrorKind::Request, &["users.get_connection: connectionId"]);
    }
}
