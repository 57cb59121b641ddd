//! Request objects: pushed, and in the URL.

use moneyhub_sandbox::{Algorithm, DEFAULT_CLIENT_ID, Sandbox};
use serde_json::{Value, json};

use crate::caller::{Caller, Reply};
use crate::identity::{
    CALLBACK, ISSUER, SIGNER, SIGNER_CALLBACK, assertion, builder, connect, form, inline_url,
    object_claims, signer, url, with,
};
use crate::signer::{ALGORITHMS, NOW, part, sign, sign_with};

/// The error with which a `signer` gets this object back.
fn refused(object: &str) -> String {
    let form = [assertion(1), form(&[("request", object)])].concat();
    let reply = Caller::of(builder()).post_as(None, "/oidc/request", &form);
    assert_eq!(reply.status, 400, "{:?}", reply.body);
    reply.member("error")
}

fn changed(name: &str, value: Value) -> Value {
    let mut claims = object_claims();
    claims[name] = value;
    claims
}

fn without(name: &str) -> Value {
    let mut claims = object_claims();
    claims.as_object_mut().expect("an object").remove(name);
    claims
}

fn unsigned() -> Value {
    let mut claims = object_claims();
    for name in ["iss", "client_id"] {
        claims[name] = json!(DEFAULT_CLIENT_ID);
    }
    claims["redirect_uri"] = json!(CALLBACK);
    claims
}

fn unsigned_object(claims: &Value) -> String {
    format!("{}.{}.", part(&json!({"alg": "none", "typ": "oauth-authz-req+jwt"})), part(claims))
}

#[test]
fn a_signed_object_signs_in() {
    let mut caller = Caller::of(builder());
    let url = caller.push_object(&object_claims(), 1);
    let callback = caller.service.approve(&url).expect("a way back");
    assert_eq!(callback.parameter("state"), Some("state-1"));
    assert!(callback.parameter("code").is_some());
}

#[test]
fn every_advertised_algorithm_signs_an_object() {
    for name in ALGORITHMS {
        let algorithm = Algorithm::of(name).expect("an algorithm");
        let client = signer().request_object_alg(algorithm);
        let mut caller = Caller::of(Sandbox::builder().register(client));
        let object = sign(name, &object_claims());
        let form = [assertion(1), form(&[("request", &object)])].concat();
        let reply = caller.post_as(None, "/oidc/request", &form);
        assert_eq!(reply.status, 201, "{name}: {:?}", reply.body);
    }
}

#[test]
fn a_claim_of_the_envelope_that_is_wrong_is_refused() {
    for (name, value) in [
        ("iss", json!("other")),
        ("aud", json!("other")),
        ("aud", json!(format!("{ISSUER}/token"))),
        ("exp", json!(NOW)),
        ("exp", json!(NOW + 3_601)),
        ("exp", json!("soon")),
        ("nbf", json!(NOW + 1)),
        ("iat", json!(NOW + 1)),
        ("client_id", json!("other")),
        ("request_uri", json!("urn:x")),
        ("state", json!(["a"])),
        ("claims", json!("{}")),
    ] {
        let object = sign("PS256", &changed(name, value.clone()));
        assert_eq!(refused(&object), "invalid_request_object", "{name}: {value}");
    }
    for name in ["iss", "aud", "exp"] {
        let object = sign("PS256", &without(name));
        assert_eq!(refused(&object), "invalid_request_object", "without {name}");
    }
}

#[test]
fn another_algorithm_than_the_registered_one_is_refused() {
    for algorithm in ["RS256", "ES256"] {
        let object = sign(algorithm, &object_claims());
        assert_eq!(refused(&object), "invalid_request_object", "{algorithm}");
    }
}

#[test]
fn an_unsigned_object_of_a_client_that_signs_is_refused() {
    assert_eq!(refused(&unsigned_object(&object_claims())), "invalid_request_object");
}

#[test]
fn a_wrong_kid_or_typ_or_signature_is_refused() {
    let good = sign("PS256", &object_claims());
    let (signed, _) = good.rsplit_once('.').expect("a JWT");
    let header = |kid: &str, typ: &str| json!({"alg": "PS256", "kid": kid, "typ": typ});
    for (object, case) in [
        (sign_with("PS256", &header("x", "JWT"), &object_claims()), "kid"),
        (sign_with("PS256", &header("RSA", "id_token"), &object_claims()), "typ"),
        (sign_with("PS256", &json!({"alg": "PS256", "crit": ["x"]}), &object_claims()), "crit"),
        (format!("{signed}.AAAA"), "signature"),
        (format!("{signed}."), "no signature"),
        ("x".to_owned(), "no JWT"),
    ] {
        assert_eq!(refused(&object), "invalid_request_object", "{case}");
    }
}

#[test]
fn the_typ_of_rfc_9101_is_taken() {
    let header = json!({"alg": "PS256", "kid": "RSA", "typ": "oauth-authz-req+jwt"});
    let object = sign_with("PS256", &header, &object_claims());
    let form = [assertion(1), form(&[("request", &object)])].concat();
    assert_eq!(Caller::of(builder()).post_as(None, "/oidc/request", &form).status, 201);
}

#[test]
fn what_is_in_the_object_is_checked_as_in_a_form() {
    let evil = changed("redirect_uri", json!("https://evil.example/"));
    assert_eq!(refused(&sign("PS256", &evil)), "invalid_request");
    let two_banks = changed("scope", json!("openid id:test id:api"));
    assert_eq!(refused(&sign("PS256", &two_banks)), "invalid_scope");
}

