//! The issued access tokens.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Service;
use crate::mix::opaque;
use crate::shelf::{Keep, Shelf};

const KIND_TOKEN: u64 = 4;

/// How long an expired token is remembered, to distinguish it from an unknown one.
pub(super) const REMEMBERED_MILLIS: i64 = 60 * 60 * 1_000;

/// The grant of a token.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub(crate) client_id: String,
    pub(crate) scopes: BTreeSet<String>,
    /// The user that the token is bound to.
    pub(crate) subject: Option<String>,
    pub(crate) issued_millis: i64,
    pub(crate) expires_millis: i64,
    /// The sign-in that it came from; its tokens are revoked together.
    pub(crate) family: Option<u64>,
}

/// The access tokens that a sandbox has issued, for its replacement: see
/// [`Builder::tokens`](crate::Builder::tokens).
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    grants: Arc<Grants>,
    ids_issued: u64,
}

impl Tokens {
    pub(super) fn to_grants(&self) -> Grants {
        (*self.grants).clone()
    }

    pub(super) const fn ids_issued(&self) -> u64 {
        self.ids_issued
    }
}

impl Service {
    /// The current access tokens.
    pub fn tokens(&self) -> Tokens {
        Tokens { grants: Arc::new(self.grants.clone()), ids_issued: self.identity.issued() }
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Grants {
    by_token: Shelf<Arc<Grant>>,
    issued: u64,
}

impl Grants {
    /// Issues an opaque token.
    pub(crate) fn issue(&mut self, grant: Grant) -> String {
        self.issued += 1;
        let token = opaque(KIND_TOKEN, self.issued);
        let keep = Keep {
            bytes: grant.scopes.iter().map(|scope| scope.len() + 64).sum(),
            now_millis: grant.issued_millis,
            until_millis: grant.expires_millis.saturating_add(REMEMBERED_MILLIS),
        };
        self.by_token.put(token.clone(), Arc::new(grant), keep);
        token
    }

    pub(crate) fn find(&self, token: &str) -> Option<Arc<Grant>> {
        self.by_token.find(token).cloned()
    }

    pub(crate) fn revoke(&mut self, token: &str) {
        self.by_token.take(token);
    }

    pub(crate) fn revoke_family(&mut self, family: u64) {
        self.by_token.retain(|grant| grant.family != Some(family));
    }

    /// Revokes every token issued so far.
    pub(crate) fn revoke_all(&mut self) {
        self.by_token.clear();
    }
}
