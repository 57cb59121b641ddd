//! The endpoints of the identity service, where they differ from the documented ones.

use std::sync::Arc;

use super::Config;
use crate::{config::DiscoveryDocument, ground::error::DiscoveryError};

/// The endpoints by their documented paths. Empty without a discovery document.
#[derive(Clone, Default)]
pub(super) struct Endpoints {
    urls: Vec<(&'static str, String)>,
    /// The whole document, which says where the keys are.
    pub(super) document: Option<Arc<DiscoveryDocument>>,
    /// The token endpoint as the issuer knows it.
    pub(super) token_audience: String,
}

impl Endpoints {
    pub(super) fn documented(issuer: &str) -> Self {
        let token_audience = format!("{}/token", issuer.trim_end_matches('/'));
        Self { urls: Vec::new(), document: None, token_audience }
    }

    /// The endpoints of a document, once it has been checked.
    pub(super) fn discovered(
        document: DiscoveryDocument,
        config: &Config,
    ) -> Result<Self, DiscoveryError> {
        document.check_for_issuer(config.issuer(), config)?;
        let paths = [
            ("/oidc/auth", "authorization_endpoint"),
            ("/oidc/certs", "jwks_uri"),
            ("/oidc/request", "pushed_authorization_request_endpoint"),
            ("/oidc/token", "token_endpoint"),
            ("/oidc/token/introspection", "introspection_endpoint"),
            ("/oidc/token/revocation", "revocation_endpoint"),
        ];
        let found = paths.into_iter().filter_map(|(documented, endpoint)| {
            let url = document.url_of(endpoint, config.issuer(), config)?;
            Some(url.map(|url| (documented, url)))
        });
        Ok(Self {
            urls: found.collect::<Result<_, _>>()?,
            token_audience: document.token_endpoint.clone(),
            document: Some(Arc::new(document)),
        })
    }

    pub(super) fn url(&self, documented: &str) -> Option<&str> {
        let found = self.urls.iter().find(|(path, _)| *path == documented);
        found.map(|(_, url)| url.as_str())
    }
}
