//! Signatures: what signs and verifies, and with which keys. No cryptography by itself.
//!
//! A [`Signer`] makes the signatures of client assertions and request objects, a [`Verifier`] checks
//! those of `id_token`s. Both are traits, so that a key may live in a KMS or an HSM, and so that this
//! crate needs no library of cryptography of its own.
//!
//! Only asymmetric algorithms exist here: an `alg` of `none`, or an HMAC with a public key for its
//! secret, has no [`JwsAlgorithm`] to be written as.

mod algorithm;
mod public_key;
mod signer;
mod verifier;

pub use self::{
    algorithm::{Curve, JwsAlgorithm, KeyType},
    public_key::{PublicKey, UnusableKey},
    signer::{Signer, SignerError},
    verifier::{Verifier, VerifierError},
};
