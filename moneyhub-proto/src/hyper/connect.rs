//! Turns a caller's TCP connector into one that gives up in time.

use std::{
    error::Error as StdError,
    future::Future,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use ::hyper::rt::{Sleep, Timer};
use futures_util::future::{Either, select};
use http::Uri;
use hyper_util::client::legacy::connect::Connection;
use thiserror::Error as ThisError;
use tower_service::Service;

use super::{
    proxy::ProxyRoutes,
    unreached::{Late, Unreached, Way},
    watched::Watched,
};

type BoxError = Box<dyn StdError + Send + Sync>;

/// A host name has no address. A connector puts this into its error's source chain, so that the
/// fault becomes [`FaultClass::Resolve`](crate::ground::error::FaultClass::Resolve).
///
/// # Examples
///
/// ```
/// use std::{error::Error, io};
/// use moneyhub_proto::hyper::ResolveError;
///
/// let error = ResolveError::new(io::Error::other("no such host"));
/// assert_eq!(error.source().unwrap().to_string(), "no such host");
/// ```
#[derive(Debug, ThisError)]
#[error("the name of the host has no address")]
pub struct ResolveError(#[source] BoxError);

impl ResolveError {
    /// Wraps the resolver's error.
    pub fn new(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self(source.into())
    }
}

/// A timer of any type that can be shared by several owners inside hyper.
#[derive(Clone)]
pub(super) struct SharedTimer(pub(super) Arc<dyn Timer + Send + Sync>);

impl Timer for SharedTimer {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Sleep>> {
        self.0.sleep(duration)
    }

    fn sleep_until(&self, deadline: Instant) -> Pin<Box<dyn Sleep>> {
        self.0.sleep_until(deadline)
    }

    fn now(&self) -> Instant {
        self.0.now()
    }

    fn reset(&self, sleep: &mut Pin<Box<dyn Sleep>>, deadline: Instant) {
        self.0.reset(sleep, deadline);
    }
}

/// A connector that connects in time or fails.
#[derive(Clone)]
pub(super) struct ConnectTimeout<C> {
    pub(super) inner: C,
    pub(super) timer: SharedTimer,
    pub(super) limit: Duration,
    pub(super) routes: Option<Arc<ProxyRoutes>>,
}

impl<C> Service<Uri> for ConnectTimeout<C>
where
    C: Service<Uri, Error = BoxError>,
    C::Response: Connection + Send,
    C::Future: Send + 'static,
{
    type Response = Watched<C::Response>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let (limit, timer) = (self.limit, self.timer.clone());
        let way = Way::to(&uri, self.routes.as_ref());
        let connecting = self.inner.call(uri);
        Box::pin(async move {
            let connected = match select(pin!(connecting), timer.sleep(limit)).await {
                Either::Left((connected, _)) => connected,
                Either::Right(_) => Err(Late { limit }.into()),
            };
            match connected {
                Ok(stream) => Ok(Watched::new(stream)),
                Err(source) => Err(Unreached { way, source }.into()),
            }
        })
    }
}
