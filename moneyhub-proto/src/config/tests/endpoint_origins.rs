//! Endpoints of a discovery document on other origins than the identity service's.

use super::*;
use crate::{
    api::{
        identity::{GetJsonWebKeys, Introspect, Revoke},
        users,
    },
    codec::{self, RawCall},
    config::DiscoveryDocument,
    driver::{Client, scripted::Scripted},
    ground::{error::DiscoveryError, scope, secret::AccessToken},
};

const ISSUER: &str = "https://identity.moneyhub.co.uk/oidc";
const KEYS: &str = "https://keys.example";

/// With keys and tokens at these bases.
fn document(keys: &str, tokens: &str) -> DiscoveryDocument {
    let at = |base: &str, path: &str| format!("{base}{path}");
    let mut document = DiscoveryDocument::new(
        ISSUER,
        at(ISSUER, "/auth"),
        at(tokens, "/token"),
        at(keys, "/keys"),
    );
    document.introspection_endpoint = Some(at(tokens, "/token/introspection"));
    document.revocation_endpoint = Some(at(tokens, "/token/revocation"));
    document
}

fn named(origin: &str) -> Config {
    builder().allow_endpoint_origin(origin).build().unwrap()
}

fn foreign(endpoint: &'static str) -> Result<(), DiscoveryError> {
    Err(DiscoveryError::ForeignEndpoint { endpoint })
}

#[test]
fn an_endpoint_on_an_origin_that_is_named_is_believed() {
    for origin in
        [KEYS, "https://keys.example/", "https://keys.example:443", "HTTPS://KEYS.EXAMPLE"]
    {
        assert_eq!(document(KEYS, ISSUER).check(&named(origin)), Ok(()), "{origin}");
    }
    assert_eq!(document(ISSUER, ISSUER).check(&named(KEYS)), Ok(()));
}

#[test]
fn every_origin_that_is_named_counts() {
    let tokens = "https://tokens.example";
    let both = builder().allow_endpoint_origin(KEYS).allow_endpoint_origin(tokens).build().unwrap();
    assert_eq!(document(KEYS, tokens).check(&both), Ok(()));
    assert_eq!(document(KEYS, tokens).check(&named(KEYS)), foreign("token_endpoint"));
}

#[test]
fn another_host_or_port_than_the_named_one_is_refused() {
    for origin in [
        "https://keys.example:8443",
        "https://other.keys.example",
        "https://keys.example.evil.test",
        "https://user@keys.example",
    ] {
        assert_eq!(document(origin, ISSUER).check(&named(KEYS)), foreign("jwks_uri"), "{origin}");
    }
}

#[test]
fn another_scheme_than_the_named_one_is_refused() {
    let insecure = DiscoveryError::InsecureEndpoint { endpoint: "jwks_uri" };
    let plain = document("http://keys.example:443", ISSUER);
    assert_eq!(plain.check(&named(KEYS)), Err(insecure));
    let named =
        builder().allow_http_host("keys.example").allow_endpoint_origin("http://keys.example");
    let named = named.build().unwrap();
    assert_eq!(document("http://keys.example", ISSUER).check(&named), Ok(()));
    assert_eq!(document(KEYS, ISSUER).check(&named), foreign("jwks_uri"));
}

#[test]
fn http_is_for_origins_that_are_tolerated_by_name() {
    let loopback = || builder().allow_endpoint_origin("http://127.0.0.1:3001");
    assert!(refusal(loopback()).starts_with("allow_endpoint_origin must be https"));
    assert!(loopback().allow_loopback_http().build().is_ok());
    let host = builder().allow_endpoint_origin("http://keys:8080");
    assert!(refusal(host.clone()).starts_with("allow_endpoint_origin must be https"));
    assert!(host.allow_http_host("keys").build().is_ok());
}

#[test]
fn what_is_more_or_less_than_an_origin_is_refused() {
    for (origin, problem) in [
        ("https://keys.example/oidc", "has a path"),
        ("https://keys.example?tenant=1", "has a query or a fragment"),
        ("https://keys.example/#keys", "has a query or a fragment"),
        ("https://user@keys.example", "has user info, which would be sent along"),
        ("ftp://keys.example", "is not an http or https URL"),
        ("keys.example", "is not an http or https URL"),
        ("", "is not a URL"),
    ] {
        let refused = refusal(builder().allow_endpoint_origin(origin));
        assert_eq!(refused, format!("allow_endpoint_origin {problem}"), "{origin}");
    }
}

#[test]
fn a_refusal_tells_of_the_setting() {
    let refused = document(KEYS, ISSUER).check(&builder().build().unwrap()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "jwks_uri of the discovery document is not on the origin of identity_url; if that is \
         intended, name its origin with `allow_endpoint_origin`"
    );
}

#[test]
fn requests_go_to_the_named_origin() {
    let config = builder().allow_endpoint_origin(KEYS).discovered(document(KEYS, KEYS));
    let config = config.build().unwrap();
    let at = |request: Result<http::Request<bytes::Bytes>, crate::ground::error::Error>| {
        request.unwrap().uri().to_string()
    };
    let introspect = Introspect { token: "t".into(), token_type_hint: None };
    let revoke = Revoke { token: "t".into(), token_type_hint: None };
    let keys = codec::encode_without_token(&GetJsonWebKeys, &config);
    assert_eq!(at(keys), "https://keys.example/keys");
    let introspect = codec::encode_without_token(&introspect, &config);
    assert_eq!(at(introspect), "https://keys.example/token/introspection");
    let revoke = codec::encode_without_token(&revoke, &config);
    assert_eq!(at(revoke), "https://keys.example/token/revocation");
}

#[test]
fn a_token_is_fetched_at_the_named_origin_and_used_at_home() {
    let config = builder().allow_endpoint_origin(KEYS).discovered(document(ISSUER, KEYS));
    let script = Scripted::new()
        .reply(200, r#"{"access_token":"a","token_type":"Bearer","expires_in":7200}"#)
        .reply(200, r#"{"userId":"u1"}"#);
    let client = Client::new(config.build().unwrap(), Arc::new(script.clone()));
    pollster::block_on(client.send(users::Get { user_id: "u1".into() })).unwrap();
    let [fetch, call] = &script.requests()[..] else { panic!("two requests are needed") };
    assert_eq!(fetch.uri(), "https://keys.example/token");
    assert!(fetch.headers()["authorization"].to_str().unwrap().starts_with("Basic "));
    assert_eq!(call.uri(), "https://identity.moneyhub.co.uk/users/u1");
    assert_eq!(call.headers()["authorization"], "Bearer a");
}

/// A raw call may have the path of an endpoint, but its token is only for the service.
#[test]
fn a_bearer_token_goes_to_no_named_origin() {
    let config = builder().allow_endpoint_origin(KEYS).discovered(document(KEYS, KEYS));
    let config = config.build().unwrap();
    let token = AccessToken::new("a").unwrap();
    for path in ["/oidc/auth", "/oidc/certs", "/oidc/token", "/oidc/token/introspection"] {
        let call = RawCall::get(Service::Identity, path, &[]).needs(scope::USER_READ);
        let request = codec::encode(&call, &config, &token).unwrap();
        assert_eq!(request.uri().to_string(), format!("https://identity.moneyhub.co.uk{path}"));
    }
}

#[test]
fn a_named_origin_is_none_of_the_service_for_links() {
    let link = "https://keys.example/users?offset=1".parse().unwrap();
    assert!(!named(KEYS).is_link_of(Service::Identity, &link));
    assert!(!named(KEYS).is_link_of(Service::Data, &link));
}
