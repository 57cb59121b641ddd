use std::{fmt, sync::Arc};

use super::{CallOptions, Core, Event, Exchange, Step};
use crate::{
    auth::{ClientCredentials, JwtBearer, UserGrant},
    env::{Env, Monotonic, Now},
    error::Error,
    session::{IssuedToken, Lease, Session},
};

/// The fetch of a token that many calls may wait for. Step it like an [`Exchange`].
///
/// It has its own deadline, not that of the call that began it. Dropped before its end, it gives
/// the right to fetch back, and the next call begins anew.
pub struct TokenFetch {
    exchange: Option<Grant>,
    session: Arc<Session>,
    lease: Lease,
}

/// The exchange of the grant that the configuration says.
enum Grant {
    ClientCredentials(Exchange<ClientCredentials>),
    JwtBearer(Exchange<JwtBearer>),
}

impl TokenFetch {
    /// Tells this fetch from others of the same session.
    #[must_use]
    pub fn id(&self) -> u64 {
        self.lease.id
    }

    /// Says what to do next. It never asks for a token itself.
    pub fn step(&mut self, env: &mut Env<'_>) -> Step {
        match &mut self.exchange {
            Some(grant) => grant.core().step(env),
            None => Step::Done,
        }
    }

    /// Takes in what happened.
    pub fn handle(&mut self, env: &mut Env<'_>, event: Event) {
        if let Some(grant) = &mut self.exchange {
            grant.core().handle(env, event);
        }
    }

    /// Puts the token where all calls of the session find it.
    ///
    /// # Errors
    ///
    /// Why there is no token; the answer for every call that waits for this fetch.
    pub fn finish(mut self, now: Now) -> Result<IssuedToken, Error> {
        let finished = match self.exchange.take() {
            Some(Grant::ClientCredentials(exchange)) => exchange.finish(),
            Some(Grant::JwtBearer(exchange)) => exchange.finish(),
            None => Err(super::unfinished("auth.client_credentials")),
        };
        let token = finished?;
        Ok(self.session.tokens().settle(&self.lease, token, now))
    }

    pub(super) fn new(session: &Arc<Session>, lease: Lease, now: Monotonic) -> Self {
        let (scopes, subject) = (lease.scopes.clone(), lease.subject.clone());
        let options = CallOptions::default();
        let exchange = match (session.config().user_tokens(), subject) {
            (UserGrant::JwtBearer(_), Some(user_id)) => {
                let grant = JwtBearer { user_id, scopes };
                Grant::JwtBearer(Exchange::new(session, grant, options, now))
            }
            (_, subject) => {
                let grant = ClientCredentials { scopes, subject };
                Grant::ClientCredentials(Exchange::new(session, grant, options, now))
            }
        };
        Self { exchange: Some(exchange), session: Arc::clone(session), lease }
    }

    pub(crate) fn core(&mut self) -> Option<&mut Core> {
        self.exchange.as_mut().map(Grant::core)
    }
}

impl Grant {
    fn core(&mut self) -> &mut Core {
        match self {
            Self::ClientCredentials(exchange) => exchange.core(),
            Self::JwtBearer(exchange) => exchange.core(),
        }
    }
}

/// Gives the lease back. After a success it is settled already, and this does nothing.
impl Drop for TokenFetch {
    fn drop(&mut self) {
        self.session.tokens().release(&self.lease);
    }
}

impl fmt::Debug for TokenFetch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenFetch").field("id", &self.lease.id).finish_non_exhaustive()
    }
}
