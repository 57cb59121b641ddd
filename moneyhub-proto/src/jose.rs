//! Signatures: signers, verifiers and their keys. It has no cryptography itself.
//!
//! A [`Signer`] makes the signatures of client assertions and request objects, a [`Verifier`] checks those of
//! `id_token`s. Both are traits, so that a key may stay in a KMS or an HSM, and so that this crate does not
//! depend on a cryptography library. The features `aws-lc-rs` and `ring` add modules of those names, which
//! make both; a signer is made from a [`PrivateKey`]. Both features may be on: you choose by calling one or
//! the other.
//!
//! Only asymmetric algorithms exist here: neither an `alg` of `none` nor an HMAC with a public key
//! as its secret can be expressed as a [`JwsAlgorithm`].

mod algorithm;
#[cfg(feature = "aws-lc-rs")]
pub mod aws_lc_rs;
#[cfg(test)]
pub(crate) mod fixture;
mod json_web_key;
pub(crate) mod jwt;
pub(crate) mod pem;
pub(crate) mod private_key;
mod public_key;
#[cfg(feature = "ring")]
pub mod ring;
mod signer;
mod signing_request;
#[cfg(test)]
pub(crate) mod test_signer;
mod verifier;

use std::sync::Arc;

pub use self::{
    algorithm::{Curve, JwsAlgorithm, KeyType},
    json_web_key::{JsonWebKey, JsonWebKeySet},
    jwt::{JwtVerifier, VerifiedJwt},
    private_key::{KeyChoice, PrivateKey},
    public_key::PublicKey,
    signer::Signer,
    signing_request::SigningRequest,
    verifier::{Verifier, VerifierError},
};
#[cfg(not(any(feature = "aws-lc-rs", feature = "ring")))]
use crate::ground::error::ConfigurationError;
use crate::ground::error::Error;
pub use crate::ground::error::{PrivateKeyProblem, SignerError, UnusableKey};

/// What checks signatures, if nothing else is said.
#[cfg(feature = "aws-lc-rs")]
pub(crate) fn compiled_in_verifier() -> Option<Arc<dyn Verifier>> {
    Some(aws_lc_rs::verifier())
}

/// What checks signatures, if nothing else is said.
#[cfg(all(feature = "ring", not(feature = "aws-lc-rs")))]
pub(crate) fn compiled_in_verifier() -> Option<Arc<dyn Verifier>> {
    Some(ring::verifier())
}

/// No verifier by default.
#[cfg(not(any(feature = "aws-lc-rs", feature = "ring")))]
pub(crate) fn compiled_in_verifier() -> Option<Arc<dyn Verifier>> {
    None
}

/// A signer with this key, by what verifies if nothing else is said.
#[cfg(feature = "aws-lc-rs")]
pub(crate) fn compiled_in_signer(key: &PrivateKey) -> Result<Arc<dyn Signer>, Error> {
    aws_lc_rs::signer(key, None)
}

/// A signer with this key, by what verifies if nothing else is said.
#[cfg(all(feature = "ring", not(feature = "aws-lc-rs")))]
pub(crate) fn compiled_in_signer(key: &PrivateKey) -> Result<Arc<dyn Signer>, Error> {
    ring::signer(key, None)
}

/// No signer by default.
#[cfg(not(any(feature = "aws-lc-rs", feature = "ring")))]
pub(crate) fn compiled_in_signer(_: &PrivateKey) -> Result<Arc<dyn Signer>, Error> {
    let problem = "needs a signer: turn on the feature `aws-lc-rs` or `ring`";
    Err(ConfigurationError::Invalid { setting: "MONEYHUB_PRIVATE_KEY", problem }.into())
}

#[cfg(all(test, any(feature = "aws-lc-rs", feature = "ring")))]
mod tests;
