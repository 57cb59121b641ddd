use crate::{
    codec::{Endpoint, Operation, decode},
    config::{DiscoveryDocument, Service},
};

/// The largest answer, in bytes. Moneyhub's names about a thousand scopes.
const REPLY_LIMIT: usize = 1024 * 1024;

/// `GET /oidc/.well-known/openid-configuration`: the discovery document (OpenID Connect Discovery
/// section 4). No authentication. The Elixir package omits the dot, and finds nothing.
///
/// # Examples
///
/// ```
/// use http::Response;
/// use moneyhub_proto::{codec, identity::GetDiscoveryDocument, Config};
///
/// let config = Config::builder().build()?;
/// let document = codec::decode(&GetDiscoveryDocument, Response::new(r#"{
///     "issuer": "https://identity.moneyhub.co.uk/oidc",
///     "authorization_endpoint": "https://identity.moneyhub.co.uk/oidc/auth",
///     "token_endpoint": "https://identity.moneyhub.co.uk/oidc/token",
///     "jwks_uri": "https://identity.moneyhub.co.uk/oidc/certs",
///     "scopes_supported": ["openid", "user:read"]
/// }"#))?;
/// document.check(&config)?;
/// assert_eq!(document.scopes_supported.unwrap().len(), 2);
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct GetDiscoveryDocument;

impl Endpoint for GetDiscoveryDocument {
    type Output = DiscoveryDocument;
    const OPERATION: Operation<DiscoveryDocument> = Service::Identity
        .get(
            "identity.get_discovery_document",
            "/oidc/.well-known/openid-configuration",
            decode::bare,
        )
        .of_nobody()
        .reply_limit(REPLY_LIMIT);
}

#[cfg(test)]
mod tests;
