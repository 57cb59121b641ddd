//! Checks the settings, and makes the configuration.

use http::HeaderValue;

use super::ConfigBuilder;
use crate::{
    config::{
        ClientAuthentication, Config, RequestObjects, UserGrant,
        base_url::{BaseUrl, is_version, is_version_2},
        discovered::Endpoints,
    },
    ground::error::{ConfigurationError, Error},
    jose,
};

/// It comes from the end of a file, or from copy and paste. No id and no secret has any.
const SPACE: &str = "has white space around it: trim it";

/// RFC 6749 section 3.3 allows it in a scope. Moneyhub has none with it, but lists are often written so.
const COMMA: &str = "has a scope with a comma in it: separate scopes by spaces";

impl ConfigBuilder {
    /// Checks the settings.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ground::error::ErrorKind::Configuration), naming the setting: a
    /// URL that is not https (see [`allow_loopback_http`](Self::allow_loopback_http)), or has user info, a
    /// query, a fragment or a port that is not a number; an origin with a path; a client authentication
    /// without a client id, a client id without an authentication, or two authentications; an id or a secret
    /// that is empty or has white space around it; a scope with a comma; a user agent that can't be a header.
    /// [`ErrorKind::Identity`](crate::ground::error::ErrorKind::Identity), naming the member, for a discovery
    /// document that can't be trusted.
    pub fn build(self) -> Result<Config, Error> {
        let invalid = |setting, problem| ConfigurationError::Invalid { setting, problem };
        if let Some(problem) = self.http_hosts.iter().find_map(|host| not_a_host(host)) {
            return Err(invalid("allow_http_host", problem).into());
        }
        let identity = self.base_url("identity_url", &self.identity_url)?.without("/oidc");
        let (data, version) = self.base_url("api_url", &self.api_url)?.split_version();
        let authentication = self.authentication()?;
        let issuer = self.issuer_of(&identity)?;
        let identity_upstream = self.identity_upstream_url.as_deref().unwrap_or(&issuer);
        let identity_upstream = BaseUrl::parse("identity_upstream_url", identity_upstream)?;
        let data_upstream = self.api_upstream_url.as_deref();
        let data_upstream =
            data_upstream.map(|url| BaseUrl::parse("api_upstream_url", url)).transpose()?;
        let endpoint_origins = self.endpoint_origins.iter().map(|origin| {
            self.base_url("allow_endpoint_origin", origin)?.bare("allow_endpoint_origin")
        });
        let endpoint_origins = endpoint_origins.collect::<Result<_, _>>()?;
        let caas = self.base_or("caas_url", self.caas_url.as_deref(), &data, "caas/v1")?;
        let osip = self.base_or("osip_url", self.osip_url.as_deref(), &data, "osip/v1.0")?;
        let version = version.unwrap_or(self.api_version);
        if !is_version(&version) {
            return Err(invalid("api_version", "is not a version such as v3 or v2.0").into());
        }
        let user_agent = HeaderValue::from_str(&self.user_agent)
            .map_err(|_| invalid("user_agent", "has a character that a header can't carry"))?;
        match self.client_id.as_deref() {
            Some("") => return Err(invalid("client_id", "is empty").into()),
            Some(id) if id.trim() != id => return Err(invalid("client_id", SPACE).into()),
            // It could neither get a token nor push a request. Calls that bring their tokens need
            // no client.
            Some(_) if authentication.is_none() => {
                let setting = "client_authentication";
                return Err(invalid(
                    setting,
                    "is missing: with client_id, give `client_secret` or `client_authentication`; a client without a secret says so with `ClientAuthentication::None`",
                )
                .into());
            }
            _ => {}
        }
        for (setting, scopes) in [("scopes", &self.scopes), ("user_scopes", &self.user_scopes)] {
            if scopes.iter().any(|scope| scope.as_str().contains(',')) {
                return Err(invalid(setting, COMMA).into());
            }
        }
        let mut config = Config {
            identity,
            is_data_v2: is_version_2(&version),
            caas,
            osip,
            data: data.joined(&version),
            identity_upstream,
            data_upstream,
            client_id: self.client_id,
            authentication,
            user_agent,
            scopes: self.scopes,
            user_scopes: self.user_scopes,
            replaced: self.replaced,
            retry: self.retry,
            requests_in_flight: self.requests_in_flight,
            endpoints: Endpoints::documented(&issuer),
            endpoint_origins,
            issuer,
            assertion_audience: self.assertion_audience,
            request_objects: self.request_objects,
            user_tokens: self.user_tokens,
            id_token_signed_response_alg: self.id_token_signed_response_alg,
            clock_tolerance: self.clock_tolerance,
            verifier: self.verifier.or_else(jose::compiled_in_verifier),
            observer: self.observer,
        };
        if let Some(document) = self.discovered {
            config.endpoints = Endpoints::discovered(*document, &config)?;
        }
        let signs = matches!(config.request_objects, RequestObjects::Signed(_))
            || matches!(config.user_tokens, UserGrant::JwtBearer(_));
        if signs && config.client_id.is_none() {
            return Err(ConfigurationError::Missing { setting: "client_id" }.into());
        }
        Ok(config)
    }

