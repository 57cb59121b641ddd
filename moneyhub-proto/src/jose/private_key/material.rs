use zeroize::Zeroizing;

use super::PrivateKeyProblem;
use crate::{
    ground::error::UnusableKey,
    jose::{Curve, KeyType, PublicKey, public_key},
};

/// The numbers of a private key, big-endian.
pub(in crate::jose) enum Material {
    Ec {
        curve: Curve,
        /// As long as a coordinate.
        scalar: Zeroizing<Vec<u8>>,
        /// Uncompressed.
        point: Vec<u8>,
    },
    Rsa(Box<RsaNumbers>),
}

/// RFC 8017 section 3.2, without leading zeros.
pub(in crate::jose) struct RsaNumbers {
    pub(in crate::jose) modulus: Vec<u8>,
    pub(in crate::jose) exponent: Vec<u8>,
    pub(in crate::jose) private_exponent: Zeroizing<Vec<u8>>,
    pub(in crate::jose) primes: [Zeroizing<Vec<u8>>; 2],
    /// The exponents of the primes, in order.
    pub(in crate::jose) exponents: [Zeroizing<Vec<u8>>; 2],
    pub(in crate::jose) coefficient: Zeroizing<Vec<u8>>,
}

/// The numbers of an RSA key as read, in the order of RFC 8017 appendix A.1.2.
pub(super) struct RawRsa<'a> {
    pub(super) n: &'a [u8],
    pub(super) e: &'a [u8],
    pub(super) d: &'a [u8],
    pub(super) p: &'a [u8],
    pub(super) q: &'a [u8],
    pub(super) dp: &'a [u8],
    pub(super) dq: &'a [u8],
    pub(super) qi: &'a [u8],
}

impl Material {
    pub(super) fn rsa(raw: &RawRsa<'_>) -> Result<Self, PrivateKeyProblem> {
        let (modulus, exponent) = public_key::rsa(raw.n, raw.e)?;
        Ok(Self::Rsa(Box::new(RsaNumbers {
            modulus,
            exponent,
            private_exponent: number(raw.d)?,
            primes: [number(raw.p)?, number(raw.q)?],
            exponents: [number(raw.dp)?, number(raw.dq)?],
            coefficient: number(raw.qi)?,
        })))
    }

    /// The point must be uncompressed.
    pub(super) fn ec(curve: Curve, scalar: &[u8], point: &[u8]) -> Result<Self, PrivateKeyProblem> {
        let length = curve.coordinate_length();
        match point {
            [4, coordinates @ ..] if coordinates.len() == 2 * length => (),
            [2 | 3, x @ ..] if x.len() == length => {
                return Err(PrivateKeyProblem::MissingPublicPoint);
            }
            _ => return Err(PrivateKeyProblem::Malformed),
        }
        // Some writers drop leading zeros, although neither RFC 5915 nor RFC 7518 allows it.
        let digits = number(scalar)?;
        let zeros = length.checked_sub(digits.len()).ok_or(PrivateKeyProblem::Malformed)?;
        // Allocated at its final length: a vector that grows leaves a copy behind.
        let mut padded = Zeroizing::new(Vec::with_capacity(length));
        padded.resize(zeros, 0);
        padded.extend_from_slice(&digits);
        Ok(Self::Ec { curve, scalar: padded, point: point.to_vec() })
    }

    pub(super) fn key_type(&self) -> KeyType {
        match self {
            Self::Ec { curve, .. } => KeyType::Ec(*curve),
            Self::Rsa(_) => KeyType::Rsa,
        }
    }

    pub(super) fn public_key(&self) -> PublicKey {
        match self {
            Self::Ec { curve, point, .. } => PublicKey::Ec { curve: *curve, point: point.clone() },
            Self::Rsa(numbers) => PublicKey::Rsa {
                modulus: numbers.modulus.clone(),
                exponent: numbers.exponent.clone(),
            },
        }
    }
}

impl From<UnusableKey> for PrivateKeyProblem {
    fn from(reason: UnusableKey) -> Self {
        match reason {
            UnusableKey::MalformedNumbers => Self::Malformed,
            UnusableKey::UnsafeRsa => Self::UnsafeRsa,
            UnusableKey::UnknownType => Self::UnknownType,
        }
    }
}

/// None of the private numbers may be zero.
fn number(bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>, PrivateKeyProblem> {
    let digits = public_key::without_zeros(bytes);
    if digits.is_empty() {
        return Err(PrivateKeyProblem::Malformed);
    }
    Ok(Zeroizing::new(digits.to_vec()))
}
