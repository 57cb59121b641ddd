//! An issuer for tests, whose signatures are hashes: they show which key and which message were used, for all
//! nine algorithms and without a cryptography provider.

use std::sync::Arc;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    ground::{
        env::{EntropyError, UnixTime},
        id::ClientId,
    },
    jose::{JsonWebKey, JsonWebKeySet, JwsAlgorithm, KeyType, PublicKey, Verifier, VerifierError},
    sign_in::IdTokenVerifier,
};

pub(crate) const ISSUER: &str = "https://identity.moneyhub.co.uk/oidc";
pub(crate) const CLIENT: &str = "0f6a2c1e-7b3d-4c59-8e21-3a4b5c6d7e8f";
pub(crate) const NOW: i64 = 1_717_200_000;

/// Accepts the hash of algorithm, key and message.
pub(crate) struct HashVerifier;

impl Verifier for HashVerifier {
    fn verify(
        &self,
        algorithm: JwsAlgorithm,
        key: &PublicKey,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), VerifierError> {
        if signature == hash(algorithm, key, message) {
            return Ok(());
        }
        Err(VerifierError::InvalidSignature)
    }
}

fn hash(algorithm: JwsAlgorithm, key: &PublicKey, message: &[u8]) -> Vec<u8> {
    let signer = format!("{algorithm} {key:?}");
    Sha256::digest([signer.as_bytes(), message].concat()).to_vec()
}

/// A key of this id for this algorithm; another seed is another key.
pub(crate) fn key(key_id: &str, algorithm: JwsAlgorithm, seed: u8) -> JsonWebKey {
    let number = |length| BASE64_URL_SAFE_NO_PAD.encode(vec![0x80 | seed; length]);
    match algorithm.key_type() {
        KeyType::Rsa => {
            jwk(json!({"kty": "RSA", "kid": key_id, "use": "sig", "n": number(256), "e": "AQAB"}))
        }
        KeyType::Ec(curve) => {
            let number = number(curve.coordinate_length());
            jwk(
                json!({"kty": "EC", "kid": key_id, "crv": curve.as_str(), "x": number, "y": number}),
            )
        }
    }
}

pub(crate) fn jwk(members: Value) -> JsonWebKey {
    JsonWebKey::from(members.as_object().unwrap().clone())
}

/// The same key with another member.
pub(crate) fn with(key: &JsonWebKey, member: &str, value: Value) -> JsonWebKey {
    let mut members = key.members().clone();
    members.insert(member.to_owned(), value);
    JsonWebKey::from(members)
}

pub(crate) fn encode(part: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(part)
}

/// Signs any two texts as header and payload.
pub(crate) fn sign(header: &str, payload: &str, by: &JsonWebKey, with: JwsAlgorithm) -> String {
    let message = format!("{}.{}", encode(header), encode(payload));
    let key = PublicKey::of_json_web_key(by).unwrap();
    let signature = hash(with, &key, message.as_bytes());
    format!("{message}.{}", encode(signature))
}

/// A token of the service's key `k1`.
pub(crate) fn token(claims: &Value) -> String {
    let header = r#"{"alg":"RS256","typ":"JWT","kid":"k1"}"#;
    sign(header, &claims.to_string(), &key("k1", JwsAlgorithm::Rs256, 1), JwsAlgorithm::Rs256)
}

/// The service's keys.
pub(crate) fn keys() -> JsonWebKeySet {
    JsonWebKeySet::from(vec![
        key("k1", JwsAlgorithm::Rs256, 1),
        key("k2", JwsAlgorithm::Rs256, 2),
        key("e1", JwsAlgorithm::Es256, 3),
    ])
}

pub(crate) fn verifier() -> IdTokenVerifier {
    IdTokenVerifier::new(ISSUER, ClientId::from(CLIENT), Arc::new(HashVerifier))
}

pub(crate) fn now() -> UnixTime {
    UnixTime::from_seconds(NOW)
}

/// Bytes that count up from where the last call ended.
pub(crate) fn counting() -> impl FnMut(&mut [u8]) -> Result<(), EntropyError> {
    let mut next = 0;
    move |buffer| {
        for byte in buffer {
            *byte = next;
            next = u8::wrapping_add(next, 1);
        }
        Ok(())
    }
}

/// The left half of the SHA-256 of a text: `c_hash` and the like, computed the long way.
pub(crate) fn left_half(text: &str) -> String {
    encode(&Sha256::digest(text)[..16])
}
