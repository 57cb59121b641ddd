//! Signing and verifying, written once for `aws-lc-rs` and `ring`, whose functions have the same names.
//!
//! This file is a module of each of them. Where they differ, it uses their module `library`.

use std::future::ready;

use super::{
    super::{
        JwsAlgorithm, PrivateKey, PublicKey, Signer, Verifier, VerifierError, private_key::Material,
    },
    library::{
        self, EcdsaKeyPair, EcdsaSigningAlgorithm, EcdsaVerificationAlgorithm, KeyPair,
        KeyPairComponents, PublicKeyComponents, RsaEncoding, RsaParameters, SystemRandom,
        UnparsedPublicKey, signature,
    },
};
use crate::ground::{
    error::{PrivateKeyProblem, SignerError},
    future::BoxFuture,
};

/// A key and the algorithm that it signs with.
pub(super) struct KeySigner {
    algorithm: JwsAlgorithm,
    key_id: Option<String>,
    pair: Pair,
}

enum Pair {
    Ec(EcdsaKeyPair),
    Rsa(KeyPair, &'static dyn RsaEncoding),
}

/// Verifies with any key.
pub(super) struct KeyVerifier;

/// The library's names for an algorithm, to sign and to verify.
enum Scheme {
    Ec(&'static EcdsaSigningAlgorithm, &'static EcdsaVerificationAlgorithm),
    Rsa(&'static dyn RsaEncoding, &'static RsaParameters),
}

impl KeySigner {
    pub(super) fn new(
        key: &PrivateKey,
        algorithm: Option<JwsAlgorithm>,
    ) -> Result<Self, PrivateKeyProblem> {
        let algorithm = key.algorithm_to_sign_with(algorithm)?;
        let pair = pair(key.material(), algorithm)?;
        Ok(Self { algorithm, key_id: key.key_id().map(str::to_owned), pair })
    }
}

impl Signer for KeySigner {
    fn algorithm(&self) -> JwsAlgorithm {
        self.algorithm
    }

    fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }

    fn sign<'a>(&'a self, message: &'a [u8]) -> BoxFuture<'a, Result<Vec<u8>, SignerError>> {
        Box::pin(ready(self.pair.sign(message)))
    }
}

impl Pair {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        let random = SystemRandom::new();
        let signature = match self {
            Self::Ec(pair) => pair.sign(&random, message).map(|made| made.as_ref().to_vec()),
            Self::Rsa(pair, encoding) => {
                let mut signature = vec![0; library::modulus_len(pair)];
                pair.sign(*encoding, &random, message, &mut signature).map(|()| signature)
            }
        };
        signature.map_err(|_| SignerError::new(library::NO_SIGNATURE))
    }
}

impl Verifier for KeyVerifier {
    fn verify(
        &self,
        algorithm: JwsAlgorithm,
        key: &PublicKey,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), VerifierError> {
        let scheme = scheme(algorithm).ok_or(VerifierError::UnsupportedAlgorithm)?;
        let verified = match (scheme, key) {
            (Scheme::Ec(_, verification), PublicKey::Ec { point, .. }) if key.fits(algorithm) => {
                UnparsedPublicKey::new(verification, point).verify(message, signature)
            }
            (Scheme::Rsa(_, parameters), PublicKey::Rsa { modulus, exponent }) => {
                let key = PublicKeyComponents { n: modulus, e: exponent };
                key.verify(parameters, message, signature)
            }
            _ => return Err(VerifierError::InvalidSignature),
        };
        verified.map_err(|_| VerifierError::InvalidSignature)
    }
}

fn pair(material: &Material, algorithm: JwsAlgorithm) -> Result<Pair, PrivateKeyProblem> {
    let scheme = scheme(algorithm).ok_or(PrivateKeyProblem::UnsupportedAlgorithm)?;
    let pair = match (scheme, material) {
        (Scheme::Ec(signing, _), Material::Ec { scalar, point, .. }) => {
            library::ec_key_pair(signing, scalar, point).map(Pair::Ec)
        }
        (Scheme::Rsa(encoding, _), Material::Rsa(numbers)) => {
            let [p, q] = &numbers.primes;
            let [dp, dq] = &numbers.exponents;
            let components = KeyPairComponents {
                public_key: PublicKeyComponents { n: &*numbers.modulus, e: &*numbers.exponent },
                d: &**numbers.private_exponent,
                p: &**p,
                q: &**q,
                dP: &**dp,
                dQ: &**dq,
                qInv: &**numbers.coefficient,
            };
            KeyPair::from_components(&components).map(|pair| Pair::Rsa(pair, encoding))
        }
        _ => return Err(PrivateKeyProblem::OtherAlgorithm),
    };
    pair.map_err(|_| PrivateKeyProblem::Refused)
}

fn scheme(algorithm: JwsAlgorithm) -> Option<Scheme> {
    use JwsAlgorithm::{Es256, Es384, Es512, Ps256, Ps384, Ps512, Rs256, Rs384, Rs512};
    use signature as s;

    Some(match algorithm {
        Rs256 => Scheme::Rsa(&s::RSA_PKCS1_SHA256, &s::RSA_PKCS1_2048_8192_SHA256),
        Rs384 => Scheme::Rsa(&s::RSA_PKCS1_SHA384, &s::RSA_PKCS1_2048_8192_SHA384),
        Rs512 => Scheme::Rsa(&s::RSA_PKCS1_SHA512, &s::RSA_PKCS1_2048_8192_SHA512),
        Ps256 => Scheme::Rsa(&s::RSA_PSS_SHA256, &s::RSA_PSS_2048_8192_SHA256),
        Ps384 => Scheme::Rsa(&s::RSA_PSS_SHA384, &s::RSA_PSS_2048_8192_SHA384),
        Ps512 => Scheme::Rsa(&s::RSA_PSS_SHA512, &s::RSA_PSS_2048_8192_SHA512),
        Es256 => Scheme::Ec(&s::ECDSA_P256_SHA256_FIXED_SIGNING, &s::ECDSA_P256_SHA256_FIXED),
        Es384 => Scheme::Ec(&s::ECDSA_P384_SHA384_FIXED_SIGNING, &s::ECDSA_P384_SHA384_FIXED),
        Es512 => {
            return library::ES512.map(|(signing, verification)| Scheme::Ec(signing, verification));
        }
    })
}
