//! The access tokens that were handed out.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::mix::mix128;

/// The oldest tokens are forgotten past this many, so that a long soak stays small.
const MOST_TOKENS: usize = 100_000;

const KIND_TOKEN: u64 = 4;

/// What a token stands for.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub(crate) scopes: BTreeSet<String>,
    /// The user that the token is bound to, from the `sub` parameter.
    pub(crate) subject: Option<String>,
    pub(crate) expires_millis: i64,
}

#[derive(Debug, Default)]
pub(crate) struct Grants {
    by_token: BTreeMap<String, Arc<Grant>>,
    oldest_first: VecDeque<String>,
    issued: u64,
}

impl Grants {
    /// Issues an opaque token: no structure to rely on, yet the same in every run.
    pub(crate) fn issue(&mut self, grant: Grant) -> String {
        self.issued += 1;
        let mut bytes = [0; 32];
        bytes[..16].copy_from_slice(&mix128(KIND_TOKEN, self.issued, 1).to_be_bytes());
        bytes[16..].copy_from_slice(&mix128(KIND_TOKEN, self.issued, 2).to_be_bytes());
        let token = URL_SAFE_NO_PAD.encode(bytes);
        self.by_token.insert(token.clone(), Arc::new(grant));
        self.oldest_first.push_back(token.clone());
        if self.oldest_first.len() > MOST_TOKENS
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            self.by_token.remove(&oldest);
        }
        token
    }

    pub(crate) fn find(&self, token: &str) -> Option<Arc<Grant>> {
        self.by_token.get(token).cloned()
    }

    /// Makes every token that was handed out so far unknown.
    pub(crate) fn revoke_all(&mut self) {
        self.by_token.clear();
        self.oldest_first.clear();
    }
}
