//! Which client this is, where the service is, and what is tolerated.

mod base_url;
mod builder;
mod client_authentication;
mod discovered;
mod discovery_document;
mod endpoint_url;
mod lookup;
mod replay;
pub(crate) mod retry;
mod service;
mod signed_by_the_client;

use std::{fmt, sync::Arc, time::Duration};

use http::{HeaderValue, Uri};

pub(crate) use self::base_url::{BaseUrl, leaves_its_path};
use self::discovered::Endpoints;
pub use self::{
    builder::ConfigBuilder,
    client_authentication::{AssertionAudience, ClientAuthentication},
    discovery_document::{DiscoveryDocument, IssuerParameter},
    replay::Replay,
    retry::Retry,
    service::Service,
    signed_by_the_client::{RequestObjects, UserGrant},
};
use crate::{
    ground::{
        error::ConfigurationError,
        observer::Observer,
        scope::{Scope, Scopes},
    },
    jose::{JwsAlgorithm, Verifier},
};

/// The settings of a client. They are checked once, when built. `Debug` never shows the secrets.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::Config;
///
/// let config = Config::builder().client_id("my-client").client_secret("my-secret").build()?;
/// assert!(!format!("{config:?}").contains("my-secret"));
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone)]
pub struct Config {
    identity: BaseUrl,
    data: BaseUrl,
    caas: BaseUrl,
    osip: BaseUrl,
    is_data_v2: bool,
    /// The services' own origins behind a gateway. Nothing is sent there.
    identity_upstream: BaseUrl,
    data_upstream: Option<BaseUrl>,
    client_id: Option<String>,
    authentication: Option<ClientAuthentication>,
    user_agent: HeaderValue,
    scopes: Scopes,
    user_scopes: Scopes,
    replaced: Vec<(Scope, Scope)>,
    retry: Retry,
    requests_in_flight: usize,
    issuer: String,
    endpoints: Endpoints,
    /// Further origins where the endpoints of a discovery document may be.
    endpoint_origins: Vec<BaseUrl>,
    assertion_audience: AssertionAudience,
    request_objects: RequestObjects,
    user_tokens: UserGrant,
    id_token_signed_response_alg: JwsAlgorithm,
    clock_tolerance: Duration,
    verifier: Option<Arc<dyn Verifier>>,
    observer: Option<Arc<dyn Observer>>,
}

impl Config {
    /// Starts a configuration for the production service.
    pub fn builder() -> ConfigBuilder {
        ConfigBuilder::new()
    }

    /// The client's id, if there is one.
    #[must_use]
    pub fn client_id(&self) -> Option<&str> {
        self.client_id.as_deref()
    }

    pub(crate) fn required_client_id(&self) -> Result<&str, ConfigurationError> {
        self.client_id().ok_or(ConfigurationError::Missing { setting: "client_id" })
    }

    /// How calls are retried.
    #[must_use]
    pub const fn retry(&self) -> &Retry {
        &self.retry
    }

    /// The exact issuer of the tokens: `<identity_url>/oidc`, unless
    /// [`issuer`](ConfigBuilder::issuer) says otherwise.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The one algorithm that the signature of an `id_token` may have.
    #[must_use]
    pub const fn id_token_signed_response_alg(&self) -> JwsAlgorithm {
        self.id_token_signed_response_alg
    }

    /// How much the clocks of both sides may differ.
    #[must_use]
    pub const fn clock_tolerance(&self) -> Duration {
        self.clock_tolerance
    }

    /// The verifier of signatures, if there is one.
    #[must_use]
    pub fn verifier(&self) -> Option<&Arc<dyn Verifier>> {
        self.verifier.as_ref()
    }

    pub(crate) fn observer(&self) -> Option<&dyn Observer> {
        self.observer.as_deref()
    }

    pub(crate) const fn requests_in_flight(&self) -> usize {
        self.requests_in_flight
    }

    pub(crate) const fn base(&self, service: Service) -> &BaseUrl {
        match service {
            Service::Caas => &self.caas,
            Service::Data => &self.data,
            Service::Identity => &self.identity,
            Service::Osip => &self.osip,
        }
    }

    /// Whether a link belongs to a service: to the origin of its configured URL, or to that of the service
    /// behind a gateway.
    pub(crate) fn is_link_of(&self, service: Service, link: &Uri) -> bool {
        let upstream = match service {
            Service::Caas | Service::Data | Service::Osip => self.data_upstream.as_ref(),
            Service::Identity => Some(&self.identity_upstream),
        };
        self.base(service).is_origin_of(link)
            || upstream.is_some_and(|upstream| upstream.is_origin_of(link))
    }

    pub(crate) const fn authentication(&self) -> Option<&ClientAuthentication> {
        self.authentication.as_ref()
    }

    pub(crate) const fn request_objects(&self) -> &RequestObjects {
        &self.request_objects
    }

    pub(crate) const fn user_tokens(&self) -> &UserGrant {
        &self.user_tokens
    }

    /// The `aud` of client assertions. Behind a gateway these are the issuer's own names, the only ones it
    /// knows.
    pub(crate) fn assertion_audience(&self) -> Vec<&str> {
        let token_endpoint = self.endpoints.token_audience.as_str();
        match self.assertion_audience {
            AssertionAudience::Issuer => vec![&self.issuer],
            AssertionAudience::IssuerAndTokenEndpoint => vec![&self.issuer, token_endpoint],
            AssertionAudience::TokenEndpoint => vec![token_endpoint],
        }
    }

    /// The URL of an endpoint of the identity service that is not where it is documented.
    pub(crate) fn discovered_url(&self, documented: &str) -> Option<&str> {
        self.endpoints.url(documented)
    }

    /// Whether an endpoint of a discovery document may be at this URL.
    pub(crate) fn may_have_endpoint(&self, url: &Uri) -> bool {
        let mut origins = std::iter::once(&self.identity).chain(&self.endpoint_origins);
        origins.any(|origin| origin.is_origin_of(url))
    }

    /// The discovery document that was configured.
    pub(crate) const fn document(&self) -> Option<&Arc<DiscoveryDocument>> {
        self.endpoints.document.as_ref()
    }

    pub(crate) const fn user_agent(&self) -> &HeaderValue {
        &self.user_agent
    }

    /// The scopes to request for tokens of the client itself beyond those that the call needs.
    pub(crate) const fn scopes(&self) -> &Scopes {
        &self.scopes
    }

    /// The scopes to request for tokens of users beyond those that the call needs.
    pub(crate) const fn user_scopes(&self) -> &Scopes {
        &self.user_scopes
    }

    /// Whether version 2 of the data API is configured.
    pub(crate) const fn is_data_v2(&self) -> bool {
        self.is_data_v2
    }

    /// The scopes with their replacements, if any.
    pub(crate) fn replace_in(&self, scopes: &Scopes) -> Scopes {
        if self.replaced.is_empty() {
            return scopes.clone();
        }
        let replacement = |scope: &Scope| {
            let found = self.replaced.iter().find(|(old, _)| old == scope);
            found.map_or_else(|| scope.clone(), |(_, new)| new.clone())
        };
        scopes.iter().map(replacement).collect()
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("identity_url", &self.identity.as_str())
            .field("api_url", &self.data.as_str())
            .field("client_id", &self.client_id)
            .field("authentication", &self.authentication)
            .field("issuer", &self.issuer)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