#[test]
fn a_member_that_is_not_known_is_ignored_whatever_it_is() {
    for value in [json!(true), json!(["a"]), json!("text")] {
        let object = sign("PS256", &changed("enableAsync", value));
        let form = [assertion(1), form(&[("request", &object)])].concat();
        assert_eq!(Caller::of(builder()).post_as(None, "/oidc/request", &form).status, 201);
    }
}

#[test]
fn nothing_may_stand_beside_a_pushed_object() {
    let object = sign("PS256", &object_claims());
    let form = [assertion(1), form(&[("request", &object), ("state", "state-1")])].concat();
    let reply = Caller::of(builder()).post_as(None, "/oidc/request", &form);
    assert_eq!(reply.member("error"), "invalid_request");
}

#[test]
fn a_client_that_signs_must_sign() {
    let plain = with(connect(), &[("client_id", SIGNER), ("redirect_uri", SIGNER_CALLBACK)]);
    let form = [assertion(1), with(plain, &[("client_id", "")])].concat();
    let reply = Caller::of(builder()).post_as(None, "/oidc/request", &form);
    assert_eq!(reply.member("error"), "invalid_request");
}

#[test]
fn a_client_without_an_algorithm_may_push_an_unsigned_object() {
    let object = unsigned_object(&unsigned());
    let form = form(&[("client_id", DEFAULT_CLIENT_ID), ("request", &object)]);
    let mut caller = Caller::new();
    let url = caller.push(&form);
    let callback = caller.service.approve(&url).expect("a way back");
    assert_eq!(callback.parameter("state"), Some("state-1"));
}

#[test]
fn an_unsigned_object_has_an_empty_signature() {
    let object = format!("{}AAAA", unsigned_object(&unsigned()));
    let form = form(&[("client_id", DEFAULT_CLIENT_ID), ("request", &object)]);
    assert_eq!(Caller::new().push_refused(&form), "invalid_request_object");
}

#[test]
fn an_object_in_the_url_leaves_the_rest_to_the_url() {
    // The older form of the official client: redirect_uri and response_type are outside.
    let mut claims = object_claims();
    for name in ["redirect_uri", "response_type"] {
        claims.as_object_mut().expect("an object").remove(name);
    }
    let url = inline_url(&form(&[
        ("client_id", SIGNER),
        ("response_type", "code"),
        ("redirect_uri", SIGNER_CALLBACK),
        ("scope", "openid id:test"),
        ("state", "outside"),
        ("request", &sign("PS256", &claims)),
    ]));
    let callback = Caller::of(builder()).service.approve(&url).expect("a way back");
    assert_eq!(callback.parameter("state"), Some("state-1"), "what is signed counts");
}

#[test]
fn an_object_in_the_url_that_is_refused_is_told_to_the_client() {
    let url = inline_url(&form(&[
        ("client_id", SIGNER),
        ("redirect_uri", SIGNER_CALLBACK),
        ("response_type", "code"),
        ("request", &sign("RS256", &object_claims())),
    ]));
    let callback = Caller::of(builder()).service.approve(&url).expect("a way back");
    assert_eq!(callback.parameter("error"), Some("invalid_request_object"));
}

#[test]
fn response_type_inside_and_outside_must_be_the_same() {
    let url = inline_url(&form(&[
        ("client_id", SIGNER),
        ("redirect_uri", SIGNER_CALLBACK),
        ("response_type", "code id_token"),
        ("request", &sign("PS256", &object_claims())),
    ]));
    let callback = Caller::of(builder()).service.approve(&url).expect("a way back");
    assert_eq!(callback.parameter("error"), Some("invalid_request_object"));
}

/// `POST /request`, with a body of this media type.
fn posted(caller: &mut Caller, media_type: &str, object: &str) -> Reply {
    caller.raw("POST", "/request", &[("content-type", media_type)], object.to_owned())
}

#[test]
fn an_object_is_pushed_to_the_older_route_without_authentication() {
    let mut caller = Caller::of(builder());
    let object = sign("PS256", &object_claims());
    let reply = posted(&mut caller, "application/jws", &object);
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (201, Some("text/plain; charset=utf-8"))
    );
    let uri = String::from_utf8(reply.body.to_vec()).expect("text");
    assert!(uri.starts_with("urn:x-mh-request:"), "{uri}");
    assert!(caller.service.approve(&url(SIGNER, &uri)).is_ok());
}

#[test]
fn the_older_route_checks_what_it_is_given() {
    let good = sign("PS256", &object_claims());
    let unknown = sign("PS256", &changed("client_id", json!("other")));
    let evil = sign("PS256", &changed("redirect_uri", json!("https://evil.example/")));
    let unsigned = unsigned_object(&object_claims());
    for (media_type, object, error) in [
        ("application/jwt", &good, "invalid_request"),
        ("application/jws", &"x".to_owned(), "invalid_request_object"),
        ("application/jws", &unsigned, "invalid_request_object"),
        ("application/jws", &unknown, "invalid_client"),
        ("application/jws", &evil, "invalid_request"),
    ] {
        let reply = posted(&mut Caller::of(builder()), media_type, object);
        assert_eq!((reply.status, reply.member("error")), (400, error.into()), "{object}");
    }
}
