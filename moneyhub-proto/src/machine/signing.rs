//! Signatures that an attempt waits for.

use std::time::Duration;

use crate::{
    codec::client_jwt::ClientJwt,
    ground::{
        env::Monotonic,
        error::{Error, SignerError},
    },
    jose::SigningRequest,
};

/// How long an attempt may take until it is sent: a client assertion is valid for a minute, and
/// must still be valid when it arrives.
const FRESH: Duration = Duration::from_secs(45);

/// The JWTs of one attempt, one of which is being signed.
pub(super) struct Signing {
    jwts: Vec<ClientJwt>,
    handed_out: bool,
    /// When they become too old to send.
    pub(super) fresh_until: Monotonic,
    /// When the time of the attempt is over.
    pub(super) until: Monotonic,
}

impl Signing {
    pub(super) fn new(jwts: Vec<ClientJwt>, now: Monotonic, until: Monotonic) -> Self {
        Self { jwts, handed_out: false, fresh_until: until.min(now + FRESH), until }
    }

    /// All of them, once nothing is left to sign.
    pub(super) fn signed(&self) -> Option<&[ClientJwt]> {
        self.jwts.iter().all(|jwt| jwt.is_whole()).then_some(&self.jwts)
    }

    /// The next one to sign, once.
    pub(super) fn hand_out(&mut self, now: Monotonic) -> Option<SigningRequest> {
        if self.handed_out {
            return None;
        }
        let left = now.until(self.fresh_until);
        let request = self.jwts.iter().find_map(|jwt| jwt.signing_request(left))?;
        self.handed_out = true;
        Some(request)
    }

    /// Takes the signature of the one that was handed out.
    pub(super) fn sign(&mut self, signature: Result<Vec<u8>, SignerError>) -> Result<(), Error> {
        let asked = std::mem::take(&mut self.handed_out);
        match self.jwts.iter_mut().find(|jwt| !jwt.is_whole()) {
            Some(jwt) if asked => jwt.sign(signature),
            // No signature was asked for.
            _ => Ok(()),
        }
    }
}
