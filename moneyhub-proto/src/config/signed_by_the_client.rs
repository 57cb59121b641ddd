//! What the client signs besides its authentication.

use std::sync::Arc;

use crate::jose::Signer;

/// How authorisation requests are sent. It must match the client's registration in Moneyhub's admin
/// portal, under `request_object_signing_alg`.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum RequestObjects {
    /// Not as objects: the parameters are inline, in the form or the URL. For clients without a
    /// `request_object_signing_alg`. The service refuses payments that are sent like this.
    #[default]
    Inline,
    /// Signed by this key, whose algorithm must be the registered one. Payments need it.
    Signed(Arc<dyn Signer>),
    /// Not signed, with an `alg` of `none`, as Moneyhub's own client sends if no algorithm is
    /// registered. RFC 9101 forbids it, and other providers refuse it.
    Unsigned,
}

/// The grant for the tokens of users that calls need.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum UserGrant {
    /// `client_credentials` with the user's id as `sub`.
    #[default]
    ClientCredentials,
    /// `urn:ietf:params:oauth:grant-type:jwt-bearer`, with assertions signed by this key. Its algorithm must
    /// be the one that is registered as the client's `request_object_signing_alg`.
    JwtBearer(Arc<dyn Signer>),
}
