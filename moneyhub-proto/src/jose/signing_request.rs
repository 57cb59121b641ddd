use std::{fmt, sync::Arc, time::Duration};

use zeroize::Zeroizing;

use super::Signer;

/// What to sign, with which signer, and within which time.
///
/// `Debug` shows the time, and nothing of the message or the key.
pub struct SigningRequest {
    message: Zeroizing<String>,
    signer: Arc<dyn Signer>,
    timeout: Duration,
}

impl SigningRequest {
    /// The bytes to sign: header and claims of a JWT. They may contain a state and a nonce.
    #[must_use]
    pub fn message(&self) -> &[u8] {
        self.message.as_bytes()
    }

    /// The signer.
    #[must_use]
    pub const fn signer(&self) -> &Arc<dyn Signer> {
        &self.signer
    }

    /// The time from now after which the signature comes too late.
    #[must_use]
    pub const fn timeout(&self) -> Duration {
        self.timeout
    }

    pub(crate) fn new(
        message: Zeroizing<String>,
        signer: Arc<dyn Signer>,
        timeout: Duration,
    ) -> Self {
        Self { message, signer, timeout }
    }
}

impl fmt::Debug for SigningRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningRequest").field("timeout", &self.timeout).finish_non_exhaustive()
    }
}
