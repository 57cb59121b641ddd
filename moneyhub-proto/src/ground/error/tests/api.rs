use super::*;

#[test]
fn a_user_that_is_not_there() {
    let error = decode(404, r#"{"code":"NotFound","message":"User not found"}"#);
    assert_says(&error, ErrorKind::NotFound, &["users.get: 404 NotFound: unknown, deleted"]);
    assert_eq!(error.code(), Some("NotFound"));
    assert_eq!(error.reply().unwrap().message(), Some("User not found"));
}

#[test]
fn a_connection_that_is_not_in_the_list() {
    let find = users::GetConnection { user_id: USER.into(), connection_id: "b:c".into() };
    let error = codec::decode(&find, Response::new(r#"{"data":[]}"#)).unwrap_err();
    assert_says(
        &error,
        ErrorKind::NotFound,
        &["users.get_connection: the service lists no connection with this id"],
    );
    assert_eq!((error.status(), error.outcome()), (None, Outcome::Refused));
}

#[test]
fn a_token_that_may_not() {
    let error = decode(403, r#"{"code":"Forbidden"}"#);
    assert_says(&error, ErrorKind::Api, &["403 Forbidden", "`user:read`", "CallOptions::scopes"]);
}

#[test]
fn a_token_that_may_not_where_the_scopes_are_not_known() {
    let raw = RawCall::get(Service::Data, "/accounts", &[]);
    let response = Response::builder().status(403).body("").unwrap();
    let error = codec::decode(&raw, response).unwrap_err();
    assert!(!error.to_string().contains("requested with"), "{error}");
}

#[test]
fn a_token_that_is_not_accepted() {
    assert_says(&decode(401, ""), ErrorKind::Api, &["401 Unauthorized", "expired"]);
}

#[test]
fn too_many_requests() {
    let error = decode(429, r#"{"code":"TooManyRequests","retryAfterSecs":12}"#);
    let words = ["429 TooManyRequests", "too many requests for this client", "wait 12 s"];
    assert_says(&error, ErrorKind::RateLimited, &words);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(12)));
}

#[test]
fn a_redirect() {
    let error = decode(302, "");
    assert_says(&error, ErrorKind::Api, &["302 Found", "never followed", "identity_url"]);
}

#[test]
fn a_failure_of_the_service_is_found_by_its_correlation_id_and_no_other_text_is_shown() {
    let id = "5d1f2b1e-0c53-4c0f-9d5e-5a3f0f1a7b11";
    let said = |status, id: &str| {
        decode(status, &format!(r#"{{"code":"x","correlationId":"{id}"}}"#)).to_string()
    };
    assert!(said(500, id).ends_with(&format!("by the correlation id {id}")));
    assert!(!said(404, id).contains(id));
    for other in ["canary", "5d1f2b1e-0c53-4c0f-9d5e-canary-canar", "", &id[1..]] {
        assert!(said(500, other).ends_with(": the service failed"), "{other}");
    }
}

#[test]
fn a_failure_of_the_service() {
    let error = decode(500, "<html>stack trace</html>");
    assert_says(&error, ErrorKind::Api, &["500 Internal Server Error: the service failed"]);
    let words = ["502 Bad Gateway: the service, or the bank behind it, failed"];
    assert_says(&decode(502, ""), ErrorKind::Api, &words);
}

#[test]
fn what_may_have_happened_is_said_of_a_creation_and_not_of_reading() {
    let response = || Response::builder().status(500).body("").unwrap();
    let created = codec::decode(&users::Create::default(), response()).unwrap_err();
    assert_says(&created, ErrorKind::Api, &["it may have happened: check before"]);
    let read = codec::decode(&get(USER), response()).unwrap_err();
    assert!(!read.to_string().contains("may have happened"), "{read}");
    assert_eq!((read.outcome(), created.outcome()), (Outcome::Uncertain, Outcome::Uncertain));
}

#[test]
fn where_the_service_says_why_it_refused_is_told_and_its_words_are_not() {
    let error = decode(400, r#"{"code":"BadRequest","message":"canary-4711"}"#);
    assert_says(&error, ErrorKind::Api, &["400", "`Error::reply` has the service's message"]);
    assert!(!error.to_string().contains("canary-4711"));
    assert_eq!(error.reply().unwrap().message(), Some("canary-4711"));
    assert!(!decode(400, r#"{"code":"BadRequest"}"#).to_string().contains("Error::reply"));
}

#[test]
fn an_unknown_code_is_kept_and_not_printed() {
    let error = decode(400, r#"{"code":"SomethingNew64b0f3a1","details":{"field":"x"}}"#);
    assert_says(&error, ErrorKind::Api, &["400 Bad Request"]);
    assert_eq!(error.code(), Some("SomethingNew64b0f3a1"));
    assert_eq!(error.reply().unwrap().details().unwrap()["field"], "x");
    assert!(!format!("{error} {error:?}").contains("SomethingNew"));
}

#[test]
fn the_oauth_form_of_an_error_is_read_as_well() {
    let body = r#"{"error":"invalid_token","error_description":"expired","correlationId":"c1"}"#;
    let error = decode(401, body);
    assert_eq!(error.code(), Some("invalid_token"));
    assert_eq!(error.reply().unwrap().message(), Some("expired"));
    assert_eq!(error.reply().unwrap().correlation_id(), Some("c1"));
}

#[test]
fn a_body_of_another_form_is_kept_in_its_tier() {
    let tier = |body: &str| decode(500, body).reply().unwrap().body().clone();
    assert!(matches!(tier(r#"{"code":"x"}"#), ErrorBody::Known(_)));
    assert!(matches!(tier(r#"["x"]"#), ErrorBody::Json(_)));
    assert!(matches!(tier(r#"{"message":"x"}"#), ErrorBody::Json(_)));
    assert!(matches!(tier("<html>"), ErrorBody::Raw));
    assert!(matches!(tier(""), ErrorBody::Raw));
    assert!(matches!(tier(&"[".repeat(10_000)), ErrorBody::Raw));
}

#[test]
fn no_more_than_64_kib_of_a_body_are_kept() {
    let error = decode(500, &"x".repeat(100_000));
    assert_eq!(error.reply().unwrap().expose_body().len(), 64 * 1024);
}

#[test]
fn codes_of_another_type_are_no_codes() {
    assert_eq!(decode(400, r#"{"code":17,"message":["x"]}"#).code(), None);
}

#[test]
fn the_headers_of_a_refusal_are_there_to_be_asked_for() {
    let response = Response::builder().status(429).header("x-ratelimit-remaining", "0");
    let error = codec::decode(&get(USER), response.body("").unwrap()).unwrap_err();
    assert_eq!(error.reply().unwrap().headers()["x-ratelimit-remaining"], "0");
}
