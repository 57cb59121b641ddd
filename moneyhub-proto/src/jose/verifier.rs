use std::fmt;

use thiserror::Error as ThisError;

use super::{JwsAlgorithm, PublicKey};

/// What checks signatures. One with the features `aws-lc-rs` or `ring`, or your own.
pub trait Verifier: Send + Sync {
    /// Whether the signature is one of this message, by the owner of this key. A signature has the
    /// form of RFC 7518; for ECDSA, section 3.4.
    ///
    /// The key fits the algorithm: that was checked before.
    ///
    /// # Errors
    ///
    /// [`VerifierError`].
    fn verify(
        &self,
        algorithm: JwsAlgorithm,
        key: &PublicKey,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), VerifierError>;
}

/// Why a signature is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum VerifierError {
    /// It is not a signature of this message by this key.
    #[error("the signature does not fit the message and the key")]
    InvalidSignature,
    /// The verifier does not know the algorithm. (`ring` has no `ES512`.)
    #[error("the verifier does not know the algorithm")]
    UnsupportedAlgorithm,
}

impl fmt::Debug for dyn Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Verifier")
    }
}
