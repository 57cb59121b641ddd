//! The identity service's state between requests.

use serde_json::{Map, Value};

use super::Service;
use super::authorization::AuthorizationRequest;
use crate::jose::KeyRing;
use crate::mix::{mix128, opaque, uuid};
use crate::shelf::{Keep, Shelf};

const KIND_SECRET: u64 = 6;
const KIND_ID: u64 = 7;

#[derive(Debug, Default)]
pub(super) struct Identity {
    pub(super) keys: KeyRing,
    /// By request_uri.
    pub(super) pushed: Shelf<Pushed>,
    /// Consent pages without an answer yet.
    pub(super) interactions: Shelf<Interaction>,
    pub(super) codes: Shelf<Code>,
    pub(super) refresh_tokens: Shelf<Refresh>,
    /// By client and `jti`.
    pub(super) used_assertions: Shelf<()>,
    issued: u64,
}

#[derive(Debug)]
pub(super) struct Pushed {
    pub(super) request: AuthorizationRequest,
    pub(super) expires_millis: i64,
    /// The consent page that it has opened.
    pub(super) interaction: Option<String>,
}

#[derive(Debug)]
pub(super) struct Interaction {
    pub(super) asked: Asked,
    /// The payment.
    pub(super) attempt: Option<String>,
    pub(super) expires_millis: i64,
}

/// Who asks.
#[derive(Clone, Debug)]
pub(super) enum Asked {
    SignIn(Box<AuthorizationRequest>),
    /// Moneyhub's own screen finishes it, so the user comes back with other parameters.
    AuthRequest {
        id: String,
        on_own_screen: bool,
    },
    PayLink(String),
}

#[derive(Debug)]
pub(super) struct Code {
    pub(super) sign_in: SignIn,
    pub(super) redirect_uri: String,
    pub(super) challenge: Option<String>,
    pub(super) expires_millis: i64,
    pub(super) used: bool,
}

#[derive(Debug)]
pub(super) struct Refresh {
    pub(super) sign_in: SignIn,
    pub(super) issued_millis: i64,
    pub(super) expires_millis: i64,
    /// Another one has replaced it.
    pub(super) replaced: bool,
}

/// A given consent: the source of codes, tokens and id_tokens.
#[derive(Clone, Debug)]
pub(super) struct SignIn {
    pub(super) client_id: String,
    pub(super) sub: String,
    pub(super) scope: String,
    /// Moneyhub's claims.
    pub(super) claims: Map<String, Value>,
    pub(super) nonce: Option<String>,
    /// In seconds; present if requested.
    pub(super) auth_time: Option<i64>,
    pub(super) sid: String,
    /// The payment to make when the code is exchanged.
    pub(super) attempt: Option<String>,
    pub(super) family: u64,
}

impl Identity {
    /// A generator that never repeats the values of another, which had made this many.
    pub(super) fn after(issued: u64) -> Self {
        Self { issued, ..Self::default() }
    }

    pub(super) const fn issued(&self) -> u64 {
        self.issued
    }

    /// An unguessable text that was never used before.
    pub(super) fn secret(&mut self) -> String {
        opaque(KIND_SECRET, self.number())
    }

    /// A UUID that was never used before.
    pub(super) fn id(&mut self) -> String {
        let number = self.number();
        uuid(mix128(KIND_ID, number, 0))
    }

    pub(super) fn number(&mut self) -> u64 {
        self.issued += 1;
        self.issued
    }
}

impl SignIn {
    /// Its approximate size.
    pub(super) fn bytes(&self) -> usize {
        let claims: usize =
            self.claims.iter().map(|(name, value)| name.len() + value.to_string().len()).sum();
        self.scope.len() + claims + self.nonce.as_ref().map_or(0, String::len) + 256
    }
}

impl Service {
    /// Signs with new keys and key ids from now on, and removes the old ones from the JWK Set:
    /// older id_tokens can no longer be verified.
    pub fn rotate_keys(&mut self) {
        self.identity.keys.rotate(false);
    }

    /// Signs with new keys and key ids from now on; the old ones stay in the JWK Set.
    pub fn add_keys(&mut self) {
        self.identity.keys.rotate(true);
    }

    /// For the shelves: this many bytes, until this time.
    pub(super) fn keep(&self, bytes: usize, until_millis: i64) -> Keep {
        Keep { bytes, now_millis: self.clock.now_millis(), until_millis }
    }

    /// Ends everything that came from one sign-in.
    pub(super) fn revoke_family(&mut self, family: u64) {
        self.grants.revoke_family(family);
        self.identity.refresh_tokens.retain(|refresh| refresh.sign_in.family != family);
    }
}
