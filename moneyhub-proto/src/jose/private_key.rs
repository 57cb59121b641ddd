pub(crate) mod der;
mod jwk;
// Only the providers read the private numbers.
#[cfg_attr(not(any(feature = "aws-lc-rs", feature = "ring")), expect(dead_code))]
mod material;
pub(crate) mod pem;

use std::fmt;

use self::der::Restriction;
pub use self::jwk::KeyChoice;
pub(in crate::jose) use self::material::Material;
use super::{JwsAlgorithm, KeyType, PublicKey};
use crate::ground::error::{ConfigurationError, Error, PrivateKeyProblem};

/// A private key for signatures, read without a cryptography library, and wiped on drop.
///
/// It is never printed, never serialised, and never compared. To sign with it, make a
/// [`Signer`](super::Signer) from it, with the module `aws_lc_rs` or `ring` of the feature of the same name.
///
/// The input that it is read from belongs to the caller, and is not wiped.
///
/// # Examples
///
/// ```no_run
/// use moneyhub_proto::jose::PrivateKey;
///
/// // PEM, a JSON Web Key, or a set of those. The id is the one in the admin portal.
/// let key = PrivateKey::read(std::fs::read("key.pem")?, Some("my-key-2026"))?;
/// assert_eq!(key.key_id(), Some("my-key-2026"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct PrivateKey {
    material: Material,
    key_id: Option<String>,
    algorithm: Option<JwsAlgorithm>,
    /// Whether it only signs with RSA-PSS, with any hash.
    #[cfg_attr(not(any(feature = "aws-lc-rs", feature = "ring")), expect(dead_code))]
    only_pss: bool,
}

impl PrivateKey {
    /// Reads a key file of any form: PEM, a JSON Web Key, or a set of those.
    ///
    /// With a key id, it takes the key of the set that has this id. A single JSON Web Key must have this id
    /// or none, and a PEM, which can't contain an id, is given it. Without a key id, it takes the first key
    /// of a set that can sign.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ground::error::ErrorKind::Configuration), with a [`PrivateKeyProblem`].
    pub fn read(file: impl AsRef<[u8]>, key_id: Option<&str>) -> Result<Self, Error> {
        let file = file.as_ref();
        let key = match text(file) {
            // JSON with a PEM in it is not a JSON Web Key.
            Ok(text) if text.starts_with('{') && !text.contains("-----BEGIN ") => {
                jwk::read(text, key_id)?
            }
            _ => Self::from_pem(file)?,
        };
        Ok(match key_id {
            Some(key_id) => key.with_key_id(key_id),
            None => key,
        })
    }

    /// Reads the first private key of a PEM: PKCS#1 (`RSA PRIVATE KEY`), PKCS#8 (`PRIVATE KEY`) or
    /// SEC 1 (`EC PRIVATE KEY`).
    ///
    /// It accepts the forms in which editors, shells, YAML, JSON and Windows leave it: with a byte order
    /// mark, in UTF-16, indented, in quotes, with `\n` instead of line ends or without any, in another layer
    /// of base64 (as in a Kubernetes secret), among certificates and text. If it can't be read, the error
    /// says what the file is, with the command that converts it to PEM.
    ///
    /// A key made by `openssl genpkey -algorithm RSA-PSS` signs with PS256 unless it is restricted to another
    /// hash, and never with RS256, RS384 or RS512.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ground::error::ErrorKind::Configuration), with a [`PrivateKeyProblem`].
    pub fn from_pem(pem: impl AsRef<[u8]>) -> Result<Self, Error> {
        let (material, restriction) = pem::read(pem.as_ref())?;
        let (algorithm, only_pss) = match restriction {
            Restriction::None => (None, false),
            Restriction::Pss => (None, true),
            Restriction::PssWith(algorithm) => (Some(algorithm), true),
        };
        Ok(Self { material, key_id: None, algorithm, only_pss })
    }

