mod build;

use std::{sync::Arc, time::Duration};

use crate::{
    config::{
        AssertionAudience, ClientAuthentication, DiscoveryDocument, RequestObjects, Retry,
        UserGrant,
    },
    ground::{
        observer::Observer,
        scope::{Scope, Scopes},
        secret::Secret,
    },
    jose::{JwsAlgorithm, Verifier},
};

/// Collects settings; [`build`](Self::build) checks them.
#[derive(Clone, Debug)]
#[must_use]
pub struct ConfigBuilder {
    identity_url: String,
    api_url: String,
    api_version: String,
    caas_url: Option<String>,
    osip_url: Option<String>,
    client_id: Option<String>,
    client_secret: Option<Secret>,
    user_agent: String,
    loopback_http: bool,
    http_hosts: Vec<String>,
    scopes: Scopes,
    user_scopes: Scopes,
    replaced: Vec<(Scope, Scope)>,
    retry: Retry,
    requests_in_flight: usize,
    client_authentication: Option<ClientAuthentication>,
    issuer: Option<String>,
    identity_upstream_url: Option<String>,
    api_upstream_url: Option<String>,
    discovered: Option<Box<DiscoveryDocument>>,
    endpoint_origins: Vec<String>,
    assertion_audience: AssertionAudience,
    request_objects: RequestObjects,
    user_tokens: UserGrant,
    id_token_signed_response_alg: JwsAlgorithm,
    clock_tolerance: Duration,
    verifier: Option<Arc<dyn Verifier>>,
    observer: Option<Arc<dyn Observer>>,
}

impl ConfigBuilder {
    pub(super) fn new() -> Self {
        Self {
            identity_url: "https://identity.moneyhub.co.uk".to_owned(),
            api_url: "https://api.moneyhub.co.uk".to_owned(),
            api_version: "v3".to_owned(),
            caas_url: None,
            osip_url: None,
            client_id: None,
            client_secret: None,
            user_agent: concat!("moneyhub-proto/", env!("CARGO_PKG_VERSION")).to_owned(),
            loopback_http: false,
            http_hosts: Vec::new(),
            scopes: Scopes::default(),
            user_scopes: Scopes::default(),
            replaced: Vec::new(),
            retry: Retry::default(),
            requests_in_flight: 256,
            client_authentication: None,
            issuer: None,
            identity_upstream_url: None,
            api_upstream_url: None,
            discovered: None,
            endpoint_origins: Vec::new(),
            assertion_audience: AssertionAudience::default(),
            request_objects: RequestObjects::default(),
            user_tokens: UserGrant::default(),
            id_token_signed_response_alg: JwsAlgorithm::Rs256,
            clock_tolerance: Duration::from_secs(10),
            verifier: None,
            observer: None,
        }
    }

    /// The client's id, from the admin portal. Not needed where every call is given a token.
    pub fn client_id(mut self, client_id: impl Into<String>) -> Self {
        self.client_id = Some(client_id.into());
        self
    }

    /// The client's secret, for the method `client_secret_basic` (RFC 6749 section 2.3.1): short for
    /// [`client_authentication`](Self::client_authentication) with
    /// [`SecretBasic`](ClientAuthentication::SecretBasic).
    pub fn client_secret(mut self, client_secret: impl Into<Secret>) -> Self {
        self.client_secret = Some(client_secret.into());
        self
    }

    /// How the client proves who it is, as it is registered. Needs a
    /// [`client_id`](Self::client_id), and takes no `client_secret` beside it.
    ///
    /// # Examples
    ///
    /// ```
    /// use moneyhub_proto::{config::ClientAuthentication, Config};
    ///
    /// // A public client, which can keep no secret.
    /// let config = Config::builder()
    ///     .client_id("my-client")
    ///     .client_authentication(ClientAuthentication::None)
    ///     .build()?;
    /// # Ok::<(), moneyhub_proto::Error>(())
    /// ```
    pub fn client_authentication(mut self, authentication: ClientAuthentication) -> Self {
        self.client_authentication = Some(authentication);
        self
    }

