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

    /// The client's id, from the admin portal. Not needed if every call is given a token.
    pub fn client_id(mut self, client_id: impl Into<String>) -> Self {
        self.client_id = Some(client_id.into());
        self
    }

    /// The client's secret, for the method `client_secret_basic` (RFC 6749 section 2.3.1). Short for
    /// [`client_authentication`](Self::client_authentication) with
    /// [`SecretBasic`](ClientAuthentication::SecretBasic).
    pub fn client_secret(mut self, client_secret: impl Into<Secret>) -> Self {
        self.client_secret = Some(client_secret.into());
        self
    }

    /// How the client authenticates; this must match its registration. Needs a
    /// [`client_id`](Self::client_id), and excludes `client_secret`.
    ///
    /// # Examples
    ///
    /// ```
    /// use moneyhub_proto::{config::ClientAuthentication, Config};
    ///
    /// // A public client, which can't keep a secret.
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

    /// The base URL of the identity service; it may end in `/oidc` or not. A path prefix, such as a
    /// gateway's, is kept. By default `https://identity.moneyhub.co.uk`.
    pub fn identity_url(mut self, url: impl Into<String>) -> Self {
        self.identity_url = url.into();
        self
    }

    /// The base URL of the data API. A version at its end (`/v3`) sets
    /// [`api_version`](Self::api_version). By default `https://api.moneyhub.co.uk`.
    pub fn api_url(mut self, url: impl Into<String>) -> Self {
        self.api_url = url.into();
        self
    }

    /// The base URL of CaaS. By default `/caas/v1` on the host of the data API (overview of Moneyhub's Node
    /// client).
    pub fn caas_url(mut self, url: impl Into<String>) -> Self {
        self.caas_url = Some(url.into());
        self
    }

    /// The base URL of OSIP. By default `/osip/v1.0` on the host of the data API.
    pub fn osip_url(mut self, url: impl Into<String>) -> Self {
        self.osip_url = Some(url.into());
        self
    }

    /// The version of the data API, by default `v3`.
    pub fn api_version(mut self, version: impl Into<String>) -> Self {
        self.api_version = version.into();
        self
    }

    /// Whether a client id is set. Without one, every call has to bring its own token.
    #[must_use]
    pub const fn has_client(&self) -> bool {
        self.client_id.is_some()
    }

    /// The `User-Agent` of every request.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// Accepts http for `localhost`, `127.0.0.0/8` and `[::1]`, for a sandbox on this machine.
    pub fn allow_loopback_http(mut self) -> Self {
        self.loopback_http = true;
        self
    }

    /// Accepts http for this one host name, for a sandbox in a container network. Secrets and
    /// tokens then cross that network in the clear.
    pub fn allow_http_host(mut self, host: impl Into<String>) -> Self {
        self.http_hosts.push(host.into());
        self
    }

    /// Requests these scopes, too, whenever a token of a user is fetched, so that one token serves all calls
    /// of a user's session. A client that is not granted all of them gets no token.
    pub fn user_scopes(mut self, scopes: impl Into<Scopes>) -> Self {
        self.user_scopes = scopes.into();
        self
    }

    /// Requests these scopes, too, whenever a token of the client itself is fetched, so that one
    /// token serves several kinds of calls. The client must be granted every one: otherwise the
    /// identity service answers `invalid_scope` for the whole request.
    pub fn scopes(mut self, scopes: impl Into<Scopes>) -> Self {
        self.scopes = scopes.into();
        self
    }

    /// Requests `new` wherever an endpoint needs `old`. For clients registered before 2025:
    /// `replace_scope(scope::CONNECTION_READ, scope::USER_READ)`.
    pub fn replace_scope(mut self, old: Scope, new: Scope) -> Self {
        self.replaced.push((old, new));
        self
    }

    /// How calls are retried.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// How many requests a [`Client`](crate::driver::Client) has in flight at once: by default 256, and at
    /// least one. Further calls wait, within their deadlines, so that ten thousand calls don't open ten
    /// thousand sockets. The blocking client has no such limit: each of its calls has a thread.
    pub fn requests_in_flight(mut self, requests: usize) -> Self {
        self.requests_in_flight = requests.max(1);
        self
    }

    /// The issuer of the tokens, if it is not `<identity_url>/oidc`: behind a gateway,
    /// `https://identity.moneyhub.co.uk/oidc`. Requests still go to `identity_url`; the JWTs that
    /// the client signs name the issuer.
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    /// The origin that the identity service behind a gateway uses in the links of its lists, if it is not the
    /// origin of the [`issuer`](Self::issuer). See [`api_upstream_url`](Self::api_upstream_url).
    pub fn identity_upstream_url(mut self, url: impl Into<String>) -> Self {
        self.identity_upstream_url = Some(url.into());
        self
    }

    /// The origin that the data API behind a gateway uses in the links of its lists, such as
    /// `https://api.moneyhub.co.uk`. A link to any origin other than this and [`api_url`](Self::api_url) is
    /// not followed.
    ///
    /// Nothing is ever sent there: only the query of a link is used, and the request goes to the gateway. So
    /// this may be http, and only its origin matters.
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
    /// authorisation, keys) instead of the documented paths. An endpoint that it does not name
    /// keeps its documented path. The document is checked when the configuration is built.
    ///
    /// Behind a gateway, endpoints under the [`issuer`](Self::issuer) are reached through it.
    pub fn discovered(mut self, document: DiscoveryDocument) -> Self {
        self.discovered = Some(Box::new(document));
        self
    }

    /// Trusts endpoints of a discovery document, configured or fetched, on this origin, such as
    /// `https://keys.example`, and not only on that of [`identity_url`](Self::identity_url).
    ///
    /// The origin is trusted like the identity service: the client's credentials, codes, and the tokens to
    /// introspect or revoke may be sent there, users may be sent there, and its keys may decide which
    /// `id_token` is valid. No call's bearer token goes there, and no link to a next page on it is followed.
    pub fn allow_endpoint_origin(mut self, origin: impl Into<String>) -> Self {
        self.endpoint_origins.push(origin.into());
        self
    }

    /// The audience of client assertions, see [`AssertionAudience`].
    pub fn assertion_audience(mut self, audience: AssertionAudience) -> Self {
        self.assertion_audience = audience;
        self
    }

    /// How authorisation requests are sent, see [`RequestObjects`]. This must match the client's
    /// registration.
    pub fn request_objects(mut self, request_objects: RequestObjects) -> Self {
        self.request_objects = request_objects;
        self
    }

    /// The grant for the tokens of users that calls need, see [`UserGrant`].
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

    /// How much the clocks of both sides may differ when the times of an `id_token` are checked. By
    /// default ten seconds, as in Moneyhub's own client.
    pub fn clock_tolerance(mut self, tolerance: Duration) -> Self {
        self.clock_tolerance = tolerance;
        self
    }

    /// The verifier of signatures, instead of the one that the feature `aws-lc-rs` or, without
    /// that, `ring` brings. With neither feature, set this for everything that verifies signatures,
    /// above all sign-ins.
    pub fn verifier(mut self, verifier: Arc<dyn Verifier>) -> Self {
        self.verifier = Some(verifier);
        self
    }

    /// Is told how each call ended, for metrics. See [`Observer`].
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observer = Some(observer);
        self
    }
}
