//! Where the endpoints of the identity service are, when not where they are documented.

use super::Config;
use crate::{auth::DiscoveryDocument, call::Service, error::DiscoveryError};

/// The endpoints by their documented paths. Empty without a discovery document.
#[derive(Clone, Default)]
pub(super) struct Endpoints {
    urls: Vec<(&'static str, String)>,
    /// The token endpoint as the issuer knows it.
    pub(super) token_audience: String,
}

impl Endpoints {
    pub(super) fn documented(issuer: &str) -> Self {
        let token_audience = format!("{}/token", issuer.trim_end_matches('/'));
        Self { urls: Vec::new(), token_audience }
    }

    /// Those of a document, once that is believed.
    pub(super) fn discovered(
        mut document: DiscoveryDocument,
        config: &Config,
    ) -> Result<Self, DiscoveryError> {
        let token_audience = document.token_endpoint.clone();
        through_gateway(&mut document, config);
        document.check_for_issuer(config.issuer(), config)?;
        let mut urls = vec![
            ("/oidc/auth", document.authorization_endpoint),
            ("/oidc/certs", document.jwks_uri),
            ("/oidc/token", document.token_endpoint),
        ];
        let optional = [
            ("/oidc/request", document.pushed_authorization_request_endpoint),
            ("/oidc/token/introspection", document.introspection_endpoint),
            ("/oidc/token/revocation", document.revocation_endpoint),
        ];
        urls.extend(optional.into_iter().filter_map(|(path, url)| Some((path, url?))));
        Ok(Self { urls, token_audience })
    }

    pub(super) fn url(&self, documented: &str) -> Option<&str> {
        let found = self.urls.iter().find(|(path, _)| *path == documented);
        found.map(|(_, url)| url.as_str())
    }
}

/// Where the issuer is reached by another name than its own, so are its endpoints. The others are
/// left as they are, for the check to refuse.
fn through_gateway(document: &mut DiscoveryDocument, config: &Config) {
    let gateway = format!("{}/oidc", config.base(Service::Identity).as_str());
    let issuer = config.issuer().trim_end_matches('/');
    let rewrite = |url: &mut String| {
        if let Some(path) = url.strip_prefix(issuer).filter(|path| path.starts_with('/')) {
            *url = format!("{gateway}{path}");
        }
    };
    let required = [
        &mut document.authorization_endpoint,
        &mut document.jwks_uri,
        &mut document.token_endpoint,
    ];
    let optional = [
        &mut document.pushed_authorization_request_endpoint,
        &mut document.introspection_endpoint,
        &mut document.revocation_endpoint,
        &mut document.end_session_endpoint,
        &mut document.registration_endpoint,
    ];
    required.into_iter().for_each(rewrite);
    optional.into_iter().flatten().for_each(rewrite);
}
