use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Config, endpoint_url};
use crate::ground::error::DiscoveryError;

/// What the identity service says about itself. Don't trust it before [`check`](Self::check).
///
/// The names are those of the wire (OpenID Connect Discovery section 3, RFC 8414, RFC 9126). Members without
/// a field, such as Moneyhub's lists of connections, are in [`other`](Self::other).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DiscoveryDocument {
    /// Who the service is; the `iss` of its tokens.
    pub issuer: String,
    /// Where users are sent.
    pub authorization_endpoint: String,
    /// The token endpoint.
    pub token_endpoint: String,
    /// The URL of the keys.
    pub jwks_uri: String,
    /// Where authorisation requests are pushed.
    pub pushed_authorization_request_endpoint: Option<String>,
    /// Where tokens are introspected.
    pub introspection_endpoint: Option<String>,
    /// Where tokens are revoked.
    pub revocation_endpoint: Option<String>,
    /// Where users sign out.
    pub end_session_endpoint: Option<String>,
    /// Where clients register.
    pub registration_endpoint: Option<String>,
    /// The scopes.
    pub scopes_supported: Option<Vec<String>>,
    /// The claims. Moneyhub leaves out `mh:consent`, which it accepts.
    pub claims_supported: Option<Vec<String>>,
    /// The grants.
    pub grant_types_supported: Option<Vec<String>>,
    /// The response types.
    pub response_types_supported: Option<Vec<String>>,
    /// The response modes.
    pub response_modes_supported: Option<Vec<String>>,
    /// The PKCE methods.
    pub code_challenge_methods_supported: Option<Vec<String>>,
    /// How a client may authenticate.
    pub token_endpoint_auth_methods_supported: Option<Vec<String>>,
    /// The algorithms of client assertions.
    pub token_endpoint_auth_signing_alg_values_supported: Option<Vec<String>>,
    /// The algorithms of `id_token`s.
    pub id_token_signing_alg_values_supported: Option<Vec<String>>,
    /// The algorithms of request objects.
    pub request_object_signing_alg_values_supported: Option<Vec<String>>,
    /// Whether a callback names its issuer (RFC 9207).
    pub authorization_response_iss_parameter_supported: Option<bool>,
    /// Whether the `claims` parameter is supported.
    pub claims_parameter_supported: Option<bool>,
    /// All other members, as they came.
    #[serde(flatten)]
    pub other: BTreeMap<String, Value>,
}

impl DiscoveryDocument {
    /// A document with the required members, for tests.
    #[must_use]
    pub fn new(
        issuer: impl Into<String>,
        authorization_endpoint: impl Into<String>,
        token_endpoint: impl Into<String>,
        jwks_uri: impl Into<String>,
    ) -> Self {
        Self {
            issuer: issuer.into(),
            authorization_endpoint: authorization_endpoint.into(),
            token_endpoint: token_endpoint.into(),
            jwks_uri: jwks_uri.into(),
            pushed_authorization_request_endpoint: None,
            introspection_endpoint: None,
            revocation_endpoint: None,
            end_session_endpoint: None,
            registration_endpoint: None,
            scopes_supported: None,
            claims_supported: None,
            grant_types_supported: None,
            response_types_supported: None,
            response_modes_supported: None,
            code_challenge_methods_supported: None,
            token_endpoint_auth_methods_supported: None,
            token_endpoint_auth_signing_alg_values_supported: None,
            id_token_signing_alg_values_supported: None,
            request_object_signing_alg_values_supported: None,
            authorization_response_iss_parameter_supported: None,
            claims_parameter_supported: None,
            other: BTreeMap::new(),
        }
    }

    /// Checks that the document can be trusted: its issuer is exactly that of the configuration
    /// (OpenID Connect Discovery section 4.3), and every endpoint is on the origin of
    /// `identity_url` or on one that [`allow_endpoint_origin`] names. The endpoints are https, or
    /// http that the configuration explicitly tolerates.
    ///
    /// # Errors
    ///
    /// [`DiscoveryError`], naming the member.
    ///
    /// [`allow_endpoint_origin`]: crate::config::ConfigBuilder::allow_endpoint_origin
    pub fn check(&self, config: &Config) -> Result<(), DiscoveryError> {
        self.check_for_issuer(config.issuer(), config)
    }

    /// As [`check`](Self::check), for a service whose issuer differs from its URL, as behind a gateway.
    ///
    /// # Errors
    ///
    /// [`DiscoveryError`], naming the member.
    pub fn check_for_issuer(&self, issuer: &str, config: &Config) -> Result<(), DiscoveryError> {
        if self.issuer != issuer {
            return Err(DiscoveryError::UnexpectedIssuer);
        }
        self.endpoints()
            .try_for_each(|(name, url)| endpoint_url::url_of(name, url, issuer, config).map(drop))
    }

    /// Where the keys are read from.
    ///
    /// # Errors
    ///
    /// If the document can't be trusted. The origins of its other endpoints are not checked here:
    /// nothing is sent there.
    pub(crate) fn keys_url(&self, config: &Config) -> Result<String, DiscoveryError> {
        if self.issuer != config.issuer() {
            return Err(DiscoveryError::UnexpectedIssuer);
        }
        endpoint_url::url_of("jwks_uri", &self.jwks_uri, config.issuer(), config)
    }

    /// Where to reach an endpoint, if the document has it.
    pub(crate) fn url_of(
        &self,
        endpoint: &'static str,
        issuer: &str,
        config: &Config,
    ) -> Option<Result<String, DiscoveryError>> {
        let (_, url) = self.endpoints().find(|(name, _)| *name == endpoint)?;
        Some(endpoint_url::url_of(endpoint, url, issuer, config))
    }

    /// The endpoints that credentials or users are sent to, and that keys are read from.
    fn endpoints(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let pushed = &self.pushed_authorization_request_endpoint;
        let required = [
            ("authorization_endpoint", &self.authorization_endpoint),
            ("token_endpoint", &self.token_endpoint),
            ("jwks_uri", &self.jwks_uri),
        ];
        let optional = [
            ("pushed_authorization_request_endpoint", pushed),
            ("introspection_endpoint", &self.introspection_endpoint),
            ("revocation_endpoint", &self.revocation_endpoint),
            ("end_session_endpoint", &self.end_session_endpoint),
            ("registration_endpoint", &self.registration_endpoint),
        ];
        let optional = optional.into_iter().filter_map(|(name, url)| Some((name, url.as_ref()?)));
        required.into_iter().chain(optional).map(|(name, url)| (name, url.as_str()))
    }
}

/// Whether a callback must have an `iss`. If it has one, it must be the right one in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum IssuerParameter {
    /// It may be missing, for a service that does not say that it sends one.
    #[default]
    Optional,
    /// It must be present, for a service that says so in its discovery document (RFC 9207 section 2.4), as
    /// Moneyhub does.
    Required,
}

impl IssuerParameter {
    /// As the discovery document says.
    #[must_use]
    pub fn of_document(document: &DiscoveryDocument) -> Self {
        match document.authorization_response_iss_parameter_supported {
            Some(true) => Self::Required,
            _ => Self::Optional,
        }
    }
}
