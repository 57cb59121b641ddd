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

/// The state that is shared by all calls of a client, locked only inside a step.
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

    /// How many tokens are kept, the expired ones that were not swept yet among them.
    #[must_use]
    pub fn cached_tokens(&self) -> usize {
        self.tokens().len()
    }

    /// Forgets all tokens, for instance when the rights of the client have changed. For a new secret
    /// make a new client: a configuration does not change.
    pub fn forget_tokens(&self) {
        self.tokens().forget();
    }

    /// Keeps a token that did not come from here, such as that of a sign-in or a refresh: calls for
    /// this user use it, where its scopes cover their need, until it ends or is refused. One whose
    /// lifetime the service did not say is not kept. Its refresh token is not used, nor its
    /// `id_token`.
    ///
    /// `now` is of the clocks that the calls are stepped with: the monotonic one begins where the transport
    /// says. A client knows, so there it is [`Client::adopt`](crate::driver::Client::adopt).
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
        // A step does not panic; were it to, the table would still be whole.
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
