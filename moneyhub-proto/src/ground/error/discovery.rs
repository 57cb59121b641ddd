use thiserror::Error as ThisError;

use super::{Error, Outcome};

/// A discovery document that can't be trusted. Found before anything is sent to its endpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum DiscoveryError {
    /// An endpoint is on another origin than the identity service, which would then be given the
    /// client's credentials, and [`allow_endpoint_origin`] does not name it.
    ///
    /// [`allow_endpoint_origin`]: crate::config::ConfigBuilder::allow_endpoint_origin
    #[error(
        "{endpoint} of the discovery document is not on the origin of identity_url; if that is intended, name its origin with `allow_endpoint_origin`"
    )]
    ForeignEndpoint {
        /// The member of the document.
        endpoint: &'static str,
    },
    /// An endpoint is http, on an origin that is neither the identity service's nor allowed.
    #[error("{endpoint} of the discovery document is not https")]
    InsecureEndpoint {
        /// The member of the document.
        endpoint: &'static str,
    },
    /// An endpoint is not a URL.
    #[error("{endpoint} of the discovery document is not a URL")]
    MalformedEndpoint {
        /// The member of the document.
        endpoint: &'static str,
    },
    /// The issuer is not the expected one (OpenID Connect Discovery section 4.3).
    #[error(
        "the issuer of the discovery document is not the one expected: is identity_url the right environment, or a gateway?"
    )]
    UnexpectedIssuer,
}

/// Nothing was sent to the document's endpoints.
impl From<DiscoveryError> for Error {
    fn from(error: DiscoveryError) -> Self {
        Self::new(error, Outcome::NotSent)
    }
}
