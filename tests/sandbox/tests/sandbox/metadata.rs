//! Clients as JSON.

use moneyhub_sandbox::{Client, Sandbox};

use crate::caller::{Caller, basic};

fn refused(json: &str) -> String {
    Client::from_metadata(json).expect_err("refused").to_string()
}

#[test]
fn a_client_of_metadata_may_ask_for_its_scopes() {
    let json = r#"[{"client_id": "a", "client_secret": "s", "client_name": "Shop",
        "scope": "user:read payee:read", "redirect_uris": ["https://shop.example/back"]},
        {"client_id": "b", "token_endpoint_auth_method": "none"}]"#;
    let clients = Client::from_metadata(json).expect("two clients");
    let builder = clients.into_iter().fold(Sandbox::builder(), |all, one| all.register(one));
    let mut caller = Caller::of(builder);
    for (scope, status) in [("user:read payee:read", 200), ("user:delete", 400)] {
        let form = [("grant_type", "client_credentials"), ("scope", scope)];
        assert_eq!(caller.post_form(&basic("a", "s"), &form).status, status, "{scope}");
    }
}

#[test]
fn the_user_scopes_of_a_legacy_client_open_connections() {
    for (legacy, status) in [("true", 200), ("false", 403)] {
        let json = format!(r#"{{"client_id": "a", "client_secret": "s", "legacy": {legacy}}}"#);
        let client = Client::from_metadata(&json).expect("a client").remove(0);
        let mut caller = Caller::of(Sandbox::builder().register(client));
        let user = caller.service.user_id(0).expect("a user");
        let form = [("grant_type", "client_credentials"), ("scope", "user:read")];
        caller.token = caller.post_form(&basic("a", "s"), &form).member("access_token");
        assert_eq!(caller.get(&format!("/users/{user}/connections")).status, status, "{legacy}");
    }
}

#[test]
fn what_is_wrong_is_named() {
    for (json, problem) in [
        ("{", "not JSON"),
        ("1", "a JSON object"),
        ("{}", "client_id is missing"),
        (r#"{"client_id": "a"}"#, "client a: client_secret is missing"),
        (r#"{"client_id": "a", "token_endpoint_auth_method": "private_key_jwt"}"#, "needs jwks"),
        (r#"{"client_id": "a", "token_endpoint_auth_method": "x"}"#, "auth_method x"),
        (
            r#"{"client_id": "a", "client_secret": "s", "redirect_uri": "x"}"#,
            "redirect_uri is unknown",
        ),
        (
            r#"{"client_id": "a", "client_secret": "s", "id_token_signed_response_alg": "ES512"}"#,
            "ES512",
        ),
        (r#"{"client_id": "a", "client_secret": "s", "legacy": 1}"#, "legacy must be"),
    ] {
        assert!(refused(json).contains(problem), "{}", refused(json));
    }
}
