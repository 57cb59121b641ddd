//! Where an endpoint of a discovery document is reached.

use http::{Uri, uri::Scheme};

use crate::{
    config::{Config, Service, leaves_its_path},
    ground::error::DiscoveryError,
};

/// The URL to reach an endpoint at, with its query, if it has one (RFC 6749 section 3.1).
///
/// The endpoint may be on the origin of `identity_url`, or on one that the configuration names, and is then
/// reached there. Or it may be below the issuer, as in a document that a gateway passes through, and is then
/// reached at the same path of the gateway.
///
/// # Errors
///
/// [`DiscoveryError`] when it is anywhere else: credentials and users are sent there.
pub(crate) fn url_of(
    endpoint: &'static str,
    url: &str,
    issuer: &str,
    config: &Config,
) -> Result<String, DiscoveryError> {
    let identity = config.base(Service::Identity);
    let malformed = DiscoveryError::MalformedEndpoint { endpoint };
    let uri: Uri = url.parse().map_err(|_| malformed)?;
    // An endpoint must not have a fragment (RFC 6749 sections 3.1 and 3.2), which would swallow a query.
    if uri.scheme().is_none() || url.contains('#') {
        return Err(malformed);
    }
    // Some parsers take a backslash for a slash, and in a query it must be encoded.
    if url.contains('\\') || leaves_its_path(uri.path()) {
        return Err(malformed);
    }
    if let Some(path) = below(url, issuer.trim_end_matches('/')) {
        return Ok(format!("{}/oidc{path}", identity.as_str()));
    }
    if !config.may_have_endpoint(&uri) {
        let insecure = uri.scheme() != Some(&Scheme::HTTPS);
        return Err(match insecure {
            true => DiscoveryError::InsecureEndpoint { endpoint },
            false => DiscoveryError::ForeignEndpoint { endpoint },
        });
    }
    Ok(url.to_owned())
}

/// The rest after a base, from its slash on.
fn below<'a>(text: &'a str, base: &str) -> Option<&'a str> {
    text.strip_prefix(base).filter(|path| path.starts_with('/'))
}
