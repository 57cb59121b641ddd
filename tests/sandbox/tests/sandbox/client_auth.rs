//! Client authentication. It is the same code at all four endpoints; the token endpoint shows it.

use moneyhub_sandbox::{Algorithm, Client, Sandbox};
use serde_json::{Value, json};

use crate::caller::{Caller, Reply, basic};
use crate::identity::{
    Form, ISSUER, SIGNER, asserted, assertion, assertion_claims, builder, form, signer, with,
};
use crate::signer::{ALGORITHMS, NOW, jwks, part, sign, sign_with};

const GRANT: [(&str, &str); 2] = [("grant_type", "client_credentials"), ("scope", "user:read")];

fn ask(caller: &mut Caller, authentication: &Form) -> Reply {
    caller.post_as(None, "/oidc/token", &[form(&GRANT), authentication.clone()].concat())
}

fn ask_with(claims: &Value) -> Reply {
    ask(&mut Caller::of(builder()), &asserted(&sign("RS256", claims)))
}

fn changed(name: &str, value: Value) -> Value {
    let mut claims = assertion_claims(1);
    claims[name] = value;
    claims
}

fn assert_invalid_client(reply: &Reply, case: &str) {
    let got = (reply.status, reply.member("error"));
    assert_eq!(got, (401, "invalid_client".into()), "{case}: {:?}", reply.body);
}

#[test]
fn every_advertised_algorithm_signs_an_assertion() {
    for algorithm in ALGORITHMS {
        let assertion = sign(algorithm, &assertion_claims(1));
        let reply = ask(&mut Caller::of(builder()), &asserted(&assertion));
        assert_eq!(reply.status, 200, "{algorithm}: {:?}", reply.body);
    }
}

#[test]
fn every_endpoint_takes_an_assertion() {
    let mut caller = Caller::of(builder());
    for (place, path) in ["/token/introspection", "/token/revocation"].into_iter().enumerate() {
        let number = u32::try_from(place).expect("a small number");
        let form = [assertion(number), form(&[("token", "x")])].concat();
        assert_eq!(caller.post_as(None, &format!("/oidc{path}"), &form).status, 200, "{path}");
    }
}

#[test]
fn the_audience_may_be_the_issuer_or_the_endpoint() {
    for audience in [json!(ISSUER), json!(format!("{ISSUER}/token")), json!(["x", ISSUER])] {
        assert_eq!(ask_with(&changed("aud", audience.clone())).status, 200, "{audience}");
    }
}

#[test]
fn the_audience_may_be_the_endpoint_that_is_called_only() {
    let claims = changed("aud", json!(format!("{ISSUER}/token/revocation")));
    let form = [asserted(&sign("RS256", &claims)), form(&[("token", "x")])].concat();
    let mut caller = Caller::of(builder());
    assert_eq!(caller.post_as(None, "/oidc/token/revocation", &form).status, 200);
    assert_invalid_client(&ask_with(&claims), "at another endpoint");
}

#[test]
fn a_wrong_claim_is_an_invalid_client() {
    for (name, value) in [
        ("aud", json!("https://other.example/oidc")),
        ("aud", json!([])),
        ("aud", Value::Null),
        ("iss", json!("other")),
        ("iss", Value::Null),
        ("sub", json!("other")),
        ("sub", Value::Null),
        ("exp", json!(NOW)),
        ("exp", json!(NOW + 3_601)),
        ("exp", json!("soon")),
        ("exp", Value::Null),
        ("nbf", json!(NOW + 1)),
        ("iat", json!(NOW + 1)),
        ("iat", json!("now")),
        ("jti", json!("")),
        ("jti", Value::Null),
    ] {
        let claims = changed(name, value.clone());
        let without_id = with(asserted(&sign("RS256", &claims)), &[("client_id", "")]);
        let reply = ask(&mut Caller::of(builder()), &without_id);
        assert_invalid_client(&reply, &format!("{name}: {value}"));
    }
}

#[test]
fn an_assertion_may_live_an_hour() {
    assert_eq!(ask_with(&changed("exp", json!(NOW + 3_600))).status, 200);
}

#[test]
fn a_jti_serves_once() {
    let mut caller = Caller::of(builder());
    assert_eq!(ask(&mut caller, &assertion(1)).status, 200);
    assert_invalid_client(&ask(&mut caller, &assertion(1)), "again");
    assert_eq!(ask(&mut caller, &assertion(2)).status, 200);
}

#[test]
fn a_refused_assertion_does_not_use_up_its_jti() {
    let mut caller = Caller::of(builder());
    let early = sign("RS256", &changed("nbf", json!(NOW + 1)));
    assert_invalid_client(&ask(&mut caller, &asserted(&early)), "too early");
    assert_eq!(ask(&mut caller, &assertion(1)).status, 200);
}

#[test]
fn an_unregistered_kid_is_an_invalid_client() {
    let token = sign_with("RS256", &json!({"alg": "RS256", "kid": "x"}), &assertion_claims(1));
    assert_invalid_client(&ask(&mut Caller::of(builder()), &asserted(&token)), "kid");
}

#[test]
fn without_a_kid_any_key_that_fits_will_do() {
    let token = sign_with("RS256", &json!({"alg": "RS256"}), &assertion_claims(1));
    assert_eq!(ask(&mut Caller::of(builder()), &asserted(&token)).status, 200);
}

