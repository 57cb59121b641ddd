//! The service's signing keys, and their rotation.
//!
//! The keys are fixed and public: they are in the source of this crate, so that a sandbox starts at
//! once (generating an RSA key takes half a second) and every run is the same. They protect
//! nothing.

use std::sync::LazyLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair as RsaKeyPair;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RSA_PKCS1_SHA256, RSA_PSS_SHA256,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Algorithm, encoded};

/// Three generations of keys for RS256, PS256 and ES256. After the third, the keys repeat under a
/// new `kid`.
static GENERATIONS: LazyLock<Vec<Vec<FixedKey>>> = LazyLock::new(|| {
    // Our own file: all tests of routes would fail if it could not be parsed.
    serde_json::from_str(include_str!("keys.json")).unwrap_or_default()
});

#[derive(Deserialize)]
struct FixedKey {
    alg: String,
    public: Value,
    pkcs8: String,
}

/// Whether the service has a key for this algorithm.
pub(crate) fn can_sign(algorithm: Algorithm) -> bool {
    matches!(algorithm, Algorithm::Rs256 | Algorithm::Ps256 | Algorithm::Es256)
}

/// The published generations. The last one signs.
#[derive(Debug)]
pub(crate) struct KeyRing {
    published: Vec<usize>,
}

impl Default for KeyRing {
    fn default() -> Self {
        Self { published: vec![0] }
    }
}

impl KeyRing {
    /// Adds keys with new kids. The old ones stay published, or are removed at once.
    pub(crate) fn rotate(&mut self, keep_old: bool) {
        let next = self.current() + 1;
        if !keep_old {
            self.published.clear();
        }
        self.published.push(next);
    }

    /// The JWK Set, newest keys first.
    pub(crate) fn jwks(&self) -> Value {
        let keys: Vec<Value> = self
            .published
            .iter()
            .rev()
            .flat_map(|&generation| fixed(generation).iter().map(move |key| (generation, key)))
            .map(|(generation, key)| {
                let mut shown = key.public.clone();
                shown["use"] = json!("sig");
                shown["alg"] = json!(key.alg);
                shown["kid"] = json!(kid(&key.alg, generation));
                shown
            })
            .collect();
        json!({ "keys": keys })
    }

    /// A signed JWT; `None` for an algorithm that the service has no key for.
    pub(crate) fn sign(&self, algorithm: Algorithm, claims: &Value) -> Option<String> {
        self.sign_with(json!({"alg": algorithm.name(), "typ": "JWT"}), algorithm, claims)
    }

    /// A signed security event token, which has no `typ` in Moneyhub's sample.
    pub(crate) fn sign_event(&self, algorithm: Algorithm, claims: &Value) -> Option<String> {
        self.sign_with(json!({"alg": algorithm.name()}), algorithm, claims)
    }

    fn sign_with(&self, mut header: Value, algorithm: Algorithm, claims: &Value) -> Option<String> {
        let generation = self.current();
        let key = fixed(generation).iter().find(|key| key.alg == algorithm.name())?;
        header["kid"] = json!(kid(&key.alg, generation));
        let part = |value: &Value| encoded(value.to_string());
        let signed = format!("{}.{}", part(&header), part(claims));
        let signature = signature(algorithm, &key.pkcs8, signed.as_bytes())?;
        Some(format!("{signed}.{}", encoded(signature)))
    }

    fn current(&self) -> usize {
        self.published.last().copied().unwrap_or(0)
    }
}

fn fixed(generation: usize) -> &'static [FixedKey] {
    let all = &*GENERATIONS;
    match all.len() {
        0 => &[],
        length => &all[generation % length],
    }
}

fn kid(alg: &str, generation: usize) -> String {
    format!("sandbox-{}-{}", alg.to_ascii_lowercase(), generation + 1)
}

fn signature(algorithm: Algorithm, pkcs8: &str, message: &[u8]) -> Option<Vec<u8>> {
    let der = STANDARD.decode(pkcs8).ok()?;
    let random = SystemRandom::new();
    let padding = match algorithm {
        Algorithm::Es256 => {
            let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der).ok()?;
            return Some(key.sign(&random, message).ok()?.as_ref().to_vec());
        }
        Algorithm::Rs256 => &RSA_PKCS1_SHA256,
        Algorithm::Ps256 => &RSA_PSS_SHA256,
        _ => return None,
    };
    let key = RsaKeyPair::from_pkcs8(&der).ok()?;
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(padding, &random, message, &mut signature).ok()?;
    Some(signature)
}
