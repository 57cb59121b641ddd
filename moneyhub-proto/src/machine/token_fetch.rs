use std::{fmt, sync::Arc};

use super::{CallOptions, Core, Event, Exchange, Step};
use crate::{
    api::identity::{ClientCredentials, JwtBearer},
    config::UserGrant,
    ground::{
        env::{Env, Monotonic, Now},
        error::Error,
    },
    machine::{IssuedToken, Session, session::Lease},
};

/// The fetch of a token that many calls may wait for. Step it like an [`Exchange`].
///
/// It has its own deadline, not that of the call that began it. If it is dropped before its end,
/// the next call fetches again.
pub struct TokenFetch {
    grant: Grant,
    right: Right,
}

/// The exchange of the configured grant.
enum Grant {
    ClientCredentials(Exchange<ClientCredentials>),
    JwtBearer(Exchange<JwtBearer>),
}

/// The exclusive right to fetch this token.
struct Right {
    session: Arc<Session>,
    lease: Lease,
}

impl TokenFetch {
    /// Distinguishes this fetch from others of the same session.
    #[must_use]
    pub fn id(&self) -> u64 {
        self.right.lease.id
    }

    /// Says what to do next. It never asks for a token.
    pub fn step(&mut self, env: &mut Env<'_>) -> Step {
        self.core().step(env)
    }

    /// Takes in what happened.
    pub fn handle(&mut self, env: &mut Env<'_>, event: Event) {
        self.core().handle(env, event);
    }

    /// Puts the token where all calls of the session find it.
    ///
    /// # Errors
    ///
    /// Why there is no token. Every call that waits for this fetch gets this error.
    pub fn finish(self, now: Now) -> Result<IssuedToken, Error> {
        let Self { grant, right } = self;
        let token = match grant {
            Grant::ClientCredentials(exchange) => exchange.finish(),
            Grant::JwtBearer(exchange) => exchange.finish(),
        }?;
        Ok(right.session.tokens().settle(&right.lease, token, now))
    }

    pub(super) fn new(session: &Arc<Session>, lease: Lease, now: Monotonic) -> Self {
        let (scopes, subject) = (lease.scopes.clone(), lease.subject.clone());
        let options = CallOptions::default();
        let grant = match (session.config().user_tokens(), subject) {
            (UserGrant::JwtBearer(_), Some(user_id)) => {
                let grant = JwtBearer { user_id, scopes };
                Grant::JwtBearer(Exchange::new(session, grant, options, now))
            }
            (_, subject) => {
                let grant = ClientCredentials { scopes, subject };
                Grant::ClientCredentials(Exchange::new(session, grant, options, now))
            }
        };
        Self { grant, right: Right { session: Arc::clone(session), lease } }
    }

    pub(crate) fn core(&mut self) -> &mut Core {
        match &mut self.grant {
            Grant::ClientCredentials(exchange) => exchange.core(),
            Grant::JwtBearer(exchange) => exchange.core(),
        }
    }
}

/// Returns the lease. After a success it is settled already, and this does nothing.
impl Drop for Right {
    fn drop(&mut self) {
        self.session.tokens().release(&self.lease);
    }
}

impl fmt::Debug for TokenFetch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenFetch").field("id", &self.id()).finish_non_exhaustive()
    }
}