#[test]
fn a_flipped_bit_is_an_invalid_client() {
    let token = sign("ES256", &assertion_claims(1));
    let (signed, signature) = token.rsplit_once('.').expect("a JWT");
    let first = if signature.starts_with('A') { 'B' } else { 'A' };
    let token = format!("{signed}.{first}{}", &signature[1..]);
    assert_invalid_client(&ask(&mut Caller::of(builder()), &asserted(&token)), "signature");
}

#[test]
fn an_alg_that_the_signature_does_not_have_is_an_invalid_client() {
    let header = json!({"alg": "PS256", "kid": "RSA"});
    let token = sign_with("RS256", &header, &assertion_claims(1));
    assert_invalid_client(&ask(&mut Caller::of(builder()), &asserted(&token)), "alg");
}

#[test]
fn alg_none_and_a_shared_secret_are_invalid_clients() {
    for algorithm in ["none", "HS256"] {
        let header = part(&json!({"alg": algorithm, "kid": "RSA"}));
        let token = format!("{header}.{}.", part(&assertion_claims(1)));
        assert_invalid_client(&ask(&mut Caller::of(builder()), &asserted(&token)), algorithm);
    }
}

#[test]
fn a_registered_alg_is_the_only_one() {
    let pinned = || Sandbox::builder().register(signer().assertion_alg(Algorithm::Ps256));
    let right = asserted(&sign("PS256", &assertion_claims(1)));
    assert_eq!(ask(&mut Caller::of(pinned()), &right).status, 200);
    assert_invalid_client(&ask(&mut Caller::of(pinned()), &assertion(1)), "RS256");
}

#[test]
fn a_text_that_is_no_jwt_is_an_invalid_request() {
    for text in ["x", "a.b", "a.b.c", "e30.e30.e30.e30"] {
        let reply = ask(&mut Caller::of(builder()), &asserted(text));
        assert_eq!((reply.status, reply.member("error")), (400, "invalid_request".into()));
    }
}

#[test]
fn another_assertion_type_is_an_invalid_request() {
    let form = with(assertion(1), &[("client_assertion_type", "saml2-bearer")]);
    assert_eq!(ask(&mut Caller::of(builder()), &form).member("error"), "invalid_request");
}

#[test]
fn a_client_id_beside_an_assertion_must_be_the_same() {
    let form = with(assertion(1), &[("client_id", "other")]);
    assert_eq!(ask(&mut Caller::of(builder()), &form).member("error"), "invalid_request");
}

#[test]
fn a_secret_in_the_form_is_for_clients_registered_so() {
    let post = Client::client_secret_post("post", "a secret");
    let header = Client::client_secret_basic("basic", "a secret");
    let mut caller = Caller::of(Sandbox::builder().register(post).register(header));
    let credentials = |id| form(&[("client_id", id), ("client_secret", "a secret")]);
    assert_eq!(ask(&mut caller, &credentials("post")).status, 200);
    assert_invalid_client(&ask(&mut caller, &credentials("basic")), "registered with basic");
    let wrong = with(credentials("post"), &[("client_secret", "another")]);
    assert_invalid_client(&ask(&mut caller, &wrong), "wrong secret");
}

#[test]
fn a_secret_in_the_header_is_not_for_other_clients() {
    let post = Client::client_secret_post("post", "a secret");
    let mut caller = Caller::of(Sandbox::builder().register(post));
    let header = basic("post", "a secret");
    assert_invalid_client(
        &caller.post_as(Some(&header), "/oidc/token", &form(&GRANT)),
        "registered with post",
    );
}

#[test]
fn a_client_with_a_certificate_is_taken_at_its_word() {
    let client = Client::self_signed_tls_client_auth("mtls");
    let mut caller = Caller::of(Sandbox::builder().register(client));
    assert_eq!(ask(&mut caller, &form(&[("client_id", "mtls")])).status, 200);
}

#[test]
fn a_public_client_has_no_credentials_to_trade() {
    let mut caller = Caller::of(Sandbox::builder().register(Client::public("app")));
    let reply = ask(&mut caller, &form(&[("client_id", "app")]));
    assert_eq!((reply.status, reply.member("error")), (400, "unauthorized_client".into()));
}

#[test]
fn a_bare_client_id_does_not_do_for_a_client_with_keys() {
    let reply = ask(&mut Caller::of(builder()), &form(&[("client_id", SIGNER)]));
    assert_invalid_client(&reply, "no assertion");
}

#[test]
fn jwks_that_cannot_be_used_are_refused_at_registration() {
    for (text, case) in [
        ("{", "not JSON"),
        ("{}", "no key"),
        (r#"{"keys": 1}"#, "keys is no array"),
        (r#"{"kty": "oct", "k": "AAAA"}"#, "a shared key"),
        (r#"{"kty": "RSA", "n": "AQAB", "e": "AQAB", "d": "AQAB"}"#, "a private key"),
        (r#"{"kty": "RSA", "n": "AQAB", "e": "AQAB", "use": "enc"}"#, "for encryption"),
        (r#"{"kty": "EC", "crv": "P-256", "x": "AQAB", "y": "AQAB"}"#, "a short point"),
    ] {
        assert!(Client::private_key_jwt("x", text).is_err(), "{case}");
    }
    assert!(Client::private_key_jwt("x", &jwks()).is_ok());
}
