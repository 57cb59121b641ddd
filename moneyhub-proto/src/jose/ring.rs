//! Signing and verifying with `ring`: all algorithms but `ES512`, for it has no P-521. Feature `ring`.

#[path = "keys.rs"]
mod keys;

use std::sync::Arc;

use self::keys::{KeySigner, KeyVerifier};
use super::{JwsAlgorithm, PrivateKey, Signer, Verifier};
use crate::ground::error::Error;

/// A signer with this key, and with this algorithm: or else the key's own, or else the usual one of
/// its type, which is `RS256` for RSA and that of the curve for EC.
///
/// The key is read and checked here, once. RSA keys have 2048 to 4096 bits and an exponent of 65537 or more.
///
/// The salt of PSS and the one-time number of ECDSA are drawn inside the library: that is the one
/// exception to the rule that randomness is passed in, for the library can't be given any.
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

/// The verifier: all algorithms but `ES512`, with RSA keys of 2048 to 8192 bits.
#[must_use]
pub fn verifier() -> Arc<dyn Verifier> {
    Arc::new(KeyVerifier)
}

/// What [`keys`] needs of the library, by the same names in both.
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
