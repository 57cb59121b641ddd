use std::{fmt, sync::Arc, time::Duration};

use zeroize::Zeroizing;

use super::Signer;

/// What to sign, by whom, and within which time.
///
/// `Debug` shows the time, and nothing of message and key.
pub struct SigningRequest {
    message: Zeroizing<String>,
    signer: Arc<dyn Signer>,
    timeout: Duration,
}

impl SigningRequest {
    /// What is signed: header and claims of a JWT. It may hold a state and a nonce.
    #[must_use]
    pub fn message(&self) -> &[u8] {
        self.message.as_bytes()
    }

    /// Who signs it.
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
