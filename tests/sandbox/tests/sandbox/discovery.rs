//! The discovery document, the keys and their rotation.

use moneyhub_sandbox::{Algorithm, Client, Sandbox};
use serde_json::{Value, json};

use crate::caller::Caller;
use crate::identity::{ISSUER, connect, text};
use crate::signer::{header, verifies};

const DOCUMENT: &str = "/oidc/.well-known/openid-configuration";

fn kids(jwks: &Value) -> Vec<String> {
    let keys = jwks["keys"].as_array().expect("keys");
    keys.iter().map(|key| text(key, "kid").to_owned()).collect()
}

#[test]
fn the_document_needs_no_token() {
    let reply = Caller::new().raw("GET", DOCUMENT, &[], "");
    assert_eq!(reply.status, 200);
}

#[test]
fn the_document_names_every_endpoint_under_the_issuer() {
    let document = Caller::new().get(DOCUMENT).json();
    for (name, path) in [
        ("issuer", ""),
        ("authorization_endpoint", "/auth"),
        ("token_endpoint", "/token"),
        ("jwks_uri", "/certs"),
        ("pushed_authorization_request_endpoint", "/request"),
        ("introspection_endpoint", "/token/introspection"),
        ("revocation_endpoint", "/token/revocation"),
    ] {
        assert_eq!(document[name], format!("{ISSUER}{path}"), "{name}");
    }
}

#[test]
fn every_named_endpoint_is_there() {
    let mut caller = Caller::new();
    let document = caller.get(DOCUMENT).json();
    for (name, value) in document.as_object().expect("an object") {
        let path = value.as_str().and_then(|url| url.strip_prefix("http://sandbox.invalid"));
        if let (Some(path), false) = (path, name == "issuer") {
            assert_ne!(caller.get(path).status, 404, "{name}");
        }
    }
}

#[test]
fn a_socket_s_issuer_is_its_own_address() {
    let sandbox = Sandbox::start().expect("a sandbox");
    assert_eq!(sandbox.issuer(), format!("{}/oidc", sandbox.identity_url()));
}

#[test]
fn an_issuer_may_differ_from_the_address() {
    let issuer = "https://identity.example/oidc";
    let sandbox = Sandbox::builder().issuer(issuer).start().expect("a sandbox");
    assert_eq!(sandbox.issuer(), issuer);
}

#[test]
fn another_issuer_is_in_the_document_and_the_id_token() {
    let issuer = "https://identity.example/oidc";
    let mut caller = Caller::of(Sandbox::builder().issuer(issuer));
    let document = caller.get(DOCUMENT).json();
    let tokens = caller.sign_in(&[]);
    let claims = caller.verified(text(&tokens, "id_token"));
    let expected = (json!(format!("{issuer}/token")), json!(issuer));
    assert_eq!((document["token_endpoint"].clone(), claims["iss"].clone()), expected);
}

#[test]
fn there_is_a_key_for_each_algorithm_of_id_tokens() {
    let mut caller = Caller::new();
    let jwks = caller.get("/oidc/certs").json();
    let mut algorithms: Vec<&str> =
        jwks["keys"].as_array().expect("keys").iter().map(|key| text(key, "alg")).collect();
    algorithms.sort_unstable();
    let document = caller.get(DOCUMENT).json();
    assert_eq!(json!(algorithms), document["id_token_signing_alg_values_supported"]);
}

#[test]
fn no_private_number_is_published() {
    let jwks = Caller::new().get("/oidc/certs").json();
    for key in jwks["keys"].as_array().expect("keys") {
        for name in ["d", "p", "q", "dp", "dq", "qi", "pkcs8"] {
            assert!(key.get(name).is_none(), "{name}");
        }
    }
}

#[test]
fn id_tokens_are_signed_with_the_registered_algorithm() {
    for (algorithm, name) in
        [(Algorithm::Rs256, "RS256"), (Algorithm::Ps256, "PS256"), (Algorithm::Es256, "ES256")]
    {
        let client = Client::client_secret_basic(
            moneyhub_sandbox::DEFAULT_CLIENT_ID,
            moneyhub_sandbox::DEFAULT_CLIENT_SECRET,
        );
        let client = client.loopback_redirect("/callback").id_token_alg(algorithm);
        let mut caller = Caller::of(Sandbox::builder().register(client));
        let tokens = caller.sign_in(&[]);
        let token = text(&tokens, "id_token");
        caller.verified(token);
        assert_eq!(header(token)["alg"], name);
    }
}

#[test]
#[should_panic(expected = "can't sign id_tokens with RS512")]
fn an_algorithm_without_a_key_cannot_be_registered() {
    let _ = Client::public("x").id_token_alg(Algorithm::Rs512);
}

#[test]
fn rotation_takes_every_old_key_away() {
    let mut caller = Caller::new();
    let old = kids(&caller.get("/oidc/certs").json());
    caller.service.rotate_keys();
    let new = kids(&caller.get("/oidc/certs").json());
    assert!(new.len() == 3 && new.iter().all(|kid| !old.contains(kid)), "{new:?}");
}

#[test]
fn a_token_from_before_a_rotation_verifies_no_more() {
    let mut caller = Caller::new();
    let tokens = caller.sign_in(&[]);
    caller.service.rotate_keys();
    let jwks = caller.get("/oidc/certs").json();
    assert!(!verifies(text(&tokens, "id_token"), &jwks));
}

#[test]
fn a_token_from_after_a_rotation_verifies() {
    let mut caller = Caller::new();
    for _ in 0..4 {
        caller.service.rotate_keys();
        let tokens = caller.sign_in(&[]);
        caller.verified(text(&tokens, "id_token"));
    }
}

#[test]
fn added_keys_stand_before_the_old_ones_that_stay() {
    let mut caller = Caller::new();
    let tokens = caller.sign_in(&[]);
    let old = kids(&caller.get("/oidc/certs").json());
    caller.service.add_keys();
    caller.verified(text(&tokens, "id_token"));
    let all = kids(&caller.get("/oidc/certs").json());
    assert_eq!((all.len(), &all[3..]), (6, &old[..]));
}

#[test]
fn the_numbers_of_the_first_three_generations_differ() {
    let mut caller = Caller::new();
    caller.service.add_keys();
    caller.service.add_keys();
    let jwks = caller.get("/oidc/certs").json();
    let mut numbers: Vec<String> = jwks["keys"]
        .as_array()
        .expect("keys")
        .iter()
        .map(|key| key.get("n").or(key.get("x")).expect("a number").to_string())
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), 9);
}

#[test]
fn the_document_is_read_only() {
    let reply = Caller::new().call("POST", DOCUMENT);
    assert_eq!((reply.status, reply.header("allow")), (405, Some("GET")));
}

#[test]
fn a_path_without_the_dot_is_unknown() {
    assert_eq!(Caller::new().get("/oidc/well-known/openid-configuration").status, 404);
}

#[test]
fn sign_ins_are_the_same_in_every_run() {
    let code = || Caller::new().approve(&connect()).parameter("code").map(str::to_owned);
    assert_eq!(code(), code());
}
