//! What can be wrong with keys and signers.

use std::{error::Error as StdError, sync::Arc};

use thiserror::Error as ThisError;

/// Why a private key can't be used, and what to do about it. It contains nothing of the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum PrivateKeyProblem {
    /// It is a certificate request.
    #[error(
        "is a certificate request: give the private key that it was made with, which `openssl req -newkey` writes to the file of `-keyout`"
    )]
    CertificateRequest,
    /// It is DER.
    #[error(
        "is DER, not PEM: write it out again, with `openssl pkey -inform DER -in key.der -out key.pem`"
    )]
    Der,
    /// It is encrypted, and no passphrase can be given here.
    #[error(
        "is encrypted: decrypt it first, with `openssl pkcs8 -topk8 -nocrypt -in key.pem -out plain.pem`"
    )]
    Encrypted,
    /// It is a Java keystore.
    #[error(
        "is in a Java keystore: convert it to PKCS#12, with `keytool -importkeystore -srckeystore keys.jks -destkeystore keys.p12 -deststoretype PKCS12`, and that to PEM, with `openssl pkcs12 -in keys.p12 -nocerts -nodes -out key.pem`"
    )]
    JavaKeyStore,
    /// It is in an unknown form, or broken.
    #[error(
        "can't be read: give a PEM (PKCS#8, PKCS#1 or SEC 1), a JSON Web Key, or a set of those, whole"
    )]
    Malformed,
    /// A number that signing needs is missing (RFC 7518 sections 6.2.2 and 6.3.2).
    #[error(
        "lacks numbers: an RSA key needs n, e, d, p, q, dp, dq and qi, an EC key crv, x, y and d"
    )]
    MissingNumbers,
    /// An EC key in a PEM has no public point, or a compressed one.
    #[error(
        "lacks its public point, or has it compressed: write it out again, with `openssl ec -in key.pem -conv_form uncompressed -out whole.pem`"
    )]
    MissingPublicPoint,
    /// A set has no key with the requested id or for the requested algorithm, or a single key has
    /// another id.
    #[error("was not found: no key with this id or for this algorithm can sign")]
    NotFound,
    /// It is for another algorithm, or of another type, than requested.
    #[error("is for another algorithm: compare its type and its `alg` with the one configured")]
    OtherAlgorithm,
    /// Curve parameters without a key.
    #[error(
        "is missing, and only curve parameters are there: make a key, with `openssl ecparam -name prime256v1 -genkey -noout -out key.pem`"
    )]
    Parameters,
    /// The path of a file instead of its contents.
    #[error("is the path of a file: pass in the contents of the file")]
    Path,
    /// It is PKCS#12 (`.p12` or `.pfx`).
    #[error(
        "is in a PKCS#12: write it out, with `openssl pkcs12 -in keys.p12 -nocerts -nodes -out key.pem` (with `-legacy` if it is old)"
    )]
    Pkcs12,
    /// It is restricted to a form of RSA-PSS that no JWS has (RFC 7518 section 3.5).
    #[error(
        "is restricted to a form of RSA-PSS that JWS does not have: make one without restrictions, with `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem`"
    )]
    PssParameters,
    /// It is a public key or a certificate.
    #[error("is a public key or a certificate: give the private key that belongs to it")]
    Public,
    /// The cryptography library refuses it.
    #[error(
        "was refused by the cryptography library: its numbers contradict each other, or it does not sign with keys of this size (ring: 2048 to 4096 bits, exponent 65537 or more)"
    )]
    Refused,
    /// It is an OpenSSH or PuTTY key, private or public.
    #[error(
        "is an SSH key: convert a private OpenSSH key, RSA or EC, with `ssh-keygen -p -m PKCS8 -f key`, which overwrites the file; convert a PuTTY key first, with `puttygen key.ppk -O private-openssh -o key`"
    )]
    Ssh,
    /// An unknown type, curve or `alg`.
    #[error("has an unknown type, curve or `alg`: use RSA, or EC on P-256, P-384 or P-521")]
    UnknownType,
    /// An RSA key of fewer than 2048 or more than 8192 bits, or with an exponent that is even or 1.
    #[error("is not safe: use an RSA key of 2048 bits or more, up to 8192, with an odd exponent")]
    UnsafeRsa,
    /// The cryptography library does not know the algorithm. (`ring` has no `ES512`.)
    #[error("is for an algorithm that the cryptography library does not know; ring has no ES512")]
    UnsupportedAlgorithm,
    /// It is base64 without the PEM lines around it.
    #[error(
        "is base64 without the PEM lines: put `-----BEGIN PRIVATE KEY-----` and `-----END PRIVATE KEY-----` around it (`RSA PRIVATE KEY` or `EC PRIVATE KEY` if it is PKCS#1 or SEC 1), on lines of their own"
    )]
    WithoutArmour,
    /// A JSON Web Key whose `use` is not `sig`, or whose `key_ops` have no `sign`.
    #[error("is not for signing: its `use` has to be `sig`, its `key_ops` have to name `sign`")]
    WrongUse,
}

/// A signer's failure, with its own reason.
#[derive(Clone, Debug, ThisError)]
#[error("the signer failed")]
pub struct SignerError {
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl SignerError {
    /// An error with this reason. It may be logged, so leave out anything confidential.
    pub fn new(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { source: Some(source.into().into()) }
    }

    /// The signature came too late.
    pub(crate) fn late() -> Self {
        Self::new("no signature came in time")
    }
}

/// Why a key can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum UnusableKey {
    /// A number is missing, is not base64url, or has the wrong length.
    #[error("its numbers can't be read")]
    MalformedNumbers,
    /// An RSA modulus of fewer than 2048 or more than 8192 bits, or an exponent that is even or 1.
    #[error("its RSA numbers are not safe")]
    UnsafeRsa,
    /// An unknown `kty` or `crv`.
    #[error("its type or curve is unknown")]
    UnknownType,
}
