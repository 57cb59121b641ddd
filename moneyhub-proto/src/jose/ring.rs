//! Signing and verifying with `ring`: all algorithms except `ES512`, since `ring` has no P-521. Feature
//! `ring`.

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
/// The key is read and checked here, once. RSA keys have 2048 to 4096 bits and an exponent of 65537 or more.
///
/// The salt of PSS and the nonce of ECDSA are drawn inside the library. This is the one exception
/// to the rule that randomness is passed in: the library accepts none.
///
/// # Errors
///
/// [`ErrorKind::Configuration`](crate::ground::error::ErrorKind::Configuration), with a [`PrivateKeyProblem`](super::PrivateKeyProblem): the key
/// is for another algorithm, the algorithm is `ES512`, or the library refuses the key.
///
/// # Examples
///
/// ```no_run
/// use moneyhub_proto::jose::{ring, JwsAlgorithm, PrivateKey};
///
/// let key = PrivateKey::read(std::fs::read("key.pem")?, Some("my-key-2026"))?;
/// let signer = ring::signer(&key, Some(JwsAlgorithm::Ps256))?;
/// assert_eq!(signer.key_id(), Some("my-key-2026"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn signer(key: &PrivateKey, algorithm: Option<JwsAlgorithm>) -> Result<Arc<dyn Signer>, Error> {
    Ok(Arc::new(KeySigner::new(key, algorithm)?))
}

/// The verifier: all algorithms except `ES512`, with RSA keys of 2048 to 8192 bits.
#[must_use]
pub fn verifier() -> Arc<dyn Verifier> {
    Arc::new(KeyVerifier)
}

/// What [`keys`] needs from the library, under the same names for both libraries.
mod library {
    use ::ring::error::KeyRejected;
    pub(super) use ::ring::{
        rand::SystemRandom,
        rsa::{KeyPair, KeyPairComponents, PublicKeyComponents},
        signature::{
            self, EcdsaKeyPair, EcdsaSigningAlgorithm, EcdsaVerificationAlgorithm, RsaEncoding,
            RsaParameters, UnparsedPublicKey,
        },
    };

    pub(super) const NO_SIGNATURE: &str = "ring did not sign, and gave no reason";

    pub(super) const ES512: Option<(&EcdsaSigningAlgorithm, &EcdsaVerificationAlgorithm)> = None;

    pub(super) fn modulus_len(pair: &KeyPair) -> usize {
        pair.public().modulus_len()
    }

    pub(super) fn ec_key_pair(
        algorithm: &'static EcdsaSigningAlgorithm,
        scalar: &[u8],
        point: &[u8],
    ) -> Result<EcdsaKeyPair, KeyRejected> {
        let random = SystemRandom::new();
        EcdsaKeyPair::from_private_key_and_public_key(algorithm, scalar, point, &random)
    }
}
