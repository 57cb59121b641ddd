use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use super::{PublicKey, UnusableKey};
use crate::jose::{Curve, JsonWebKey, JwsAlgorithm};

fn read(members: Value) -> Result<PublicKey, UnusableKey> {
    let members: Map<String, Value> = serde_json::from_value(members).unwrap();
    PublicKey::of_json_web_key(&JsonWebKey::from(members))
}

fn text(number: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(number)
}

/// An odd number of this many bits.
fn modulus(bits: usize) -> Vec<u8> {
    let mut number = vec![0xff; bits.div_ceil(8)];
    if !bits.is_multiple_of(8) {
        number[0] = (1 << (bits % 8)) - 1;
    }
    number
}

fn rsa(modulus: &[u8], exponent: &[u8]) -> Result<PublicKey, UnusableKey> {
    read(json!({"kty": "RSA", "n": text(modulus), "e": text(exponent)}))
}

fn ec(curve: &str, x: usize, y: usize) -> Result<PublicKey, UnusableKey> {
    read(json!({"kty": "EC", "crv": curve, "x": text(&vec![1; x]), "y": text(&vec![2; y])}))
}

#[test]
fn an_rsa_modulus_has_2048_to_8192_bits() {
    for (bits, expected) in [
        (1024, false),
        (2047, false),
        (2048, true),
        (2049, true),
        (4096, true),
        (8192, true),
        (8193, false),
    ] {
        let read = rsa(&modulus(bits), &[1, 0, 1]);
        match expected {
            true => assert!(read.is_ok(), "{bits}"),
            false => assert_eq!(read, Err(UnusableKey::UnsafeRsa), "{bits}"),
        }
    }
}

#[test]
fn an_rsa_exponent_is_odd_and_more_than_one() {
    let modulus = modulus(2048);
    for exponent in [&[3][..], &[17], &[1, 0, 1]] {
        assert!(rsa(&modulus, exponent).is_ok(), "{exponent:?}");
    }
    for exponent in [&[1][..], &[0, 1], &[2], &[1, 0, 0]] {
        assert_eq!(rsa(&modulus, exponent), Err(UnusableKey::UnsafeRsa), "{exponent:?}");
    }
}

#[test]
fn rsa_numbers_of_nothing_are_malformed() {
    let modulus = modulus(2048);
    for (modulus, exponent) in
        [(&modulus[..], &[][..]), (&modulus, &[0]), (&[], &[3]), (&[0], &[3])]
    {
        assert_eq!(rsa(modulus, exponent), Err(UnusableKey::MalformedNumbers));
    }
}

#[test]
fn leading_zeros_of_rsa_numbers_are_dropped_before_they_are_measured() {
    let modulus = modulus(2048);
    let padded = rsa(&[&[0, 0], &modulus[..]].concat(), &[0, 1, 0, 1]);
    assert_eq!(padded, Ok(PublicKey::Rsa { modulus, exponent: vec![1, 0, 1] }));
    assert_eq!(rsa(&[0; 300], &[1, 0, 1]), Err(UnusableKey::MalformedNumbers));
}

#[test]
fn coordinates_have_the_full_length_of_the_curve() {
    for (name, curve, length) in
        [("P-256", Curve::P256, 32), ("P-384", Curve::P384, 48), ("P-521", Curve::P521, 66)]
    {
        let point = [vec![4], vec![1; length], vec![2; length]].concat();
        assert_eq!(ec(name, length, length), Ok(PublicKey::Ec { curve, point }));
        for (x, y) in
            [(length - 1, length), (length, length - 1), (length + 1, length), (0, length)]
        {
            assert_eq!(ec(name, x, y), Err(UnusableKey::MalformedNumbers), "{name} {x} {y}");
        }
    }
}

#[test]
fn types_and_curves_that_are_not_known_are_named_as_such() {
    for key in [
        json!({"kty": "oct", "k": "AQAB"}),
        json!({"kty": "OKP", "crv": "Ed25519", "x": "AQAB"}),
        json!({"kty": "EC", "crv": "secp256k1", "x": "AQAB", "y": "AQAB"}),
        json!({"kty": "rsa", "n": "AQAB", "e": "AQAB"}),
        json!({"n": "AQAB", "e": "AQAB"}),
    ] {
        assert_eq!(read(key.clone()), Err(UnusableKey::UnknownType), "{key}");
    }
}

#[test]
fn numbers_that_are_missing_or_not_base64url_are_malformed() {
    let modulus = text(&modulus(2048));
    for key in [
        json!({"kty": "RSA", "n": modulus}),
        json!({"kty": "RSA", "e": "AQAB"}),
        json!({"kty": "RSA", "n": modulus, "e": 65537}),
        json!({"kty": "RSA", "n": modulus, "e": "AQ+/"}),
        json!({"kty": "RSA", "n": modulus, "e": "AQ=="}),
        json!({"kty": "RSA", "n": format!(" {modulus}"), "e": "AQAB"}),
    ] {
        assert_eq!(read(key.clone()), Err(UnusableKey::MalformedNumbers), "{key}");
    }
}

#[test]
fn a_key_fits_the_algorithms_of_its_type_and_curve_only() {
    let fitting = |key: PublicKey| {
        let names = JwsAlgorithm::ALL.into_iter().filter(|one| key.fits(*one));
        names.map(JwsAlgorithm::as_str).collect::<Vec<_>>()
    };
    let rsa = rsa(&modulus(2048), &[1, 0, 1]).unwrap();
    assert_eq!(fitting(rsa), ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]);
    assert_eq!(fitting(ec("P-256", 32, 32).unwrap()), ["ES256"]);
    assert_eq!(fitting(ec("P-384", 48, 48).unwrap()), ["ES384"]);
    assert_eq!(fitting(ec("P-521", 66, 66).unwrap()), ["ES512"]);
}
