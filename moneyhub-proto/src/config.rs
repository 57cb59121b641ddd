//! Which client this is, where the service is, and what is tolerated.

mod base_url;

use std::fmt;

use http::HeaderValue;

pub(crate) use self::base_url::BaseUrl;
use crate::{
    auth::ClientAuthentication,
    call::Service,
    error::{ConfigurationError, Error},
    retry::Retry,
    scope::{Scope, Scopes},
    secret::Secret,
};

/// The settings of a client. Checked once, when it is built; never printed with its secrets.
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
    client_id: Option<String>,
    authentication: Option<ClientAuthentication>,
    user_agent: HeaderValue,
    scopes: Scopes,
    replaced: Vec<(Scope, Scope)>,
    retry: Retry,
    requests_in_flight: usize,
}

impl Config {
    /// Starts a configuration for the production service.
    pub fn builder() -> ConfigBuilder {
        ConfigBuilder {
            identity_url: "https://identity.moneyhub.co.uk".to_owned(),
            api_url: "https://api.moneyhub.co.uk".to_owned(),
            api_version: "v3".to_owned(),
            client_id: None,
            client_secret: None,
            user_agent: concat!("moneyhub-proto/", env!("CARGO_PKG_VERSION")).to_owned(),
            loopback_http: false,
            http_hosts: Vec::new(),
            scopes: Scopes::default(),
            replaced: Vec::new(),
            retry: Retry::default(),
            requests_in_flight: 256,
        }
    }

    /// The client's id, when there is one.
    #[must_use]
    pub fn client_id(&self) -> Option<&str> {
        self.client_id.as_deref()
    }

    /// How calls are repeated.
    #[must_use]
    pub const fn retry(&self) -> &Retry {
        &self.retry
    }

    pub(crate) const fn requests_in_flight(&self) -> usize {
        self.requests_in_flight
    }

    pub(crate) const fn base(&self, service: Service) -> &BaseUrl {
        match service {
            Service::Data => &self.data,
            Service::Identity => &self.identity,
        }
    }

    pub(crate) fn issuer(&self) -> String {
        format!("{}/oidc", self.identity.as_str())
    }

    pub(crate) const fn authentication(&self) -> Option<&ClientAuthentication> {
        self.authentication.as_ref()
    }

    pub(crate) const fn user_agent(&self) -> &HeaderValue {
        &self.user_agent
    }

    /// What tokens of the client itself are asked for beyond the need of the call at hand.
    pub(crate) const fn scopes(&self) -> &Scopes {
        &self.scopes
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
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

/// Collects settings; [`build`](Self::build) checks them.
#[derive(Clone, Debug)]
#[must_use]
pub struct ConfigBuilder {
    identity_url: String,
    api_url: String,
    api_version: String,
    client_id: Option<String>,
    client_secret: Option<Secret>,
    user_agent: String,
    loopback_http: bool,
    http_hosts: Vec<String>,
    scopes: Scopes,
    replaced: Vec<(Scope, Scope)>,
    retry: Retry,
    requests_in_flight: usize,
}

impl ConfigBuilder {
    /// The client's id, from the admin portal. Not needed where every call is given a token.
    pub fn client_id(mut self, client_id: impl Into<String>) -> Self {
        self.client_id = Some(client_id.into());
        self
    }

    /// The client's secret, for the method `client_secret_basic` (RFC 6749 section 2.3.1).
    pub fn client_secret(mut self, client_secret: impl Into<Secret>) -> Self {
        self.client_secret = Some(client_secret.into());
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

    /// The version of the data API, by default `v3`.
    pub fn api_version(mut self, version: impl Into<String>) -> Self {
        self.api_version = version.into();
        self
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

    /// How many requests a [`Client`](crate::Client) has in flight at once, by default 256 and at
    /// least one. Calls beyond it wait, within their deadlines; so ten thousand calls do not open
    /// ten thousand sockets. The blocking client has no such limit: each of its calls has a thread.
    pub fn requests_in_flight(mut self, requests: usize) -> Self {
        self.requests_in_flight = requests.max(1);
        self
    }

    /// Checks the settings.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming the setting: a URL
    /// that is not https (see [`allow_loopback_http`](Self::allow_loopback_http)), or has user
    /// info, a query or a fragment; a secret without a client id; an empty id or secret; a user
    /// agent that can't be a header.
    pub fn build(self) -> Result<Config, Error> {
        let invalid = |setting, problem| ConfigurationError::Invalid { setting, problem };
        let identity = self.base_url("identity_url", &self.identity_url)?.without("/oidc");
        let (data, version) = self.base_url("api_url", &self.api_url)?.split_version();
        let version = version.unwrap_or(self.api_version);
        if !base_url::is_version(&version) {
            return Err(invalid("api_version", "is not a version such as v3 or v2.0").into());
        }
        let user_agent = HeaderValue::from_str(&self.user_agent)
            .map_err(|_| invalid("user_agent", "has a character that a header can't carry"))?;
        if self.client_id.as_deref().is_some_and(str::is_empty) {
            return Err(invalid("client_id", "is empty").into());
        }
        let authentication = match (&self.client_id, self.client_secret) {
            (_, None) => None,
            (_, Some(secret)) if secret.expose_secret().is_empty() => {
                return Err(invalid("client_secret", "is empty").into());
            }
            (None, Some(_)) => {
                return Err(ConfigurationError::Missing { setting: "client_id" }.into());
            }
            (Some(_), Some(secret)) => Some(ClientAuthentication::SecretBasic(secret)),
        };
        Ok(Config {
            identity,
            data: data.joined(&version),
            client_id: self.client_id,
            authentication,
            user_agent,
            scopes: self.scopes,
            replaced: self.replaced,
            retry: self.retry,
            requests_in_flight: self.requests_in_flight,
        })
    }

    fn base_url(&self, setting: &'static str, url: &str) -> Result<BaseUrl, ConfigurationError> {
        let base = BaseUrl::parse(setting, url)?;
        let tolerated = base.is_https()
            || (self.loopback_http && base.is_loopback())
            || self.http_hosts.iter().any(|host| base.is_host(host));
        if tolerated { Ok(base) } else { Err(ConfigurationError::InsecureUrl { setting }) }
    }
}

#[cfg(test)]
mod tests;