    /// The base URL of the identity service; it may end in `/oidc` or not. A path prefix, as of a
    /// gateway, stays. By default `https://identity.moneyhub.co.uk`.
    pub fn identity_url(mut self, url: impl Into<String>) -> Self {
        self.identity_url = url.into();
        self
    }

    /// The base URL of the data API; a version at its end (`/v3`) is taken as
    /// [`api_version`](Self::api_version). By default `https://api.moneyhub.co.uk`.
    pub fn api_url(mut self, url: impl Into<String>) -> Self {
        self.api_url = url.into();
        self
    }

    /// Where CaaS is. Without it, `/caas/v1` on the host of the data API (overview of Moneyhub's Node
    /// client).
    pub fn caas_url(mut self, url: impl Into<String>) -> Self {
        self.caas_url = Some(url.into());
        self
    }

    /// Where OSIP is. Without it, `/osip/v1.0` on the host of the data API.
    pub fn osip_url(mut self, url: impl Into<String>) -> Self {
        self.osip_url = Some(url.into());
        self
    }

    /// The version of the data API, by default `v3`.
    pub fn api_version(mut self, version: impl Into<String>) -> Self {
        self.api_version = version.into();
        self
    }

    /// Whether a client is named. Without one, every call needs a token of its own.
    #[must_use]
    pub const fn has_client(&self) -> bool {
        self.client_id.is_some()
    }

    /// The `User-Agent` of every request.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// Accepts http for `localhost`, `127.0.0.0/8` and `[::1]`: a sandbox on this machine.
    pub fn allow_loopback_http(mut self) -> Self {
        self.loopback_http = true;
        self
    }

    /// Accepts http for this one host name: a sandbox in a network of containers. Secrets and
    /// tokens then cross that network in the clear.
    pub fn allow_http_host(mut self, host: impl Into<String>) -> Self {
        self.http_hosts.push(host.into());
        self
    }

    /// What tokens of users are asked for beyond the need of the call at hand, so that one token does
    /// for all calls of a user's session. A client that may not have all of them gets no token.
    pub fn user_scopes(mut self, scopes: impl Into<Scopes>) -> Self {
        self.user_scopes = scopes.into();
        self
    }

    /// Asks for these scopes, too, whenever a token of the client itself is fetched, so that one
    /// token serves several kinds of calls. Every one must be granted to the client: the identity
    /// service answers `invalid_scope` for the whole request otherwise.
    pub fn scopes(mut self, scopes: impl Into<Scopes>) -> Self {
        self.scopes = scopes.into();
        self
    }

    /// Asks for `new` wherever an endpoint needs `old`. For clients of before 2025:
    /// `replace_scope(scope::CONNECTION_READ, scope::USER_READ)`.
    pub fn replace_scope(mut self, old: Scope, new: Scope) -> Self {
        self.replaced.push((old, new));
        self
    }

    /// How calls are repeated.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// How many requests a [`Client`](crate::driver::Client) has in flight at once, by default 256 and at
    /// least one. Calls beyond it wait, within their deadlines; so ten thousand calls do not open
    /// ten thousand sockets. The blocking client has no such limit: each of its calls has a thread.
    pub fn requests_in_flight(mut self, requests: usize) -> Self {
        self.requests_in_flight = requests.max(1);
        self
    }

    /// Who issues the tokens, where that is not `<identity_url>/oidc`: behind a gateway,
    /// `https://identity.moneyhub.co.uk/oidc`. Requests go to `identity_url` all the same; what the
    /// client signs names the issuer.
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    /// What the identity service behind a gateway calls itself in the links of its lists, where that
    /// is not the origin of the [`issuer`](Self::issuer). See [`api_upstream_url`](Self::api_upstream_url).
    pub fn identity_upstream_url(mut self, url: impl Into<String>) -> Self {
        self.identity_upstream_url = Some(url.into());
        self
    }

