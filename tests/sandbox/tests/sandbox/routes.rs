//! Paths, methods and bodies in general.

use crate::caller::Caller;

#[test]
fn an_unknown_path_is_404() {
    let mut caller = Caller::new();
    for path in [
        "/",
        "/user",
        "/users/",
        "/v3/users",
        "/users/U/accounts",
        "/users/U/connections/C/syncs/S",
        "/oidc/token/",
        "/oidc",
    ] {
        assert_eq!(caller.get(path).status, 404, "{path}");
    }
}

#[test]
fn an_unknown_path_is_404_without_a_token_too() {
    assert_eq!(Caller::new().raw("GET", "/accounts", &[], "").status, 404);
}

#[test]
fn a_404_has_the_rest_form() {
    let reply = Caller::new().get("/nowhere");
    assert_eq!(reply.member("code"), "NotFound");
    assert_eq!(reply.member("message"), "no such route");
}

#[test]
fn a_wrong_method_is_405_and_names_the_right_ones() {
    let mut caller = Caller::new();
    for (method, path, allowed) in [
        ("GET", "/oidc/token", "POST"),
        ("PUT", "/users", "GET, POST"),
        ("PATCH", "/users/U", "DELETE, GET"),
        ("POST", "/users/U/connections", "GET"),
        ("GET", "/users/U/connections/C", "PATCH"),
        ("PATCH", "/users/U/connection/C", "DELETE"),
        ("POST", "/users/U/syncs", "GET"),
        ("POST", "/users/U/connections/C/syncs", "GET"),
        ("DELETE", "/users/U/syncs/S", "GET"),
        ("HEAD", "/users", "GET, POST"),
    ] {
        let reply = caller.call(method, path);
        let got = (reply.status, reply.header("allow"));
        assert_eq!(got, (405, Some(allowed)), "{method} {path}");
    }
}

#[test]
fn a_body_above_64_kib_is_413() {
    let mut caller = Caller::new();
    assert_eq!(caller.send("POST", "/users", vec![b' '; 65_537]).status, 413);
}

#[test]
fn a_body_of_64_kib_is_read() {
    let mut body = br#"{"clientUserId":"x""#.to_vec();
    body.resize(65_535, b' ');
    body.push(b'}');
    assert_eq!(Caller::new().send("POST", "/users", body).status, 201);
}

#[test]
fn a_body_that_is_not_json_is_400() {
    assert_eq!(Caller::new().send("POST", "/users", "{").status, 400);
}

#[test]
fn an_empty_body_is_400() {
    assert_eq!(Caller::new().send("POST", "/users", "").status, 400);
}

#[test]
fn a_body_that_is_no_object_is_400() {
    for body in ["[]", "null", "\"\"", "1"] {
        assert_eq!(Caller::new().send("POST", "/users", body).status, 400, "{body}");
    }
}

#[test]
fn a_body_of_another_content_type_is_415() {
    let mut caller = Caller::new();
    let bearer = format!("Bearer {}", caller.token);
    for content_type in ["text/plain", "application/x-www-form-urlencoded"] {
        let headers = [("authorization", bearer.as_str()), ("content-type", content_type)];
        assert_eq!(caller.raw("POST", "/users", &headers, "{}").status, 415);
    }
}

#[test]
fn a_body_without_a_content_type_is_415() {
    let mut caller = Caller::new();
    let bearer = format!("Bearer {}", caller.token);
    let reply = caller.raw("POST", "/users", &[("authorization", &bearer)], "{}");
    assert_eq!(reply.status, 415);
}

#[test]
fn a_segment_is_decoded_after_the_path_is_split() {
    let mut caller = Caller::new();
    let user = caller.user(0);
    assert_eq!(caller.get(&format!("/users/{user}%2Fconnections")).status, 404);
    let encoded = user.replace('a', "%61");
    assert_eq!(caller.get(&format!("/users/{encoded}")).status, 200);
}

#[test]
fn an_encoded_colon_is_a_colon() {
    let mut caller = Caller::new();
    let user = caller.user(0);
    let id = caller.service.connection_ids(&user)[0].replace(':', "%3A");
    assert_eq!(caller.get(&format!("/users/{user}/connections/{id}/syncs")).status, 200);
}

#[test]
fn a_whole_url_is_read_as_its_path() {
    let reply = Caller::new().get("http://127.0.0.1:1/users?limit=1");
    assert_eq!(reply.status, 200);
}

#[test]
fn errors_are_json_with_a_charset() {
    let reply = Caller::new().get("/nowhere");
    let expected = Some("application/json; charset=utf-8");
    assert_eq!(reply.header("content-type"), expected);
}
