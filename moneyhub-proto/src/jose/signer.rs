use std::fmt;

use super::JwsAlgorithm;
use crate::ground::{error::SignerError, future::BoxFuture};

/// A private key, wherever it is, that signs what the client says of itself.
///
/// The key of a file is one with the features `aws-lc-rs` or `ring`. For one in a KMS or an HSM,
/// implement this: `sign` may take its time. A driver awaits it; a machine that you drive yourself
/// asks with a step of its own.
pub trait Signer: Send + Sync {
    /// With which algorithm it signs. One key, one algorithm: a key that could do several is given
    /// one when the signer is made.
    fn algorithm(&self) -> JwsAlgorithm;

    /// The `kid` under which the public key is registered in Moneyhub's admin portal. Without one,
    /// the header has none.
    fn key_id(&self) -> Option<&str>;

    /// Signs this message, which is hashed as the algorithm says.
    ///
    /// The signature is that of RFC 7518: for ECDSA the two numbers one after the other, each as long
    /// as the curve's coordinates (section 3.4), which is not the DER that many services answer.
    ///
    /// # Errors
    ///
    /// [`SignerError`] when there is no signature. Nothing was sent then; the call ends with
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