    /// What the data API behind a gateway calls itself in the links of its lists, such as
    /// `https://api.moneyhub.co.uk`. A link of another origin than [`api_url`](Self::api_url) and this
    /// is not followed.
    ///
    /// Nothing is ever sent there: of a link, its query counts, and it goes to the gateway. So this may
    /// be http, and only its origin matters.
    ///
    /// # Examples
    ///
    /// ```
    /// use moneyhub_proto::Config;
    ///
    /// let config = Config::builder()
    ///     .identity_url("https://gateway.example/moneyhub/identity")
    ///     .issuer("https://identity.moneyhub.co.uk/oidc")
    ///     .api_url("https://gateway.example/moneyhub/api")
    ///     .api_upstream_url("https://api.moneyhub.co.uk")
    ///     .build()?;
    /// # Ok::<(), moneyhub_proto::Error>(())
    /// ```
    pub fn api_upstream_url(mut self, url: impl Into<String>) -> Self {
        self.api_upstream_url = Some(url.into());
        self
    }

    /// Uses the endpoints of this document (tokens, pushed requests, introspection, revocation,
    /// authorisation, keys) in place of the documented paths; one that it does not name stays where
    /// it is documented. It is checked when the configuration is built.
    ///
    /// Behind a gateway, endpoints under the [`issuer`](Self::issuer) are reached through it.
    pub fn discovered(mut self, document: DiscoveryDocument) -> Self {
        self.discovered = Some(Box::new(document));
        self
    }

    /// Believes a discovery document, configured or fetched, whose endpoints are on this origin, such
    /// as `https://keys.example`, and not on that of [`identity_url`](Self::identity_url) alone.
    ///
    /// It is trusted as the identity service is: it may be sent the client's credentials, codes and
    /// the tokens to introspect or revoke, users may be sent there, and its keys may decide whose
    /// `id_token` is good. No call's bearer token goes there, and no link to a next page is followed.
    pub fn allow_endpoint_origin(mut self, origin: impl Into<String>) -> Self {
        self.endpoint_origins.push(origin.into());
        self
    }

    /// Whom client assertions are for, see [`AssertionAudience`].
    pub fn assertion_audience(mut self, audience: AssertionAudience) -> Self {
        self.assertion_audience = audience;
        self
    }

    /// How authorisation requests travel, see [`RequestObjects`]: it must be as the client is
    /// registered.
    pub fn request_objects(mut self, request_objects: RequestObjects) -> Self {
        self.request_objects = request_objects;
        self
    }

    /// Which grant gets the tokens of users that calls need, see [`UserGrant`].
    pub fn user_tokens(mut self, grant: UserGrant) -> Self {
        self.user_tokens = grant;
        self
    }

    /// The one algorithm that the signature of an `id_token` may have, as it is registered for the
    /// client. By default `RS256`.
    pub fn id_token_signed_response_alg(mut self, algorithm: JwsAlgorithm) -> Self {
        self.id_token_signed_response_alg = algorithm;
        self
    }

    /// By how much the clocks of both sides may differ when the times of an `id_token` are checked.
    /// By default ten seconds, as in Moneyhub's own client.
    pub fn clock_tolerance(mut self, tolerance: Duration) -> Self {
        self.clock_tolerance = tolerance;
        self
    }

    /// What checks signatures, in place of the one of the feature `aws-lc-rs` or, without that, of
    /// `ring`. With neither, this has to be set for whatever needs keys: signing in above all.
    pub fn verifier(mut self, verifier: Arc<dyn Verifier>) -> Self {
        self.verifier = Some(verifier);
        self
    }
    /// Who is told how each call ended, for metrics. See [`Observer`].
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observer = Some(observer);
        self
    }
}
