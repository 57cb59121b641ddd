//! Signing and verifying, through the traits of the library and with `aws-lc-rs` directly.
//!
//! Both sides have read their keys before. A direct signature is a `Vec`, too, since whoever puts it
//! into a token needs one.

use std::{hint::black_box, sync::Arc};

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::{KeyPair, PublicKeyComponents},
    signature::{
        ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair,
        RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RSA_PSS_2048_8192_SHA256, RSA_PSS_SHA256,
        RsaEncoding, RsaParameters, UnparsedPublicKey,
    },
};
use base64::{Engine, prelude::BASE64_STANDARD};
use moneyhub_proto::jose::{self, JwsAlgorithm, PrivateKey, PublicKey, Signer};

/// A piece of work, to be done as often as is wanted.
pub type Work = Box<dyn FnMut()>;

const RSA: &str = include_str!("../../../moneyhub-proto/tests/keys/rsa-2048.pkcs8.pem");
const P256: &str = include_str!("../../../moneyhub-proto/tests/keys/p256.pkcs8.pem");

/// As long as the header and the claims of a client assertion are in base64url.
const MESSAGE: &[u8] = &[b'a'; 420];

/// The piece of this name, if it is one of signing or verifying: `sign-rs256`, `verify-es256-by-hand`.
///
/// # Panics
///
/// When the keys can't be read.
#[must_use]
pub fn work(piece: &str) -> Option<Work> {
    let (verb, name) = piece.split_once('-')?;
    let (name, by_hand) = match name.strip_suffix("-by-hand") {
        Some(name) => (name, true),
        None => (name, false),
    };
    let algorithm = JwsAlgorithm::parse(&name.to_uppercase())?;
    match (verb, by_hand) {
        ("sign", false) => Some(sign(algorithm)),
        ("sign", true) => sign_by_hand(algorithm),
        ("verify", false) => Some(verify(algorithm)),
        ("verify", true) => verify_by_hand(algorithm),
        _ => None,
    }
}

fn key(algorithm: JwsAlgorithm) -> PrivateKey {
    let pem = if algorithm == JwsAlgorithm::Es256 { P256 } else { RSA };
    PrivateKey::from_pem(pem).expect("a key")
}

fn signer(algorithm: JwsAlgorithm) -> Arc<dyn Signer> {
    jose::aws_lc_rs::signer(&key(algorithm), Some(algorithm)).expect("a signer")
}

fn sign(algorithm: JwsAlgorithm) -> Work {
    let signer = signer(algorithm);
    Box::new(move || {
        black_box(pollster::block_on(signer.sign(black_box(MESSAGE))).expect("a signature"));
    })
}

fn verify(algorithm: JwsAlgorithm) -> Work {
    let signature = pollster::block_on(signer(algorithm).sign(MESSAGE)).expect("a signature");
    let key = key(algorithm).public_key();
    let verifier = jose::aws_lc_rs::verifier();
    Box::new(move || {
        let verified = verifier.verify(algorithm, &key, black_box(MESSAGE), &signature);
        black_box(verified).expect("it is good");
    })
}

fn sign_by_hand(algorithm: JwsAlgorithm) -> Option<Work> {
    let random = SystemRandom::new();
    if algorithm == JwsAlgorithm::Es256 {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der(P256));
        let pair = pair.expect("a key");
        return Some(Box::new(move || {
            let signature = pair.sign(&random, black_box(MESSAGE)).expect("a signature");
            black_box(signature.as_ref().to_vec());
        }));
    }
    let (encoding, _) = rsa(algorithm)?;
    let pair = KeyPair::from_pkcs8(&der(RSA)).expect("a key");
    Some(Box::new(move || {
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(encoding, &random, black_box(MESSAGE), &mut signature).expect("a signature");
        black_box(signature);
    }))
}

fn verify_by_hand(algorithm: JwsAlgorithm) -> Option<Work> {
    let signature = pollster::block_on(signer(algorithm).sign(MESSAGE)).expect("a signature");
    match key(algorithm).public_key() {
        PublicKey::Ec { point, .. } => Some(Box::new(move || {
            let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &point);
            black_box(key.verify(black_box(MESSAGE), &signature)).expect("it is good");
        })),
        PublicKey::Rsa { modulus, exponent } => {
            let (_, parameters) = rsa(algorithm)?;
            Some(Box::new(move || {
                let key = PublicKeyComponents { n: &modulus, e: &exponent };
                let verified = key.verify(parameters, black_box(MESSAGE), &signature);
                black_box(verified).expect("it is good");
            }))
        }
        _ => None,
    }
}

fn rsa(algorithm: JwsAlgorithm) -> Option<(&'static dyn RsaEncoding, &'static RsaParameters)> {
    match algorithm {
        JwsAlgorithm::Rs256 => Some((&RSA_PKCS1_SHA256, &RSA_PKCS1_2048_8192_SHA256)),
        JwsAlgorithm::Ps256 => Some((&RSA_PSS_SHA256, &RSA_PSS_2048_8192_SHA256)),
        _ => None,
    }
}

fn der(pem: &str) -> Vec<u8> {
    let lines = pem.lines().filter(|line| !line.starts_with('-'));
    BASE64_STANDARD.decode(lines.collect::<String>()).expect("base64")
}
