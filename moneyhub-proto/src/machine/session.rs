//! What the calls of one client share: the configuration, the tokens, the keys of the service.

mod provider_keys;
mod renewals;
mod token_table;

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

pub(crate) use self::provider_keys::{AcquiredKeys, HeldKeys, ProviderKeys, Trigger, WantedKeys};
pub use self::token_table::IssuedToken;
pub(crate) use self::token_table::{Acquired, Lease, TokenTable};
use crate::{
    api::identity::TokenSet,
    config::Config,
    ground::{env::Now, id::UserId},
};

/// The state that all calls of a client share. It is locked only inside a step.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{machine::Session, Config};
///
/// let config = Config::builder().client_id("client").client_secret("secret").build()?;
/// let session = Session::new(config);
/// assert_eq!(session.config().client_id(), Some("client"));
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
pub struct Session {
    config: Config,
    tokens: Mutex<TokenTable>,
    provider_keys: Mutex<ProviderKeys>,
}

impl Session {
    /// A session without tokens.
    #[must_use]
    pub fn new(config: Config) -> Arc<Self> {
        Arc::new(Self { config, tokens: Mutex::default(), provider_keys: Mutex::default() })
    }

    /// The configuration.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// How many tokens are cached, including expired ones that have not been swept yet.
    #[must_use]
    pub fn cached_tokens(&self) -> usize {
        self.tokens().len()
    }

    /// Forgets all tokens, for instance when the rights of the client have changed. For a new secret, make a
    /// new client: a configuration does not change.
    pub fn forget_tokens(&self) {
        self.tokens().forget();
    }

    /// Caches a token from elsewhere, such as a sign-in or a refresh. Calls for this user use it,
    /// where its scopes suffice, until it expires or is refused. A token without a known lifetime
    /// is not cached. Neither its refresh token nor its `id_token` is used.
    ///
    /// `now` must come from the clocks that step the calls: where the monotonic one begins is up to the
    /// transport. With a client, use [`Client::adopt`](crate::driver::Client::adopt).
    ///
    /// # Examples
    ///
    /// ```
    /// use moneyhub_proto::{
    ///     env::Now, identity::TokenSet, machine::Session, scope, AccessToken, Config,
    /// };
    ///
    /// let session = Session::new(Config::builder().build()?);
    /// let mut tokens = TokenSet::new(AccessToken::new("a-token")?, scope::USER_READ.into());
    /// tokens.expires_in = Some(3600);
    /// session.adopt(&"64b0f3a1c2d4e5f60718293a".into(), tokens, Now::default());
    /// assert_eq!(session.cached_tokens(), 1);
    /// # Ok::<(), moneyhub_proto::Error>(())
    /// ```
    pub fn adopt(&self, user_id: &UserId, tokens: TokenSet, now: Now) -> IssuedToken {
        self.tokens().adopt(user_id.clone(), tokens, now)
    }

    pub(crate) fn tokens(&self) -> MutexGuard<'_, TokenTable> {
        // A step does not panic; if one did, the table would still be consistent.
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn provider_keys(&self) -> MutexGuard<'_, ProviderKeys> {
        self.provider_keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("config", &self.config)
            .field("cached_tokens", &self.cached_tokens())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::{scope, secret::AccessToken};

    #[test]
    fn the_tokens_that_are_kept_are_counted() {
        let session = Session::new(Config::builder().build().unwrap());
        assert_eq!(session.cached_tokens(), 0);
        for user_id in ["u1", "u2"] {
            let token = AccessToken::new("token").unwrap();
            let mut tokens = TokenSet::new(token, scope::USER_READ.into());
            tokens.expires_in = Some(3600);
            session.adopt(&user_id.into(), tokens, Now::default());
        }
        assert_eq!(session.cached_tokens(), 2);
    }
}
