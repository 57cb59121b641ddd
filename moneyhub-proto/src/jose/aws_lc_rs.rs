//! Signing and verifying with `aws-lc-rs`: all nine algorithms. Feature `aws-lc-rs`.

use std::{future::ready, sync::Arc};

use ::aws_lc_rs::{
    rand::SystemRandom,
    rsa::{KeyPair, KeyPairComponents, PublicKeyComponents},
    signature::{
        self, EcdsaKeyPair, EcdsaSigningAlgorithm, EcdsaVerificationAlgorithm, RsaEncoding,
        RsaParameters, UnparsedPublicKey,
    },
};

use super::{
    JwsAlgorithm, PrivateKey, PublicKey, Signer, Verifier, VerifierError, private_key::Material,
};
use crate::ground::error::{PrivateKeyProblem, SignerError};
use crate::ground::{error::Error, future::BoxFuture};

/// A signer with this key and this algorithm. `None` means the key's own algorithm, or else the
/// usual one of its type: `RS256` for RSA, and the curve's own for EC.
///
/// The key is read and checked here, once. RSA keys have 2048 to 8192 bits.
///
/// The salt of PSS and the nonce of ECDSA are drawn inside the library. This is the one exception
/// to the rule that randomness is passed in: the library accepts none.
///
/// # Errors
///
/// [`ErrorKind::Configuration`](crate::ground::error::ErrorKind::Configuration), with a [`PrivateKeyProblem`]: the key is
/// for another algorithm, or the library refuses the key.
///
/// # Examples
///
/// ```no_run
/// use moneyhub_proto::jose::{aws_lc_rs, JwsAlgorithm, PrivateKey};
///
/// let key = PrivateKey::read(std::fs::read("key.pem")?, Some("my-key-2026"))?;
/// let signer = aws_lc_rs::signer(&key, Some(JwsAlgorithm::Ps256))?;
/// assert_eq!(signer.key_id(), Some("my-key-2026"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn signer(key: &PrivateKey, algorithm: Option<JwsAlgorithm>) -> Result<Arc<dyn Signer>, Error> {
    let algorithm = key.algorithm_to_sign_with(algorithm)?;
    let pair = pair(key.material(), algorithm)?;
    Ok(Arc::new(KeySigner { algorithm, key_id: key.key_id().map(str::to_owned), pair }))
}

/// The verifier: all nine algorithms, with RSA keys of 2048 to 8192 bits.
#[must_use]
pub fn verifier() -> Arc<dyn Verifier> {
    Arc::new(KeyVerifier)
}

struct KeySigner {
    algorithm: JwsAlgorithm,
    key_id: Option<String>,
    pair: Pair,
}

enum Pair {
    Ec(EcdsaKeyPair),
    Rsa(KeyPair, &'static dyn RsaEncoding),
}

struct KeyVerifier;

/// The library's names for an algorithm, to sign and to verify.
enum Scheme {
    Ec(&'static EcdsaSigningAlgorithm, &'static EcdsaVerificationAlgorithm),
    Rsa(&'static dyn RsaEncoding, &'static RsaParameters),
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
        // The function requires one, but the library uses its own.
        let random = SystemRandom::new();
        let signature = match self {
            Self::Ec(pair) => pair.sign(&random, message).map(|made| made.as_ref().to_vec()),
            Self::Rsa(pair, encoding) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(*encoding, &random, message, &mut signature).map(|()| signature)
            }
        };
        signature.map_err(|_| SignerError::new("aws-lc-rs did not sign, and gave no reason"))
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
        let scheme = scheme(algorithm);
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
    let scheme = scheme(algorithm);
    let pair = match (scheme, material) {
        (Scheme::Ec(signing, _), Material::Ec { scalar, point, .. }) => {
            EcdsaKeyPair::from_private_key_and_public_key(signing, scalar, point).map(Pair::Ec)
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

fn scheme(algorithm: JwsAlgorithm) -> Scheme {
    use JwsAlgorithm::{Es256, Es384, Es512, Ps256, Ps384, Ps512, Rs256, Rs384, Rs512};
    use signature as s;

    match algorithm {
        Rs256 => Scheme::Rsa(&s::RSA_PKCS1_SHA256, &s::RSA_PKCS1_2048_8192_SHA256),
        Rs384 => Scheme::Rsa(&s::RSA_PKCS1_SHA384, &s::RSA_PKCS1_2048_8192_SHA384),
        Rs512 => Scheme::Rsa(&s::RSA_PKCS1_SHA512, &s::RSA_PKCS1_2048_8192_SHA512),
        Ps256 => Scheme::Rsa(&s::RSA_PSS_SHA256, &s::RSA_PSS_2048_8192_SHA256),
        Ps384 => Scheme::Rsa(&s::RSA_PSS_SHA384, &s::RSA_PSS_2048_8192_SHA384),
        Ps512 => Scheme::Rsa(&s::RSA_PSS_SHA512, &s::RSA_PSS_2048_8192_SHA512),
        Es256 => Scheme::Ec(&s::ECDSA_P256_SHA256_FIXED_SIGNING, &s::ECDSA_P256_SHA256_FIXED),
        Es384 => Scheme::Ec(&s::ECDSA_P384_SHA384_FIXED_SIGNING, &s::ECDSA_P384_SHA384_FIXED),
        Es512 => Scheme::Ec(&s::ECDSA_P521_SHA512_FIXED_SIGNING, &s::ECDSA_P521_SHA512_FIXED),
    }
}
