//! What the calls of one client share: the configuration, the tokens, the keys of the service.

mod provider_keys;
mod token_table;

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

pub(crate) use self::provider_keys::{AcquiredKeys, HeldKeys, ProviderKeys, WantedKeys};
pub use self::token_table::IssuedToken;
pub(crate) use self::token_table::{Acquired, Lease, TokenTable};
use crate::config::Config;

/// The state that is shared by all calls of a client, locked only inside a step.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{Config, Session};
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
