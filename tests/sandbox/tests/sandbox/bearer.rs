//! Who may call the routes.

use std::time::Duration;

use moneyhub_sandbox::Sandbox;

use crate::caller::{Caller, Reply};

fn with_authorization(caller: &mut Caller, values: &[&str]) -> Reply {
    let headers: Vec<_> = values.iter().map(|value| ("authorization", *value)).collect();
    caller.raw("GET", "/users", &headers, "")
}

#[test]
fn a_missing_token_is_401_with_a_bare_challenge() {
    let reply = with_authorization(&mut Caller::new(), &[]);
    assert_eq!((reply.status, reply.header("www-authenticate")), (401, Some("Bearer")));
}

#[test]
fn a_401_has_the_rest_form() {
    let reply = with_authorization(&mut Caller::new(), &[]);
    assert_eq!(reply.member("code"), "Unauthorized");
    assert_eq!(reply.member("message"), "access token is missing");
}

#[test]
fn an_unknown_token_is_401_with_invalid_token() {
    let reply = with_authorization(&mut Caller::new(), &["Bearer nonsense"]);
    let challenge = reply.header("www-authenticate").unwrap_or_default();
    assert!(challenge.starts_with("Bearer error=\"invalid_token\""), "{challenge}");
}

#[test]
fn a_malformed_header_is_401() {
    let mut caller = Caller::new();
    let token = caller.token.clone();
    for value in [
        token.clone(),
        format!("Basic {token}"),
        format!("Bearer  {token}"),
        format!("Bearer {token} "),
        format!("Bearer {token},{token}"),
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
    ] {
        assert_eq!(with_authorization(&mut caller, &[&value]).status, 401, "{value:?}");
    }
}

#[test]
fn the_scheme_is_read_in_any_case() {
    let mut caller = Caller::new();
    let value = format!("bEARER {}", caller.token);
    assert_eq!(with_authorization(&mut caller, &[&value]).status, 200);
}

#[test]
fn two_authorization_headers_are_401() {
    let mut caller = Caller::new();
    let value = format!("Bearer {}", caller.token);
    assert_eq!(with_authorization(&mut caller, &[&value, &value]).status, 401);
}

#[test]
fn a_token_works_until_its_last_millisecond() {
    let mut caller = Caller::new();
    caller.service.advance(Duration::from_millis(7_199_999));
    assert_eq!(caller.get("/users").status, 200);
}

#[test]
fn an_expired_token_is_401() {
    let mut caller = Caller::new();
    caller.service.advance(Duration::from_secs(7_200));
    let reply = caller.get("/users");
    assert_eq!((reply.status, reply.member("message")), (401, "token expired".into()));
}

#[test]
fn a_revoked_token_is_401() {
    let mut caller = Caller::new();
    caller.service.revoke_tokens();
    assert_eq!(caller.get("/users").status, 401);
}

#[test]
fn the_token_of_a_deleted_user_is_401() {
    let mut caller = Caller::new();
    let user = caller.user(0);
    let bound = caller.fetch_token(&[("scope", "user:read"), ("sub", &user)]);
    caller.call("DELETE", &format!("/users/{user}"));
    caller.token = bound;
    assert_eq!(caller.get("/users").status, 401);
}

#[test]
fn a_token_that_is_bound_to_a_user_is_403() {
    let mut caller = Caller::new();
    let user = caller.user(0);
    caller.token = caller.fetch_token(&[("scope", "user:read"), ("sub", &user)]);
    assert_eq!(caller.get("/users").status, 403);
}

#[test]
fn a_403_has_the_rest_form_and_a_challenge() {
    let mut caller = Caller::scoped(Sandbox::builder(), "user:create");
    let reply = caller.get("/users");
    assert_eq!(reply.member("code"), "Forbidden");
    assert_eq!(reply.member("correlationId").len(), 36);
    let challenge = "Bearer error=\"insufficient_scope\", scope=\"user:read\"";
    assert_eq!(reply.header("www-authenticate"), Some(challenge));
}

/// Every route with the scope of today and the scope of clients from before March 2025.
const ROUTES: [(&str, &str, &str, &str); 10] = [
    ("POST", "/users", "user:create", "user:create"),
    ("GET", "/users", "user:read", "user:read"),
    ("GET", "/users/U", "user:read", "user:read"),
    ("DELETE", "/users/U", "user:delete", "user:delete"),
    ("GET", "/users/U/connections", "connection:read", "user:read"),
    ("PATCH", "/users/U/connections/C", "connection:update", "user:update"),
    ("DELETE", "/users/U/connection/C", "connection:delete", "user:delete"),
    ("GET", "/users/U/syncs", "connection:read", "user:read"),
    ("GET", "/users/U/connections/C/syncs", "connection:read", "user:read"),
    ("GET", "/users/U/syncs/S", "connection:read", "user:read"),
];

const SEVEN: [&str; 7] = [
    "user:create",
    "user:read",
    "user:update",
    "user:delete",
    "connection:read",
    "connection:update",
    "connection:delete",
];

#[test]
fn each_route_opens_to_exactly_one_scope() {
    for scope in SEVEN {
        let mut caller = Caller::scoped(Sandbox::builder(), scope);
        for (method, path, needed, _) in ROUTES {
            let refused = caller.call(method, path).status == 403;
            assert_eq!(refused, scope != needed, "{method} {path} with {scope}");
        }
    }
}

#[test]
fn each_route_opens_to_exactly_one_scope_of_a_legacy_client() {
    for scope in &SEVEN[..4] {
        let mut caller = Caller::scoped(Sandbox::builder().legacy_client(), scope);
        for (method, path, _, needed) in ROUTES {
            let refused = caller.call(method, path).status == 403;
            assert_eq!(refused, *scope != needed, "{method} {path} with {scope}");
        }
    }
}