    /// Reads a JSON Web Key (RFC 7517): RSA with all numbers of RFC 7518 section 6.3.2, or EC.
    ///
    /// If present, its `use` must be `sig`, its `key_ops` must name `sign`, and its `alg` must fit. `kid` and
    /// `alg` are kept.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ground::error::ErrorKind::Configuration), with a [`PrivateKeyProblem`].
    pub fn from_jwk(json: impl AsRef<[u8]>) -> Result<Self, Error> {
        Ok(jwk::one(text(json.as_ref())?)?)
    }

    /// Reads one key of a JSON Web Key set (RFC 7517 section 5).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ground::error::ErrorKind::Configuration), with a [`PrivateKeyProblem`].
    pub fn from_jwk_set(json: impl AsRef<[u8]>, wanted: KeyChoice<'_>) -> Result<Self, Error> {
        Ok(jwk::of_set(text(json.as_ref())?, wanted)?)
    }

    /// The same key under this id: the `kid` of its public key in Moneyhub's admin portal.
    #[must_use]
    pub fn with_key_id(mut self, key_id: impl Into<String>) -> Self {
        self.key_id = Some(key_id.into());
        self
    }

    /// The `kid`, if the key has one.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }

    /// The type of the key.
    #[must_use]
    pub fn key_type(&self) -> KeyType {
        self.material.key_type()
    }

    /// The only algorithm that the key is for: `alg` of a JSON Web Key, or that of the hash that an RSA-PSS
    /// key is restricted to. Any other PEM has none.
    #[must_use]
    pub fn algorithm(&self) -> Option<JwsAlgorithm> {
        self.algorithm
    }

    /// The public key that belongs to it, according to the file. That they belong together is
    /// checked when a signer is made.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        self.material.public_key()
    }

    #[cfg(any(feature = "aws-lc-rs", feature = "ring"))]
    pub(super) fn material(&self) -> &Material {
        &self.material
    }

    /// The algorithm to sign with: the requested one, else the key's own, else the usual one of its type.
    /// Moneyhub's own examples sign RS256 with an RSA key.
    #[cfg(any(feature = "aws-lc-rs", feature = "ring"))]
    pub(super) fn algorithm_to_sign_with(
        &self,
        wanted: Option<JwsAlgorithm>,
    ) -> Result<JwsAlgorithm, PrivateKeyProblem> {
        use super::Curve;

        let algorithm = wanted.or(self.algorithm).unwrap_or(match self.key_type() {
            KeyType::Rsa if self.only_pss => JwsAlgorithm::Ps256,
            KeyType::Rsa => JwsAlgorithm::Rs256,
            KeyType::Ec(Curve::P256) => JwsAlgorithm::Es256,
            KeyType::Ec(Curve::P384) => JwsAlgorithm::Es384,
            KeyType::Ec(Curve::P521) => JwsAlgorithm::Es512,
        });
        let own = self.algorithm.is_none_or(|own| own == algorithm);
        let pss =
            matches!(algorithm, JwsAlgorithm::Ps256 | JwsAlgorithm::Ps384 | JwsAlgorithm::Ps512);
        if own && (pss || !self.only_pss) && algorithm.key_type() == self.key_type() {
            Ok(algorithm)
        } else {
            Err(PrivateKeyProblem::OtherAlgorithm)
        }
    }
}

/// Shows what is public about the key, and none of its numbers.
impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrivateKey")
            .field("key_type", &self.key_type())
            .field("algorithm", &self.algorithm)
            .field("key_id", &self.key_id)
            .finish_non_exhaustive()
    }
}

impl From<PrivateKeyProblem> for Error {
    fn from(problem: PrivateKeyProblem) -> Self {
        ConfigurationError::PrivateKey { problem }.into()
    }
}

/// Without the byte order mark that some editors write.
fn text(file: &[u8]) -> Result<&str, PrivateKeyProblem> {
    let text = std::str::from_utf8(file).map_err(|_| PrivateKeyProblem::Malformed)?;
    Ok(text.trim_start_matches('\u{feff}').trim())
}

#[cfg(test)]
mod tests;
