//! TCP by tokio; hyper-util's connector tries IPv6 and IPv4 addresses against each other.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use hyper_util::client::legacy::connect::{
    HttpConnector,
    dns::{GaiAddrs, GaiResolver, Name},
};
use moneyhub_proto::hyper::ResolveError;
use tower_service::Service;

pub(crate) fn connector() -> HttpConnector<Resolver> {
    let mut connector = HttpConnector::new_with_resolver(Resolver(GaiResolver::new()));
    // TLS is laid over it, so https is its business too.
    connector.enforce_http(false);
    connector.set_nodelay(true);
    connector
}

/// The system's resolver, run on tokio's threads for blocking work, with a failure that can be
/// told from a refused connection.
#[derive(Clone, Debug)]
pub(crate) struct Resolver(GaiResolver);

impl Service<Name> for Resolver {
    type Response = GaiAddrs;
    type Error = ResolveError;
    type Future = Pin<Box<dyn Future<Output = Result<GaiAddrs, ResolveError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), ResolveError>> {
        self.0.poll_ready(context).map_err(ResolveError::new)
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let resolving = self.0.call(name);
        Box::pin(async move { resolving.await.map_err(ResolveError::new) })
    }
}
