//! Every variant is reached by what a caller would do, and its message is read cold.

use std::{sync::Arc, time::Duration};

use http::Response;
use pollster::block_on;

use super::*;
use crate::{
    AccessToken, Call, CallOptions, Client, Config, Links, Page, PageMeta, RawCall, Scopes, Secret,
    Service, Timestamp, UserId, Walk, Window,
    auth::{ClientCredentials, client_token},
    codec, scope,
    scripted::Scripted,
    users,
};

const USER: &str = "64b0f3a1c2d4e5f60718293a";

fn config() -> Config {
    Config::builder()
        .client_id("client")
        .client_secret("canary-secret")
        .build()
        .unwrap()
}

fn get(id: &str) -> users::Get {
    users::Get {
        user_id: UserId::from(id),
    }
}

fn encode<E: crate::Endpoint>(endpoint: &E) -> Error {
    codec::encode(endpoint, &config(), &AccessToken::new("token").unwrap()).unwrap_err()
}

fn decode(status: u16, body: &str) -> Error {
    let response = Response::builder()
        .status(status)
        .body(body.to_owned())
        .unwrap();
    codec::decode(&get(USER), response).unwrap_err()
}

fn token(status: u16, body: &str) -> Error {
    let response = Response::builder()
        .status(status)
        .body(body.to_owned())
        .unwrap();
    codec::decode(&client_token(scope::USER_READ), response).unwrap_err()
}

/// One call over a script, with a token that was given.
fn send(script: &Scripted) -> Error {
    let client = Client::new(config(), Arc::new(script.clone()));
    let token = Some(AccessToken::new("token").unwrap());
    let options = CallOptions {
        token,
        ..CallOptions::default()
    };
    block_on(client.send_with(get(USER), options)).unwrap_err()
}

fn assert_says(error: &Error, kind: ErrorKind, words: &[&str]) {
    assert_eq!(error.kind(), kind, "{error}");
    let message = error.to_string();
    for word in words {
        assert!(message.contains(word), "{word:?} is not in {message:?}");
    }
    assert!(!message.contains('\n'), "{message:?}");
    assert!(!message.contains(USER), "{message:?}");
}

mod request {
    use super::*;

    #[test]
    fn an_empty_id() {
        assert_says(
            &encode(&get("")),
            ErrorKind::Request,
            &["users.get: userId is empty"],
        );
    }

    #[test]
    fn a_dot_segment() {
        assert_says(
            &encode(&get("..")),
            ErrorKind::Request,
            &["userId is a dot segment"],
        );
    }

    #[test]
    fn a_control_character() {
        assert_says(
            &encode(&get("a\nb")),
            ErrorKind::Request,
            &["userId has a control character"],
        );
    }

    #[test]
    fn an_id_that_is_too_long() {
        let error = encode(&get(&"a".repeat(513)));
        assert_says(
            &error,
            ErrorKind::Request,
            &["userId is longer than 512 bytes"],
        );
    }

    #[test]
    fn a_template_that_does_not_fit() {
        let call = RawCall::get(Service::Data, "/accounts/{accountId}", ["1", "2"]);
        let words = ["raw:", "/accounts/{accountId}", "2 parameters"];
        assert_says(&encode(&call), ErrorKind::Request, &words);
    }

    #[test]
    fn a_body_that_is_no_json() {
        let unwritable = std::collections::BTreeMap::from([((1, 2), 3)]);
        let call = Call::post("probe", Service::Data, "/probe", &[]).unwrap();
        let error = call.json(&unwritable).unwrap_err();
        assert_says(
            &error,
            ErrorKind::Request,
            &["probe: the body can't be written as JSON"],
        );
    }

    #[test]
    fn a_malformed_scope() {
        for text in [
            "",
            "two words",
            "quo\"te",
            "back\\slash",
            "new\nline",
            "\u{e9}",
        ] {
            let error = scope::Scope::new(text).unwrap_err();
            assert_says(&error, ErrorKind::Request, &["a scope is empty or has"]);
        }
    }

    #[test]
    fn a_malformed_token() {
        for text in ["", "two words", "new\nline", "nul\0", "\u{e9}"] {
            let error = AccessToken::new(text).unwrap_err();
            assert_says(
                &error,
                ErrorKind::Request,
                &["the access token is empty or has"],
            );
        }
    }

    #[test]
    fn a_missing_token() {
        let error = codec::encode_without_token(&get(USER), &config()).unwrap_err();
        assert_says(
            &error,
            ErrorKind::Request,
            &["users.get: this call needs a bearer token"],
        );
    }

