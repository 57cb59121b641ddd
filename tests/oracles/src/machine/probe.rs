//! An endpoint that can be anything.

use http::Method;
use moneyhub_proto::{
    BoxFuture, Call, Endpoint, Error, Reply, Scopes, Service, UserId,
    crypto::{JwsAlgorithm, Signer, SignerError},
    scope,
};

use super::{CallPlan, Verb};

pub(super) struct Probe(pub(super) CallPlan);

impl Endpoint for Probe {
    const NAME: &'static str = "probe";
    type Output = ();

    fn call(&self) -> Result<Call, Error> {
        let method = match self.0.verb {
            Verb::Delete => Method::DELETE,
            Verb::Get => Method::GET,
            Verb::Post => Method::POST,
        };
        let service = if self.0.data { Service::Data } else { Service::Identity };
        let call = Call::new(Self::NAME, method, service, "/probe", &[])?
            .needs(scopes(self.0.scopes))
            .replayed(self.0.replay);
        Ok(match self.0.subject {
            Some(subject) => call.for_user(user(subject)),
            None => call,
        })
    }

    fn decode(&self, _: &mut Reply<'_>) -> Result<(), Error> {
        Ok(())
    }
}

/// A signer whose signatures are made by the moves: a machine never asks it.
pub(crate) struct Unasked;

impl Signer for Unasked {
    fn algorithm(&self) -> JwsAlgorithm {
        JwsAlgorithm::Es256
    }

    fn key_id(&self) -> Option<&str> {
        None
    }

    fn sign<'a>(&'a self, _: &'a [u8]) -> BoxFuture<'a, Result<Vec<u8>, SignerError>> {
        unreachable!("a machine does not sign by itself")
    }
}

pub(super) fn user(number: u8) -> UserId {
    UserId::from(format!("user-{number}"))
}

/// Three bits as scopes.
pub(super) fn scopes(bits: u8) -> Scopes {
    let all = [scope::CONNECTION_READ, scope::USER_CREATE, scope::USER_READ];
    let chosen = all.into_iter().enumerate();
    chosen.filter(|(bit, _)| bits & (1 << bit) != 0).map(|(_, scope)| scope).collect()
}

/// The same bits as an OAuth message writes them.
pub(super) fn scope_text(bits: u8) -> String {
    let all = ["connection:read", "user:create", "user:read"];
    let chosen: Vec<&str> =
        (0..3).filter(|bit| bits & (1 << bit) != 0).map(|bit| all[bit]).collect();
    chosen.join(" ")
}
