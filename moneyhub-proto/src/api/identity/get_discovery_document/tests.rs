use std::{collections::BTreeMap, sync::Arc};

use http::Response;
use serde_json::{Value, json};

use super::*;
use crate::{
    codec,
    config::Config,
    driver::{Client, scripted::Scripted},
    ground::error::{DiscoveryError, Error, ErrorKind},
};

const HOST: &str = "https://identity.moneyhub.co.uk";

fn at(base: &str) -> Value {
    json!({
        "issuer": format!("{base}/oidc"),
        "authorization_endpoint": format!("{base}/oidc/auth"),
        "token_endpoint": format!("{base}/oidc/token"),
        "jwks_uri": format!("{base}/oidc/certs"),
        "pushed_authorization_request_endpoint": format!("{base}/oidc/request"),
        "introspection_endpoint": format!("{base}/oidc/token/introspection"),
        "revocation_endpoint": format!("{base}/oidc/token/revocation"),
        "end_session_endpoint": format!("{base}/oidc/session/end"),
        "registration_endpoint": format!("{base}/oidc/reg"),
        "id_token_signing_alg_values_supported": ["PS256", "RS256"],
        "authorization_response_iss_parameter_supported": true,
        "all_connections_endpoint": format!("{base}/oidc/.well-known/all-connections"),
    })
}

fn read(document: &Value) -> DiscoveryDocument {
    codec::decode(&GetDiscoveryDocument, Response::new(document.to_string())).unwrap()
}

fn production() -> Config {
    Config::builder().build().unwrap()
}

/// The document of production, with one member changed.
fn with(member: &str, value: &str) -> DiscoveryDocument {
    let mut document = at(HOST);
    document[member] = value.into();
    read(&document)
}

const ENDPOINTS: [&str; 8] = [
    "authorization_endpoint",
    "token_endpoint",
    "jwks_uri",
    "pushed_authorization_request_endpoint",
    "introspection_endpoint",
    "revocation_endpoint",
    "end_session_endpoint",
    "registration_endpoint",
];

