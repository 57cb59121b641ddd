//! The keys of a client: private for it, public for the sandbox.

use std::sync::Arc;

use moneyhub_proto::jose::{JwsAlgorithm, PrivateKey, Signer, aws_lc_rs};
use moneyhub_sandbox::Algorithm;
use serde_json::{Map, Value, json};

macro_rules! key_file {
    ($name:literal) => {
        include_str!(concat!("../../../moneyhub-proto/tests/keys/", $name))
    };
}

/// By our name and by the sandbox's.
pub(crate) const ALGORITHMS: [(JwsAlgorithm, Algorithm); 9] = [
    (JwsAlgorithm::Rs256, Algorithm::Rs256),
    (JwsAlgorithm::Rs384, Algorithm::Rs384),
    (JwsAlgorithm::Rs512, Algorithm::Rs512),
    (JwsAlgorithm::Ps256, Algorithm::Ps256),
    (JwsAlgorithm::Ps384, Algorithm::Ps384),
    (JwsAlgorithm::Ps512, Algorithm::Ps512),
    (JwsAlgorithm::Es256, Algorithm::Es256),
    (JwsAlgorithm::Es384, Algorithm::Es384),
    (JwsAlgorithm::Es512, Algorithm::Es512),
];

const PRIVATE_JWKS: [(&str, &str); 4] = [
    ("RSA", key_file!("rsa-2048.jwk.json")),
    ("P-256", key_file!("p256.jwk.json")),
    ("P-384", key_file!("p384.jwk.json")),
    ("P-521", key_file!("p521.jwk.json")),
];

/// A signer whose public key is among [`public_keys`].
pub(crate) fn signer(algorithm: JwsAlgorithm) -> Arc<dyn Signer> {
    let (kind, pem) = match algorithm {
        JwsAlgorithm::Es256 => ("P-256", key_file!("p256.pkcs8.pem")),
        JwsAlgorithm::Es384 => ("P-384", key_file!("p384.pkcs8.pem")),
        JwsAlgorithm::Es512 => ("P-521", key_file!("p521.pkcs8.pem")),
        _ => ("RSA", key_file!("rsa-2048.pkcs8.pem")),
    };
    signer_of(pem, kind, algorithm)
}

/// A signer under a known key id, whose public key nobody has registered.
pub(crate) fn strange_signer(algorithm: JwsAlgorithm) -> Arc<dyn Signer> {
    assert_eq!(algorithm.as_str().get(1..), Some("S256"));
    signer_of(key_file!("rsa-2048-other.pkcs8.pem"), "RSA", algorithm)
}

fn signer_of(pem: &str, key_id: &str, algorithm: JwsAlgorithm) -> Arc<dyn Signer> {
    let key = PrivateKey::from_pem(pem).unwrap().with_key_id(key_id);
    aws_lc_rs::signer(&key, Some(algorithm)).unwrap()
}

/// The set that a client registers. The `kid` of each key is its kind.
pub(crate) fn public_keys() -> String {
    let keys: Vec<Value> = PRIVATE_JWKS
        .into_iter()
        .map(|(kind, private)| {
            let mut key: Map<String, Value> = serde_json::from_str(private).unwrap();
            key.retain(|name, _| ["kty", "n", "e", "crv", "x", "y"].contains(&name.as_str()));
            key.insert("kid".to_owned(), json!(kind));
            Value::Object(key)
        })
        .collect();
    json!({ "keys": keys }).to_string()
}

/// What is private in the key files, as they write it.
pub(crate) fn private_numbers() -> Vec<String> {
    let private = ["d", "p", "q", "dp", "dq", "qi"];
    let numbers = PRIVATE_JWKS.into_iter().flat_map(|(_, jwk)| {
        let key: Map<String, Value> = serde_json::from_str(jwk).unwrap();
        private.map(|name| key.get(name).and_then(Value::as_str).map(str::to_owned))
    });
    numbers.flatten().collect()
}
