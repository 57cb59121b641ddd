use super::*;
use crate::{
    codec::{Operation, decode},
    config::Service,
    ground::{error::ErrorKind, scope},
};

const LIST: Operation<()> = Service::Data
    .get("things.list", "/users/{userId}/connection/{connectionId}", decode::empty)
    .needs(&[scope::USER_READ])
    .may_need(&[scope::CONNECTION_READ]);

fn call() -> Call {
    Call::new(LIST.facts)
}

fn filled(user_id: &str, connection_id: &str) -> Result<String, RequestError> {
    let call = call().path("userId", user_id).path("connectionId", connection_id).finish();
    let refused = |error: Error| error.request_error().copied().unwrap();
    call.map(|call| call.encoded_path().to_owned()).map_err(refused)
}

#[test]
fn the_colon_of_a_connection_id_stays_literal() {
    assert_eq!(filled("u1", "ab:cd-ef").unwrap(), "/users/u1/connection/ab:cd-ef");
}

#[test]
fn what_could_leave_the_segment_is_encoded() {
    let path = filled("ab?c#d%2e e\u{e9}", "x").unwrap();
    assert_eq!(path, "/users/ab%3Fc%23d%252e%20e%C3%A9/connection/x");
}

#[test]
fn dot_segments_are_refused_and_dots_inside_are_not() {
    for id in [".", ".."] {
        let parameter = "userId";
        assert_eq!(filled(id, "c"), Err(RequestError::DotSegment { parameter }));
    }
    assert_eq!(filled("...", "c").unwrap(), "/users/.../connection/c");
}

#[test]
fn an_empty_parameter_is_refused_by_its_name() {
    let parameter = "connectionId";
    assert_eq!(filled("u1", ""), Err(RequestError::Empty { parameter }));
}

#[test]
fn control_characters_are_refused() {
    let parameter = "userId";
    for id in ["a\nb", "a\0", "\u{7f}", "\u{85}"] {
        assert_eq!(filled(id, "c"), Err(RequestError::ControlCharacter { parameter }));
    }
}

#[test]
fn a_parameter_has_a_greatest_length() {
    let (parameter, limit) = ("userId", 512);
    assert!(filled(&"a".repeat(512), "c").is_ok());
    assert_eq!(filled(&"a".repeat(513), "c"), Err(RequestError::TooLong { parameter, limit }));
}

#[test]
fn parameters_are_filled_in_by_their_names_in_the_order_of_the_template() {
    let template = LIST.facts.path;
    for misfit in [
        call(),
        call().path("userId", "u1"),
        call().path("connectionId", "c").path("userId", "u1"),
        call().path("userId", "u1").path("connectionId", "c").path("more", "x"),
    ] {
        let error = misfit.finish().unwrap_err();
        assert_eq!(error.request_error(), Some(&RequestError::MalformedPath { template }));
        assert_eq!(error.endpoint(), Some("things.list"));
    }
}

#[test]
fn a_template_without_a_slash_is_refused() {
    let facts = Service::Data.get("odd", "users", decode::empty).facts;
    assert_eq!(Call::new(facts).finish().unwrap_err().kind(), ErrorKind::Request);
}

#[test]
fn the_first_refusal_is_the_one_that_is_reported() {
    let call = call().path("userId", "").path("connectionId", ".");
    let error = call.refuse(RequestError::MalformedScope).finish().unwrap_err();
    assert_eq!(error.request_error(), Some(&RequestError::Empty { parameter: "userId" }));
}

#[test]
fn a_scope_is_added_only_where_it_is_wanted() {
    let scopes = |wanted| call().needs_if(wanted, scope::CONNECTION_READ).scopes().to_string();
    assert_eq!(scopes(false), "user:read");
    assert_eq!(scopes(true), "connection:read user:read");
}

#[test]
fn debug_shows_the_template_and_never_what_is_filled_in() {
    let shown = format!("{:?}", call().path("userId", "canary").query("q", "canary"));
    assert!(shown.contains("/users/{userId}") && !shown.contains("canary"), "{shown}");
}

/// Encoded, they would be harmless, but a gateway may decode them before it routes the request.
#[test]
fn slashes_and_backslashes_are_refused() {
    let parameter = "userId";
    for id in ["a/b", "/", "../b", "a\\b", "..\\"] {
        assert_eq!(filled(id, "c"), Err(RequestError::PathSeparator { parameter }), "{id}");
    }
}