    fn authentication(&self) -> Result<Option<ClientAuthentication>, ConfigurationError> {
        let shortcut = self.client_secret.clone().map(ClientAuthentication::SecretBasic);
        let authentication = match (shortcut, self.client_authentication.clone()) {
            (Some(_), Some(_)) => {
                let problem = "is given together with client_secret: give only one";
                let setting = "client_authentication";
                return Err(ConfigurationError::Invalid { setting, problem });
            }
            (one, other) => one.or(other),
        };
        match &authentication {
            Some(authentication) if authentication.has_empty_secret() => {
                Err(ConfigurationError::Invalid { setting: "client_secret", problem: "is empty" })
            }
            Some(authentication) if authentication.has_space_around_secret() => {
                Err(ConfigurationError::Invalid { setting: "client_secret", problem: SPACE })
            }
            Some(_) if self.client_id.is_none() => {
                Err(ConfigurationError::Missing { setting: "client_id" })
            }
            _ => Ok(authentication),
        }
    }

    /// Kept to the letter: with a trailing slash it would be another issuer.
    fn issuer_of(&self, identity: &BaseUrl) -> Result<String, ConfigurationError> {
        match &self.issuer {
            Some(issuer) => self.base_url("issuer", issuer).map(|_| issuer.clone()),
            None => Ok(format!("{}/oidc", identity.as_str())),
        }
    }

    /// The URL of a service, by default on the host of the data API.
    fn base_or(
        &self,
        setting: &'static str,
        url: Option<&str>,
        data: &BaseUrl,
        path: &str,
    ) -> Result<BaseUrl, ConfigurationError> {
        match url {
            Some(url) => self.base_url(setting, url),
            None => Ok(data.clone().joined(path)),
        }
    }

    fn base_url(&self, setting: &'static str, url: &str) -> Result<BaseUrl, ConfigurationError> {
        let base = BaseUrl::parse(setting, url)?;
        let tolerated = base.is_https()
            || (self.loopback_http && base.is_loopback())
            || self.http_hosts.iter().any(|host| base.is_host(host));
        if tolerated { Ok(base) } else { Err(ConfigurationError::InsecureUrl { setting }) }
    }
}

/// What is wrong with a value of `allow_http_host`, if anything.
fn not_a_host(host: &str) -> Option<&'static str> {
    if host.contains('/') {
        return Some("must be a host name, without a scheme or a path");
    }
    let has_port = match host.rsplit_once(':') {
        // An IPv6 address contains colons, and its port comes after the bracket.
        Some((before, _)) => !before.contains(':') || before.ends_with(']'),
        None => false,
    };
    has_port.then_some("must be a host name, without the port")
}
