//! Where an endpoint of a discovery document is reached.

use http::{Uri, uri::Scheme};

use crate::{call::Service, config::Config, error::DiscoveryError};

/// The path of an endpoint below `identity_url`.
///
/// The endpoint is either there already, or below the issuer's own base, as in the document that a
/// gateway passes through: then it is reached at the same path of the gateway.
///
/// # Errors
///
/// [`DiscoveryError`] when it is anywhere else. Credentials go there, and users.
pub(crate) fn path_of(
    endpoint: &'static str,
    url: &str,
    issuer: &str,
    config: &Config,
) -> Result<String, DiscoveryError> {
    let identity = config.base(Service::Identity);
    let malformed = DiscoveryError::MalformedEndpoint { endpoint };
    let uri: Uri = url.parse().map_err(|_| malformed)?;
    if uri.scheme().is_none() || uri.query().is_some() || url.contains('#') {
        return Err(malformed);
    }
    if uri.path().split('/').any(|segment| segment == "." || segment == "..") {
        return Err(malformed);
    }
    let behind = issuer.strip_suffix("/oidc").unwrap_or(issuer);
    if let Some(path) = below(url, behind) {
        return Ok(path.to_owned());
    }
    if !identity.is_origin_of(&uri) {
        let insecure = uri.scheme() != Some(&Scheme::HTTPS);
        return Err(match insecure {
            true => DiscoveryError::InsecureEndpoint { endpoint },
            false => DiscoveryError::ForeignEndpoint { endpoint },
        });
    }
    // The origin may be spelled in another way, so only the paths are compared.
    match below(uri.path(), identity.path()) {
        Some(path) => Ok(path.to_owned()),
        None => Err(DiscoveryError::ForeignEndpoint { endpoint }),
    }
}

/// What follows a base, from its slash on.
fn below<'a>(text: &'a str, base: &str) -> Option<&'a str> {
    text.strip_prefix(base).filter(|path| path.starts_with('/'))
}
