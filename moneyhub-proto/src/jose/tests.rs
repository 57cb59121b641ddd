//! What both providers do with every algorithm, each alone and each with the other.

mod keys;
mod refusals;

use std::{collections::BTreeMap, sync::Arc};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

use super::{JwsAlgorithm, KeyType, PrivateKey, PublicKey, Signer, Verifier};

type MakeSigner =
    fn(&PrivateKey, Option<JwsAlgorithm>) -> Result<Arc<dyn Signer>, crate::ground::error::Error>;

/// A cryptography library.
struct Provider {
    name: &'static str,
    signer: MakeSigner,
    verifier: fn() -> Arc<dyn Verifier>,
    algorithms: &'static [JwsAlgorithm],
}

const PROVIDERS: &[Provider] = &[
    #[cfg(feature = "aws-lc-rs")]
    Provider {
        name: "aws-lc-rs",
        signer: super::aws_lc_rs::signer,
        verifier: super::aws_lc_rs::verifier,
        algorithms: &JwsAlgorithm::ALL,
    },
    #[cfg(feature = "ring")]
    Provider {
        name: "ring",
        signer: super::ring::signer,
        verifier: super::ring::verifier,
        algorithms: JwsAlgorithm::ALL.split_at(8).0,
    },
];

macro_rules! file {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/keys/", $name))
    };
}
use file;

/// `make-json.mjs` signs this, too.
const MESSAGE: &[u8] = b"eyJhbGciOiJQUzI1NiJ9.eyJpc3MiOiJjbGllbnQifQ";

fn key_for(algorithm: JwsAlgorithm) -> PrivateKey {
    let pem = match algorithm {
        JwsAlgorithm::Es256 => file!("p256.pkcs8.pem"),
        JwsAlgorithm::Es384 => file!("p384.pkcs8.pem"),
        JwsAlgorithm::Es512 => file!("p521.pkcs8.pem"),
        _ => file!("rsa-2048.pkcs8.pem"),
    };
    PrivateKey::from_pem(pem).unwrap()
}

fn sign(signer: &dyn Signer) -> Vec<u8> {
    pollster::block_on(signer.sign(MESSAGE)).unwrap()
}

/// Every provider with every algorithm that it knows, the public key, and a signature of [`MESSAGE`].
fn signatures() -> impl Iterator<Item = (&'static Provider, JwsAlgorithm, PublicKey, Vec<u8>)> {
    PROVIDERS.iter().flat_map(|provider| {
        provider.algorithms.iter().map(move |algorithm| {
            let key = key_for(*algorithm);
            let signer = (provider.signer)(&key, Some(*algorithm)).unwrap();
            (provider, *algorithm, key.public_key(), sign(&*signer))
        })
    })
}

#[test]
fn what_a_provider_signs_every_provider_that_knows_the_algorithm_verifies() {
    for (signed_by, algorithm, key, signature) in signatures() {
        for verified_by in PROVIDERS.iter().filter(|one| one.algorithms.contains(&algorithm)) {
            let verified = (verified_by.verifier)().verify(algorithm, &key, MESSAGE, &signature);
            assert_eq!(verified, Ok(()), "{algorithm} {} {}", signed_by.name, verified_by.name);
        }
    }
}

#[test]
fn what_openssl_signed_is_verified() {
    let signatures: BTreeMap<&str, &str> = serde_json::from_str(file!("signatures.json")).unwrap();
    assert_eq!(signatures.len(), JwsAlgorithm::ALL.len());
    for (name, signature) in signatures {
        let algorithm = JwsAlgorithm::parse(name).unwrap();
        let key = key_for(algorithm).public_key();
        let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap();
        for provider in PROVIDERS.iter().filter(|one| one.algorithms.contains(&algorithm)) {
            let verified = (provider.verifier)().verify(algorithm, &key, MESSAGE, &signature);
            assert_eq!(verified, Ok(()), "{algorithm} {}", provider.name);
        }
    }
}

#[test]
fn a_signature_is_as_long_as_the_modulus_or_as_two_coordinates() {
    for (provider, algorithm, _, signature) in signatures() {
        let expected = match algorithm.key_type() {
            KeyType::Ec(curve) => 2 * curve.coordinate_length(),
            KeyType::Rsa => 2048 / 8,
        };
        assert_eq!(signature.len(), expected, "{algorithm} {}", provider.name);
    }
}

#[test]
fn a_signer_says_its_algorithm_and_the_id_of_its_key() {
    for provider in PROVIDERS {
        let key = key_for(JwsAlgorithm::Es384).with_key_id("k1");
        let signer = (provider.signer)(&key, None).unwrap();
        assert_eq!(signer.algorithm(), JwsAlgorithm::Es384);
        assert_eq!(signer.key_id(), Some("k1"));
        assert_eq!(format!("{signer:?}"), r#"Signer { algorithm: Es384, key_id: Some("k1"), .. }"#);
    }
}

#[test]
fn a_verifier_has_nothing_to_show() {
    for provider in PROVIDERS {
        assert_eq!(format!("{:?}", (provider.verifier)()), "Verifier");
    }
}
