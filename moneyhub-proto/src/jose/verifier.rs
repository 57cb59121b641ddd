use std::fmt;

use thiserror::Error as ThisError;

use super::{JwsAlgorithm, PublicKey};

/// Verifies signatures. The features `aws-lc-rs` and `ring` each bring one; or write your own.
pub trait Verifier: Send + Sync {
    /// Verifies that this key has made this signature of this message. A signature has the form of
    /// RFC 7518; for ECDSA, section 3.4.
    ///
    /// That the key fits the algorithm was already checked.
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
