//! The signature algorithms that Moneyhub's discovery document names (RFC 7518 section 3).

use aws_lc_rs::digest::{self, SHA256, SHA384, SHA512};
use aws_lc_rs::rsa::PublicKeyComponents;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ECDSA_P521_SHA512_FIXED,
    EcdsaVerificationAlgorithm, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384,
    RSA_PSS_2048_8192_SHA512, RsaParameters, UnparsedPublicKey,
};

use super::encoded;
use super::jwk::Material;

/// A signature algorithm. Algorithms with a shared secret (such as HS256) are not included:
/// Moneyhub does not accept them for client assertions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs)]
pub enum Algorithm {
    Rs256,
    Rs384,
    Rs512,
    Ps256,
    Ps384,
    Ps512,
    Es256,
    Es384,
    Es512,
}

impl Algorithm {
    pub(crate) const ALL: [Self; 9] = [
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
        Self::Ps256,
        Self::Ps384,
        Self::Ps512,
        Self::Es256,
        Self::Es384,
        Self::Es512,
    ];

    /// The name in the `alg` header of a JWT: `RS256`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
        }
    }

    /// The algorithm with this name; `None` for any other text, such as `none` or HS256.
    ///
    /// ```
    /// use moneyhub_sandbox::Algorithm;
    ///
    /// assert_eq!(Algorithm::of("PS256"), Some(Algorithm::Ps256));
    /// assert_eq!(Algorithm::of("none"), None);
    /// ```
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }

    /// The left half of the hash of a text: `at_hash`, `c_hash` (OpenID Connect Core, section
    /// 3.3.2.11) and `s_hash`.
    pub(crate) fn half_hash(self, text: &str) -> String {
        let algorithm = match self {
            Self::Rs256 | Self::Ps256 | Self::Es256 => &SHA256,
            Self::Rs384 | Self::Ps384 | Self::Es384 => &SHA384,
            Self::Rs512 | Self::Ps512 | Self::Es512 => &SHA512,
        };
        let hash = digest::digest(algorithm, text.as_bytes());
        let hash = hash.as_ref();
        encoded(&hash[..hash.len() / 2])
    }

    /// Whether a key is of the kind that this algorithm needs.
    pub(super) fn fits(self, key: &Material) -> bool {
        match key {
            Material::Rsa { .. } => self.rsa().is_some(),
            Material::Ec { curve, .. } => self.curve() == Some(*curve),
        }
    }

    pub(super) fn verifies(self, key: &Material, message: &[u8], signature: &[u8]) -> bool {
        match key {
            Material::Rsa { n, e } => self.rsa().is_some_and(|parameters| {
                PublicKeyComponents { n, e }.verify(parameters, message, signature).is_ok()
            }),
            Material::Ec { curve, point } => {
                self.curve() == Some(*curve) && {
                    let key = UnparsedPublicKey::new(curve.verification(), point);
                    key.verify(message, signature).is_ok()
                }
            }
        }
    }

    fn rsa(self) -> Option<&'static RsaParameters> {
        match self {
            Self::Rs256 => Some(&RSA_PKCS1_2048_8192_SHA256),
            Self::Rs384 => Some(&RSA_PKCS1_2048_8192_SHA384),
            Self::Rs512 => Some(&RSA_PKCS1_2048_8192_SHA512),
            Self::Ps256 => Some(&RSA_PSS_2048_8192_SHA256),
            Self::Ps384 => Some(&RSA_PSS_2048_8192_SHA384),
            Self::Ps512 => Some(&RSA_PSS_2048_8192_SHA512),
            Self::Es256 | Self::Es384 | Self::Es512 => None,
        }
    }

    fn curve(self) -> Option<Curve> {
        match self {
            Self::Es256 => Some(Curve::P256),
            Self::Es384 => Some(Curve::P384),
            Self::Es512 => Some(Curve::P521),
            _ => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Curve {
    P256,
    P384,
    P521,
}

impl Curve {
    pub(super) fn of(name: &str) -> Option<Self> {
        match name {
            "P-256" => Some(Self::P256),
            "P-384" => Some(Self::P384),
            "P-521" => Some(Self::P521),
            _ => None,
        }
    }

    /// How many bytes a coordinate has (RFC 7518 section 6.2.1.2).
    pub(super) fn coordinate(self) -> usize {
        match self {
            Self::P256 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }

    fn verification(self) -> &'static EcdsaVerificationAlgorithm {
        match self {
            Self::P256 => &ECDSA_P256_SHA256_FIXED,
            Self::P384 => &ECDSA_P384_SHA384_FIXED,
            Self::P521 => &ECDSA_P521_SHA512_FIXED,
        }
    }
}
