//! Signatures that an attempt waits for.

use std::{fmt, sync::Arc, time::Duration};

use zeroize::Zeroizing;

use crate::{
    auth::ClientJwt,
    crypto::{Signer, SignerError},
    env::Monotonic,
    error::Error,
};

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

    /// What a JWT lacks, if it lacks anything.
    pub(crate) fn of(jwt: &ClientJwt, timeout: Duration) -> Option<Self> {
        let (message, signer) = jwt.to_sign()?;
        Some(Self { message: message.clone(), signer: Arc::clone(signer), timeout })
    }
}

impl fmt::Debug for SigningRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningRequest").field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

/// How long an attempt may take until it is sent: a client assertion is good for a minute, and must
/// still be good when it arrives.
const FRESH: Duration = Duration::from_secs(45);

/// The JWTs of one attempt, one of which is being signed.
pub(super) struct Signing {
    jwts: Vec<ClientJwt>,
    handed_out: bool,
    /// When they are too old to be sent.
    pub(super) fresh_until: Monotonic,
    /// When the time of the attempt is over.
    pub(super) until: Monotonic,
}

impl Signing {
    pub(super) fn new(jwts: Vec<ClientJwt>, now: Monotonic, until: Monotonic) -> Self {
        Self { jwts, handed_out: false, fresh_until: until.min(now + FRESH), until }
    }

    /// All of them, when nothing is left to sign.
    pub(super) fn signed(&self) -> Option<&[ClientJwt]> {
        self.jwts.iter().all(|jwt| jwt.to_sign().is_none()).then_some(&self.jwts)
    }

    /// The next one to be signed, once.
    pub(super) fn hand_out(&mut self, now: Monotonic) -> Option<SigningRequest> {
        if self.handed_out {
            return None;
        }
        let left = now.until(self.fresh_until);
        let request = self.jwts.iter().find_map(|jwt| SigningRequest::of(jwt, left))?;
        self.handed_out = true;
        Some(request)
    }

    /// Takes the signature of the one that was handed out.
    pub(super) fn sign(&mut self, signature: Result<Vec<u8>, SignerError>) -> Result<(), Error> {
        let asked = std::mem::take(&mut self.handed_out);
        match self.jwts.iter_mut().find(|jwt| jwt.to_sign().is_some()) {
            Some(jwt) if asked => jwt.sign(signature),
            // Nobody was asked for it.
            _ => Ok(()),
        }
    }
}