fn assert_every_endpoint_refuses(url: &str, error: fn(&'static str) -> DiscoveryError) {
    for endpoint in ENDPOINTS {
        let refused = with(endpoint, url).check(&production()).unwrap_err();
        assert_eq!(refused, error(endpoint), "{url}");
        assert!(refused.to_string().starts_with(endpoint), "{refused}");
    }
}

#[test]
fn it_is_asked_for_at_the_path_with_the_dot_and_by_nobody() {
    let request = codec::encode_without_token(&GetDiscoveryDocument, &production()).unwrap();
    assert_eq!(request.uri().host(), Some("identity.moneyhub.co.uk"));
    assert_eq!(request.uri().path(), "/oidc/.well-known/openid-configuration");
    assert!(!request.headers().contains_key("authorization"));
}

#[test]
fn a_client_asks_for_it_without_a_token() {
    let script = Scripted::new().reply(200, at(HOST).to_string());
    let client = Client::new(production(), Arc::new(script));
    let document = pollster::block_on(client.send(GetDiscoveryDocument)).unwrap();
    assert_eq!(document, read(&at(HOST)));
}

#[test]
fn unknown_members_stay_reachable() {
    let document = read(&at(HOST));
    assert_eq!(document.id_token_signing_alg_values_supported.unwrap(), ["PS256", "RS256"]);
    let connections = json!(format!("{HOST}/oidc/.well-known/all-connections"));
    assert_eq!(document.other, BTreeMap::from([("all_connections_endpoint".into(), connections)]));
}

#[test]
fn the_document_of_production_is_believed() {
    read(&at(HOST)).check(&production()).unwrap();
}

#[test]
fn a_sandbox_on_loopback_is_believed_when_the_configuration_tolerates_it() {
    let base = "http://127.0.0.1:3000";
    let config = Config::builder().identity_url(base).allow_loopback_http().build().unwrap();
    read(&at(base)).check(&config).unwrap();
}

#[test]
fn another_issuer_is_refused_to_the_letter() {
    for issuer in ["https://identity.moneyhub.com/oidc", HOST, &format!("{HOST}/oidc/")] {
        let error = with("issuer", issuer).check(&production()).unwrap_err();
        assert_eq!(error, DiscoveryError::UnexpectedIssuer);
    }
}

#[test]
fn an_issuer_behind_a_gateway_is_expected_by_name() {
    let config = Config::builder().identity_url("https://gateway.example").build().unwrap();
    let mut document = at("https://gateway.example");
    document["issuer"] = format!("{HOST}/oidc").into();
    let document = read(&document);
    assert_eq!(document.check(&config), Err(DiscoveryError::UnexpectedIssuer));
    assert_eq!(document.check_for_issuer(&format!("{HOST}/oidc"), &config), Ok(()));
}

#[test]
fn an_endpoint_of_another_origin_is_refused() {
    let foreign = |endpoint| DiscoveryError::ForeignEndpoint { endpoint };
    for url in [
        "https://evil.example/oidc",
        "https://identity.moneyhub.co.uk.evil.example/oidc",
        "https://identity.moneyhub.co.uk:444/oidc",
        "https://user@identity.moneyhub.co.uk/oidc",
    ] {
        assert_every_endpoint_refuses(url, foreign);
    }
}

#[test]
fn an_endpoint_without_tls_is_refused() {
    let insecure = |endpoint| DiscoveryError::InsecureEndpoint { endpoint };
    assert_every_endpoint_refuses("http://identity.moneyhub.co.uk/oidc", insecure);
}

#[test]
fn an_endpoint_that_is_no_url_is_refused() {
    let malformed = |endpoint| DiscoveryError::MalformedEndpoint { endpoint };
    for url in ["", "/oidc/token", "not a url"] {
        assert_every_endpoint_refuses(url, malformed);
    }
}

#[test]
fn a_document_that_cannot_be_trusted_is_the_identity_services_fault() {
    let error = Error::from(with("issuer", "x").check(&production()).unwrap_err());
    assert_eq!(error.kind(), ErrorKind::Identity);
    assert!(error.to_string().starts_with("the issuer of the discovery document"), "{error}");
}

#[test]
fn a_document_without_a_required_member_is_refused_by_its_name() {
    for member in ["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"] {
        let mut document = at(HOST);
        document.as_object_mut().unwrap().remove(member);
        let response = Response::new(document.to_string());
        let error = codec::decode(&GetDiscoveryDocument, response).unwrap_err();
        assert_eq!(error.decode_error().unwrap().path(), member);
    }
}

#[test]
fn an_endpoint_with_a_fragment_is_refused() {
    let malformed = |endpoint| DiscoveryError::MalformedEndpoint { endpoint };
    assert_every_endpoint_refuses("https://identity.moneyhub.co.uk/oidc/auth#here", malformed);
}

#[test]
fn an_endpoint_whose_path_climbs_is_refused() {
    let malformed = |endpoint| DiscoveryError::MalformedEndpoint { endpoint };
    for path in [
        "/oidc/../token",
        "/oidc/./token",
        "/..",
        "/oidc/%2e%2e/token",
        "/oidc/.%2E/token",
        "/oidc/%252e%252e/token",
        "/oidc/a%2f..%2f..%2ftoken",
        "/oidc/..\\token",
        "/oidc/%5c..%5ctoken",
        "/oidc\\token",
    ] {
        let url = format!("https://identity.moneyhub.co.uk{path}");
        assert_every_endpoint_refuses(&url, malformed);
    }
}

#[test]
fn behind_a_gateway_the_issuer_is_the_one_that_is_named() {
    let issuer = "https://identity.moneyhub.co.uk/oidc";
    let config =
        Config::builder().identity_url("https://gate.test").issuer(issuer).build().unwrap();
    let url = |path: &str| format!("https://gate.test/oidc{path}");
    let document = |issuer: &str| {
        DiscoveryDocument::new(issuer, url("/auth"), url("/token"), url("/certs")).check(&config)
    };
    assert_eq!(document(issuer), Ok(()));
    assert_eq!(document("https://gate.test/oidc"), Err(DiscoveryError::UnexpectedIssuer));
}
