//! What the client signs beside its authentication.

use std::sync::Arc;

use crate::jose::Signer;

/// How authorisation requests travel. It must be as the client is registered in Moneyhub's admin
/// portal, under `request_object_signing_alg`.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum RequestObjects {
    /// Not as objects: their parameters are inline, in the form or the URL. For clients without a
    /// `request_object_signing_alg`. The service refuses payments that travel like this.
    #[default]
    Inline,
    /// Signed by this key, whose algorithm is the registered one. Payments need it.
    Signed(Arc<dyn Signer>),
    /// Not signed, with an `alg` of `none`, as Moneyhub's own client sends where no algorithm is
    /// registered. RFC 9101 forbids it, and other providers refuse it.
    Unsigned,
}

/// Which grant gets the tokens of users that calls need.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum UserGrant {
    /// `client_credentials` with the user's id as `sub`.
    #[default]
    ClientCredentials,
    /// `urn:ietf:params:oauth:grant-type:jwt-bearer`, with assertions of this key. Its algorithm must
    /// be the one that is registered as the client's `request_object_signing_alg`.
    JwtBearer(Arc<dyn Signer>),
}
