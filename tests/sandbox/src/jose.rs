//! Signatures in JSON (RFC 7515, 7517 to 7519): what clients sign for the service, and what the
//! service signs. Written for this crate alone, so that the client library is not tested against
//! itself; the arithmetic is aws-lc's.

mod algorithm;
mod jwk;
mod jwt;
mod ring;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

pub use algorithm::Algorithm;
pub use jwk::InvalidJwks;
pub(crate) use jwk::Jwks;
pub(crate) use jwt::Jwt;
pub(crate) use ring::{KeyRing, can_sign};

/// base64url without padding (RFC 7515 section 2).
pub(crate) fn encoded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes of base64url without padding; anything looser is refused.
pub(crate) fn decoded(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}
