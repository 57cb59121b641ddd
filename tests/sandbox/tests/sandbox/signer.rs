//! Signs as a client would, and verifies what the service signed, with nothing of the sandbox.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, PublicKeyComponents};
use aws_lc_rs::signature::{self as sig, EcdsaKeyPair, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

/// Where the clock of a sandbox stands, in seconds.
pub(crate) const NOW: i64 = 1_717_200_000;

pub(crate) const ALGORITHMS: [&str; 9] =
    ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

fn keys() -> Vec<Value> {
    serde_json::from_str(include_str!("client_keys.json")).expect("the keys of the tests")
}

fn kind(algorithm: &str) -> &'static str {
    match algorithm {
        "ES256" => "P-256",
        "ES384" => "P-384",
        "ES512" => "P-521",
        _ => "RSA",
    }
}

/// The public keys as a client registers them. The kid of each is its kind.
pub(crate) fn jwks() -> String {
    let keys: Vec<Value> = keys()
        .into_iter()
        .map(|key| {
            let mut public = key["public"].clone();
            public["kid"] = key["kty_crv"].clone();
            public
        })
        .collect();
    json!({ "keys": keys }).to_string()
}

pub(crate) fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// A JWT with the kid of the key that fits.
pub(crate) fn sign(algorithm: &str, claims: &Value) -> String {
    sign_with(algorithm, &json!({"alg": algorithm, "kid": kind(algorithm)}), claims)
}

pub(crate) fn sign_with(algorithm: &str, header: &Value, claims: &Value) -> String {
    let keys = keys();
    let key = keys.iter().find(|key| key["kty_crv"] == kind(algorithm)).expect("a key");
    let der = STANDARD.decode(key["pkcs8"].as_str().expect("a key")).expect("base64");
    let signed = format!("{}.{}", part(header), part(claims));
    let random = SystemRandom::new();
    let ec = |algorithm| {
        let key = EcdsaKeyPair::from_pkcs8(algorithm, &der).expect("an EC key");
        key.sign(&random, signed.as_bytes()).expect("a signature").as_ref().to_vec()
    };
    let rsa = |padding: &'static dyn sig::RsaEncoding| {
        let key = KeyPair::from_pkcs8(&der).expect("an RSA key");
        let mut out = vec![0; key.public_modulus_len()];
        key.sign(padding, &random, signed.as_bytes(), &mut out).expect("a signature");
        out
    };
    let signature = match algorithm {
        "RS256" => rsa(&sig::RSA_PKCS1_SHA256),
        "RS384" => rsa(&sig::RSA_PKCS1_SHA384),
        "RS512" => rsa(&sig::RSA_PKCS1_SHA512),
        "PS256" => rsa(&sig::RSA_PSS_SHA256),
        "PS384" => rsa(&sig::RSA_PSS_SHA384),
        "PS512" => rsa(&sig::RSA_PSS_SHA512),
        "ES256" => ec(&sig::ECDSA_P256_SHA256_FIXED_SIGNING),
        "ES384" => ec(&sig::ECDSA_P384_SHA384_FIXED_SIGNING),
        "ES512" => ec(&sig::ECDSA_P521_SHA512_FIXED_SIGNING),
        other => panic!("{other} is not signed here"),
    };
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

pub(crate) fn decode(part: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(part).expect("base64url")
}

fn object(token: &str, place: usize) -> Value {
    let part = token.split('.').nth(place).expect("a part");
    serde_json::from_slice(&decode(part)).expect("JSON")
}

pub(crate) fn header(token: &str) -> Value {
    object(token, 0)
}

pub(crate) fn claims(token: &str) -> Value {
    object(token, 1)
}

/// Whether the key of the JWK Set that the token names made its signature.
pub(crate) fn verifies(token: &str, jwks: &Value) -> bool {
    let header = header(token);
    let keys = jwks["keys"].as_array().expect("keys");
    let Some(key) = keys.iter().find(|key| key["kid"] == header["kid"]) else {
        return false;
    };
    let (signed, signature) = token.rsplit_once('.').expect("a JWT");
    let (signed, signature) = (signed.as_bytes(), decode(signature));
    let number = |name: &str| decode(key[name].as_str().expect("a number"));
    assert_eq!(key["alg"], header["alg"]);
    match header["alg"].as_str() {
        Some("ES256") => {
            let point = [&[4][..], &number("x"), &number("y")].concat();
            let key = UnparsedPublicKey::new(&sig::ECDSA_P256_SHA256_FIXED, point);
            key.verify(signed, &signature).is_ok()
        }
        Some(rsa) => {
            let parameters = match rsa {
                "RS256" => &sig::RSA_PKCS1_2048_8192_SHA256,
                "PS256" => &sig::RSA_PSS_2048_8192_SHA256,
                other => panic!("{other} is not verified here"),
            };
            let key = PublicKeyComponents { n: number("n"), e: number("e") };
            key.verify(parameters, signed, &signature).is_ok()
        }
        None => false,
    }
}
