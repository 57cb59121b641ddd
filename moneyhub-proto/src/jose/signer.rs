use std::fmt;

use super::JwsAlgorithm;
use crate::ground::{error::SignerError, future::BoxFuture};

/// A private key, wherever it is kept, that signs the client's own JWTs.
///
/// The features `aws-lc-rs` and `ring` make one from a key file. For a key in a KMS or an HSM,
/// implement this trait: `sign` may take its time. A driver awaits it; a machine that you drive
/// yourself has a separate step for it.
pub trait Signer: Send + Sync {
    /// The algorithm that it signs with. A key that supports several is given one when the signer
    /// is made.
    fn algorithm(&self) -> JwsAlgorithm;

    /// The `kid` under which the public key is registered in Moneyhub's admin portal. Without one,
    /// the JWT header has none.
    fn key_id(&self) -> Option<&str>;

    /// Signs this message, with the hash of the algorithm.
    ///
    /// The signature has the form of RFC 7518: for ECDSA the two numbers one after the other, each as long as
    /// the curve's coordinates (section 3.4), not the DER that many services return.
    ///
    /// # Errors
    ///
    /// [`SignerError`] when there is no signature. Then nothing is sent, and the call ends with
    /// [`ErrorKind::Environment`](crate::ground::error::ErrorKind::Environment).
    fn sign<'a>(&'a self, message: &'a [u8]) -> BoxFuture<'a, Result<Vec<u8>, SignerError>>;
}

/// Shows what is public about the key.
impl fmt::Debug for dyn Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer")
            .field("algorithm", &self.algorithm())
            .field("key_id", &self.key_id())
            .finish_non_exhaustive()
    }
}
