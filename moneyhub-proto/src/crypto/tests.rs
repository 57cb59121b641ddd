//! What both providers do with every algorithm, each for itself and each with the other.

use std::sync::Arc;

use super::{JwsAlgorithm, PrivateKey, PublicKey, Signer, Verifier};

type MakeSigner = fn(&PrivateKey, Option<JwsAlgorithm>) -> Result<Arc<dyn Signer>, crate::Error>;

/// A library of cryptography.
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

const RSA: &str = include_str!("../../tests/keys/rsa-2048.pkcs8.pem");
const P256: &str = include_str!("../../tests/keys/p256.pkcs8.pem");
const P384: &str = include_str!("../../tests/keys/p384.pkcs8.pem");
const P521: &str = include_str!("../../tests/keys/p521.pkcs8.pem");

fn key_for(algorithm: JwsAlgorithm) -> PrivateKey {
    let pem = match algorithm {
        JwsAlgorithm::Es256 => P256,
        JwsAlgorithm::Es384 => P384,
        JwsAlgorithm::Es512 => P521,
        _ => RSA,
    };
    PrivateKey::from_pem(pem).unwrap()
}

/// Every provider with every algorithm that it knows, its public key, and a signature of [`MESSAGE`].
fn signatures() -> impl Iterator<Item = (&'static Provider, JwsAlgorithm, PublicKey, Vec<u8>)> {
    PROVIDERS.iter().flat_map(|provider| {
        provider.algorithms.iter().map(move |algorithm| {
            let key = key_for(*algorithm);
            let signer = (provider.signer)(&key, Some(*algorithm)).unwrap();
            let signature = pollster::block_on(signer.sign(MESSAGE)).unwrap();
            (provider, *algorithm, key.public_key(), signature)
        })
    })
}

const MESSAGE: &[u8] = b"eyJhbGciOiJQUzI1NiJ9.eyJpc3MiOiJjbGllbnQifQ";

#[test]
fn what_a_provider_signs_every_provider_that_knows_the_algorithm_verifies() {
    for (signed_by, algorithm, key, signature) in signatures() {
        for verified_by in PROVIDERS.iter().filter(|one| one.algorithms.contains(&algorithm)) {
            let verified = (verified_by.verifier)().verify(algorithm, &key, MESSAGE, &signature);
            assert_eq!(verified, Ok(()), "{algorithm} {} {}", signed_by.name, verified_by.name);
        }
    }
}