    #[test]
    fn an_unexpected_token() {
        let error = encode(&client_token(scope::USER_READ));
        assert_says(
            &error,
            ErrorKind::Request,
            &["does not take a bearer token"],
        );
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
        let window = Window {
            limit: 1001,
            offset: 0,
        };
        let error = encode(&users::List {
            window,
            ..Default::default()
        });
        assert_says(
            &error,
            ErrorKind::Request,
            &["users.list: limit is outside 0 to 1000"],
        );
    }

    #[test]
    fn a_walk_by_pages_of_nothing() {
        let window = Window {
            limit: 0,
            offset: 0,
        };
        let walk = Walk::new(users::List {
            window,
            ..Default::default()
        });
        let error = encode(&walk.next_page().unwrap());
        assert_says(&error, ErrorKind::Request, &["limit is outside 1 to 1000"]);
    }

    // `Unfinished` is reached in the tests of the exchange.
}

mod identity {
    use super::*;

    #[test]
    fn a_client_that_is_not_accepted() {
        let error = token(401, r#"{"error":"invalid_client"}"#);
        let words = [
            "401 invalid_client",
            "check client_id and client_secret",
            "identity_url",
        ];
        assert_says(&error, ErrorKind::Identity, &words);
    }

    #[test]
    fn a_scope_that_is_not_granted() {
        let error = token(400, r#"{"error":"invalid_scope","error_description":"x"}"#);
        let words = [
            "`user:read`",
            "replace_scope",
            "CallOptions::scopes",
            "ConfigBuilder::scopes",
        ];
        assert_says(&error, ErrorKind::Identity, &words);
    }

    #[test]
    fn a_grant_that_is_not_accepted() {
        let error = token(400, r#"{"error":"invalid_grant"}"#);
        assert_says(&error, ErrorKind::Identity, &["does the user exist"]);
    }

    #[test]
    fn a_client_that_may_not_use_the_grant() {
        let error = token(400, r#"{"error":"unauthorized_client"}"#);
        assert_says(
            &error,
            ErrorKind::Identity,
            &["see its settings in the admin portal"],
        );
    }

    #[test]
    fn a_token_of_another_type() {
        let error = token(200, r#"{"access_token":"a","token_type":"mac"}"#);
        assert_says(&error, ErrorKind::Identity, &["another type than Bearer"]);
    }

    #[test]
    fn a_token_that_no_header_can_carry() {
        let error = token(200, r#"{"access_token":"a\nb","token_type":"Bearer"}"#);
        assert_says(&error, ErrorKind::Identity, &["a header can't carry"]);
    }

    // `NarrowerScope` is reached in the tests of the exchange.

    #[test]
    fn a_call_without_its_token_says_both_what_it_was_and_why() {
        let script = Scripted::new().reply(401, r#"{"error":"invalid_client"}"#);
        let client = Client::new(config(), Arc::new(script));
        let error = block_on(client.send(get(USER))).unwrap_err();
        let words = ["users.get: no token: auth.client_credentials: 401 invalid_client"];
        assert_says(&error, ErrorKind::Identity, &words);
        assert_eq!(error.status().unwrap(), 401);
    }
}

mod api {
    use super::*;

    #[test]
    fn a_user_that_is_not_there() {
        let error = decode(404, r#"{"code":"NotFound","message":"User not found"}"#);
        assert_says(
            &error,
            ErrorKind::NotFound,
            &["users.get: 404 NotFound: unknown, deleted"],
        );
        assert_eq!(error.code(), Some("NotFound"));
        assert_eq!(error.reply().unwrap().message(), Some("User not found"));
    }

    #[test]
    fn a_connection_that_is_not_in_the_list() {
        let find = users::GetConnection {
            user_id: USER.into(),
            connection_id: "b:c".into(),
        };
        let error = codec::decode(&find, Response::new(r#"{"data":[]}"#)).unwrap_err();
        assert_says(
            &error,
            ErrorKind::NotFound,
            &["users.get_connection: no connection with this id"],
        );
        assert_eq!((error.status(), error.outcome()), (None, Outcome::Refused));
    }

    #[test]
    fn a_token_that_may_not() {
        let error = decode(403, r#"{"code":"Forbidden"}"#);
        assert_says(
            &error,
            ErrorKind::Api,
            &["403 Forbidden", "`user:read`", "CallOptions::scopes"],
        );
    }

    #[test]
    fn a_token_that_is_not_accepted() {
        assert_says(
            &decode(401, ""),
            ErrorKind::Api,
            &["401 Unauthorized", "expired"],
        );
    }

    #[test]
    fn too_many_requests() {
        let error = decode(429, r#"{"code":"TooManyRequests","retryAfterSecs":12}"#);
        assert_says(
            &error,
            ErrorKind::RateLimited,
            &["429 TooManyRequests", "wait 12 s"],
        );
        assert_eq!(error.retry_after(), Some(Duration::from_secs(12)));
    }

    #[test]
    fn a_redirect() {
        let error = decode(302, "");
        assert_says(
            &error,
            ErrorKind::Api,
            &["302 Found", "never followed", "identity_url"],
        );
    }

    #[test]
    fn a_failure_of_the_service() {
        let error = decode(500, "<html>stack trace</html>");
        assert_says(
            &error,
            ErrorKind::Api,
            &["500 Internal Server Error: the service failed"],
        );
    }

    #[test]
    fn what_may_have_happened_is_said_of_a_creation_and_not_of_reading() {
        let response = || Response::builder().status(500).body("").unwrap();
        let created = codec::decode(&users::Create::default(), response()).unwrap_err();
        assert_says(
            &created,
            ErrorKind::Api,
            &["it may have happened: look before"],
        );
        let read = codec::decode(&get(USER), response()).unwrap_err();
        assert!(!read.to_string().contains("may have happened"), "{read}");
        assert_eq!(
            (read.outcome(), created.outcome()),
            (Outcome::Uncertain, Outcome::Uncertain)
        );
    }

    #[test]
    fn an_unknown_code_is_kept_and_not_printed() {
        let error = decode(
            400,
            r#"{"code":"SomethingNew64b0f3a1","details":{"field":"x"}}"#,
        );
        assert_says(&error, ErrorKind::Api, &["400 Bad Request"]);
        assert_eq!(error.code(), Some("SomethingNew64b0f3a1"));
        assert_eq!(error.reply().unwrap().details().unwrap()["field"], "x");
        assert!(!format!("{error} {error:?}").contains("SomethingNew"));
    }

    #[test]
    fn the_oauth_form_of_an_error_is_read_as_well() {
        let body =
            r#"{"error":"invalid_token","error_description":"expired","correlationId":"c1"}"#;
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
}

mod decoding {
    use super::*;

    fn category(body: &str) -> (DecodeCategory, String) {
        let error = decode(200, body);
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::Decoding, Outcome::Accepted)
        );
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
        assert_eq!(
            category("<!DOCTYPE html>"),
            (DecodeCategory::Html, String::new())
        );
        assert_says(
            &decode(200, "<html>"),
            ErrorKind::Decoding,
            &["6 bytes with status 200", "HTML"],
        );
    }

    #[test]
    fn a_byte_order_mark() {
        let body = format!("\u{feff}{{\"userId\":\"{USER}\"}}");
        assert_eq!(
            category(&body),
            (DecodeCategory::ByteOrderMark, String::new())
        );
    }

    #[test]
    fn what_is_not_json() {
        assert_eq!(category("user not found").0, DecodeCategory::Syntax);
        assert_eq!(
            category(r#"{"userId":"a"} trailing"#).0,
            DecodeCategory::Syntax
        );
    }

    #[test]
    fn a_body_that_ends_in_the_middle() {
        assert_eq!(category(r#"{"userId":"64b0"#).0, DecodeCategory::Truncated);
    }

    #[test]
    fn a_missing_member_by_its_name() {
        let missing = (DecodeCategory::MissingMember, "userId".to_owned());
        assert_eq!(category(r#"{"clientUserId":"x"}"#), missing);
    }

    #[test]
    fn a_value_of_another_type_by_its_place_and_never_by_its_value() {
        let error = decode(200, r#"{"userId":"a","connectionIds":["b",{"canary":1}]}"#);
        assert_says(
            &error,
            ErrorKind::Decoding,
            &["at connectionIds[1]", "another type"],
        );
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
    fn a_number_out_of_range() {
        let response = Response::new(r#"{"data":[],"meta":{"total":1e999}}"#);
        let error = codec::decode(&users::List::default(), response).unwrap_err();
        assert_eq!(
            error.decode_error().unwrap().category(),
            DecodeCategory::OutOfRange
        );
    }

    #[test]
    fn a_negative_lifetime_of_a_token() {
        let error = token(
            200,
            r#"{"access_token":"a","token_type":"Bearer","expires_in":-1}"#,
        );
        assert_says(
            &error,
            ErrorKind::Decoding,
            &["at expires_in", "out of range"],
        );
    }

    #[test]
    fn nesting_beyond_all_reason() {
        let raw = RawCall::get(Service::Data, "/probe", [] as [&str; 0]);
        let body = "[".repeat(10_000);
        let error = codec::decode(&raw, Response::new(body)).unwrap_err();
        assert_eq!(
            error.decode_error().unwrap().category(),
            DecodeCategory::TooDeep
        );
    }

    #[test]
    fn an_answer_in_data_where_a_bare_one_is_documented_is_read_and_explained() {
        let user = codec::decode(&get(USER), Response::new(r#"{"data":{"userId":"u1"}}"#)).unwrap();
        assert_eq!(user.user_id.as_str(), "u1");
        let missing = (DecodeCategory::MissingMember, "data.userId".to_owned());
        assert_eq!(category(r#"{"data":{}}"#), missing);
    }
}

mod paging {
    use super::*;

    fn turned(pages: impl IntoIterator<Item = Page<users::User>>) -> Error {
        let mut walk = Walk::new(users::List::default());
        let config = config();
        let turned = pages.into_iter().map(|page| walk.turn(&config, &page));
        turned
            .filter_map(Result::err)
            .next()
            .expect("no page was refused")
    }

    fn linked(id: &str, next: &str) -> Page<users::User> {
        let mut page = Page::new(vec![users::User::new(id.into())]);
        page.links = Some(Links {
            next: Some(next.to_owned()),
            ..Links::default()
        });
        page
    }

    #[test]
    fn a_link_to_another_origin() {
        let error = turned([linked("u1", "https://evil.test/users?offset=1")]);
        assert_says(
            &error,
            ErrorKind::Paging,
            &["users.list:", "another origin", "not followed"],
        );
    }

    #[test]
    fn a_link_that_is_no_url() {
        let error = turned([linked("u1", "https://[")]);
        assert_says(&error, ErrorKind::Paging, &["not a URL"]);
    }

    #[test]
    fn a_link_that_was_followed_before() {
        let error = turned(["u1", "u2"].map(|id| linked(id, "/users?offset=1")));
        assert_says(&error, ErrorKind::Paging, &["followed before"]);
    }

    #[test]
    fn a_page_that_brings_nothing_new() {
        let page = || Page::new(vec![users::User::new("u1".into())]);
        assert_says(
            &turned([page(), page()]),
            ErrorKind::Paging,
            &["repeats the one before"],
        );
    }

    #[test]
    fn an_empty_page_that_links_to_another() {
        let mut page = linked("u1", "/users?offset=1");
        page.data.clear();
        page.meta = PageMeta::default();
        assert_says(&turned([page]), ErrorKind::Paging, &["empty and yet links"]);
    }
}

mod transport {
    use super::*;

    #[test]
    fn every_class_says_what_failed() {
        for (class, words) in [
            (FaultClass::BodyTooLarge, "larger than this call allows"),
            (FaultClass::Closed, "closed before the answer was complete"),
            (FaultClass::Connect, "could not be made"),
            (FaultClass::Other, "the transport failed"),
            (FaultClass::Protocol, "not HTTP"),
            (FaultClass::Resolve, "could not be resolved"),
            (FaultClass::TimedOut, "no answer came"),
            (FaultClass::Tls, "TLS"),
        ] {
            let script = (0..3).fold(Scripted::new(), |script, _| {
                script.fault(class, Sent::Perhaps)
            });
            assert_says(&send(&script), ErrorKind::Transport, &["users.get:", words]);
        }
    }

    #[test]
    fn what_was_not_sent_is_said_to_be_not_sent() {
        let script = (0..3).fold(Scripted::new(), |script, _| {
            script.fault(FaultClass::Connect, Sent::Nothing)
        });
        let words = ["after 3 attempts", "nothing was sent"];
        assert_says(&send(&script), ErrorKind::Transport, &words);
    }

    #[test]
    fn the_source_is_in_the_chain() {
        let fault = Fault::new(FaultClass::Connect, Sent::Nothing)
            .with_source(std::io::Error::from(std::io::ErrorKind::ConnectionRefused));
        let error = Error::new(fault, Outcome::NotSent);
        assert!(
            StdError::source(&error)
                .unwrap()
                .to_string()
                .contains("refused")
        );
    }

    #[test]
    fn a_deadline_names_its_length() {
        let client = Client::new(config(), Arc::new(Scripted::new().silence()));
        let token = Some(AccessToken::new("token").unwrap());
        let deadline = Some(Duration::from_millis(1500));
        let options = CallOptions {
            token,
            deadline,
            ..CallOptions::default()
        };
        let error = block_on(client.send_with(get(USER), options)).unwrap_err();
        assert_says(&error, ErrorKind::Deadline, &["deadline of 1500 ms"]);
    }
}

#[test]
fn no_secret_is_in_any_debug_of_what_a_caller_holds() {
    let token = AccessToken::new("canary-token").unwrap();
    let options = CallOptions {
        token: Some(token.clone()),
        ..CallOptions::default()
    };
    let client = Client::new(config(), Arc::new(Scripted::new()));
    let grant = ClientCredentials {
        scopes: Scopes::default(),
        subject: None,
    };
    let request = codec::encode(&get(USER), &config(), &token).unwrap();
    let token_request = codec::encode_without_token(&grant, &config()).unwrap();
    let shown = format!(
        "{:?} {options:?} {client:?} {:?} {grant:?} {request:?} {token_request:?} {:?}",
        config(),
        client.session(),
        Secret::from("canary-secret")
    );
    assert!(!shown.contains("canary"), "{shown}");
}
