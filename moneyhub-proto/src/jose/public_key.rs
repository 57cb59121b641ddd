use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

use super::{Curve, JsonWebKey, JwsAlgorithm, KeyType};
use crate::ground::error::UnusableKey;

/// The least number of bits of an RSA modulus (RFC 7518 section 3.3).
const LEAST_RSA_BITS: usize = 2048;

/// The greatest number. Beyond it a signature takes more time than an honest service would require.
const MOST_RSA_BITS: usize = 8192;

/// A public key, read from a [`JsonWebKey`] and checked to be complete.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PublicKey {
    /// A point on a curve. The verifier has to check that it is on the curve.
    Ec {
        /// The curve.
        curve: Curve,
        /// The point, uncompressed: 4, then both coordinates (SEC 1 section 2.3.3).
        point: Vec<u8>,
    },
    /// RSA numbers, big-endian, without leading zeros.
    Rsa {
        /// `n`, of 2048 to 8192 bits.
        modulus: Vec<u8>,
        /// `e`.
        exponent: Vec<u8>,
    },
}

impl PublicKey {
    /// Reads the numbers of a key. Its other members (`use`, `alg`, `kid`) are ignored.
    ///
    /// # Errors
    ///
    /// [`UnusableKey`].
    pub fn of_json_web_key(key: &JsonWebKey) -> Result<Self, UnusableKey> {
        let number = |name| {
            let text = key.text(name).ok_or(UnusableKey::MalformedNumbers)?;
            BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| UnusableKey::MalformedNumbers)
        };
        match key.key_type() {
            Some("RSA") => {
                let (modulus, exponent) = rsa(&number("n")?, &number("e")?)?;
                Ok(Self::Rsa { modulus, exponent })
            }
            Some("EC") => {
                let curve = key.text("crv").and_then(Curve::parse);
                let curve = curve.ok_or(UnusableKey::UnknownType)?;
                ec(curve, &number("x")?, &number("y")?)
            }
            _ => Err(UnusableKey::UnknownType),
        }
    }

    /// Whether the algorithm works with keys of this type and curve.
    #[must_use]
    pub fn fits(&self, algorithm: JwsAlgorithm) -> bool {
        let key_type = match self {
            Self::Ec { curve, .. } => KeyType::Ec(*curve),
            Self::Rsa { .. } => KeyType::Rsa,
        };
        key_type == algorithm.key_type()
    }
}

/// Modulus and exponent, without leading zeros.
pub(super) fn rsa(modulus: &[u8], exponent: &[u8]) -> Result<(Vec<u8>, Vec<u8>), UnusableKey> {
    let (modulus, exponent) = (without_zeros(modulus), without_zeros(exponent));
    let (Some(first), Some(last)) = (modulus.first(), exponent.last()) else {
        return Err(UnusableKey::MalformedNumbers);
    };
    let bits = modulus.len() * 8 - first.leading_zeros() as usize;
    if !(LEAST_RSA_BITS..=MOST_RSA_BITS).contains(&bits) || last % 2 == 0 || exponent == [1] {
        return Err(UnusableKey::UnsafeRsa);
    }
    Ok((modulus.to_vec(), exponent.to_vec()))
}

fn ec(curve: Curve, x: &[u8], y: &[u8]) -> Result<PublicKey, UnusableKey> {
    // RFC 7518 section 6.2.1.2: full length, including leading zeros.
    if [x.len(), y.len()] != [curve.coordinate_length(); 2] {
        return Err(UnusableKey::MalformedNumbers);
    }
    Ok(PublicKey::Ec { curve, point: [&[4], x, y].concat() })
}

pub(super) fn without_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

#[cfg(test)]
mod tests;
