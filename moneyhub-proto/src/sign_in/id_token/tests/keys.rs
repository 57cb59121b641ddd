//! Which keys a token is tried with.

use serde_json::json;

use super::*;
use crate::{
    ground::error::VerificationError::*,
    jose::fixture::{jwk, key, with},
};

const RS256: JwsAlgorithm = JwsAlgorithm::Rs256;

fn without_key_id() -> String {
    let claims = SignIn::new().claims().to_string();
    fixture::sign(r#"{"alg":"RS256"}"#, &claims, &key("k1", RS256, 1), RS256)
}

fn with_key_id() -> String {
    fixture::token(&SignIn::new().claims())
}

#[test]
fn without_a_key_id_every_key_that_fits_is_tried() {
    verify(&without_key_id(), &fixture::keys()).unwrap();
    let mut others = fixture::keys();
    others.keys.remove(0);
    assert_eq!(verify(&without_key_id(), &others).unwrap_err(), InvalidSignature);
}

#[test]
fn without_a_key_id_and_without_a_key_that_fits_newer_keys_are_asked_for() {
    let keys = JsonWebKeySet::from(vec![key("e1", JwsAlgorithm::Es256, 1)]);
    let error = verify(&without_key_id(), &keys).unwrap_err();
    assert_eq!(error, NoFittingKey);
    assert!(error.asks_for_newer_keys());
}

#[test]
fn a_key_of_another_type_that_names_no_algorithm_does_not_fit() {
    let mut members = key("e1", JwsAlgorithm::Es256, 1).members().clone();
    members.remove("alg");
    let keys = JsonWebKeySet::from(vec![crate::jose::JsonWebKey::from(members)]);
    assert_eq!(verify(&without_key_id(), &keys).unwrap_err(), NoFittingKey);
}

#[test]
fn a_key_on_another_curve_does_not_fit() {
    let key = key("e1", JwsAlgorithm::Es384, 1);
    let claims = SignIn::new().claims().to_string();
    let token = fixture::sign(r#"{"alg":"ES256","kid":"e1"}"#, &claims, &key, JwsAlgorithm::Es256);
    let sign_in = SignIn::new();
    let verifier = fixture::verifier().algorithm(JwsAlgorithm::Es256);
    let keys = JsonWebKeySet::from(vec![key]);
    let verified = verifier.verify(&token, &sign_in.expected(), &keys, fixture::now());
    assert_eq!(verified.unwrap_err().verification_error(), Some(&NoFittingKey));
}

#[test]
fn an_unknown_key_id_asks_for_newer_keys_and_so_does_a_signature_of_a_key_that_may_have_changed() {
    assert!(UnknownKey.asks_for_newer_keys());
    assert!(InvalidSignature.asks_for_newer_keys());
    assert!(!UnexpectedAlgorithm.asks_for_newer_keys());
}

#[test]
fn not_more_than_sixteen_keys_are_tried() {
    let tried = |others: u8| {
        let mut keys: Vec<_> = (0..others).map(|seed| key("x", RS256, 20 + seed)).collect();
        keys.push(key("k1", RS256, 1));
        verify(&without_key_id(), &JsonWebKeySet::from(keys))
    };
    tried(15).unwrap();
    assert_eq!(tried(16).unwrap_err(), InvalidSignature);
}

#[test]
fn of_several_keys_of_one_id_the_right_one_is_found() {
    let mut keys = fixture::keys().keys;
    keys.insert(0, key("k1", RS256, 7));
    keys.insert(0, key("k1", JwsAlgorithm::Es256, 1));
    keys.insert(0, jwk(json!({"kty": "OKP", "kid": "k1", "crv": "Ed25519", "x": "AA"})));
    keys.insert(0, with(&key("k1", RS256, 1), "use", json!("enc")));
    verify(&with_key_id(), &JsonWebKeySet::from(keys)).unwrap();
}

#[test]
fn a_key_that_says_that_it_is_for_this_is_used() {
    let mut good = key("k1", RS256, 1);
    for (member, value) in [
        ("alg", json!("RS256")),
        ("use", json!("sig")),
        ("key_ops", json!(["encrypt", "verify"])),
        ("x5t", json!("unknown")),
    ] {
        good = with(&good, member, value);
    }
    verify(&with_key_id(), &JsonWebKeySet::from(vec![good])).unwrap();
}

#[test]
fn a_broken_key_does_not_hide_a_good_one() {
    let broken = with(&key("k1", RS256, 1), "n", json!(""));
    let keys = JsonWebKeySet::from(vec![broken, key("k1", RS256, 1)]);
    verify(&with_key_id(), &keys).unwrap();
}

#[test]
fn a_type_is_read_without_its_prefix_and_case() {
    for typ in ["JWT", "jwt", "application/jwt", "Application/JWT"] {
        let header = json!({"alg": "RS256", "kid": "k1", "typ": typ}).to_string();
        let claims = SignIn::new().claims().to_string();
        let token = fixture::sign(&header, &claims, &key("k1", RS256, 1), RS256);
        verify(&token, &fixture::keys()).unwrap();
    }
}
