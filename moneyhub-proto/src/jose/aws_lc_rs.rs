//! Signing and verifying with `aws-lc-rs`: all nine algorithms. Feature `aws-lc-rs`.

#[allow(clippy::duplicate_mod, reason = "with both features it is compiled for each library")]
#[path = "keys.rs"]
mod keys;

use std::sync::Arc;

use self::keys::{KeySigner, KeyVerifier};
use super::{JwsAlgorithm, PrivateKey, Signer, Verifier};
use crate::ground::error::Error;

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
/// [`ErrorKind::Configuration`](crate::ground::error::ErrorKind::Configuration), with a [`PrivateKeyProblem`](super::PrivateKeyProblem): the key
/// is for another algorithm, or the library refuses the key.
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
    Ok(Arc::new(KeySigner::new(key, algorithm)?))
}

/// The verifier: all nine algorithms, with RSA keys of 2048 to 8192 bits.
#[must_use]
pub fn verifier() -> Arc<dyn Verifier> {
    Arc::new(KeyVerifier)
}

/// What [`keys`] needs from the library, under the same names for both libraries.
mod library {
    use ::aws_lc_rs::error::KeyRejected;
    pub(super) use ::aws_lc_rs::{
        rand::SystemRandom,
        rsa::{KeyPair, KeyPairComponents, PublicKeyComponents},
        signature::{
            self, EcdsaKeyPair, EcdsaSigningAlgorithm, EcdsaVerificationAlgorithm, RsaEncoding,
            RsaParameters, UnparsedPublicKey,
        },
    };

    pub(super) const NO_SIGNATURE: &str = "aws-lc-rs did not sign, and gave no reason";

    pub(super) const ES512: Option<(&EcdsaSigningAlgorithm, &EcdsaVerificationAlgorithm)> =
        Some((&signature::ECDSA_P521_SHA512_FIXED_SIGNING, &signature::ECDSA_P521_SHA512_FIXED));

    pub(super) fn modulus_len(pair: &KeyPair) -> usize {
        pair.public_modulus_len()
    }

    pub(super) fn ec_key_pair(
        algorithm: &'static EcdsaSigningAlgorithm,
        scalar: &[u8],
        point: &[u8],
    ) -> Result<EcdsaKeyPair, KeyRejected> {
        EcdsaKeyPair::from_private_key_and_public_key(algorithm, scalar, point)
    }
}
